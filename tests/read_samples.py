"""Files of every format made from a text, as offices and newspapers make them."""

from __future__ import annotations

import html
import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

REPORT = """东区新材料产业园提速建设
2024年9月12日

　　今年1至8月，东区实现规上工业总产值512.3亿元，同比增长6.5%。其中，新材料产业产值201.4亿元，占全区的39.3%。
　　位于东区新材料产业园的华岭新材料有限公司建成年产3万吨特种铝合金项目，总投资12亿元。
　　目前，园区已集聚企业86家，华岭新材料、远石精工、东川智造等企业入选市级专精特新企业。
　　下一步，东区经济信息委将推进产业链招商，力争到2027年新材料产业产值突破500亿元。
"""
TRADITIONAL = """東區新材料產業園加快建設
今年1至8月，東區實現規模以上工業總產值512.3億元，同比增長6.5%。其中，新材料產業產值201.4億元，佔全區的39.3%。
位於東區新材料產業園的華嶺新材料有限公司建成年產3萬噸特種鋁合金項目，總投資12億元。目前園區已集聚企業86家。
下一步，東區將繼續推進產業鏈招商，爭取到2027年新材料產業產值突破500億元，為經濟發展創造新動能。
"""


def to_page(text: str, *, title: str = "", issued: str = "", charset: str = "utf-8") -> str:
    """Return a government page: navigation, path, info line, article, share bar, related links, footer."""
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    body = "\n".join(f"<p>　　{html.escape(p)}</p>" for p in paragraphs)
    metas = f'<meta name="ArticleTitle" content="{html.escape(title)}">' * bool(title) + f'<meta name="PubDate" content="{issued} 09:30">' * bool(issued)
    heading = f"<h1>{html.escape(title)}</h1>" * bool(title)
    return f"""<!DOCTYPE html><html><head><meta charset="{charset}"><title>{html.escape(title)}_某某区人民政府</title>{metas}
<script>var 招商热线="西山区招商局";</script><style>.a{{}}</style></head><body>
<div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li><li><a href="/tz">投资西山开发区</a></li></ul></div>
<div class="container"><div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/xw">区县动态</a></div>{heading}
<div class="info">{f"发布时间：{issued}" if issued else ""} 浏览次数：<span>1024</span> 字号：<a>大</a> <a>中</a></div>
<div class="TRS_Editor">{body}</div><div class="share">分享到：<a>微信</a><a>微博</a></div></div>
<div class="related"><h3>相关链接</h3><ul><li><a href="/1">北岭区新能源汽车产业园投资80亿元</a></li><li><a href="/2">南港区集成电路企业突破百家</a></li></ul></div>
<div class="footer"><p>主办单位：某某区人民政府办公室　承办单位：某某区大数据中心</p><p>某ICP备10000001号　网站标识码 5000000001</p></div></body></html>"""


def to_docx(text: str, *, body: str = "", title: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """Return a Word document: one paragraph a line, or the body as given."""
    from xml.sax.saxutils import escape

    paragraphs = body or "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in text.split("\n"))
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{paragraphs}<w:sectPr/></w:body></w:document>'
    types = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
    core = f'<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></cp:coreProperties>'
    return to_zip({"[Content_Types].xml": types.encode(), "word/document.xml": document.encode(), "docProps/core.xml": core.encode(), **(extra or {})})


def to_zip(members: dict[str, bytes]) -> bytes:
    """Return a zip archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def to_pdf(text: str, *, columns: int = 1, interleaved: bool = False, header: str = "", footer: bool = False, size: float = 9, height: float = 842) -> bytes:
    """Return a PDF, its text set in columns; interleaved: written line by line across the columns."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    font = "STSong-Light"
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    width, margin, gutter = 595.0, 50.0, 18.0
    column = (width - 2 * margin - gutter * (columns - 1)) / columns
    fit = int(column // size)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        paragraph = paragraph.strip()
        if not paragraph:
            continue
        paragraph = "　　" + paragraph
        while paragraph:
            cut, used = 0, 0.0
            while cut < len(paragraph) and used + (1.0 if ord(paragraph[cut]) > 0x2000 else 0.5) <= fit:
                used += 1.0 if ord(paragraph[cut]) > 0x2000 else 0.5
                cut += 1
            lines.append(paragraph[:cut])
            paragraph = paragraph[cut:]
    step = size * 1.5
    rows = int((height - 2 * margin) // step)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), invariant=1)
    number = 0
    while lines:
        number += 1
        page, lines = lines[: rows * columns], lines[rows * columns :]
        per = -(-len(page) // columns) if not lines else rows
        places = [(k // per, k % per, line) for k, line in enumerate(page)]
        if interleaved:
            places.sort(key=lambda place: (place[1], place[0]))
        canvas.setFont(font, size)
        if header:
            canvas.drawString(margin, height - 30, header)
        for x, y, line in places:
            indent = len(line) - len(line.lstrip("　"))
            canvas.drawString(margin + x * (column + gutter) + indent * size, height - margin - size - y * step, line.lstrip("　"))
        if footer:
            canvas.drawCentredString(width / 2, 20, f"- {number} -")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
