"""Acts about forms: a programme takes one into use, in versions that never change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.assessments.form_file_reader import read_sheets
from peoplesprocess.assessments.queries import VERSIONS
from peoplesprocess.assessments.xform_conversion import as_xform
from peoplesprocess.core.actions import Action
from peoplesprocess.core.import_outcome import ImportOutcome, RefusedRow
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.xlsform.form import BadForm, FormFault, Sheets, XlsForm, restored, stored
from peoplesprocess.core.xlsform.reader import read_form
from peoplesprocess.models import AssessmentForm, AssessmentFormVersion, Programme


class FormPublicationResult(NamedTuple):
    """A form in use: its code and version, whether that is new, and warnings about it."""

    code: str
    number: int
    version: str
    is_new: bool
    form: XlsForm
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _KnownFormVersion:
    """A version that exists already."""

    form_id: UUID
    number: int
    version: str
    sheets: Sheets


def publish_form(act: Act, sheets: Sheets) -> FormPublicationResult:
    """Take an XLSForm into use, as the next version if the programme already has the form.

    The same sheets again change nothing. A form without a version gets one of the day, like 2026112901.
    Errors: Forbidden; BadForm if the sheets are no form, or if other sheets have the same version.
    """
    act.require(Action.PUBLISH_FORM)
    form = read_form(sheets)
    # The lock serializes publications. Pages of settlements depend on the programme's version.
    programme = act.db.get_one(Programme, act.programme.id, with_for_update=True, populate_existing=True)
    known = [
        _KnownFormVersion(row.form_id, row.number, row.version, restored(row.sheets))
        for row in VERSIONS.all(act.db, programme=programme.id, code=form.code)
    ]
    same = next((each for each in known if _digest(each.sheets) == _digest(sheets)), None)
    if same is not None:
        return FormPublicationResult(form.code, same.number, same.version, False, form, ())
    version = _version(act, form, known)
    title = form.words_in(form.title, "")
    xform = as_xform(sheets, form.code, title, version)
    programme.version += 1
    form_id = known[0].form_id if known else _add_form(act, form.code)
    number = max((each.number for each in known), default=0) + 1
    act.db.add(
        AssessmentFormVersion(
            **act.programme_columns,
            form_id=form_id,
            number=number,
            version=version,
            title=title,
            sheets=stored(sheets),
            xform=xform.text,
            digest=xform.digest,
        )
    )
    act.note("form.publish", f"form {form.code}", form=form.code, number=number, digest=xform.digest)
    return FormPublicationResult(form.code, number, version, True, form, xform.warnings)


def import_xlsform(act: Act, data: bytes, *, dry_run: bool = False) -> ImportOutcome:
    """Take the file of an XLSForm, XLSX or CSV, into use; with `dry_run`, only say what would become of it.

    The outcome counts the questions of its survey. Faults name sheet and row, and then nothing is saved.
    Errors: Forbidden.
    """
    act.require(Action.PUBLISH_FORM)
    try:
        sheets = read_sheets(data)
        form = read_form(sheets)
        rows = sum(any(row.values()) for row in sheets["survey"])
        if dry_run:
            as_xform(sheets, form.code, form.words_in(form.title, ""), form.version or "1")
            known = VERSIONS.all(act.db, programme=act.programme.id, code=form.code)
            is_new = all(_digest(restored(row.sheets)) != _digest(sheets) for row in known)
        else:
            is_new = publish_form(act, sheets).is_new
    except BadForm as bad:
        return ImportOutcome(0, 0, 0, [_refused(fault) for fault in bad.faults])
    return ImportOutcome(rows, rows if is_new else 0, 0 if is_new else rows, [], _digest(sheets))


def _refused(fault: FormFault) -> RefusedRow:
    where = f"{fault.sheet} {fault.row}" if fault.row else fault.sheet
    return RefusedRow(where, fault.column, fault.sentence)


def _add_form(act: Act, code: str) -> UUID:
    row = AssessmentForm(**act.programme_columns, code=code)
    act.db.add(row)
    act.db.flush()
    return row.id


def _version(act: Act, form: XlsForm, known: list[_KnownFormVersion]) -> str:
    """Return the form's version, or the next one of the day. Errors: BadForm if it is taken."""
    taken = {each.version for each in known}
    free = _free_version(act, taken)
    if form.version in taken:
        sentence = Message(
            N_(
                "There is already a version %(version)s of this form, with other questions. Write another "
                "number, like %(free)s."
            ),
            {"version": form.version, "free": free},
        )
        raise BadForm([FormFault("settings", 2, "version", sentence)])
    return form.version or free


def _free_version(act: Act, taken: set[str]) -> str:
    day = f"{act.now:%Y%m%d}"
    return next(
        version for number in range(1, len(taken) + 2) if (version := f"{day}{number:02d}") not in taken
    )


def _digest(sheets: Sheets) -> str:
    """Return the SHA-256 of the sheets' content, regardless of the order of columns and of empty rows."""
    said = {
        name: [{heading: text for heading, text in row.items() if text} for row in rows if any(row.values())]
        for name, rows in sheets.items()
    }
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
