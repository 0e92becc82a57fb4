"""Numbers as written: digits, Chinese numerals, scales, bounds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.numbers.numerals import bound_after, bound_before, find_numerals, read_hanzi, read_number
from extract.numbers.units import base_of, match_unit
from ontology.facts import Bound

NUMERALS = [
    ("新建厂房36座", [("36", "")]),
    ("完成投资1,204.5亿元", [("1204.5", "亿")]),
    ("全市用电2.6万亿千瓦时", [("2.6", "万亿")]),
    ("带动三百二十户增收", [("320", "")]),
    ("来了两家龙头企业", [("2", "")]),
    ("租地4千亩", [("4000", "")]),
    ("每年三点五个百分点", [("3.5", "")]),
]


@pytest.mark.parametrize(("text", "expected"), NUMERALS, ids=[t for t, _ in NUMERALS])
def test_numeral_reads_value_and_scale(text, expected):
    assert [(str(n.value), n.scale) for n in find_numerals(text)] == expected


NONE = ["A5纸", "型号GX7", "零部件", "一两台", "七八家", "9" * 40, "1" + "0" * 400]


@pytest.mark.parametrize("text", NONE, ids=[t[:8] for t in NONE])
def test_numeral_refuses_what_states_no_number(text):
    assert list(find_numerals(text)) == []


HANZI = [("十", 10), ("十五", 15), ("二十", 20), ("一百零三", 103), ("两千四百", 2400), ("二〇二五", 2025), ("九十九", 99)]


@pytest.mark.parametrize(("text", "value"), HANZI)
def test_read_hanzi_value(text, value):
    assert read_hanzi(text) == value


@pytest.mark.parametrize("text", ["", "百百", "十百", "三三十", "一二", "人", "点五", "三点"])
def test_read_hanzi_refuses(text):
    assert read_hanzi(text) is None


@given(st.integers(min_value=1, max_value=9999))
def test_read_hanzi_inverts_writing(number):
    digits, places = "零一二三四五六七八九", ["", "十", "百", "千"]
    text, pending = "", False
    for k in range(3, -1, -1):
        digit = number // 10**k % 10
        if digit:
            text += ("零" if pending and text else "") + digits[digit] + places[k]
            pending = False
        else:
            pending = True
    assert read_hanzi(text) == number


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_read_number_keeps_every_digit(value):
    assert read_number(f"{value:.4f}") == Decimal(f"{value:.4f}")


@given(st.text(alphabet="0123456789.,万亿十百千一二三余多超 个家元%", max_size=300))
def test_numerals_are_ordered_and_lie_in_the_text(text):
    found = list(find_numerals(text))
    assert all(0 <= n.begin < n.end <= len(text) for n in found)
    assert all(a.end <= b.begin for a, b in zip(found, found[1:], strict=False))


BEFORE = [
    ("产值超过", Bound.ABOVE), ("产值突破了", Bound.ABOVE), ("投资不低于", Bound.ABOVE), ("利用率近", Bound.BELOW), ("损耗不超过", Bound.BELOW),
    ("价格跌破", Bound.BELOW), ("补助最高", Bound.BELOW), ("面积约", Bound.ABOUT), ("约占", Bound.ABOUT), ("产值达", Bound.EXACT),
    ("项目签约", Bound.EXACT), ("产值高达", Bound.EXACT), ("网上", Bound.EXACT), ("比例不得低于", Bound.ABOVE), ("用量不能超过", Bound.BELOW), ("产值将近", Bound.BELOW),
    ("工厂附近", Bound.EXACT), ("最近", Bound.EXACT), ("至少有", Bound.ABOVE), ("金价突破每盎司", Bound.ABOVE), ("客流最高达到", Bound.EXACT), ("团队打破", Bound.EXACT),
]  # fmt: skip


@pytest.mark.parametrize(("lead", "bound"), BEFORE, ids=[b for b, _ in BEFORE])
def test_bound_before(lead, bound):
    text = lead + "50亿元"
    assert bound_before(text, len(lead), 0)[0] is bound


@pytest.mark.parametrize(("tail", "bound"), [("以上", Bound.ABOVE), ("左右", Bound.ABOUT), ("以内", Bound.BELOW), ("的企业", Bound.EXACT), ("上下游企业", Bound.EXACT), ("及以上", Bound.ABOVE), ("多功能", Bound.EXACT), ("多", Bound.ABOVE), ("余热", Bound.EXACT)])
def test_bound_after(tail, bound):
    assert bound_after("50家" + tail, 3)[0] is bound


@pytest.mark.parametrize(("lead", "bound"), [("上", Bound.ABOVE), ("数", Bound.ABOVE), ("以上", Bound.EXACT), ("已过", Bound.ABOVE), ("经过", Bound.EXACT)])
def test_vague_words_bound_only_a_bare_scale(lead, bound):
    assert bound_before(lead + "千人", len(lead), 0)[0] is bound
    assert bound_before(lead + "3千人", len(lead), 0)[0] is Bound.EXACT


UNITS = [("亿", None), ("家企业", "家"), ("平方米", "平方米"), ("元/吨", "元/吨"), ("个百分点", "个百分点"), ("GWh电池", "GWh"), ("kWh", "kWh"), ("千瓦时", "千瓦时"), ("GWX", None)]


@pytest.mark.parametrize(("text", "unit"), UNITS, ids=[u for u, _ in UNITS])
def test_unit_is_the_longest_known(text, unit):
    matched = match_unit(text, 0)
    assert (matched[0] if matched else None) == unit


BASES = [("1.2", "万亿", "元", "1200000000000", "元"), ("3", "", "平方公里", "3000000", "square metre"), ("8", "", "GW", "8000000000", "watt"), ("15", "", "亩", "10000", "square metre"), ("2", "万", "人次", "20000", "person")]


@pytest.mark.parametrize(("value", "scale", "unit", "base", "name"), BASES)
def test_base_value(value, scale, unit, base, name):
    assert base_of(Decimal(value), scale, unit) == (Decimal(base), name)


def test_base_of_a_label_is_none():
    assert base_of(Decimal(3), "", "届") == (None, "")
