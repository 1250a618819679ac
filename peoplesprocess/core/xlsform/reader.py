"""The reader of XLSForms: its sheets become a form, or everything that is wrong with them is reported."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from peoplesprocess.core.messages import N_
from peoplesprocess.core.scoring.scoring_rules_sheet import read_lines
from peoplesprocess.core.xlsform.form import (
    CHOOSING,
    BadForm,
    Node,
    Question,
    QuestionChoice,
    QuestionGroup,
    Sheets,
    Words,
    XlsForm,
    paths_of,
)
from peoplesprocess.core.xlsform.headings import ParsedQuestionType, type_of
from peoplesprocess.core.xlsform.question_references import check_references
from peoplesprocess.core.xlsform.sheet_rows import SheetFindings, XlsFormRow, check_headings, rows_of

DEEPEST = 12
"""The deepest nesting of groups."""
MOST_QUESTIONS = 3_000
_NAME = re.compile(r"[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?")
_CODE = re.compile(r"[^\s/\\?#%<>\"'&]{1,64}")
_PARAMETER = re.compile(r"(start|end)\s*=\s*(-?[\d.]+)")
_NOT_ON_PAGES = N_("Questions of this type are asked on telephones only; our pages leave them out.")

_NEEDED_ON_TELEPHONES = N_(
    "Our pages do not ask questions of this type, and this one must be answered: so this form is filled in "
    "on telephones only."
)
_REPEAT_IN_REPEAT = N_(
    "Our pages cannot ask a repeat inside another one, so this form is filled in on telephones only."
)


def read_form(sheets: Sheets) -> XlsForm:
    """Return the form that the sheets hold. Errors: BadForm, with all its faults."""
    found = SheetFindings()
    form = _XlsFormReader(sheets, found).form()
    if found.faults:
        raise BadForm(sorted(found.faults, key=lambda fault: (fault.sheet != "survey", fault.row)))
    return form


@dataclass(slots=True)
class _OpenGroup:
    """A group whose end has not been read yet."""

    cells: XlsFormRow | None
    repeats: bool = False
    children: list[Node] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _XlsFormReader:
    sheets: Sheets
    found: SheetFindings
    choices: dict[str, list[QuestionChoice]] = field(default_factory=dict)
    rows: list[XlsFormRow] = field(default_factory=list)

    def form(self) -> XlsForm:
        """Return the form; faults are added to `found`."""
        settings = self._settings()
        self._choices()
        children = self._survey()
        paths = paths_of(children)
        check_references(children, self.rows)
        code = settings.text("form_id") if settings else ""
        languages = dict.fromkeys(each for row in self.rows for each in row.words("label"))
        form = XlsForm(
            code=code or self._made_up_code(paths),
            title=self._title(settings, code),
            version=settings.text("version") if settings else "",
            default_language=settings.text("default_language") if settings else "",
            languages=tuple(languages),
            children=children,
            choices={name: tuple(listed) for name, listed in self.choices.items()},
            paths=paths,
        )
        return replace(
            form, scoring=read_lines(self.sheets, form, self.found), notices=tuple(self.found.notices)
        )

    def _settings(self) -> XlsFormRow | None:
        check_headings(self.sheets, "settings", (), self.found)
        row = next(iter(rows_of(self.sheets, "settings", self.found)), None)
        if row is not None and (code := row.text("form_id")) and not _CODE.fullmatch(code):
            row.fault(
                "form_id",
                N_("“%(code)s” cannot be part of an address. Use letters, digits, _ and -."),
                code=code,
            )
        return row

    def _title(self, settings: XlsFormRow | None, code: str) -> Words:
        return (settings.words("form_title") if settings else {}) or {"": code or "Form"}

    def _made_up_code(self, names: Iterable[str]) -> str:
        digest = hashlib.sha256(" ".join(names).encode()).hexdigest()[:6]
        self.found.notice(
            "settings",
            0,
            "form_id",
            N_(
                "There is no form_id, so the form is called %(code)s. Write one: versions of a form are "
                "recognised by it."
            ),
            code=f"form-{digest}",
        )
        return f"form-{digest}"

    def _choices(self) -> None:
        if "choices" not in self.sheets or not self.sheets["choices"]:
            return
        if not check_headings(self.sheets, "choices", ("list_name", "name"), self.found):
            return
        settings = next(iter(self.sheets.get("settings", [])), {})
        may_repeat = settings.get("allow_choice_duplicates", "").strip().lower() in ("yes", "true", "true()")
        for row in rows_of(self.sheets, "choices", self.found):
            list_name, name = row.text("list_name"), row.text("name")
            if not list_name:
                if name:
                    row.fault("list_name", N_("The choice belongs to no list. Write the name of its list."))
                continue
            listed = self.choices.setdefault(list_name, [])
            if not name:
                row.fault("name", N_("The choice has no name. Write one without blanks."))
            elif len(name.split()) > 1:
                row.fault("name", N_("“%(name)s” has blanks. Choices have names without blanks."), name=name)
            elif not may_repeat and any(each.name == name for each in listed):
                row.fault(
                    "name",
                    N_("“%(name)s” is in the list “%(list)s” twice. Choose another name."),
                    name=name,
                    list=list_name,
                )
            columns = {each.name: text for each, (_, text) in row.cells.items() if not each.language}
            listed.append(QuestionChoice(name, row.words("label"), columns))

    def _survey(self) -> tuple[Node, ...]:
        if not any(self.sheets.get("survey", [])):
            self.found.fault("survey", 0, "", N_("This sheet is missing or empty. It holds the questions."))
            return ()
        if not check_headings(self.sheets, "survey", ("type", "name"), self.found):
            return ()
        opened = [_OpenGroup(None)]
        for row in rows_of(self.sheets, "survey", self.found):
            if row.text("disabled").lower() in ("yes", "true", "true()"):
                continue
            self.rows.append(row)
            if len(self.rows) > MOST_QUESTIONS:
                row.fault(
                    "", N_("There are more than %(most)s questions. Make two forms."), most=MOST_QUESTIONS
                )
                break
            self._row(row, opened)
        for left in reversed(opened[1:]):
            if left.cells is not None:
                left.cells.fault(
                    "type",
                    N_("This group has no end. Add a row “%(end)s” after its last question."),
                    end="end_repeat" if left.repeats else "end_group",
                )
        if not self.rows and not self.found.faults:
            self.found.fault("survey", 2, "", N_("There is no question. Write at least one."))
        return tuple(opened[0].children)

    def _row(self, row: XlsFormRow, opened: list[_OpenGroup]) -> None:
        written = row.text("type")
        if not written:
            if row.text("name") or row.words("label"):
                row.fault("type", N_("The type is missing. Write what kind of question this is."))
            return
        kind = type_of(written)
        if kind is None:
            row.fault(
                "type", N_("There is no type “%(type)s”. Look for its spelling on xlsform.org."), type=written
            )
        elif kind.kind.startswith("begin"):
            self._named(row, opened[-1])
            if len(opened) > DEEPEST:
                row.fault("type", N_("There are more than %(most)s groups inside each other."), most=DEEPEST)
            repeats = kind.kind == "begin repeat"
            if repeats and any(each.repeats for each in opened):
                row.for_phones("type", _REPEAT_IN_REPEAT)
            opened.append(_OpenGroup(row, repeats))
        elif kind.kind.startswith("end"):
            self._end(row, kind.kind == "end repeat", opened)
        else:
            opened[-1].children += self._questions(row, kind, opened[-1])

    def _end(self, row: XlsFormRow, repeats: bool, opened: list[_OpenGroup]) -> None:
        ended = opened[-1]
        if ended.cells is None:
            row.fault("type", N_("Nothing is open that could end here. Take this row out, or add its begin."))
            return
        if ended.repeats != repeats:
            row.fault(
                "type",
                N_("Row %(row)s begins “%(begun)s”, and this is not its end. Write “%(end)s”."),
                row=ended.cells.row,
                begun=ended.cells.text("type"),
                end="end_repeat" if ended.repeats else "end_group",
            )
        opened.pop()
        begin = ended.cells
        group = QuestionGroup(
            begin.text("name"),
            begin.row,
            begin.words("label"),
            tuple(ended.children),
            ended.repeats,
            begin.expression("relevant"),
            begin.expression("repeat_count") if ended.repeats else None,
        )
        opened[-1].children.append(group)

    def _questions(self, row: XlsFormRow, kind: ParsedQuestionType, around: _OpenGroup) -> list[Node]:
        unnamed = kind.kind == "note" and not row.text("name")
        name = f"note_{row.row}" if unnamed else self._named(row, around)
        if kind.kind == "unsupported" and row.condition("required") is not None:
            row.for_phones("type", _NEEDED_ON_TELEPHONES)
        elif kind.kind == "unsupported":
            row.notice("type", _NOT_ON_PAGES)
        if kind.list_name and not kind.of_file and kind.list_name not in self.choices:
            row.fault("type", N_("There is no list “%(list)s” in sheet choices."), list=kind.list_name)
        question = self._question(row, kind, name)
        if kind.or_other:
            row.for_phones(
                "type", N_("“or_other” has no translation. Write the choice “other” and its question.")
            )
        return [question]

    def _question(self, row: XlsFormRow, kind: ParsedQuestionType, name: str) -> Question:
        bounds = dict(_PARAMETER.findall(row.text("parameters"))) if kind.kind == "range" else {}
        return Question(
            kind.kind,
            name,
            row.row,
            row.words("label"),
            row.words("hint"),
            row.condition("required"),
            row.words("required_message"),
            row.expression("relevant"),
            row.expression("constraint"),
            row.words("constraint_message"),
            row.expression("calculation"),
            row.default(),
            row.condition("read_only") is not None,
            kind.list_name if kind.kind in CHOOSING else "",
            row.expression("choice_filter", filters_choices=True),
            bounds.get("start", ""),
            bounds.get("end", ""),
            row.text("appearance").lower(),
            row.text("hxl"),
        )

    def _named(self, row: XlsFormRow, around: _OpenGroup) -> str:
        name = row.text("name")
        if not name:
            row.fault("name", N_("The name is missing. Write one without blanks, for example water_source."))
        elif not _NAME.fullmatch(name):
            row.fault(
                "name",
                N_(
                    "“%(name)s” cannot be a name. Begin with a letter, then use letters, digits, _ and - "
                    "only."
                ),
                name=name,
            )
        elif (first := around.names.get(name.lower())) is not None:
            row.fault(
                "name",
                N_("Row %(row)s has the name “%(name)s” too. Choose another name."),
                row=first,
                name=name,
            )
        around.names.setdefault(name.lower(), row.row)
        return name
