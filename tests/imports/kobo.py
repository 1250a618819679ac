"""Exports as KoboToolbox writes them: in every language, with names or labels, in every form of choices."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import Msgid
from peoplesprocess.needs.forms import NeedForm
from peoplesprocess.web.i18n import translator

QUESTIONS = (
    *("today", "group_code", "also", "title", "sector", "statement", "landmark", "households", "affected"),
    *("severity", "season", "since", "cause", "coping", "response_type"),
)
SEVERAL = ("also", "affected")
GROUPS = {group.code: group.name for group in choice_lists.GROUPS}
WORDS: Mapping[str, Mapping[Any, str]] = {
    "group_code": GROUPS,
    "also": GROUPS,
    "sector": choice_lists.SECTORS,
    "affected": choice_lists.AFFECTED_GROUPS,
    "severity": choice_lists.SEVERITIES,
    "season": choice_lists.SEASONS,
    "response_type": choice_lists.RESPONSE_TYPES,
}
LABELS = {
    name: getattr(NeedForm, name).args[0] if hasattr(NeedForm, name) else Msgid("Day") for name in QUESTIONS
}
HXL = {"title": "#need", "sector": "#sector", "households": "#affected", "severity": "#severity+num"}
Answers = Mapping[str, object]


@dataclass
class Spelling:
    """How an export is spelled."""

    language: str = "_xml"
    choices: str = "both"
    separator: str = "/"
    kind: str = "csv"
    delimiter: str = ";"
    hxl: bool = False
    yes: Sequence[object] = ("1", "0")
    group: Mapping[str, str] = field(default_factory=lambda: {"_xml": "need", "_default": "The need"})
    turned: bool = False
    bold: bool = False
    encoding: str = "utf-8-sig"
    hierarchy: bool = True
    numbers_as_text: bool = True

    def word(self, words: str) -> str:
        """A label in the export's language."""
        said = translator({"_default": "en"}.get(self.language, self.language)).say(words)
        return f"**{said}**" if self.bold else said

    def question(self, name: str) -> str:
        """The heading of a question."""
        own = name if self.language == "_xml" else self.word(LABELS[name])
        if name == "today" or not self.hierarchy:
            return own
        return f"{self.group.get(self.language, 'الحاجة')}{self.separator}{own}"

    def answer(self, name: str, key: object) -> str:
        """The answer of a question with choices."""
        if self.language == "_xml":
            return str(key)
        return self.word(WORDS[name][key]).replace("*", "")


def table(answers: Sequence[Answers], spelling: Spelling) -> list[list[object]]:
    """The export's sheet: headings, perhaps tags, and a row for each form."""
    columns: list[tuple[str, str, Any]] = []
    for name in QUESTIONS:
        heading = spelling.question(name)
        if (name in SEVERAL and spelling.choices != "details") or name not in SEVERAL:
            columns.append(
                (heading, HXL.get(name, ""), lambda said, name=name: _summary(said, name, spelling))
            )
        for key in WORDS[name] if name in SEVERAL and spelling.choices != "summary" else ():
            words = spelling.answer(name, key)
            told = lambda said, name=name, key=key: _detail(said, name, key, spelling)  # noqa: E731
            columns.append((f"{heading}{spelling.separator}{words}", "", told))
        if name == "landmark":
            point = "place_point" if spelling.language == "_xml" else "Où est-ce sur la carte"
            columns.append((f"{spelling.group.get('_xml')}/{point}", "#geo", lambda said: "6.93 79.88 0 5"))
            for part, value in (
                ("latitude", "6.93"),
                ("longitude", "79.88"),
                ("altitude", "0"),
                ("precision", "5"),
            ):
                columns.append((f"_{point}_{part}", "", lambda said, value=value: value))
    for name in (
        "_id",
        "_uuid",
        "_submission_time",
        "_validation_status",
        "__version__",
        "meta/rootUuid",
        "_index",
    ):
        columns.append((name, "", lambda said, name=name: said.get(name, "")))
    columns.insert(0, ("start", "", lambda said: "2025-01-18T08:00:00.000+05:30"))
    if spelling.turned:
        columns.reverse()
    rows: list[list[object]] = [[heading for heading, _, _ in columns]]
    if spelling.hxl:
        rows.append([tag for _, tag, _ in columns])
    return rows + [[tell(said) for _, _, tell in columns] for said in answers]


def export(answers: Sequence[Answers], spelling: Spelling | None = None, **more: Any) -> bytes:
    """The export as a file."""
    spelling = spelling or Spelling(**more)
    rows = table(answers, spelling)
    if spelling.kind == "csv":
        text = io.StringIO()
        csv.writer(text, delimiter=spelling.delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
        return text.getvalue().encode(spelling.encoding)
    return xlsx({"Needs": rows})


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Sheets as a workbook, without formulas."""
    file = io.BytesIO()
    book = Workbook(file, {"strings_to_formulas": False, "strings_to_numbers": False})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def _summary(said: Answers, name: str, spelling: Spelling) -> object:
    value = said.get(name, "")
    if isinstance(value, list):
        return " ".join(spelling.answer(name, key) for key in value)
    if name in WORDS and value != "":
        return spelling.answer(name, value)
    return str(value) if spelling.numbers_as_text else value


def _detail(said: Answers, name: str, key: object, spelling: Spelling) -> object:
    value = said.get(name, "")
    if not isinstance(value, list):
        return ""
    return spelling.yes[0] if key in value else spelling.yes[1]


def need(number: int, **said: object) -> dict[str, object]:
    """The answers of a form, as youth of Samagipura would give them."""
    usual: dict[str, object] = {
        "today": "2025-01-18",
        "group_code": "youth",
        "also": [],
        "title": f"Need {number} of youth",
        "sector": "school",
        "statement": "",
        "landmark": "Beside the canal",
        "households": 12,
        "affected": ["women", "youth"],
        "severity": 2,
        "season": "all",
        "since": "2019",
        "cause": "",
        "coping": "",
        "response_type": "infrastructure",
        "_id": number,
        "_uuid": f"00000000-0000-4000-8000-{number:012}",
        "_submission_time": "2025-01-18T05:12:44",
        "meta/rootUuid": f"00000000-0000-4000-8000-{number:012}",
        "_index": number,
        "__version__": "vNeed",
    }
    return usual | said
