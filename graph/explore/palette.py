"""How things and relations look: a shape and colour for each class, Chinese and English words, in light and dark.

Colour says the family (organisations, places, industry, policy and action), shape the class within it, so that neither
has to be told apart alone. The four colours stay apart for protanopes, deuteranopes and tritanopes, and have 3:1
against the page (tests/test_explore_palette.py measures both).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ontology.facts import Kind, Property

__all__ = ["LABELS", "STYLES", "Style"]


@dataclass(frozen=True, slots=True)
class Style:
    """What a class looks like.

    Attributes:
        shape: of vis-network, with the label outside.
        light: fill colour on a light page.
        dark: fill colour on a dark page.
        zh: name of the class.
        en: name of the class.
    """

    shape: str
    light: str
    dark: str
    zh: str
    en: str


_ORGANISATION: Final = ("#0067a8", "#56b4e9")
_PLACE: Final = ("#00805c", "#2fc79a")
_INDUSTRY: Final = ("#c05000", "#f0a030")
_POLICY: Final = ("#a03c84", "#e79bd0")

STYLES: Final[dict[Kind, Style]] = {
    Kind.COMPANY: Style("dot", *_ORGANISATION, "企业", "company"),
    Kind.FINANCIAL: Style("diamond", *_ORGANISATION, "金融机构", "financial institution"),
    Kind.GOVERNMENT: Style("square", *_ORGANISATION, "党政机构", "government body"),
    Kind.INSTITUTION: Style("hexagon", *_ORGANISATION, "机构", "institution"),
    Kind.PERSON: Style("triangle", *_ORGANISATION, "人物", "person"),
    Kind.REGION: Style("dot", *_PLACE, "区域", "region"),
    Kind.PARK: Style("square", *_PLACE, "园区", "park"),
    Kind.FACILITY: Style("diamond", *_PLACE, "设施", "facility"),
    Kind.INDUSTRY: Style("dot", *_INDUSTRY, "产业", "industry"),
    Kind.CLUSTER: Style("hexagon", *_INDUSTRY, "产业集群", "cluster"),
    Kind.PRODUCT: Style("diamond", *_INDUSTRY, "产品", "product"),
    Kind.POLICY: Style("square", *_POLICY, "政策", "policy"),
    Kind.PROGRAMME: Style("hexagon", *_POLICY, "计划项目", "programme"),
    Kind.PROJECT: Style("triangleDown", *_POLICY, "建设项目", "project"),
    Kind.DESIGNATION: Style("star", *_POLICY, "称号", "designation"),
    Kind.EVENT: Style("triangle", *_POLICY, "活动", "event"),
}
"""Classes in the order of the legend."""

LABELS: Final[dict[Property, tuple[str, str]]] = {
    Property.LOCATED_IN: ("位于", "located in"),
    Property.PART_OF: ("属于", "part of"),
    Property.FOCUSES_ON: ("主导产业", "focuses on"),
    Property.HAS_CLUSTER: ("拥有集群", "has cluster"),
    Property.COVERS_INDUSTRY: ("涵盖产业", "covers industry"),
    Property.OPERATES_IN: ("所属行业", "operates in"),
    Property.PRODUCES: ("生产", "produces"),
    Property.UNDERTAKES: ("承建", "undertakes"),
    Property.HAS_DESIGNATION: ("获得称号", "has designation"),
    Property.PARTICIPATES_IN: ("参与", "participates in"),
    Property.ADMINISTERS: ("主管", "administers"),
    Property.IMPLEMENTS: ("实施", "implements"),
    Property.ISSUED_BY: ("发布者", "issued by"),
    Property.FINANCES: ("提供资金", "finances"),
    Property.INVESTS_IN: ("投资", "invests in"),
    Property.SUBSIDIARY_OF: ("隶属于", "subsidiary of"),
    Property.SUPPLIES_TO: ("供应", "supplies to"),
    Property.COOPERATES_WITH: ("合作", "cooperates with"),
    Property.LEADS: ("领导", "leads"),
}
"""Chinese and English word for each relation, as the ontology labels it."""
