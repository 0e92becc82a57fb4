"""Which sums and sizes are only promised: what a signature, an intention or an announcement speaks of.

In: a healed text, the number and where its sentence begins. Out: whether it is promised. How many projects were signed
is a fact, what they are to cost is not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ontology.facts import Span

__all__ = ["COUNTED", "PROMISED", "SIGNED_AFTER", "is_begun", "is_signed"]

# sums that a signature promises; the number of what was signed is a fact
SIGNED = re.compile(
    r"(?:(?<!交易)(?:签约|签订|签署|签下)"  # 签约
    r"|(?:谋划|推介|储备|策划|推出|发布)[^；。，]{0,20}项目"  # 推介…项目
    r"|(?:促成|达成)[^；。，]{0,16}(?:投资|签约|合作)[^；。，]{0,8}项目)"  # 达成…合作项目
    # nothing after it that was delivered or traded
    r"(?![^；。]*(?:开工|到位|完成|融资|销售|授信|放款|营收|落实|承诺|商贸|贸易|采购|订单|合同|了))"
    # …总投资额约
    r"[^；。]{0,50}?(?:金额|总投资额?|投资额|投资总额|总额|(?<!集群)规模|协议资金|投资)[约额达超过近逾为共计总合人民币]*$"
    r"|(?:协议|意向|合同项目)(?:项目)?(?:总?投资|引资)(?:总?额|金额)?[约达超过近逾为共计总合]*$"  # 协议引资额
    r"|(?<!交易)(?<!销售)(?<!授信)签约总?金?额[约达超过近逾为共计总合人民币]*$"
)
INTENDED = re.compile(r"的?意向性?(?:合作|投资|协议|订单|成交|采购|授信|贷款)")
# a sum that is only intended; over the years it is a record: 累计意向成交
INTENTION = re.compile(r"(?<!累计)(?<!累计达成)意向性?(?:成交|合作|签约|订单|采购|投资|协议|交易|授信|贷款)*(?:金额|额|总额|资金|规模)?[约额达超过近破突逾为共计总合人民币]*$")
# goods that are only asked for: 意向订单160架, 各意向采购4000吨
ASKED_FOR = re.compile(r"意向(?:性)?(?:订单|采购|订购|认购|预订)[约达超近逾共]*$")
# goods that a contract promises: 双方签约，每年供应板材9万吨; 签下年供18万套的订单
SUPPLY = re.compile(
    r"(?:签约|签下|签订|签署|签了|续签|谈成)[^；。]{0,50}?(?:供应|供货|提供|年供|供|定制|(?:定向)?种植|收购|采购|首批|首年度?)[^，。；：\d元]{0,12}$"
)
DELIVERED = re.compile(r"已(?!签)|如今|厂房|交付了|累计|去年|上年|供[应货]了|目前|出口")
GOODS = re.compile(r"(?:吨|[台套件瓶只支株枚辆架箱亩块片]|平方米|立方米|标方|公斤|千瓦时)$")
# a headline: 大会签约845亿元
HEADLINE = re.compile(r"(?<!交易)(?<!销售)(?<!授信)签约[约达超过近逾总共计]*$")
SIGNED_AFTER = re.compile(r"[^，。；]{0,70}(?:项目|基地|工厂|中心|产业园)[^，。；]{0,12}签约(?!以来|后|一|仪式)")
# at a signing: the firm that invests, and what it builds
PROMISED = re.compile(r"投资(?:额|总额)?[约达超过近逾为]*\d[\d.]*[万亿]?元")
COUNTED = re.compile(r"[个家项名人位](?!月)")
SIZES = re.compile(r"(?:瓦|瓦时|吨|平方米|亩|立方米|GWh?|MWh?|kWh?)$", re.IGNORECASE)
SUM = re.compile(r"(?:总投资|投资额|投资|金额|总额)[约额达超过近逾为共计总合]*$")
CAPACITY = re.compile(r"签约的[^，。；]{0,8}(?:年产|日产)[约超近达]*$")

# the sum of what has just begun: …项目开工，总投资5000亿元; …电站开工。项目总投资…
OUTLAY = re.compile(r"(?:总投资|投资总额|总投资额|投资额|投资|总金额)[约额达超过近逾为共计总合]*$")
STARTED = re.compile(r"(?:项目|工程|电站|基地|产线|工厂|园区?|铁路|高铁|高速|枢纽|隧道|大桥|水库)[^，。；\d]{0,12}(?<![已未])(?:开工|动工|奠基|开建|破土)(?:建设|动工|兴建)?[^，。；\d]{0,4}[，。]")
FOLLOWS = re.compile(r"(?:该|这一|这个|此|整个|上述)?(?:项目|工程|电站|基地|产线|工厂|园区|铁路|高铁|高速|枢纽|总投资|投资)")
OVER = re.compile(r"了|建成|投产|竣工|完工|完成|通车|累计|今年以来|上半年|季度(?!重[大点])|去年|上年")


def is_begun(text: str, before: Span, here: Span, span: Span) -> bool:
    """Say whether a number is the sum that a work takes of which the sentence, or the one before, tells that it has just begun.

    Args:
        text: healed text.
        before: the sentence before.
        here: the number's sentence.
        span: characters of the number, a sum of money.
    """
    if not OUTLAY.search(text, max(here.begin, span.begin - 14), span.begin) or OVER.search(text, here.begin, span.begin):
        return False
    if STARTED.search(text, here.begin, span.begin):
        return True
    return FOLLOWS.match(text, here.begin, span.begin) is not None and STARTED.search(text, before.begin, before.end) is not None and not OVER.search(text, before.begin, before.end)


def is_signed(text: str, begin: int, span: Span) -> bool:
    """Say whether a sum, or a capacity, is what a signature promises.

    Args:
        text: healed text.
        begin: first character of the sentence.
        span: characters of the number.
    """
    before = text[max(begin, span.begin - 70) : span.begin]
    if "元" not in text[span.begin : span.end]:
        if text[span.end - 1] not in "%份项个" and ASKED_FOR.search(before):
            return True
        if "签" in before or "谈成" in before:
            supply = SUPPLY.search(before)
            if supply and GOODS.search(text, span.begin, span.end) and not DELIVERED.search(supply.group()):
                return True
        return CAPACITY.search(before) is not None or (SIZES.search(text, span.begin, span.end) is not None and SIGNED_AFTER.match(text, span.end) is not None)
    if INTENDED.match(text, span.end) or INTENTION.search(before) or HEADLINE.search(before):
        return True
    return SIGNED.search(before) is not None or (SUM.search(before) is not None and SIGNED_AFTER.match(text, span.end) is not None)
