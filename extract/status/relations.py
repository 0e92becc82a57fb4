"""How real a relation is: planned, under way or achieved.

In: the statuses of a text and the candidate statements. Out: the status of each. Where its object stands decides, or its
subject where that comes after it; what the report elsewhere tells as a fact is no plan, and what a plan enlarges
(推动、做强…产业) is there already.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.lexicons import alternation
from extract.status.sums import SIGNED_AFTER
from extract.text.sentences import sentence_at
from ontology.facts import Kind, Property, Span, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extract.status.decided import Statuses
    from ontology.facts import Statement

__all__ = ["Relations"]

BRANCHES = frozenset([Property.FOCUSES_ON, Property.OPERATES_IN, Property.HAS_CLUSTER, Property.COVERS_INDUSTRY, Property.PRODUCES])
MADE_THERE = frozenset([Kind.PROJECT, Kind.FACILITY, Kind.PARK])
BUILDING = frozenset([Kind.PROJECT, Kind.FACILITY])
TURNED_TO = frozenset([Property.FOCUSES_ON, Property.OPERATES_IN, Property.HAS_CLUSTER])  # a plan turns to what is not there yet
PLACES = frozenset([Property.LOCATED_IN, Property.PART_OF])
PLACED = frozenset([Kind.PROJECT, Kind.FACILITY, Kind.PARK, Kind.EVENT, Kind.CLUSTER, Kind.DESIGNATION])  # what a plan can put somewhere
TIMELESS = frozenset(["name:locatedIn", "name:hasCluster", "name:partOf", "name:subsidiaryOf", "name:produces"])  # a plan around it does not make what a name says of its bearer a plan
# what a plan enlarges is there, what it makes is not: the last verb of the clause before the name decides
VERBS = re.compile(rf"(?P<more>{alternation('words_status', 'enlarge')})|{alternation('words_status', 'create')}")
KNOWN = re.compile(r"[^，。；]{0,60}等[^，。；级成为]{0,10}(?:重点|优势|主导|支柱|传统|现有)[^，。；级]{0,6}(?:产业|行业|集群)")
# it is not there yet although what enlarges stands before it: 今年将做强…产业
RESOLVED = re.compile(r"今年|明年|下一步|未来|接下来|“十[五六]五”(?:时期|期间)")
SOON = 24  # characters after such a word in which the plan is told
GROWN = frozenset(["扩大", "提升", "提高", "延伸", "巩固"])
# a trade that is being built up
RISING = re.compile(r"投资|打造|培育|建设|创建|构建|布局|发展|壮大|形成|引进|建造|筹建|谋划|研发|研制|试制|扩建|新建|孵化|崛起")
RISEN = re.compile(r"[^，。；]{0,30}(?:建设|打造|形成|培育|崛起|成形|壮大|起步|布局|试[产制]|研[发制])")
IN_RESEARCH = re.compile(r"(?<!正)在研(?![究发制])[^，。；]{0,6}$")
ENDED = re.compile(r"[^。；]{0,40}(?:闭幕|落幕|收官)")
# a place that is being made, not one where something is done (在…园区试点)
MADE = re.compile(r"(?P<made>打造|建设|新建|规划|筹建|创建|兴建|布局|开工|设立|搭建|投建)|在|依托|[以从向对]")
OPENED = re.compile(
    r"[^，。；]{0,12}(?:将|预计|有望|计划|力争)[^，。；]{0,14}"  # 将于年底
    r"(?:建成|贯通|通车|投用|投产|投运|开工|完工|竣工|启用|开通|封顶|动工|开园|投入使用)(?:投[用产运]|通车|使用|运营)?"  # 建成投用
    r"(?=[，。；、“”]|$)"
)
LISTED = re.compile(r"[^，。；的与]{0,60}")
BUILT = re.compile(r"建设|施工|在建|开工|动工|奠基|建造|筹建|扩建|改建|兴建|崛起|安装|封顶|推进|建成|竣工|完工|通车|贯通")

# a project that is signed for, where it is to be
SIGNED_HERE = re.compile(r"[^，。；]{0,16}签约(?!以来|后|一|仪式|企业|项目)")
# a laboratory or a centre that is being built: 岳麓山实验室正在加紧建设
BEING_BUILT = re.compile(r"(?:等[^，。；]{0,12}|[、和及与][^，。；]{1,24})?(?:正在?|加快|加紧|抓紧|加速)(?:加紧|加快|抓紧|加速|全力|紧张)?(?:建设|施工|推进建设|筹建|兴建)")
# it is to be founded: 将设立“…中心”; what is only made greater (加快打造…研究院) is there
FOUNDED = re.compile(r"(?:筹建|设立|新建|组建|创建|成立)[^，。；、]{0,12}$")
# what is named as issued by somebody: 国务院近期印发的《…》
ISSUED_ALREADY = re.compile(r"(?:印发|发布|出台|制定|公布|颁布|下发|签署)的$")
# what was opened: 新能源工厂在天津落成投产
STANDS = re.compile(r"(?:(?!将|预计|有望|计划|即|力争|年底|未)[^，。；]){0,14}(?:落成|建成投产|正式投产|竣工|建成通车|投入使用|投入运营|启用)(?![后前])")
# a fair on a day to come: 广交会10月15日在广州举办
ON_A_DAY = re.compile(r"(?:将)?于?(?:今年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?[^。；，]{0,24}(?:举办|举行|召开|开幕|揭幕|开赛)")


class Relations:
    """How real the relations of a document are."""

    def __init__(self, statuses: Statuses) -> None:
        """Take the statuses of the document's text."""
        self.statuses, self.text = statuses, statuses.text

    def of_statements(self, statements: Sequence[Statement], kinds: Mapping[str, Kind]) -> list[Status]:
        """Return the status of each statement; `kinds`: the class of each entity key.

        A relation that one of the statements tells as a fact is no plan in the others: 将进一步发展… is about what is there.
        """
        found = [statement.status if _is_settled(statement, kinds) else self._of_statement(statement, kinds) for statement in statements]
        there = {(s.subject, s.predicate, s.object) for s, status in zip(statements, found, strict=True) if status is Status.ACHIEVED}
        return [Status.ACHIEVED if (s.subject, s.predicate, s.object) in there else status for s, status in zip(statements, found, strict=True)]

    def _of_statement(self, statement: Statement, kinds: Mapping[str, Kind]) -> Status:
        """Return the status of one statement by where its object stands, or its subject if that comes after it in the sentence."""
        predicate, mention = statement.predicate, statement.object_mention
        if predicate is Property.LEADS:
            return Status.ACHIEVED
        kind = kinds.get(statement.subject)
        if predicate in PLACES:
            if kind is Kind.INSTITUTION:
                return self._of_institution(statement.subject_mention)
            if kind not in PLACED or (kind in MADE_THERE and STANDS.match(self.text, statement.subject_mention.end)):
                return Status.ACHIEVED
            if kind is Kind.PROJECT and SIGNED_HERE.match(self.text, statement.subject_mention.end):
                return Status.PLANNED
            if kind is Kind.EVENT and ENDED.match(self.text, statement.subject_mention.end):
                return Status.ACHIEVED
            mention = max(mention, statement.subject_mention) if kind is Kind.EVENT else statement.subject_mention
            if kind is Kind.EVENT:
                return Status.PLANNED if self.statuses.at(mention) is Status.PLANNED or self._is_ahead(statement.subject_mention) else Status.ACHIEVED
            if kind in {Kind.PARK, Kind.FACILITY} and not self._is_made(mention, named=statement.rule.startswith("name:")):
                status = self.statuses.at(mention)
                if status is Status.PLANNED:
                    return status if OPENED.match(self.text, mention.end) else Status.ACHIEVED
                return status if status is Status.UNDERWAY and self._is_being_built(mention) else Status.ACHIEVED
        elif predicate is Property.ISSUED_BY:
            mention = statement.subject_mention
            if ISSUED_ALREADY.search(self.text, max(0, mention.begin - 6), mention.begin):
                return Status.ACHIEVED
        elif predicate not in BRANCHES and statement.sentence.begin <= statement.subject_mention.begin:
            mention = max(mention, statement.subject_mention)
        if kinds.get(statement.object) is Kind.PROJECT and SIGNED_AFTER.match(self.text, statement.object_mention.end):
            return Status.PLANNED
        if predicate is Property.PRODUCES and IN_RESEARCH.search(self.text, max(0, mention.begin - 10), mention.begin):
            return Status.PLANNED
        if predicate in BRANCHES and self._is_known(mention):
            return Status.ACHIEVED
        status = self.statuses.at(mention, held=predicate not in TURNED_TO)
        if status is Status.PLANNED and self._is_of_its_own(statement.subject_mention, mention):
            return Status.ACHIEVED
        if status is Status.UNDERWAY and predicate in BRANCHES and kind not in BUILDING and not self._is_being_made(mention):
            return Status.ACHIEVED
        return status

    def _of_institution(self, mention: Span) -> Status:
        """Return how real it is where an institution stands: as built, or as founded, right beside its name."""
        if BEING_BUILT.match(self.text, mention.end):
            return Status.UNDERWAY
        return Status.PLANNED if FOUNDED.search(self.text, max(0, mention.begin - 16), mention.begin) and self.statuses.at(mention) is Status.PLANNED else Status.ACHIEVED

    def _is_ahead(self, mention: Span) -> bool:
        """Say whether an event is held on a day after the day of issue, by the words after its name."""
        day = ON_A_DAY.match(self.text, mention.end)
        if day is None or len(self.statuses.issued) < len("2026-01-01"):
            return False
        now = self.statuses.issued
        month, today = int(day["month"]), int(now[5:7])
        return month > today or (month == today and day["day"] is not None and int(day["day"]) > int(now[8:10]))

    def _is_of_its_own(self, subject: Span, mention: Span) -> bool:
        """Say whether a clause that its subject opens tells of what that one did, whatever the clauses before plan of others."""
        index = sentence_at(self.statuses.sentences, subject.begin)
        if index < 0 or mention.begin < subject.begin or self.text.startswith(("也", "还", "则"), subject.end):
            return False
        cues = self.statuses.cues(index)
        return mention.begin < cues.clause_at(subject).end and cues.is_others_plan(subject)

    def _is_known(self, mention: Span) -> bool:
        """Say whether a trade or a good is what the clause enlarges, or one of those that the place has (等优势产业)."""
        index = sentence_at(self.statuses.sentences, mention.begin)
        if index < 0:
            return False
        clause = self.statuses.cues(index).clause_at(mention)
        verbs = list(VERBS.finditer(self.text, clause.begin, mention.begin))
        more = bool(verbs and verbs[-1]["more"])
        if more and verbs[-1].group() not in GROWN and self._is_resolved(index, mention):
            more = False
        return more or (KNOWN.match(self.text, mention.end, clause.end) is not None and not self._is_resolved(index, mention))

    def _is_resolved(self, index: int, mention: Span) -> bool:
        """Say whether a sentence tells before a name what is to be done from now on (今年将…)."""
        cues = self.statuses.cues(index)
        ends = [match.end() for match in RESOLVED.finditer(self.text, cues.sentence.begin, mention.begin)][-12:]
        return any(cues.plans(Span(end, min(end + SOON, mention.begin))) for end in ends)

    def _is_made(self, mention: Span, *, named: bool) -> bool:
        """Say whether a verb of building stands before a name in its clause; `named`: right before it, or before a list with it."""
        index = sentence_at(self.statuses.sentences, mention.begin)
        clause = self.statuses.cues(index).clause_at(mention) if index >= 0 else mention
        verbs = list(MADE.finditer(self.text, clause.begin, mention.begin))
        return bool(verbs and verbs[-1]["made"]) and (not named or LISTED.fullmatch(self.text, verbs[-1].end(), mention.begin) is not None)

    def _is_being_made(self, mention: Span) -> bool:
        """Say whether a clause tells that a trade or a good is being built up (正加快培育…集群, …集群加速打造), not of what goes on there."""
        index = sentence_at(self.statuses.sentences, mention.begin)
        clause = self.statuses.cues(index).clause_at(mention) if index >= 0 else mention
        before, after = self.text[clause.begin : mention.begin], self.text[mention.end : clause.end]
        return RISING.search(before) is not None or RISEN.match(after) is not None

    def _is_being_built(self, mention: Span) -> bool:
        """Say whether a name's clause tells of its building, not of what is done there."""
        index = sentence_at(self.statuses.sentences, mention.begin)
        clause = self.statuses.cues(index).clause_at(mention) if index >= 0 else mention
        return BUILT.search(self.text, clause.begin, clause.end) is not None


def _is_settled(statement: Statement, kinds: Mapping[str, Kind]) -> bool:
    """Say whether a rule has set the status, or a name says the fact of what is there; what is built somewhere is there as far as it is built."""
    built = statement.predicate is Property.LOCATED_IN and kinds.get(statement.subject) in MADE_THERE
    return statement.status is not Status.ACHIEVED or (statement.rule in TIMELESS and not built)
