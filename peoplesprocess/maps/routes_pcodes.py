"""Pages of place codes: releases, settlements without a known code, a file that is checked and imported."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.import_outcome import ImportOutcome
from peoplesprocess.core.messages import N_, Message, Plural, Refused, Sentence
from peoplesprocess.maps.pcode_columns import CODE, NAME, WORDS, GazetteerColumnMeaning, choices, meanings_of
from peoplesprocess.maps.pcode_imports import MOST_UNCODED, RELEASES, import_pcodes, uncoded_settlements
from peoplesprocess.spreadsheets.compressed_sheets import packed, unpacked
from peoplesprocess.spreadsheets.reader import read_spreadsheet
from peoplesprocess.spreadsheets.received_sheets import MOST_SENT, ReceivedSheet, UnreadableSpreadsheet
from peoplesprocess.web.fields import DateField, SelectField, TextField
from peoplesprocess.web.file_field import FileField
from peoplesprocess.web.form import Form, token_is_good
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("codes", __name__)
MOST_FAULTS, MOST_COLUMNS, MOST_UNPACKED = 20, 40, 8_000_000
_LATE = N_("This form was open too long or came from elsewhere. Check it and send it again.")
_BROKEN = N_("Some rows were lost on the way. Send the file again.")


class GazetteerFileForm(Form):
    """A gazetteer to check."""

    spreadsheet = FileField(
        N_("Your spreadsheet"),
        description=N_("XLSX, or CSV in UTF-8, up to 2 MB."),
        missing=N_("Choose the file."),
    )

    @cached_property
    def input(self) -> list[ReceivedSheet]:
        """The sheets of the file."""
        sent = self.spreadsheet.data
        sent.seek(0)
        try:
            return read_spreadsheet(sent.read(MOST_SENT + 1))
        except UnreadableSpreadsheet as unreadable:
            raise Refused(unreadable.sentence, "spreadsheet") from None


class GazetteerInput(NamedTuple):
    """What is imported: the rows, the meaning of their columns, and the release."""

    sheets: list[ReceivedSheet]
    mapped: dict[str, str]


class GazetteerConfirmForm(Form):
    """Rows that were shown, with the meaning of their columns, for import."""

    release = TextField(N_("Name of the release"), max=40, required=False)
    released_on = DateField(N_("Day of the release"), required=False)
    rows = TextField(N_("Your spreadsheet"), max=900_000, private=False, missing=_BROKEN, hidden=True)
    headings: tuple[str, ...] = ()

    @cached_property
    def input(self) -> GazetteerInput:
        """The rows that the browser sent back, and the chosen meaning of their columns."""
        chosen = {heading: self[f"column{at}"].value for at, heading in enumerate(self.headings)}
        return GazetteerInput(_unpacked(self.rows.value), chosen)


@bp.get("/p/<programme>/place-codes")
@allows(Action.SEE_PROGRAMME)
def index(context: Context) -> ResponseReturnValue:
    """Show the releases, and the settlements whose code is not in the newest one."""
    programme = context.programme.id
    return render_page(
        "maps/codes.html",
        releases=RELEASES.all(db(), programme=programme),
        uncoded=uncoded_settlements(db(), programme),
        most_uncoded=MOST_UNCODED,
    )


@bp.route("/p/<programme>/place-codes/import", methods=["GET", "POST"])
@allows(Action.IMPORT_GAZETTEER)
def upload(context: Context) -> ResponseReturnValue:
    """Take a file and show the meaning of its columns and its content, without saving anything."""
    form = GazetteerFileForm(context)
    if request.method != "POST" or "language" in request.form or "unsaved" in g:
        return render_page("maps/code_file.html", form=form)
    if not token_is_good(form):
        form.sentences.append(Message(_LATE))
    elif form.validate():
        text = packed(form.input)
        if len(text) <= 900_000:
            return _look(_make_form(context, form.input, text), context)
        form.sentences.append(Message(N_("This file is too large for a page. Send one level at a time.")))
    return render_page("maps/code_file.html", 422, form=form)


@bp.route("/p/<programme>/place-codes/make", methods=["GET", "POST"])
@allows(Action.IMPORT_GAZETTEER)
def make(context: Context) -> ResponseReturnValue:
    """Show the file again with other columns, or import the release."""
    if request.method != "POST":
        return redirect(url_for(".upload"), 303)
    try:
        sheets = _unpacked(request.form.get("rows", ""))
    except Refused:
        sheets = []
    form = _make_form(context, sheets)
    if "look" in request.form and token_is_good(form) and form.validate():
        return _look(form, context)
    return form_view(
        form,
        "maps/make_codes.html",
        lambda: _made(context, form),
        lambda made: url_for(".index"),
        looked=None,
    )


def _make_form(context: Context, sheets: list[ReceivedSheet], rows: str = "") -> GazetteerConfirmForm:
    headings = tuple(
        dict.fromkeys(cell for sheet in sheets if sheet.rows for cell in sheet.rows[0][1] if cell)
    )
    headings = headings[:MOST_COLUMNS]
    uses, spoken = meanings_of(headings), current_translator()
    offered = [(use.word, spoken.say(_said(use))) for use in choices(uses)]
    known = {word for word, _ in offered}
    columns = {
        f"column{at}": SelectField(heading, choices=offered, required=False)
        for at, heading in enumerate(headings)
    }
    values: dict[str, object] = {
        f"column{at}": use.word if use.word in known else "" for at, use in enumerate(uses)
    }
    form = GazetteerConfirmForm.extended(**columns)(context, {**values, "rows": rows})
    if rows:
        # The request holds the form of the file, without the fields of this one.
        for field in form:
            field.raw_data, field.data = None, values.get(field.name, rows if field.name == "rows" else None)
    form.headings = headings
    return form


def _look(form: GazetteerConfirmForm, context: Context) -> ResponseReturnValue:
    wanted = GazetteerInput(
        _unpacked(form.rows.data), {h: form[f"column{at}"].data or "" for at, h in enumerate(form.headings)}
    )
    looked = import_pcodes(context.act, wanted.sheets, dry_run=True, mapped=wanted.mapped)
    form.sentences += _told(looked)
    return render_page("maps/make_codes.html", 422 if form.is_wrong else 200, form=form, looked=looked)


def _made(context: Context, form: GazetteerConfirmForm) -> ImportOutcome:
    made = import_pcodes(
        context.act,
        form.input.sheets,
        release=form.release.value,
        released_on=form.released_on.value,
        mapped=form.input.mapped,
    )
    if made.refused:
        raise Refused(made.refused[0].why)
    return made


def _said(use: GazetteerColumnMeaning) -> Sentence:
    values: dict[str, object] = {"level": use.level, "language": use.language or "–"}
    return Message(WORDS[use.kind], values if use.kind in (CODE, NAME) else {})


def _told(looked: ImportOutcome) -> list[Sentence]:
    told = [each.why for each in looked.refused[:MOST_FAULTS]]
    if (more := len(looked.refused) - MOST_FAULTS) > 0:
        told.append(Plural("And %(count)s more.", "And %(count)s more.", more))
    return told


def _unpacked(text: str) -> list[ReceivedSheet]:
    """Return the rows that the browser sent back. Errors: Refused."""
    try:
        return unpacked(text, MOST_UNPACKED)
    except ValueError:
        raise Refused(Message(_BROKEN)) from None
