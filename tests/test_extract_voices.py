"""Who speaks, who merely published, and whom a number may not be about."""

from __future__ import annotations

import pytest

from extract.pipeline import read_document
from extract.subjects import Context, allowed_of, candidates_of
from extract.voices import is_source, voices_of
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


def test_what_is_counted_is_not_chosen_where_anybody_else_is():
    doc = read_document(Document("d", "江津区今年新增国家级专精特新“小巨人”企业12家，建成5个国家级博士后科研工作站。", ""))
    context = Context.of(doc)
    for quantity in doc._.quantities:
        candidates = candidates_of(context, quantity, "企业")
        fits = allowed_of(context, quantity, candidates)
        assert any(fits)
        if len(candidates) > 1:
            assert not any(ok and c.features[0] == "place=counted" for c, ok in zip(candidates, fits, strict=True))
