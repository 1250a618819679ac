"""The community scorecard of a work: what is asked, what may be written, and what may be told in public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peoplesprocess.core.disclosure import shown
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.messages import N_, Message, Msgid, Plural, RefusalList, Refused


@dataclass(frozen=True, slots=True)
class ScorecardItem:
    """What is asked about a work, and the words for good, fair and poor."""

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
"""What is asked. The words for safety are those of a perception survey."""
SCORES = ("good", "fair", "poor")


def check_counts(counts: Mapping[str, Sequence[int]], people: int | None) -> None:
    """Refuse a scorecard on which nobody answered, or more answered than `people` were there.

    Errors: Refused, naming the field of the item. Units: people; None where nobody counted them.
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
    """What may be told of one item: the counts that are no secret, and the share of the worst answer.

    A count is None where it stays hidden; there is a share only where all counts are told.
    """

    counts: tuple[int | None, ...]
    worst: PeopleShare | None


def told_answers(counts: Sequence[int], is_recorded_again: bool) -> PublicScorecardAnswers:
    """Return what the public may be told of one item's answers, good first. Units: people.

    Nothing of a card that `is_recorded_again` in the place of a struck one, whose figures were told: the
    difference of the two would tell what a few people said. The three items are asked of the same people,
    so the sum of one is known from another: each is hidden as a row whose total is shown.
    Source: core.disclosure.
    """
    if is_recorded_again:
        return PublicScorecardAnswers((None,) * len(counts), None)
    told = tuple(shown(dict(enumerate(counts))).values())
    return PublicScorecardAnswers(told, None if None in told else PeopleShare(counts[-1], sum(counts)))
