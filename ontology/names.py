"""Names and identity, in one place: parse a name, compare two, key one, link a short one to a full one."""

from ontology.folding import fold
from ontology.parsing import parse_name
from ontology.parts import NameParts
from ontology.sameness import Answer, NameIndex, Verdict, is_short_of, key, link_short, may_be_same

__all__ = ["Answer", "NameIndex", "NameParts", "Verdict", "fold", "is_short_of", "key", "link_short", "may_be_same", "parse_name"]
