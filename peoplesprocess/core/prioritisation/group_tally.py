"""A group's sheet of tokens and its validation, and the order that figures give."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from peoplesprocess.core.messages import N_, Message, Plural, Refused

TOP = 5
"""The number of first places in an order that a meeting looks at."""
GROUP_TOP = 3
"""The number of a group's first places that should be among the TOP of the combined order."""
CODE_LETTERS = "ABCDEFGHJKLMNPQRTUVWXY346789"
"""Letters and digits that cannot be mistaken for each other in handwriting."""


@dataclass(frozen=True)
class GroupTally:
    """One group's people and the tokens that they put on each need, by its number. Units: people, tokens."""

    group: str
    people: int
    tokens: Mapping[int, int]

    @cached_property
    def cast(self) -> int:
        """The sum of all tokens on the sheet."""
        return sum(self.tokens.values())


@dataclass(frozen=True, slots=True)
class RankedNeed:
    """A need's place in an order. Equal figures share a place, and the places after it are skipped."""

    need: int
    figure: Fraction
    place: int

    @property
    def rank(self) -> int | None:
        """The place as shown to people; None for a need that nobody chose, so that none share the last."""
        return self.place if self.figure > 0 else None


def check_sheet(
    sheet: GroupTally, tokens_each: int, attended: int, on_ballot: Sequence[int], *, one_a_need: bool = False
) -> None:
    """Validate a sheet against its session and its round.

    Errors: Refused if more people chose than attended the session, if there are more tokens than
    `tokens_each` for each person, none at all, a negative number, or tokens on a need that is not on the
    ballot; and with `one_a_need`, if there are more tokens on a need than people.
    """
    check_people(sheet, attended)
    _check_tokens(sheet, tokens_each, on_ballot)
    exceeded = next((need for need, tokens in sheet.tokens.items() if tokens > sheet.people), None)
    if one_a_need and exceeded is not None:
        raise Refused(
            Plural(
                "Need %(need)s was chosen %(count)s time, but the number of people is %(people)s. "
                "Each person can choose it once at most. Count the choices again.",
                "Need %(need)s was chosen %(count)s times, but the number of people is %(people)s. "
                "Each person can choose it once at most. Count the choices again.",
                sheet.tokens[exceeded],
                {"need": exceeded, "people": sheet.people},
            )
        )


def check_whole(sheet: GroupTally, least_each: int) -> None:
    """Validate that no number of a paper was left out: each person makes at least `least_each` choices.

    Errors: Refused if there are fewer.
    """
    least = least_each * sheet.people
    if sheet.cast < least:
        raise Refused(
            Plural(
                "The sheet has %(count)s choice. The number of people is %(people)s, so at least %(least)s "
                "are expected. Look at the paper: was a number left out?",
                "The sheet has %(count)s choices. The number of people is %(people)s, so at least %(least)s "
                "are expected. Look at the paper: was a number left out?",
                sheet.cast,
                {"people": sheet.people, "least": least},
            ),
            "nothing_missing",
        )


def check_people(sheet: GroupTally, attended: int) -> None:
    """Validate the number of people on a sheet.

    Errors: Refused for no people, or for more than attended the session.
    """
    if sheet.people < 1:
        raise Refused(Message(N_("Give the number of people who chose.")), "people")
    if sheet.people > attended:
        raise Refused(
            Plural(
                "%(count)s person chose, but the number of people at the session is %(attended)s. "
                "Count them again.",
                "%(count)s people chose, but the number of people at the session is %(attended)s. "
                "Count them again.",
                sheet.people,
                {"attended": attended},
            ),
            "people",
        )


def _check_tokens(sheet: GroupTally, tokens_each: int, on_ballot: Sequence[int]) -> None:
    if any(tokens < 0 for tokens in sheet.tokens.values()):
        raise Refused(Message(N_("A count of choices cannot be below 0. Write 0 or more.")))
    if not set(sheet.tokens) <= set(on_ballot):
        raise Refused(Message(N_("The sheet names a need that this round does not ask about.")))
    if sheet.cast > tokens_each * sheet.people:
        raise Refused(
            Plural(
                "The sheet has %(count)s choice. The number of people is %(people)s, each with %(each)s: "
                "they can make %(most)s at most. Count the people and the choices again.",
                "The sheet has %(count)s choices. The number of people is %(people)s, each with %(each)s: "
                "they can make %(most)s at most. Count the people and the choices again.",
                sheet.cast,
                {"people": sheet.people, "each": tokens_each, "most": tokens_each * sheet.people},
            )
        )
    if not sheet.cast:
        raise Refused(Message(N_("The sheet is empty. Type in the number of choices for each need.")))


def ranked(figures: Mapping[int, Fraction]) -> list[RankedNeed]:
    """Return needs from the highest figure down; equal figures share a place and are listed by number.

    `figures` are rounded by their rule and compared as printed, so that nobody has to explain a difference
    that cannot be seen.
    """
    by_figure = sorted(figures.items(), key=lambda item: (-item[1], item[0]))
    order: list[RankedNeed] = []
    for position, (need, figure) in enumerate(by_figure, start=1):
        shared = order and order[-1].figure == figure
        order.append(RankedNeed(need, figure, order[-1].place if shared else position))
    return order


def top(sheet: GroupTally, places: int = TOP) -> list[RankedNeed]:
    """Return the needs in the group's first `places`, including those that share the last place."""
    order = ranked({need: Fraction(tokens) for need, tokens in sheet.tokens.items() if tokens})
    return [item for item in order if item.place <= places]


def hidden_first_needs(sheets: Sequence[GroupTally], combined: Sequence[RankedNeed]) -> list[tuple[str, int]]:
    """Return each group's first three needs that are not in the first five of the combined order.

    They are pairs of the group's code and the need's number, for the meeting to discuss.
    """
    seen = {item.need for item in combined if item.place <= TOP}
    return [
        (sheet.group, item.need)
        for sheet in sheets
        for item in top(sheet, GROUP_TOP)
        if item.need not in seen
    ]


def paper_code(round_key: str, group: str) -> str:
    """Return the code on a group's paper, which reveals papers of another round or group."""
    return letter_code(hashlib.blake2b(f"{round_key} {group}".encode(), digest_size=6).digest(), 6)


def letter_code(digest: bytes, letters: int) -> str:
    """Return the first `letters` bytes as CODE_LETTERS, one for each byte."""
    return "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in digest[:letters])
