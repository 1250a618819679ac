"""The community scorecard of a work: its questions, the checks of its counts, and what is shown in public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peoplesprocess.core.disclosure import shown
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.messages import N_, Message, Msgid, Plural, RefusalList, Refused


@dataclass(frozen=True, slots=True)
class ScorecardItem:
    """A question about a work, and the words for good, fair and poor."""

    key: str
    name: Msgid
    question: Msgid
    answers: tuple[Msgid, Msgid, Msgid]


_USUAL = (N_("Good"), N_("Fair"), N_("Poor"))
ITEMS = (
    ScorecardItem("access", N_("Access"), N_("Can everybody of the group use it?"), _USUAL),
    ScorecardItem("quality", N_("Quality"), N_("Is it well built, and does it work?"), _USUAL),
    ScorecardItem(
        "safety",
        N_("Safety"),
        N_("Do people of the group feel safe there?"),
        (N_("Safe"), N_("Partly safe"), N_("Unsafe")),
    ),
)
"""The questions. The words for safety are those of a perception survey."""
SCORES = ("good", "fair", "poor")


def check_counts(counts: Mapping[str, Sequence[int]], people: int | None) -> None:
    """Refuse a scorecard without answers, or with more answers than `people` at the meeting.

    Errors: Refused, naming the field of the item. Units: people; None if nobody counted them.
    """
    if not any(sum(counts[item.key]) for item in ITEMS):
        raise Refused(Message(N_("Write how many gave each answer.")), f"{ITEMS[0].key}_good")
    refusals = RefusalList()
    for item in ITEMS:
        answered = sum(counts[item.key])
        with refusals:
            if people is not None and answered > people:
                sentence = Plural(
                    "%(count)s person answered, but the number of people at the meeting is %(people)s. "
                    "Count them again.",
                    "%(count)s people answered, but the number of people at the meeting is %(people)s. "
                    "Count them again.",
                    answered,
                    {"people": people},
                )
                raise Refused(sentence, f"{item.key}_good")
    refusals.settle()


@dataclass(frozen=True, slots=True)
class PublicScorecardAnswers:
    """What is shown in public of one item: the counts, and the share of the worst answer.

    A hidden count is None; the share is None unless all counts are shown.
    """

    counts: tuple[int | None, ...]
    worst: PeopleShare | None


def public_answers(counts: Sequence[int], is_recorded_again: bool) -> PublicScorecardAnswers:
    """Return what is shown in public of one item's answers, good first. Units: people.

    Nothing is shown of a card that `is_recorded_again` in place of a struck one whose figures were public:
    the difference between the two would reveal the answers of a few people. The three items are asked of the
    same people, so the total of each is known from the others: each is hidden as a row whose total is shown.
    Source: core.disclosure.
    """
    if is_recorded_again:
        return PublicScorecardAnswers((None,) * len(counts), None)
    visible = tuple(shown(dict(enumerate(counts))).values())
    return PublicScorecardAnswers(visible, None if None in visible else PeopleShare(counts[-1], sum(counts)))
