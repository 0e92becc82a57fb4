"""Names inside names."""

import pytest
from marked import unmark

from extract.layers import Guess
from extract.nested import find_nested
from ontology.facts import Kind, Span

NESTED = [
    ("organ's region", "[江津区人民政府|GovernmentBody]发布。", {"江津区|Region"}),
    ("from the highest down", "[重庆市江津区委员会|GovernmentBody]发布。", {"重庆市|Region", "江津区|Region"}),
    ("park's city", "[苏州工业园区|Park]扩建。", {"苏州|Region"}),
    ("no letter of a name", "[豫联能源集团|Company]扩产，[河南省|Region]支持。", set()),
    ("place that is spoken of", "[江津|Region]发布。[江津综合保税区|Park]扩建。", {"江津|Region"}),
    ("word that is rarely a place", "[和平机械公司|Company]扩产。", set()),
    ("area says hardly where", "[西部云岭科学城|Park]扩建。", set()),
    ("title", "获评[重庆市领军企业|Designation]。", set()),
    ("nothing left of the name", "[江津区|GovernmentBody]发布。", set()),
    ("firm of a project", "[青禾新材|Company]扩产。[青禾新材年产8万吨项目|Project]开工。", {"青禾新材|Company"}),
    ("firm only at the head", "[青禾新材|Company]扩产。[引进青禾新材项目|Project]开工。", set()),
    ("firm inside an industry", "[青禾|Company]扩产。[青禾产业|Industry]壮大。", set()),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "expected"), [row[1:] for row in NESTED], ids=[row[0] for row in NESTED])
def test_find_nested(marked, expected):
    text, names = unmark(marked)
    found = find_nested(text, names, [])
    assert {f"{text[n.span.begin : n.span.end]}|{n.kind.value}" for n, _ in found} == expected
    assert all(inner.span.within(outer.span) and inner.span != outer.span for inner, outer in found)


@pytest.mark.parametrize(("probability", "expected"), [(0.5, ["青禾新材"]), (0.1, [])], ids=["likely", "unlikely"])
def test_find_nested_takes_a_firm_that_lost(probability, expected):
    text, names = unmark("[青禾新材年产8万吨项目|Project]开工。")
    found = find_nested(text, names, [Guess(Span(0, 4), Kind.COMPANY, probability, "company")])
    assert [text[n.span.begin : n.span.end] for n, _ in found] == expected
