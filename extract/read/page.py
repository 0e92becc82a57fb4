"""A government or news page as the text of its article.

In: a decoded page. Out: title, paragraphs and table rows line by line, and the facts of its metas. What stands round
the article (navigation, share bar, related links, record numbers) is left out. Refused: pages nested beyond reason.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from extract.read.dates import find_date, parse_date
from extract.read.facts import Facts
from extract.read.messages import refusal
from extract.read.tables import lines_of_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

__all__ = ["parse_page", "read_page"]

NESTING = 1500
DROPPED = frozenset([
    "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "iframe", "object", "embed",
    "button", "select", "option", "input", "textarea", "svg", "canvas", "video", "audio", "map", "dialog",
    "menu", "link", "meta", "title", "head",
])  # fmt: skip
BLOCKS = frozenset([
    "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol",
    "dl", "dt", "dd", "blockquote", "pre", "figure", "figcaption", "center", "body", "html", "tr", "td", "th",
    "caption", "address", "hr", "fieldset", "details", "summary",
])  # fmt: skip
BOILERPLATE = re.compile(
    # navigation
    r"(^|[-_ ])(nav|navbar|navigation|menu|footer|foot|copyright|share|bshare|jiathis|bdsharebuttonbox|related|relate|recommend|"
    r"breadcrumb|crumbs?|location|position|"  # where one is
    r"sidebar|side|toolbar|tools?|print|qrcode|ewm|login|search|"  # columns and tools
    r"comment|comments|pagination|pager|prev|next|hot|rank|links?|friendlink|"  # comments, other pages, links
    r"advert|ads?|banner|topbar|header|head|top|bottom|"  # adverts and bars
    r"fontsize|xgyd|xglj|xgwz|dqwz|dqweizhi|fenxiang|daohang)"  # in pinyin: 相关链接, 当前位置, 分享, 导航
    r"([-_ ]|\d*$)",
    re.IGNORECASE,
)
ARTICLE = re.compile(
    r"(^|[-_ ])("
    r"trs_editor|ucap-content|zoom|"  # publishing systems
    # article, content, detail, news, text
    r"article[-_]?(content|body|text|con)|content[-_]?(text|body|detail|main)|detail[-_]?(content|con|text)|news[-_]?"
    r"(content|text|con|body)|text[-_]?con(tent)?|"
    # sites of papers and of government
    r"rm_txt_con|articlebody|wp_articlecontent|vsb_content\w*|xxgk[-_]?content|main[-_]?text|con_text|conTxt|pages_content"
    r"|bt_content|artcontent|"
    r"article|content|zhengwen|post-content|entry-content)"  # plain names
    r"([-_ ]|\d*$)"
, re.IGNORECASE)
JUNK = re.compile(
    # the site's licence and owner
    r"ICP备|公网安备|公安网?备|版权所有|Copyright|©|网站标识码|主办单位[:：]|承办单位[:：]|技术支持[:：]"
    r"|(当前|您)(的)?(所在)?位置[:：是]|^(上|下)一[篇条页][:：]?"  # where one is, the next page
    r"|分享到|分享至|扫一扫|打印本?页|关闭(窗口|本页)|返回(顶部|首页|列表)"  # share, print, back
    r"|^字(体|号)[:：]|^【?字体|浏览次数|阅读次数|点击(数|量|次数)[:：]|访问量"  # size of type, visits
    r"|加入收藏|设为首页|联系我们|网站地图|无障碍|繁体版?$|客户端下载|微信公众号"  # keep, contact, app
    r"|^(首页|打印|关闭|收藏|分享|微信|微博|QQ空间|更多>*)$"  # bare links
    r"|责任编辑[:：]|我要纠错|适老版"  # editors, correction
)
TAIL = re.compile(
    r"^[\s【\[]*"
    r"(相关(链接|阅读|新闻|文章|信息|稿件|推荐|解读|文件)"  # 相关链接, 相关阅读
    r"|延伸阅读|推荐阅读|热门(推荐|新闻|文章)|猜你喜欢|更多(新闻|阅读)"  # 推荐阅读, 热门新闻, 更多
    r"|友情链接|精彩推荐|最新(新闻|发布|资讯)|附件下载)"  # 友情链接, 附件下载
    r"[\s】\]:：]*$"
)
HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_INFO = re.compile(r"(来源|信息来源|稿源|文章来源|发布机构|来源单位)\s{0,3}[:：]\s{0,3}([^\s:：|【】]{2,30})")
_INFO_LINE = re.compile(r"^[\W]{0,4}((发布|发表|发文|更新)?(时间|日期|于)|(信息|文章|稿件|内容)?来源|作者|稿源|发布(机构|单位)|编辑|记者)\s{0,3}[:：]")
_OPEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})[\s>/]")
VOID = frozenset(["br", "img", "hr", "meta", "link", "input", "area", "base", "col", "embed", "param", "source", "track", "wbr", "p", "li", "td", "tr", "th", "dd", "dt", "option"])
_BYLINES = 10
METAS = {
    "title": ("articletitle", "og:title", "twitter:title", "dc.title", "title"),
    "issued": ("pubdate", "publishdate", "publish_date", "og:release_date", "article:published_time", "og:published_time", "datepublished", "dc.date", "dc.date.issued", "dcterms.issued", "publish-date", "pubtime", "weibo: article:create_at"),
    "source": ("contentsource", "source", "og:article:source", "article:source", "mediaid"),
    "publisher": ("sitename", "og:site_name", "publisher", "dc.publisher"),
    "url": ("url", "og:url"),
}  # fmt: skip


def parse_page(body: bytes, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Answer the parent: facts, and the text as UTF-8."""
    text, facts = read_page(body.decode("utf-8", "replace"), head["source"])
    return {"facts": asdict(facts)}, text.encode()


def read_page(page: str, source: str) -> tuple[str, Facts]:
    """Return the article's text and the page's facts.

    Raises:
        DocumentError: nested too deeply.
    """
    _measure(page, source)
    tree = LexborHTMLParser(page)
    facts = _metas(tree)
    body = tree.body
    if body is None:
        return "", facts
    heading = next((text for node in tree.css("h1") if 4 <= len(text := _squeeze(node.text(deep=True))) <= 120), "")
    facts = facts.over(Facts(title=heading or _title(tree)))
    facts = facts.over(_info(_squeeze(body.text(deep=True, separator=" ")), facts.title))
    whole = [] if facts.issued else [line for line, _ in _lines(body)]
    _prune(body)
    lines = _trim(_lines(_main(body)), facts.title)
    if facts.title and not any(_same(line, facts.title) for line in lines[:3]):
        lines.insert(0, facts.title)
    if len(lines) > 1 and lines[0] == lines[1]:
        del lines[0]
    facts = facts.over(Facts(issued=_date_between(whole, facts.title, lines)))
    return "\n".join(lines) + ("\n" if lines else ""), facts


def _measure(page: str, source: str) -> None:
    """Refuse a page whose elements nest deeper than any page does, before a parser walks it."""
    depth = deepest = 0
    for found in _OPEN.finditer(page):
        if found[2].lower() in VOID:
            continue
        depth = max(0, depth - 1) if found[1] else depth + 1
        deepest = max(deepest, depth)
    if deepest > NESTING:
        raise refusal(source, "limit", detail=f"嵌套 nesting {deepest} > {NESTING}")


def _metas(tree: LexborHTMLParser) -> Facts:
    """Return what metas say, by the first name that each fact has; JSON-LD's date last."""
    found: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = {key.lower(): value or "" for key, value in node.attributes.items()}
        name = (attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or "").strip().lower()
        if name and (value := _squeeze(attributes.get("content", ""))):
            found.setdefault(name, value[:500])
    values = {fact: next((found[name] for name in names if name in found), "") for fact, names in METAS.items()}
    values["issued"] = next((date for name in METAS["issued"] if (date := parse_date(found.get(name, "")))), "") or _linked_date(tree)
    if not values["url"].startswith(("http://", "https://")):
        link = tree.css_first('link[rel="canonical"]')
        address = (link.attributes.get("href") or "") if link else ""
        values["url"] = address if address.startswith(("http://", "https://")) else ""
    return Facts(**values)


def _linked_date(tree: LexborHTMLParser) -> str:
    for node in tree.css('script[type="application/ld+json"]')[:5]:
        try:
            value = json.loads(node.text(deep=True)[:100_000])
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and isinstance(value.get("datePublished"), str) and (date := parse_date(value["datePublished"])):
            return date
    return ""


def _title(tree: LexborHTMLParser) -> str:
    """Return the page's title without the name of the site behind it."""
    node = tree.css_first("title")
    title = _squeeze(node.text(deep=True)) if node else ""
    head, mark, _ = title.partition("_")
    if not mark:
        head, _, tail = title.rpartition("-")
        head = head if head and re.search(r"(网|政府|门户|在线|报|局|委|网站)$", tail.strip()) else title
    return head.strip()[:200]


def _info(text: str, title: str) -> Facts:
    """Return date and source from the line under the headline: 发布时间：… 来源：…."""
    at = text.find(title, text.find(title) + 1 if text.find(title) < 200 else 0) if title else 0
    near = text[max(0, at) :][: len(title) + 300]
    label = re.search(r"((发布|发表|发文|成文|更新|刊发)?(时间|日期)\s{0,2}[:：]\s{0,2})", near)
    issued = parse_date(near[label.end() : label.end() + 40]) if label else ""
    if not issued and (bare := re.search(r"\d{4}\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}日?\s{0,2}(\d{1,2}:\d{2})?\s{1,4}(来源|信息来源|稿源|作者)", near)):
        issued = parse_date(bare[0])
    medium = _INFO.search(near)
    return Facts(issued=issued, source=medium[2] if medium else "")


def _date_between(whole: list[str], title: str, article: list[str]) -> str:
    """Return the date that stands on a line of its own between the headline and the article."""
    start = next((k for k, line in enumerate(whole) if _same(line, title)), None)
    first = next((line for line in article if not _same(line, title)), "")
    if start is None or first not in whole[start:]:
        return ""
    return find_date("\n".join(whole[start : whole.index(first, start)][:_BYLINES]))


def _prune(body: LexborNode) -> None:
    """Take out of the tree what is never article."""
    total = len(body.text(deep=True))
    for node in list(body.css("*")):
        tag = node.tag or ""
        attributes = node.attributes
        if tag in DROPPED:
            node.decompose(recursive=True)
            continue
        hidden = HIDDEN.search(attributes.get("style") or "") or attributes.get("hidden", "no") != "no"
        if hidden and len(node.text(deep=True)) * 2 < total:  # a page that hides its article shows it by a script
            node.decompose(recursive=True)
            continue
        label = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
        if tag in {"div", "ul", "ol", "p", "span", "section", "header", "dl", "table"} and label.strip() and _is_boilerplate(label):
            held = node.text(deep=True)
            prose = held.count("。") + held.count("，")
            if prose < 8 or len(held) * 20 < total:
                node.decompose(recursive=True)


def _is_boilerplate(label: str) -> bool:
    return any(BOILERPLATE.search(word) and not ARTICLE.search(word) for word in label.split())


def _main(body: LexborNode) -> LexborNode:
    """Return the element that holds the article: the innermost with nine tenths of the page's prose."""
    weights: dict[int, int] = {}
    _weigh(body, weights)
    goal = weights.get(body.mem_id, 0) * 9 // 10
    node = body
    while goal:
        inner = next((child for child in _children(node) if weights.get(child.mem_id, 0) >= goal and child.tag in BLOCKS | {"table", "tbody", "span", "font"} and child.tag not in {"p", "tr"}), None)
        if inner is None:
            break
        node = inner
    return node


def _weigh(body: LexborNode, weights: dict[int, int]) -> None:
    """Set for every element the marks of prose in it that stand in no link; children before parents."""
    order: list[tuple[LexborNode, LexborNode | None]] = []
    stack: list[tuple[LexborNode, LexborNode | None]] = [(body, None)]
    while stack:
        node, parent = stack.pop()
        order.append((node, parent))
        if node.tag != "a":
            stack.extend((child, node) for child in _children(node))
    for node, parent in reversed(order):
        own = weights.get(node.mem_id, 0)
        if node.tag == "-text":
            text = node.text_content or ""
            own = len(text) if re.search(r"[。，；：、]", text) else 0
        elif node.tag in {"td", "th"}:
            own += len(node.text(deep=True)) // 2
        weights[node.mem_id] = own
        if parent is not None:
            weights[parent.mem_id] = weights.get(parent.mem_id, 0) + own


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _lines(top: LexborNode) -> list[tuple[str, bool]]:
    """Return the lines of an element, and whether a line is nothing but links."""
    lines: list[tuple[str, bool]] = []
    parts: list[str] = []
    linked = [0, 0]  # characters in links, characters

    def end() -> None:
        if text := _squeeze("".join(parts)):
            lines.append((text, linked[0] * 10 >= linked[1] * 9 > 0))
        parts.clear()
        linked[:] = [0, 0]

    stack: list[tuple[LexborNode | None, bool, str]] = [(top, False, "")]
    while stack:
        node, in_link, _closing = stack.pop()
        if node is None:
            end()
            continue
        tag = node.tag or ""
        if tag == "-text":
            text = re.sub(r"[ \t\r\n\f]+", " ", node.text_content or "")
            parts.append(text)
            size = len(re.sub(r"\W", "", text))
            linked[0] += size * in_link
            linked[1] += size
        elif tag == "br":
            end()
        elif tag == "table" and not node.css_first("table table") and not _is_layout(node):
            end()
            lines.extend((line, False) for line in lines_of_table(_rows(node)))
        elif tag not in DROPPED and not tag.startswith("-"):
            if tag in BLOCKS:
                end()
                stack.append((None, False, tag))
            stack.extend((child, in_link or tag == "a", "") for child in reversed(list(_children(node))))
    end()
    return lines


def _is_layout(table: LexborNode) -> bool:
    """Say whether a table only places an article on the page: one of its cells holds paragraphs."""
    return any(cell.css_first("p,br,div") and (text := cell.text(deep=True)).count("。") >= 2 and len(text) > 100 for cell in table.css("td"))


def _rows(table: LexborNode) -> list[list[str]]:
    """Return a table's cells, a cell over several rows or columns repeated in each."""
    caption = table.css_first("caption")
    title = _squeeze(caption.text(deep=True, separator=" ")) if caption else ""
    grid: list[dict[int, str]] = [{0: title, 1: title}] if title else []  # reads like a title row over all columns
    pending: dict[int, tuple[int, str]] = {}
    for tr in table.css("tr")[:5000]:
        row: dict[int, str] = {}
        column = 0
        for cell in _children(tr):
            if cell.tag not in {"td", "th"}:
                continue
            while column in pending:
                row[column] = pending[column][1]
                column += 1
            text = _squeeze(cell.text(deep=True, separator=" " if cell.css_first("p,br,div") else ""))
            down, across = (_span(cell.attributes.get(name)) for name in ("rowspan", "colspan"))
            for k in range(column, column + across):
                row[k] = text if k == column or down > 1 else ""
                if down > 1:
                    pending[k] = (down, text)
            if across > 1 and down == 1 and len(row) > across:
                row[column] = text
            column += across
        for k, (left, text) in list(pending.items()):
            row.setdefault(k, text)
            if left <= 1:
                del pending[k]
            else:
                pending[k] = (left - 1, text)
        if row:
            grid.append(row)
    return [[row.get(k, "") for k in range(max(row) + 1)] for row in grid]


def _span(value: str | None) -> int:
    return min(int(value), 50) if value and value.isascii() and value.isdigit() and int(value) > 0 else 1


def _trim(lines: list[tuple[str, bool]], title: str) -> list[str]:
    """Leave out what stands round the article: junk lines, the line of date and source, links at the end."""
    kept: list[str] = []
    for k, (line, is_link) in enumerate(lines):
        if TAIL.match(line) and sum(len(text) for text, _ in lines[:k]) * 2 > sum(len(text) for text, _ in lines):
            break
        if (JUNK.search(line) and len(line) < 120 and line.count("。") < 2) or (is_link and not _same(line, title)):
            continue
        if k < 8 and _INFO_LINE.match(line) and len(line) < 120:
            continue
        kept.append(line)
    return kept


def _same(line: str, title: str) -> bool:
    return bool(title) and re.sub(r"\s", "", line) == re.sub(r"\s", "", title)


def _squeeze(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split()).strip()
