"""Write the sample reports that are not plain text: a DOCX page and a newspaper PDF in three columns.

    python data/make_samples.py

Needs python-docx and reportlab (development dependencies). The texts are ours; figures are those of public reports. The
files are committed, so that neither library is needed to run the demo.
"""

from __future__ import annotations

from pathlib import Path

REPORTS = Path(__file__).parent / "reports"

TONGLIANG = (
    "铜梁：链主企业带起一条储能产业链",
    "重庆市铜梁区把新型储能作为主攻方向，大力发展“2+4”现代产业集群，力争建成2000亿元级储能产业集群。",
    "重庆海辰储能科技有限公司（以下称“海辰储能”）是这条产业链的链主企业。公司的西南智能制造中心及研发中心项目2022年5月落户铜梁，计划总投资130亿元。",
    "以海辰储能为龙头，铜梁区引进兴恒铝箔、厚生隔膜等9个项目，总投资约300亿元。",
    "海辰储能与国网铜梁供电公司合作，建成13个光储应用场景。铜梁淮远集中式储能充电站由海辰储能提供564个储能仓。",
    "到2026年，铜梁预计新增中高端人才岗位近2万个。",
)
LINYI = (
    "临沂经济技术开发区四十个项目集中奠基",
    "本报讯　山东省临沂经济技术开发区的40个项目4月15日同日奠基，总投资达200亿元。",
    "这批项目中，澜泊湾城市旅游综合项目总投资100亿元，安粮商业综合体项目投资15亿元，香港喜来登国际大酒店项目投资8亿元，涉及先进装备制造、商业服务等行业。",
    "去年底，临沂经济技术开发区升级为国家级开发区。今年2月，开发区获评国家生态工业示范园区。",
    "目前，开发区正在创建国家优质工程机械产业基地。",
)


def write_docx(path: Path) -> None:
    """Write the Tongliang report as a Word document with a title, a property and an award table."""
    from datetime import UTC, datetime

    from docx import Document

    page = Document()
    page.core_properties.title, page.core_properties.author = TONGLIANG[0], "产脉示例报告"
    page.core_properties.created = page.core_properties.modified = datetime(2023, 9, 25, tzinfo=UTC)
    page.add_heading(TONGLIANG[0], level=1)
    for paragraph in TONGLIANG[1:]:
        page.add_paragraph(paragraph)
    page.save(str(path))


def write_pdf(path: Path) -> None:
    """Write the Linyi report as a PDF page in three columns, lines broken without hyphens."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    canvas.setTitle(LINYI[0])
    canvas.setAuthor("产脉示例报告")
    canvas.setFont("STSong-Light", 20)
    canvas.drawString(60, 780, LINYI[0])
    canvas.setFont("STSong-Light", 11)
    lines = [line for paragraph in LINYI[1:] for line in _wrap("　　" + paragraph, 14)]
    per_column = -(-len(lines) // 3)
    for k, line in enumerate(lines):
        canvas.drawString(60 + (k // per_column) * 170, 740 - (k % per_column) * 18, line)
    canvas.save()


def _wrap(text: str, width: int) -> list[str]:
    return [text[k : k + width] for k in range(0, len(text), width)]


if __name__ == "__main__":
    write_docx(REPORTS / "tongliang-2023.docx")
    write_pdf(REPORTS / "linyi-2011.pdf")
