"""Sizes and sums of a work that is not built yet, told over several clauses and sentences.

In: a healed text, its sentences and a number. Out: whether the number is a size (总投资, 占地, 年产, 首期 …) of a project
that is signed for, planned or still to be begun, or the sum of one that is being built. The plan is carried from the
clause that tells it to the sizes after it until something says that the work stands or is under way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.layers import Sentence
    from ontology.facts import Span

__all__ = ["is_size_to_come", "is_sum_under_way"]

NEAR = 16  # characters before a number in which the word stands that makes it a size
MOST_BACK = 3  # sentences that a plan is carried over
# what a number is, if it is the size of a work
SIZE = re.compile(
    r"(?:总?投资(?:总?额)?|总投入|占地(?:面积)?|[用征]地(?:面积)?|选址|建筑面积|年(?:产|处理|加工|新增|发电|屠宰|吞吐|出)|[日时]产|日处理|产能|规模|装机(?:容量)?|机架"
    r"|首期|[一二三四]期(?:工程|项目|用地)?|专项债券?|资本金|注册资本|新[增建上]|配套|建设|生产线|产线)[^，。；：\d]{0,10}$"
)
# a work that is to come
PROJECT = r"(?:项目|工程|基地|工厂|产业园|园区|产线|生产线|电站|[一二三四]期|厂房|装置|总部|中心)"
# it is agreed on, or applied for
AGREED = re.compile(rf"(?:签约|签下|签订|签署|落户|谈成|摘牌|拟建|拟投|将建|待建|未开工|尚未开工|环评(?:批复|公示)|备案)[^。；]{{0,50}}{PROJECT}|{PROJECT}[^，。；]{{0,12}}(?:签约|落户|备案|取得环评|环评公示)")
# when it will be there
OPENING = re.compile(
    r"(?:预计|计划|拟|将|争取|力争|有望|确保|要等到?|明年|定于)[^，。；了]{0,16}?(?:建成|投产|竣工|完工|开工|动工|点火|投用|投运|试生产|试运行|交付|达产)"
    r"|(?:建成|投产|达产|满产|投用|投运|运营|完工|竣工)后[^，。；了]{0,14}?(?:可|将|预计|有望|年|每年|能|新增|实现|形成)"
)
# it stands, or runs
STANDS = re.compile(
    r"已(?!签约|签|备案|列入|谋划|报|摘牌|完成(?:备案|选址|环评|立项|土地摘牌|摘牌|可研))|(?:建成|投产|竣工|投用|投运|运营|通车|量产|下线|点火|开业|营业|并网|试产)(?!后|[^，。；]{0,6}(?:预计|计划))(?=了|[，。；]|以来|的)|去年|上年|累计|同比|了(?=\d)"
    r"|现有|目前|截至|实现(?:产值|营收|销售)|成功|眼下|前者|出资设立"
    # it is being built: under way
    r"|破土|(?<!未)(?:开工|动工)|封顶|开建|奠基|(?<!预)在建|施工|正在|打[下桩]|完成(?!了?(?:备案|环评|选址|立项|土地摘牌|摘牌|可研))|试运行"
)
# work on it is still to begin
STARTING = re.compile(r"(?:预计|计划|拟|将|争取|力争|有望|明年|定于)[^，。；了]{0,16}?(?:开工|动工|奠基|开建)")
# a part of it that is still to open: 一期5万吨预计明年投产
OWN = re.compile(r"[^，。；\d]{0,16}(?:预计|计划|拟|将|争取|要等到?|明年)[^，。；了]{0,16}?(?:建成|投产|竣工|完工|点火|投用|投运|试生产|达产|上(?=[，。；]))")
# work on it is not begun, as its part of the sentence says after the number: 总投资9亿元的…电站已完成备案，尚未开工
UNBEGUN = re.compile(r"(?:(?![一二三四]期)[^；。])*?(?:(?:尚|还|仍)?未(?:正式)?|待)(?:开工|动工|破土|开建)(?!就)|(?:(?![一二三四]期)[^；。])*?(?:尚在|还在|仍在|处于)(?:办理)?(?:环评|审批|报批|前期)")
# what it will bring forth, and when it opens: 设计年产灯具900万套，明年4月投产
CAPACITY = re.compile(r"(?:[年月日]产(?!值)|产能|[年日]处理|[年日]加工|库容|机架)[^，。；：\d]{0,10}$")
OPENS = re.compile(r"[^；。]*?(?:预计|计划|拟|将|争取|力争|要等到?|明年|20\d\d年)[^，。；了]{0,16}?(?:建成|投产|竣工|完工|点火|投用|投运|试生产|试产|试车|出料|出水)(?!以来|了)")
# the sum that a work takes, not what has been spent or lent; it has been begun, and does not run yet
OUTLAY = re.compile(r"(?:总投资|(?<!完成)(?<!到位)(?<!固定资产)(?<!累计)(?<!协议)(?<!水利建设)投资)(?:总?额)?[约达超近逾为]*$")
BEGUN = re.compile(r"(?<![未待将拟要可])(?<!时间)(?:开工|动工|破土|奠基|开建|动土|封顶|打下|桩基)(?!率|仪式|活动|时间|后)|(?<!预)在建|正在?(?:建|施工|安装|推进|进行)|建设中|施工")
RUNS = re.compile(r"(?:建成|投产|竣工|投用|投运|运营|通车|量产|下线|开业|并网|试产|启用|达产)(?!后|[^，。；]{0,6}(?:预计|计划))(?=了|[，。；、]|以来|的)|现有|累计|同比|已有|运行|被终止|当年|准备|最快|框架协议")
COUNT = "个家项户条名"
# a sentence that goes on about the same work
SAME = re.compile(r"(?:据[^，。；]{1,8}，)?(?:该|这个|此|整个|上述)?(?:项目|工程|基地|工厂|园区)?[，]?(?:计划|规划|估算|设计|占地|用地|选址|总投资|总投入|由[^，。；]{2,30}(?:投资|实施|建设|合作|承建)|分[两二三四\d]期|首期|[一二三]期|其中|全部|建成|达产|投产|主要建设|建设|新增|配套|预计|年产)")


def is_size_to_come(text: str, sentences: Sequence[Sentence], index: int, span: Span) -> bool:
    """Say whether a number of which its sentence says nothing else is the size of a work that is still to be built.

    Args:
        text: healed text.
        sentences: its sentences in order.
        index: of the number's sentence.
        span: characters of the number.
    """
    here = sentences[index].span
    if text[span.end - 1] in COUNT or SIZE.search(text, max(here.begin, span.begin - NEAR), span.begin) is None:
        return False
    begin = max(here.begin, text.rfind("；", here.begin, span.begin) + 1)
    end = text.find("；", span.end, here.end)
    end = here.end if end < 0 else end
    if _stands(text, begin, end):
        return False
    if OWN.match(text, span.end, end) or UNBEGUN.match(text, span.end, end) or STARTING.search(text, begin, end) or AGREED.search(text, begin, span.begin):
        return True
    if CAPACITY.search(text, max(here.begin, span.begin - NEAR), span.begin) and OPENS.match(text, span.end, end):
        return True
    return begin == here.begin and _was_told(text, sentences, index)


def is_sum_under_way(text: str, here: Span, span: Span) -> bool:
    """Say whether a number of which its sentence says nothing else is the sum of a work that has been begun and does not run yet.

    Args:
        text: healed text.
        here: the number's sentence.
        span: characters of the number, a sum of money.
    """
    if OUTLAY.search(text, max(here.begin, span.begin - NEAR), span.begin) is None:
        return False
    begin = max(here.begin, text.rfind("；", here.begin, span.begin) + 1)
    end = text.find("；", span.end, here.end)
    part = OPENING.sub("", text[begin : here.end if end < 0 else end])
    return BEGUN.search(part) is not None and RUNS.search(part) is None


def _was_told(text: str, sentences: Sequence[Sentence], index: int) -> bool:
    """Say whether a sentence goes on about a work that one before it plans."""
    for k in range(index, max(0, index - MOST_BACK), -1):
        here, before = sentences[k], sentences[k - 1]
        if not SAME.match(text, here.span.begin) or before.paragraph != here.paragraph:
            return False
        begin = max(before.span.begin, text.rfind("；", before.span.begin, before.span.end) + 1)
        if _stands(text, begin, before.span.end):
            return False
        if STARTING.search(text, begin, before.span.end) or AGREED.search(text, begin, before.span.end):
            return True
    return False


def _stands(text: str, begin: int, end: int) -> bool:
    """Say whether a part tells that a work stands or is under way, apart from what it says of the day when it will."""
    return STANDS.search(OPENING.sub("", text[begin:end])) is not None
