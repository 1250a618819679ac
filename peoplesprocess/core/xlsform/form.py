"""A form as it is filled in: groups, questions, choices, and the faults of its sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.scoring.score_lines import ScoringSheetLine
from peoplesprocess.core.xlsform.evaluation import PathStep, QuestionPath
from peoplesprocess.core.xlsform.expressions import Expression

Rows = list[dict[str, str]]
Sheets = dict[str, Rows]
"""The rows of each sheet, keyed by headings as written; the first is row 2, and empty rows are kept."""
Words = Mapping[str, str]
"""Words by language, as the form calls it; "" is the form's default language."""

CHOOSING = frozenset({"select_one", "select_multiple"})
ANSWERED = CHOOSING | {
    "text",
    "integer",
    "decimal",
    "date",
    "time",
    "datetime",
    "geopoint",
    "acknowledge",
    "range",
}
"""Kinds of questions that pages ask."""


@dataclass(frozen=True, slots=True)
class FormFault:
    """A fault or an unsupported feature of a sheet, with its row and heading; 0 and "" if it is in none."""

    sheet: str
    row: int
    column: str
    sentence: Message
    phones_only: bool = False
    """Whether the fault prevents filling in the form on pages, but not on telephones."""

    @property
    def located_sentence(self) -> Message:
        """The sentence with its place in the sheets."""
        where: dict[str, object] = {"sheet": self.sheet, "row": self.row, "column": self.column}
        values = {**where, "fault": self.sentence}
        if self.row and self.column:
            return Message(N_("Sheet %(sheet)s, row %(row)s, column %(column)s: %(fault)s"), values)
        if self.row:
            return Message(N_("Sheet %(sheet)s, row %(row)s: %(fault)s"), values)
        if self.column:
            return Message(N_("Sheet %(sheet)s, column %(column)s: %(fault)s"), values)
        return Message(N_("Sheet %(sheet)s: %(fault)s"), values) if self.sheet else self.sentence


class BadForm(Refused):
    """An XLSForm that cannot be used; `faults` holds everything that is wrong."""

    def __init__(self, faults: list[FormFault]) -> None:
        super().__init__(faults[0].located_sentence)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class QuestionChoice:
    """A choice of a list, with the other columns of its row, which filters read."""

    name: str
    label: Words
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, or a computed value."""

    kind: str
    name: str
    row: int
    label: Words
    hint: Words = field(default_factory=dict)
    required: Expression | None = None
    required_message: Words = field(default_factory=dict)
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Words = field(default_factory=dict)
    calculation: Expression | None = None
    default: Expression | None = None
    read_only: bool = False
    list_name: str = ""
    choice_filter: Expression | None = None
    least: str = ""
    most: str = ""
    appearance: str = ""
    hxl: str = ""


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that belong together; a repeat is answered once for each of its instances."""

    name: str
    row: int
    label: Words
    children: tuple[Node, ...]
    repeats: bool = False
    relevant: Expression | None = None
    count: Expression | None = None


Node = Question | QuestionGroup


@dataclass(frozen=True, slots=True)
class XlsForm:
    """A form that was read. `notices` say what its pages leave out."""

    code: str
    title: Words
    version: str
    default_language: str
    languages: tuple[str, ...]
    children: tuple[Node, ...]
    choices: Mapping[str, tuple[QuestionChoice, ...]]
    paths: Mapping[str, QuestionPath]
    scoring: tuple[ScoringSheetLine, ...] = ()
    notices: tuple[FormFault, ...] = ()

    @property
    def on_pages(self) -> bool:
        """Whether our pages can fill it in; telephones always can."""
        return not any(notice.phones_only for notice in self.notices)

    def question(self, name: str) -> Question | None:
        """Return the question with a name, None if there is none."""
        named = (node for node, _ in walk(self.children) if node.name == name)
        return next((node for node in named if isinstance(node, Question)), None)

    def words_in(self, words: Words, language: str) -> str:
        """Return words in a reader's language if the form has it, else in the form's own or any other."""
        return chosen_words(words, language, self.default_language)


def stored(sheets: Sheets) -> dict[str, object]:
    """Return sheets in their stored form: headings, then rows, because not every database keeps key order."""
    kept: dict[str, object] = {}
    for name, rows in sheets.items():
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        kept[name] = [headings, *([row.get(heading, "") for heading in headings] for row in rows)]
    return kept


def restored(kept: Mapping[str, object]) -> Sheets:
    """Return sheets from their stored form."""
    sheets = cast("Mapping[str, list[list[str]]]", kept)
    return {
        name: [dict(zip(headings, row, strict=True)) for row in rows]
        for name, (headings, *rows) in sheets.items()
    }


_NAMES = {"en": ("english",), "fr": ("french", "français", "francais"), "ar": ("arabic", "العربية", "عربي")}
"""Names of languages in forms that do not give a language code."""


def chosen_words(words: Words, language: str, default: str) -> str:
    """Return words in a language ("fr" matches “Français (fr)”), else in the default one, else in any."""
    for wanted in (language, default, ""):
        for name, text in words.items():
            if text and (name == wanted or _is_called(name, wanted)):
                return text
    return next((text for text in words.values() if text), "")


def _is_called(name: str, code: str) -> bool:
    if not code or code.endswith(")"):
        return False
    plain = name.strip().lower()
    return f"({code})" in plain or plain == code or plain in _NAMES.get(code, ())


def walk(
    children: tuple[Node, ...], steps: tuple[PathStep, ...] = ()
) -> Iterator[tuple[Node, tuple[PathStep, ...]]]:
    """Yield every group and question in order, with the groups and repeats around it."""
    for child in children:
        yield child, steps
        if isinstance(child, QuestionGroup):
            yield from walk(child.children, (*steps, PathStep(child.name, child.repeats)))


def paths_of(children: tuple[Node, ...]) -> dict[str, QuestionPath]:
    """Return the path to each question and group by its name."""
    return {
        node.name: QuestionPath(steps, node.name, isinstance(node, QuestionGroup) and node.repeats)
        for node, steps in walk(children)
    }
