"""The marks on a group's paper, by the names under which they are typed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from peoplesprocess.core.messages import N_, Message, Plural, Sentence
from peoplesprocess.core.prioritisation.ballot_methods import BallotFormat
from peoplesprocess.core.prioritisation.criteria import score_key
from peoplesprocess.core.prioritisation.pairwise import pairs
from peoplesprocess.facts.ballot_data_entries import BallotDataEntryRow
from peoplesprocess.facts.needs import BALLOT, need_label
from peoplesprocess.facts.proposed_corrections import ProposedCorrectionRow
from peoplesprocess.facts.rounds import RoundRow

UNITS = {"tokens": N_("Tokens"), "hands": N_("Hands"), "secret": N_("Papers")}
"""The words for what is counted; the other methods give points."""
PREFIXES = {
    BallotFormat.COUNTS: "need",
    BallotFormat.PLACES: "need",
    BallotFormat.PAIRS: "pair",
    BallotFormat.SCORES: "score",
}


class BallotContent(Protocol):
    """A ballot sheet or a data entry."""

    @property
    def people(self) -> int:
        """The number of people who chose."""

    @property
    def tokens(self) -> Mapping[str, int]:
        """Tokens by need."""

    @property
    def marks(self) -> Mapping[str, int]:
        """Ranks, answers or scores by their names."""


def names(asked: RoundRow) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the name of each mark on the paper, with its need and the other need or criterion (0 if none)."""
    marks = asked.way.marks
    if marks is BallotFormat.PAIRS:
        yield from ((name, (first, second)) for name, first, second in pairs(asked.ballot))
    elif marks is BallotFormat.SCORES:
        for need in asked.ballot:
            yield from ((score_key(need, place), (need, place)) for place in range(len(asked.criteria)))
    else:
        yield from ((str(need), (need, 0)) for need in asked.ballot)


def is_long(asked: RoundRow) -> bool:
    """Return whether the ballot is so long that marks are typed in by need number."""
    return len(asked.ballot) > BALLOT


def marks_by_need(asked: RoundRow) -> dict[int, list[str]]:
    """Return the names of each need's marks; only for methods that do not compare needs in pairs."""
    found: dict[int, list[str]] = {}
    for name, (need, _) in names(asked):
        found.setdefault(need, []).append(name)
    return found


def field_of(asked: RoundRow, name: str) -> str:
    """Return the form field of a mark."""
    return PREFIXES[asked.way.marks] + name


def form_values(asked: RoundRow, row: BallotContent) -> dict[str, object]:
    """Return a sheet or a data entry as the values of its form, by field."""
    stored: Mapping[str, object] = row.marks or row.tokens
    if is_long(asked):
        return {"people": row.people, "lines": stored}
    if asked.way.marks is BallotFormat.PAIRS:
        stored = {name: str(winner) for name, winner in stored.items()}
    return {"people": row.people} | {field_of(asked, name): value for name, value in stored.items()}


def differing(asked: RoundRow, entries: Sequence[BallotDataEntryRow]) -> list[str]:
    """Return the fields that two people read differently; none while only one has typed the paper in."""
    if len(entries) < 2:
        return []
    first, second = (form_values(asked, row) for row in entries[:2])
    marks = ["lines"] if is_long(asked) else [field_of(asked, name) for name, _ in names(asked)]
    return [each for each in ("people", *marks) if (first.get(each) or 0) != (second.get(each) or 0)]


class CorrectedBallotSheetLine(NamedTuple):
    """A need whose figure on a sheet is corrected; figures are tokens."""

    title: str
    before: int
    after: int


def corrected_lines(
    asked: RoundRow, proposal: ProposedCorrectionRow, titles: Mapping[int, str]
) -> list[CorrectedBallotSheetLine]:
    """Return the changes that a proposed correction makes, need by need."""
    found = []
    for need in asked.ballot:
        before, after = proposal.tokens_before.get(str(need), 0), proposal.tokens.get(str(need), 0)
        if before != after:
            found.append(CorrectedBallotSheetLine(need_label(need, titles), before, after))
    return found


def choice_sentence(asked: RoundRow) -> Sentence:
    """Return a sentence on what each person, or the group, chooses in this round."""
    method = asked.way
    if method.marks is not BallotFormat.COUNTS:
        return Message(method.explained)
    if not method.one_a_need:
        return Plural("Each person has %(count)s token.", "Each person has %(count)s tokens.", asked.tokens)
    return Plural(
        "Each person chooses up to %(count)s need.",
        "Each person chooses up to %(count)s needs.",
        asked.tokens,
    )


def unit_of(asked: RoundRow) -> str:
    """Return the word for the unit that is counted."""
    return UNITS.get(asked.method, N_("Points"))


def total_of(asked: RoundRow) -> str:
    """Return the word for the total of a sheet."""
    if asked.method == "tokens":
        return UNITS["tokens"]
    return N_("Choices") if asked.way.marks is BallotFormat.COUNTS else N_("Points")
