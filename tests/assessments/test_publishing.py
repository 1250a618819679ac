"""A programme takes a form into use: versions, files of every kind, and files that are no good."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import Any

import pytest

from peoplesprocess.assessments.actions import import_xlsform, publish_form
from peoplesprocess.core.import_outcome import ImportOutcome
from peoplesprocess.core.messages import Refused, Sentence
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.xlsform.form import BadForm
from peoplesprocess.facts.assessment_forms import FORMS_IN_USE, xform_of
from peoplesprocess.web.i18n import translator
from tests.assessments.conftest import CHOICES, FORM, SETTINGS, SURVEY, as_csv, sheets, xlsx
from tests.factories import Make

pytestmark = pytest.mark.one_database


def said(sentence: Sentence) -> str:
    return translator("en").say(sentence)


def test_a_form_is_in_use_with_what_telephones_load_and_its_digest(make: Make) -> None:
    programme = make.programme()
    with make.act("programme_manager", programme) as act:
        made = publish_form(act, sheets())
        [form] = FORMS_IN_USE.all(act.db, programme=programme.id)
        xform = xform_of(act.db, programme.id, "water_points")
    assert (made.code, made.number, made.version, made.is_new) == ("water_points", 1, "2026030101", True)
    assert xform is not None and 'version="2026030101"' in xform and "Quel lieu" in xform
    assert form.digest == hashlib.md5(xform.encode()).hexdigest()
    assert (form.title, form.version) == ("Water points", "2026030101")


def test_the_same_form_again_changes_nothing_through_whichever_file(make: Make) -> None:
    programme = make.programme()
    with make.act("programme_manager", programme) as act:
        first = import_xlsform(act, xlsx())
        again = import_xlsform(act, as_csv())
        assert FORMS_IN_USE.all(act.db, programme=programme.id)[0].number == 1
    assert (first.read, first.new, first.known, first.refused) == (3, 3, 0, [])
    assert (again.new, again.known, again.digest) == (0, 3, first.digest)


def test_a_dry_run_says_what_would_become_of_it_and_keeps_nothing(make: Make) -> None:
    programme = make.programme()
    with make.act("programme_manager", programme) as act:
        looked = import_xlsform(act, xlsx(), dry_run=True)
        assert FORMS_IN_USE.all(act.db, programme=programme.id) == []
    assert (looked.read, looked.new) == (3, 3)


def test_other_questions_under_the_same_version_are_refused_with_a_free_one(make: Make) -> None:
    programme = make.programme()
    changed = sheets(survey=(*SURVEY, ("text", "more", "More?", "Autre ?", "", "")))
    with make.act("programme_manager", programme) as act:
        publish_form(act, sheets())
        with pytest.raises(BadForm) as refused:
            publish_form(act, changed)
    assert said(refused.value.sentence) == (
        "Sheet settings, row 2, column version: There is already a version 2026030101 of this "
        "form, with other questions. Write another number, like 2026031201."
    )


def test_a_form_that_says_no_version_gets_one_of_the_day(make: Make) -> None:
    programme = make.programme()
    without = (("form_title", "form_id"), ("Water points", "water_points"))
    changed = (*SURVEY, ("text", "more", "More?", "Autre ?", "", ""))
    with make.act("programme_manager", programme) as act:
        first = publish_form(act, sheets(settings=without))
        again = publish_form(act, sheets(settings=without))
        next_one = publish_form(act, sheets(settings=without, survey=changed))
    assert [first.version, again.version, next_one.version] == ["2026031201", "2026031201", "2026031202"]
    assert (again.is_new, next_one.number) == (False, 2)


def test_a_facilitator_takes_no_form_into_use(make: Make) -> None:
    place = make.settlement()
    programme = make.programme()
    for here in (place, programme):
        with make.act("facilitator", place) as act, pytest.raises(Forbidden):
            publish_form(act, sheets())
        assert here


def imported(make: Make, data: bytes) -> ImportOutcome:
    with make.act("programme_manager", make.programme()) as act:
        return import_xlsform(act, data)


def refusals(make: Make, data: bytes) -> list[str]:
    """What is refused, each with sheet and row, and column."""
    return [f"{row.row} | {row.column} | {said(row.why)}" for row in imported(make, data).refused]


def survey(*rows: tuple[str, ...], head: tuple[str, ...] = ("type", "name", "label")) -> dict[str, Any]:
    return {**FORM, "survey": (head, *rows)}


REL = ("type", "name", "label", "relevant")
MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({"choices": CHOICES, "settings": SETTINGS}, " |  | This file has no sheet “survey”"),
    ({**FORM, "survey": ()}, "survey |  | This sheet is missing or empty."),
    (survey(("text", "A?"), head=("type", "label")), "survey 1 |  | The column “name” is missing."),
    (survey(("text", "a", "A?"), ("text", "a", "B?")), "survey 3 | name | Row 2 has the name “a” too."),
    (survey(("textt", "a", "A?")), "survey 2 | type | There is no type “textt”."),
    (survey(("", "a", "A?")), "survey 2 | type | The type is missing."),
    (survey(("text", "", "A?")), "survey 2 | name | The name is missing."),
    (survey(("text", "my name", "A?")), "survey 2 | name | “my name” cannot be a name."),
    (survey(("select_one colours", "a", "A?")), "survey 2 | type | There is no list “colours”"),
    (survey(("select_one", "a", "A?")), "survey 2 | type | There is no type “select_one”."),
    (survey(("begin_group", "g", "G"), ("text", "a", "A?")), "survey 2 | type | This group has no end."),
    (survey(("text", "a", "A?"), ("end group", "", "")), "survey 3 | type | Nothing is open that could end"),
    (
        survey(("begin group", "g", "G"), ("text", "a", "A"), ("end repeat", "", "")),
        "survey 4 | type | Row 2",
    ),
    (
        survey(("text", "a", "A?", "${b} = 1"), head=REL),
        "survey 2 | relevant | There is no question called “b”.",
    ),
    (survey(("text", "a", "A ${b}?")), "survey 2 | label | There is no question called “b”."),
    (
        survey(("text", "a", "A?", "1 +"), head=REL),
        "survey 2 | relevant | 1 + – The expression ends too early.",
    ),
    (
        survey(("text", "a", "A?", "selected(., 'x'"), head=REL),
        "survey 2 | relevant | selected(., 'x' – A “)”",
    ),
    (
        survey(("text", "a", "A?", "selekted(., 1)"), head=REL),
        "survey 2 | relevant | selekted(., 1) – There is",
    ),
    (
        survey(("text", "a", "A?", "x"), head=("type", "name", "label", "label")),
        "survey | label | The heading",
    ),
    ({**FORM, "choices": (("list_name", "label"), ("yes_no", "Yes"))}, "choices 1 |  | The column “name” is"),
    ({**FORM, "choices": (*CHOICES, CHOICES[1])}, "choices 4 | name | “yes” is in the list “yes_no” twice."),
    (
        {**FORM, "choices": (*CHOICES, ("", "x", "X", "X"))},
        "choices 4 | list_name | The choice belongs to no",
    ),
    (
        {**FORM, "scoring": (("name", "kind", "of", "label"), ("total", "sum", "hours days", "Total"))},
        "scoring 2 | of | There is no question, group or row called “days”.",
    ),
    ({**FORM, "settings": (("form_id",), ("a form",))}, "settings 2 | form_id | “a form” cannot be part of"),
]


@pytest.mark.parametrize(("tables", "begins"), MALFORMED)
@pytest.mark.parametrize("written", [xlsx, as_csv])
def test_what_is_wrong_is_told_by_sheet_row_and_column(
    make: Make, tables: dict[str, Any], begins: str, written: Any
) -> None:
    told = refusals(make, written(tables))
    assert any(each.replace("survey 1 | label", "survey | label").startswith(begins) for each in told), told


def test_all_that_is_wrong_is_told_at_once(make: Make) -> None:
    told = refusals(make, xlsx(survey(("textt", "a", "A?"), ("text", "b b", "B?"), ("integr", "c", "C?"))))
    assert [re.match(r"survey \d", each)[0] for each in told] == ["survey 2", "survey 3", "survey 4"]  # type: ignore[index]


def with_part(name: str, content: bytes) -> bytes:
    file = io.BytesIO(xlsx())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "begins"),
    [
        (b"", "This file is empty."),
        (b"PK\x03\x04 no zip", "This file cannot be read as a spreadsheet."),
        (b"\xd0\xcf\x11\xe0 old", "This file is an old XLS file"),
        (b"\x00\x01\x02", "This file is not a spreadsheet."),
        (with_part("xl/vbaProject.bin", b"macro"), "This file has macros."),
        (
            with_part("xl/externalLinks/externalLink1.xml", b"<x/>"),
            "This file takes values from other files.",
        ),
        (b"x" * 2_000_001, "This file is larger than 2 MB."),
        (b"name,type\nlatin \xe9,text\n", "Row 2 of this CSV file is not in UTF-8"),
    ],
)
def test_files_that_are_no_forms_are_refused_in_a_sentence(make: Make, data: bytes, begins: str) -> None:
    [told] = refusals(make, data)
    assert told.replace("\u00a0", " ").startswith(f" |  | {begins}"), told


def test_a_small_file_that_unpacks_to_much_is_refused(make: Make) -> None:
    file = io.BytesIO(xlsx())
    with zipfile.ZipFile(file) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/sharedStrings.xml"] = b"<sst>" + b"<si><t>aaaaaaaa</t></si>" * 2_000_000 + b"</sst>"
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    [told] = refusals(make, bomb.getvalue())
    assert told.startswith(" |  | This file unpacks to far more")


def formulas(book: Any, pages: Any) -> None:
    pages["settings"].write_formula(1, 2, "=TEXT(NOW())", None, "2026")
    pages["survey"].merge_range("A9:B9", "")
    notes = book.add_worksheet("Notes of the author")
    notes.write_row(0, 0, ["any", "thing"])
    for number in range(8):
        book.add_worksheet(f"More {number}")


def test_what_other_tools_take_is_taken(make: Make) -> None:
    tables = {
        "Survey": (
            ("Type", "NAME", "label:English", "Label : Français", "Relevance", "my column"),
            (),
            ("select one from yes_no", "a", "A?", "A ?", "", "x"),
            ("Begin Group", "g", "G", "G", "selected(${a}, ‘yes’)", ""),
            ("select all that apply from yes_no", "b", "B?", "B ?", "", ""),
            ("end group", "", "", "", "", ""),
            ("start", "start", "", "", "", ""),
            ("photo", "picture", "Picture", "Photo", "", ""),
            ("calculate", "far", "", "", "", ""),
        ),
        "choices": (
            ("list name", "value", "label:English"),
            ("yes_no", "yes", "Yes"),
            (),
            ("yes_no", "1", "One"),
        ),
        "settings": (("title", "id_string", "version"), ("A", "a_form", "")),
    }
    tables["Survey"] = tables["Survey"][:-1]
    result = imported(make, xlsx({name.lower(): rows for name, rows in tables.items()}, formulas))
    assert [(row.row, row.column, said(row.why)) for row in result.refused] == []
    assert result.new == 6


def test_a_form_without_settings_is_taken_and_named_by_its_questions(make: Make) -> None:
    with make.act("programme_manager", make.programme()) as act:
        made = publish_form(act, {name: rows for name, rows in sheets().items() if name != "settings"})
    assert re.fullmatch(r"form-[0-9a-f]{6}", made.code)
    assert "There is no form_id" in said(made.form.notices[0].told)


def test_what_pages_leave_out_is_told_and_not_refused(make: Make) -> None:
    rows = (
        ("text", "a", "A?", ""),
        ("image", "photo", "Photo", ""),
        ("text", "b", "B?", "pulldata('x', 'y', 'z', ${a}) = 1"),
    )
    with make.act("programme_manager", make.programme()) as act:
        made = publish_form(act, sheets(survey=(REL, *rows)))
    assert [said(notice.told) for notice in made.form.notices] == [
        "Sheet survey, row 3, column type: Questions of this type are asked on telephones only; our pages "
        "leave them out.",
        "Sheet survey, row 4, column relevant: Our pages do not compute “pulldata()”, so this form is filled "
        "in on telephones only.",
    ]


def test_what_the_converter_refuses_is_told_with_its_row(make: Make) -> None:
    rows = (("type", "name", "label", "save_to"), ("text", "a", "A?", "prop"))
    told = refusals(make, xlsx({**FORM, "survey": rows}))
    assert len(told) == 1 and "The converter for telephones says:" in told[0]
    assert isinstance(BadForm, type) and issubclass(BadForm, Refused)
