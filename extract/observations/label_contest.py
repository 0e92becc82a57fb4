"""What a number measures, the second look: which of the labels that its sentence offers it is given.

In: a number, the label that grammar and its completion give, the chosen subject, the label of the number before, and a
learned reader. Out: the label that a small forest of boosted trees thinks likeliest to be what a careful reader writes.
`label_candidates` proposes, `label_table` says what the forest sees, `label_wording` what a linear model sees of the words, whose
odds are the forest's last columns. Both are plain arrays, `models/labels.npz`, made by `benchmarks/refit_labels.py`; where reader
and rules agree on more than a bare noun nobody is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from extract.learned.forest import Forest, grow
from extract.learned.reader import Reading
from extract.learned.wording import odds_among
from extract.lexicons import MODELS, alternation
from extract.observations.completion import finish
from extract.observations.framing import BARE_GROWTH
from extract.observations.label_candidates import ABSENT, Rivals, Told
from extract.observations.label_scene import COUNTS
from extract.observations.label_table import table_of
from extract.observations.label_wording import describe_labels
from extract.observations.labels import EDGES, FALLBACK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from extract.layers import Quantity
    from extract.observations.subjects import Context
    from ontology.facts import Mention

__all__ = ["MARGIN", "UNASKED", "LabelModel", "choose_label", "hurdle", "load_labels", "rivals_of", "wordings_of"]

FILE: Final = MODELS / "labels.npz"
ASKED: Final = 6  # characters of a label about which the forest is asked although the reader agrees: longer ones mostly say what is meant
AGREED: Final = 0.4  # the reader's probability of the rules' label from which nobody is asked about longer ones
UNASKED: Final = -1.0
MARGIN: Final = 0.1  # of the chance by which a label must be before the rules'
SHORTER: Final = 0.12  # … where it leaves words of the rules' out that are more than a hedge or its subject's name
LOSING: Final = 0.18  # … where these are more than a rest of a word: who or what it is of, what the counted did
REST: Final = 2
UNLIKE_BEGIN: Final = re.compile(alternation("words_labels", "unlike_begin"))
UNLIKE_END: Final = re.compile(
    r"[是也都就还又均已将被把让要约近超达更较的了至到和与及并且以在由向从对为等各有]$"  # by the last character
    r"|(?:全部|累计|首次|平均|分别|达到|超过|突破|实现|预计|足足|大概|往往|先后|之间|不同程度)$"  # by the last word
)
UNLIKE_INSIDE: Final = re.compile(r"[仅约均高才](?:为|达)|被[^，]{1,6}成|[， ]|[超过达][百千万亿]+元")
"""Beginnings, ends and middles that labels do not have."""
BASELESS: Final = re.compile(rf"(?:{BARE_GROWTH.pattern}|占.*|(?:相?[比较]|高于|低于|快于|多于|少于|对.*贡献率?|拉动|位[居列]|居|增速|增幅|降幅|占比|比重).*|总额|金额|增速|全部|数量)$")
"""Labels that say how something moved or compares, and not what."""
JOINING: Final = re.compile(r"[、和与及]")
DIGITS: Final = re.compile(r"\d")
HEDGES: Final = re.compile(rf"(?:{alternation('words_labels', 'hedge')})+")
"""What a label loses nothing by."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelModel:
    """The forest, and what each hashed feature of a label's words weighs, [`extract.learned.wording.BUCKETS`]."""

    forest: Forest
    words: NDArray[np.float32]


@cache
def load_labels() -> LabelModel | None:
    """Return the packaged model; None where the package has none."""
    if not FILE.exists():
        return None
    with np.load(FILE, allow_pickle=False) as arrays:
        return LabelModel(Forest(**{name: arrays[name] for name in Forest.__slots__}), arrays["words"].astype(np.float32))


def choose_label(
    quantity: Quantity, context: Context, label: str, whole: str, subject: Mention, before: tuple[str, Quantity] | None, reading: object
) -> tuple[str, float]:
    """Return the likeliest label of a number, and its chance among the rivals: the rules' where the reader agrees, no model is there or no rival is clearly better.

    Args:
        quantity: the number.
        context: advanced to the number's sentence.
        label: as `extract.observations.labels.label_of` gives it.
        whole: the same, completed by the rules.
        subject: the mention that speaks for the chosen subject.
        before: the label of the number before, and that number; None for the first.
        reading: what a learned reader says; only a `Reading` is asked.

    Returns:
        The label, and a chance from 0 to 1, `UNASKED` where nobody was asked.
    """
    model = load_labels()
    if model is None or not isinstance(reading, Reading):
        return whole, UNASKED
    rivals = rivals_of(quantity, context, label, whole, subject, before, reading)
    if rivals is None or len(rivals.found) < 2:
        return whole, UNASKED
    odds = grow(model.forest, np.concatenate((table_of(rivals), odds_among(model.words, wordings_of(rivals))), axis=1))
    mass = np.exp(odds - odds.max())
    chances = mass / mass.sum()
    ahead = chances - chances[0]
    if ahead.max() <= MARGIN:
        return whole, float(chances[0])
    words = list(rivals.found)
    for k in np.argsort(-ahead, kind="stable").tolist():
        if ahead[k] <= MARGIN:
            break
        if ahead[k] > hurdle(rivals, words[k]):
            return finish(context.text, quantity, words[k]), float(chances[k])
    return whole, float(chances[0])


def wordings_of(rivals: Rivals) -> NDArray[np.int32]:
    """Return the hashed features of each label's words, [labels, templates]."""
    quantity = rivals.told.quantity
    return describe_labels(rivals.text, [*rivals.found], [(begin, end) for _, begin, end in rivals.found.values()], (quantity.span.begin, quantity.span.end), quantity.unit, rivals.told.whole)


def rivals_of(quantity: Quantity, context: Context, label: str, whole: str, subject: Mention, before: tuple[str, Quantity] | None, reading: Reading) -> Rivals | None:
    """Return the labels that a number may have, the rules' first; None where the reader points at that too."""
    place = (quantity.span.begin, quantity.span.end)
    guess = reading.indicator_guess(place)
    if guess is not None and guess[2] >= AGREED and len(whole) > ASKED and context.text[guess[0] : guess[1]].strip(EDGES) == whole.strip(EDGES):
        return None
    earlier = before[0] if before is not None and before[1].sentence == quantity.sentence else ""
    rivals = Rivals(Told(quantity, label, whole, subject, earlier, reading.fact_probability(place)), context, reading)
    rivals.propose()
    return rivals


def hurdle(rivals: Rivals, words: str) -> float:
    """Return how far a label must be before the rules' to take its place: 1, never, where it says less or has what no label has at its edges."""
    whole = rivals.told.whole
    if words == whole:
        return 1.0
    if (UNLIKE_BEGIN.match(words) and words[0] != whole[0]) or (UNLIKE_END.search(words) and words[-1] != whole[-1]) or words.count("（") != words.count("）") or words.count("“") != words.count("”"):
        return 1.0
    if UNLIKE_INSIDE.search(words) and not UNLIKE_INSIDE.search(whole):
        return 1.0
    begin = rivals.found[words][1] if words in rivals.found else ABSENT
    if begin > rivals.end and whole != FALLBACK and words not in whole and whole not in words and COUNTS.search(rivals.text, rivals.end, begin) is not None:
        return 1.0  # of another number
    if BASELESS.match(words) and not BASELESS.match(whole) and whole != FALLBACK:
        return 1.0
    if words in whole:
        dropped = whole.replace(words, "", 1)
        if dropped in rivals.told.subject.anchor or HEDGES.fullmatch(dropped):
            return MARGIN
        return LOSING if len(dropped) > REST and not DIGITS.search(dropped) else SHORTER
    if words[-len(whole) :] == whole and words[: -len(whole)] in rivals.told.subject.anchor:
        return 1.0  # its subject's name
    if rivals.told.quantity.span in rivals.context.series and JOINING.search(words) and not JOINING.search(whole):
        return 1.0
    return MARGIN
