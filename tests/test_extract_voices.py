"""Who speaks, who merely published, and whom a number may not be about."""

from __future__ import annotations

import pytest

from extract.discourse.voices import is_source, voices_of
from extract.observations.subjects import Context, allowed_of, candidates_of, is_partner
from extract.pipeline import read_document
from ontology.facts import Document, Kind, Mention, Span


def mention(text: str, name: str, key: str) -> Mention:
    begin = text.index(name)
    return Mention(Span(begin, begin + len(name)), name, key)


@pytest.mark.parametrize(
    ("text", "speech"),
    [
        ("云星新材料公司总经理王海说，今年新增订单二百份。去年没有。", "今年新增订单二百份。"),
        ("“今年新增订单二百份。”云星新材料公司总经理王海说。", "“今年新增订单二百份。”"),
        ("云星新材料公司总经理王海介绍：“今年新增订单二百份。明年还会更多。”", "“今年新增订单二百份。明年还会更多。”"),
    ],
)
def test_a_speech_has_the_speaker_and_whom_he_speaks_for(text, speech):
    mentions = sorted([mention(text, "云星新材料公司", "firm"), mention(text, "王海", "man")], key=lambda m: m.span)
    (voice,) = voices_of(text, mentions, {"firm": Kind.COMPANY, "man": Kind.PERSON})
    assert text[voice.speech.begin : voice.speech.end] == speech
    assert (voice.owners, voice.people) == ({"firm"}, {"man"})


def test_a_speaker_named_alone_speaks_for_whom_he_was_introduced_with():
    text = "云星新材料公司总经理王海走进车间。王海说，订单排到了明年。"
    begin = text.rindex("王海")
    mentions = [mention(text, "云星新材料公司", "firm"), mention(text, "王海", "man"), Mention(Span(begin, begin + 2), "王海", "man")]
    assert [v.owners for v in voices_of(text, mentions, {"firm": Kind.COMPANY, "man": Kind.PERSON})] == [{"firm"}]


def test_nobody_speaks_where_a_word_only_looks_like_saying():
    text = "云星新材料公司发布产品说明，产值九亿元。"
    assert voices_of(text, [mention(text, "云星新材料公司", "firm")], {"firm": Kind.COMPANY}) == []


@pytest.mark.parametrize(
    ("text", "name", "source"),
    [
        ("云溪县统计局数据显示，产值增长3%。", "云溪县统计局", True),
        ("据云溪县统计局通报，产值增长3%。", "云溪县统计局", True),
        ("云溪县农业局推广新品种30个。", "云溪县农业局", False),
        ("证据云溪县有，产值增长3%。", "云溪县", False),
    ],
)
def test_a_publisher_is_known_by_its_words(text, name, source):
    begin = text.index(name)
    assert is_source(text, Span(begin, begin + len(name))) is source


def test_no_number_is_about_another_piece_of_a_round_up():
    items = [("江津区产值增长", "江津区今年产值增长3%。"), ("江北区签约", "江北区签约项目12个。"), ("綦江区通车", "綦江区新建公路30公里。"), ("长寿区开工", "长寿区开工工厂9座。"), ("粮食丰收", "全年粮食产量增长4%。")]
    doc = read_document(Document("d", "短讯五则\n" + "\n".join(f"{head}\n{body}" for head, body in items), ""))
    context = Context.of(doc)
    assert context.roundup
    names = {entity.key: entity.names[0] for entity in doc._.entities}
    for quantity in doc._.quantities:
        found = {names[c.entity] for c in candidates_of(context, quantity, "产值")}
        here = doc._.healed.text[quantity.clause.begin :][:2]
        assert all(name.startswith(here) for name in found if name.endswith("区"))


def test_a_report_in_numbered_sections_is_no_round_up():
    sections = ["一、工业", "工业增加值增长3%。", "二、投资", "新开工项目12个。", "三、外贸", "进出口总额9亿元。", "四、交通", "新建公路30公里。", "五、农业", "粮食产量增长4%。"]
    context = Context.of(doc := read_document(Document("d", "江津区统计公报\n江津区今年发展良好。\n" + "\n".join(sections), "")))
    assert not context.roundup
    names = {entity.key: entity.names[0] for entity in doc._.entities}
    for quantity in doc._.quantities:
        assert "江津区" in {names[c.entity] for c in candidates_of(context, quantity, "产值")}


@pytest.mark.parametrize(
    ("text", "name", "partner"),
    [
        ("江津区前三季度对东盟、拉美和非洲出口分别增长3%、4%、5%。", "拉美", True),
        ("江津区自泰国、印尼等国家进口设备90台。", "泰国", True),
        ("江津区对口支援云溪县，出口增长3%。", "云溪县", False),
        ("东盟出口增长3%。", "东盟", False),
        ("船舶对我国出口的带动增强，出口增长3%。", "我国", False),
        ("向云溪县捐款3万元，出口增长4%。", "云溪县", False),
    ],
)
def test_whom_somebody_trades_with_is_known_by_what_stands_around(text, name, partner):
    begin = text.index(name)
    assert is_partner(text, Span(begin, begin + len(name))) is partner


def test_no_figure_of_trade_is_about_the_partner():
    doc = read_document(Document("d", "广州市外贸向好。今年上半年，广州市自泰国进口119亿元，同比增长3%。", ""))
    names = {entity.key: entity.names[0] for entity in doc._.entities}
    context = Context.of(doc)
    quantity = doc._.quantities[0]
    candidates = candidates_of(context, quantity, "进口")
    fits = {names[c.entity]: ok for c, ok in zip(candidates, allowed_of(context, quantity, candidates), strict=True)}
    assert not fits["泰国"]
    assert fits["广州市"]


def test_what_is_counted_is_not_chosen_where_anybody_else_is():
    doc = read_document(Document("d", "江津区今年新增国家级专精特新“小巨人”企业12家，建成5个国家级博士后科研工作站。", ""))
    context = Context.of(doc)
    for quantity in doc._.quantities:
        candidates = candidates_of(context, quantity, "企业")
        fits = allowed_of(context, quantity, candidates)
        assert any(fits)
        if len(candidates) > 1:
            assert not any(ok and c.features[0] == "place=counted" for c, ok in zip(candidates, fits, strict=True))
