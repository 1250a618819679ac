"""What groups observe about their place beside single needs: the columns of each kind of observation.

A walk across the place, a calendar of the year, ways out of it, a problem with its causes and effects,
institutions, and what the place has. Source: the usual tools of participatory appraisal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from peoplesprocess.core.messages import N_, Message, Msgid, RefusalList, Refused, keep_to
from peoplesprocess.core.typed_json_values import as_integer, as_list, as_object, as_text

MONTHS = range(1, 13)
MOST_OF_MONTH = 3
"""A month is marked from 0 (nothing) to 3 (most)."""
LONGEST = 200
Line = Mapping[str, str | int]
"""The values of a line, keyed by column; empty cells are left out."""


class ObservationColumnKind(Enum):
    """The type of a column's values."""

    TEXT = "text"
    CHOICE = "choice"
    COUNT = "count"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class ObservationColumn:
    """A column of a kind of observation; `words` are the labels of its choices by key."""

    name: str
    label: Msgid
    kind: ObservationColumnKind = ObservationColumnKind.TEXT
    words: Mapping[str, str] = field(default_factory=dict)
    is_needed: bool = False
    most: int = 100_000

    def check(self, value: str | int) -> None:
        """Refuse a value that does not fit the column. Errors: Refused."""
        match self.kind:
            case ObservationColumnKind.CHOICE if value not in self.words:
                raise Refused(Message(N_("Choose one from the list.")))
            case ObservationColumnKind.COUNT | ObservationColumnKind.MONTH if not (
                isinstance(value, int) and 0 <= value <= self.most
            ):
                raise Refused(Message(N_("This cannot be more than %(max)s."), {"max": self.most}))
            case ObservationColumnKind.TEXT if not isinstance(value, str) or len(value) > LONGEST:
                raise Refused(keep_to(LONGEST))


@dataclass(frozen=True, slots=True)
class ObservationKind:
    """A kind of observation: its name, its question, its columns, and the number of lines in its form.

    `as_need` maps fields of a need to the columns that fill them when a need is recorded from a line.
    """

    name: Msgid
    asks: Msgid
    title: Msgid
    columns: tuple[ObservationColumn, ...]
    lines: int
    as_need: Mapping[str, str]

    @property
    def needed(self) -> ObservationColumn:
        """The column that every line must fill in."""
        return next(column for column in self.columns if column.is_needed)


def _text(name: str, label: Msgid, *, needed: bool = False) -> ObservationColumn:
    return ObservationColumn(name, label, is_needed=needed)


def _choice(name: str, label: Msgid, words: Mapping[str, str]) -> ObservationColumn:
    return ObservationColumn(name, label, ObservationColumnKind.CHOICE, words)


def _count(name: str, label: Msgid) -> ObservationColumn:
    return ObservationColumn(name, label, ObservationColumnKind.COUNT)


_WAYS = {
    "foot": N_("On foot"),
    "cycle": N_("By bicycle or animal"),
    "motor": N_("By motorcycle or car"),
    "bus": N_("By bus or shared taxi"),
    "boat": N_("By boat"),
}
_PARTS = {"cause": N_("Cause"), "effect": N_("Effect")}
_DEPTHS = {"1": N_("of the problem itself"), "2": N_("of the line above"), "3": N_("one deeper still")}
_DISTANCES = {"near": N_("Near"), "middle": N_("In between"), "far": N_("Far")}
_WEIGHTS = {"3": N_("Decides much"), "2": N_("Decides something"), "1": N_("Decides little")}
_ASSETS = {
    "built": N_("Building or works"),
    "nature": N_("Land, water, trees"),
    "skill": N_("Skill or trade"),
    "people": N_("Group or organisation"),
    "money": N_("Money or savings"),
    "tool": N_("Tool or machine"),
}
_CONDITIONS = {"good": N_("Good"), "worn": N_("Worn, works in part"), "broken": N_("Broken")}

KINDS: Mapping[str, ObservationKind] = {
    "transect": ObservationKind(
        N_("Walk across the place"),
        N_("What is seen on the way, stop by stop?"),
        N_("From where to where?"),
        (
            _text("where", N_("Stop"), needed=True),
            _text("seen", N_("What is seen")),
            _text("used", N_("What it is used for")),
            _text("problem", N_("Problem")),
            _text("chance", N_("Opportunity")),
        ),
        8,
        {"title": "problem", "landmark": "where", "statement": "seen"},
    ),
    "season": ObservationKind(
        N_("Calendar of the year"),
        N_("How much of it is there in each part of the year? 0 is nothing, 3 is most."),
        N_("Whose year is it?"),
        (
            _text("topic", N_("Topic"), needed=True),
            *(
                ObservationColumn(f"m{month}", N_("Month"), ObservationColumnKind.MONTH, most=MOST_OF_MONTH)
                for month in MONTHS
            ),
        ),
        6,
        {"title": "topic"},
    ),
    "mobility": ObservationKind(
        N_("Ways out of the place"),
        N_("Where do people go, how, and who cannot?"),
        N_("Whose ways are these?"),
        (
            _text("where", N_("Where to"), needed=True),
            _choice("how", N_("How"), _WAYS),
            _count("minutes", N_("Minutes on the way")),
            _count("cost", N_("Cost of one way")),
            _text("who", N_("Who goes, and who cannot")),
        ),
        8,
        {"title": "where", "statement": "who"},
    ),
    "tree": ObservationKind(
        N_("Problem with causes and effects"),
        N_("Why is it so, and what follows from it?"),
        N_("Which problem?"),
        (
            _text("what", N_("Cause or effect in words"), needed=True),
            _choice("part", N_("Which of the two"), _PARTS),
            _choice("depth", N_("Of what"), _DEPTHS),
        ),
        12,
        {"title": "what"},
    ),
    "institutions": ObservationKind(
        N_("Institutions"),
        N_("Who decides about the place, how near and how much?"),
        N_("In whose eyes?"),
        (
            _text("who", N_("Institution"), needed=True),
            _text("does", N_("What it does here")),
            _choice("distance", N_("How near it is"), _DISTANCES),
            _choice("weight", N_("How much it decides"), _WEIGHTS),
        ),
        10,
        {"title": "who", "statement": "does"},
    ),
    "assets": ObservationKind(
        N_("What the place has"),
        N_("What is there to build on: works, land, skills, groups?"),
        N_("Which part of the place?"),
        (
            _text("what", N_("What"), needed=True),
            _choice("asset", N_("Kind"), _ASSETS),
            _text("where", N_("Where")),
            _choice("condition", N_("State"), _CONDITIONS),
        ),
        12,
        {"title": "what", "landmark": "where"},
    ),
}
"""The kinds of observations by their name in URLs, in the order of the page."""


@dataclass(frozen=True, slots=True)
class ProblemTreeBranch:
    """A cause or an effect in words, with those behind it; `line` is its index among the lines, from 0."""

    line: int
    words: str
    behind: list[ProblemTreeBranch] = field(default_factory=list)


def checked_lines(kind: ObservationKind, lines: Iterable[Line]) -> list[dict[str, str | int]]:
    """Return the lines that are not empty. Errors: Refused, naming the field `<column>_<line from 1>`."""
    found, refusals = [], RefusalList()
    for place, line in enumerate(lines, start=1):
        if not line:
            continue
        with refusals:
            if not line.get(kind.needed.name):
                sentence = N_("Fill this in, or empty the rest of the line.")
                raise Refused(Message(sentence), f"{kind.needed.name}_{place}")
        for column in kind.columns:
            with refusals:
                if column.name in line:
                    _check(column, line[column.name], place)
        found.append({column.name: line[column.name] for column in kind.columns if column.name in line})
    refusals.settle()
    if not found:
        raise Refused(Message(N_("Fill in at least one line.")), f"{kind.needed.name}_1")
    return found


def _check(column: ObservationColumn, value: str | int, place: int) -> None:
    try:
        column.check(value)
    except Refused as refusal:
        raise Refused(refusal.sentence, f"{column.name}_{place}") from None


def restored_lines(kind: ObservationKind, body: Mapping[str, object]) -> list[dict[str, str | int]]:
    """Return the lines of a stored observation. Errors: WrongJson."""
    lines = []
    for stored in map(as_object, as_list(body["lines"])):
        lines.append(
            {
                column.name: _restored(column, stored[column.name])
                for column in kind.columns
                if column.name in stored
            }
        )
    return lines


def _restored(column: ObservationColumn, value: object) -> str | int:
    is_number = column.kind in (ObservationColumnKind.COUNT, ObservationColumnKind.MONTH)
    return as_integer(value) if is_number else as_text(value)


def words_of_need(kind: ObservationKind, line: Line) -> dict[str, str]:
    """Return the initial values of a need that is recorded from a line, keyed by the need's fields."""
    words = {name: str(line[column]) for name, column in kind.as_need.items() if line.get(column)}
    return words if "title" in words else {**words, "title": str(line[kind.needed.name])}


def branches(lines: Sequence[Line], part: str) -> list[ProblemTreeBranch]:
    """Return the causes or the effects of a problem as a tree.

    A line that skips a level becomes a branch of the line above it.
    """
    roots: list[ProblemTreeBranch] = []
    above: list[ProblemTreeBranch] = []
    for place, line in enumerate(lines):
        if str(line.get("part", "cause")) != part:
            continue
        branch, depth = ProblemTreeBranch(place, str(line["what"])), int(line.get("depth", 1))
        del above[min(depth - 1, len(above)) :]
        (above[-1].behind if above else roots).append(branch)
        above.append(branch)
    return roots
