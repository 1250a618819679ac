"""Pages of importing needs: a template, a checked file, the meaning of its columns, and a button."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Plural, Refused, Sentence
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.imports import actions
from peoplesprocess.imports.actions import NeedImportOutcome
from peoplesprocess.imports.forms import MOST_PACKED
from peoplesprocess.imports.need_judgement import JudgedNeeds, judge, told
from peoplesprocess.imports.need_records import NeedsFileContent, read_needs
from peoplesprocess.imports.needs_forms import NeedsConfirmForm, NeedsFileForm, needs_form_of
from peoplesprocess.imports.needs_template import template_sheets
from peoplesprocess.spreadsheets.compressed_sheets import packed
from peoplesprocess.spreadsheets.csv_writer import as_csv
from peoplesprocess.spreadsheets.received_sheets import ReceivedSheet
from peoplesprocess.web import downloads
from peoplesprocess.web.form import token_is_good
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.view_context import Context

bp = Blueprint("needs", __name__, template_folder="templates")
BATCH_SIZE = 500
"""How many needs are saved by one press of the button; the next press continues after them."""
MOST_TOLD = 20
SOURCE = "spreadsheet"


class FilePreview(NamedTuple):
    """A file as it is shown: its content, and the judgement of its rows."""

    read: NeedsFileContent
    judged: JudgedNeeds

    @property
    def told(self) -> list[Plural]:
        """Sentences about what the button will do."""
        said = [
            Plural("%(count)s need is new.", "%(count)s needs are new.", len(self.judged.good)),
            Plural(
                "%(count)s need is here already and stays as it is.",
                "%(count)s needs are here already and stay as they are.",
                self.judged.known,
            ),
            Plural("%(count)s row is refused.", "%(count)s rows are refused.", len(self.judged.refused)),
        ]
        return [each for each in said if each.count]

    @property
    def faults(self) -> list[Sentence]:
        """The first refusals of rows, and how many more there are."""
        found = [told(each) for each in self.judged.refused[:MOST_TOLD]]
        if (more := len(self.judged.refused) - MOST_TOLD) > 0:
            found.append(Plural("And %(count)s more.", "And %(count)s more.", more))
        return found

    @property
    def can_go(self) -> bool:
        """Whether there is anything to import."""
        return bool(self.judged.good)


@bp.get("/s/<code>/needs/import/template.xlsx")
@allows(Action.RECORD_NEED)
def template(context: Context) -> ResponseReturnValue:
    """Send the template with the settlement's own groups and sectors."""
    translator = current_translator()
    sheets = template_sheets(context.settlement, translator)
    return downloads.workbook(sheets, translator, context.now, f"{context.settlement.code}-needs-template")


@bp.get("/s/<code>/needs/import/template.csv")
@allows(Action.RECORD_NEED)
def template_csv(context: Context) -> ResponseReturnValue:
    """Send the template as CSV."""
    translator = current_translator()
    sheet, _ = template_sheets(context.settlement, translator)
    lines = as_csv(sheet, translator.decimal_sign)
    return downloads.response(lines, downloads.CSV, f"{context.settlement.code}-needs-template")


@bp.route("/s/<code>/needs/import", methods=["GET", "POST"])
@allows(Action.RECORD_NEED)
def upload(context: Context) -> ResponseReturnValue:
    """Take a file and show what it would bring in, without saving anything."""
    form = NeedsFileForm(context)
    if request.method != "POST" or "language" in request.form or "unsaved" in g:
        return render_page("imports/needs_upload.html", form=form)
    if not token_is_good(form):
        form.sentences.append(
            Message(N_("This form was open too long or came from elsewhere. Check it and send it again."))
        )
    elif form.validate():
        try:
            return _shown(context, form.sheets())
        except Refused as refusal:
            form.refuse(refusal)
    return render_page("imports/needs_upload.html", 422, form=form)


@bp.route("/s/<code>/needs/import/make", methods=["GET", "POST"])
@allows(Action.RECORD_NEED)
def make(context: Context) -> ResponseReturnValue:
    """Import what was shown, some hundreds at a time, or show it again with other meanings of columns."""
    if request.method != "POST" or "language" in request.form:
        return redirect(url_for(".upload"), 303)
    try:
        sheets = NeedsConfirmForm(context).sheets()
    except Refused:
        sheets = []
    form = needs_form_of(read_needs(sheets, context.settlement).unknown)(context)
    look = _look(context, sheets, form)
    if "look" in request.form and token_is_good(form):
        return _shown(context, sheets, form)
    response = make_response(
        form_view(
            form,
            "imports/needs_make.html",
            lambda: _taken(context, form, look),
            lambda taken: url_for("needs.index"),
            look=look,
            done=0,
        )
    )
    if response.status_code == 303 and len(look.judged.good) > BATCH_SIZE:
        return _shown(context, sheets, form, done=BATCH_SIZE)
    return response


def _taken(context: Context, form: NeedsConfirmForm, look: FilePreview) -> NeedImportOutcome:
    # Rows that did not come back intact are refused with their own sentence.
    form.sheets()
    if look.judged.refused and not form.good_rows.data:
        sentence = Message(N_("Correct the refused rows in your file and send it again, or leave them out."))
        # If every row is refused, none can be left out, and the form has no such question.
        raise Refused(sentence, "good_rows" if look.can_go else "")
    taken = actions.import_needs(context.act, look.judged.good[:BATCH_SIZE])
    if taken.refused:
        raise Refused(told(taken.refused[0]))
    return taken


def _look(context: Context, sheets: list[ReceivedSheet], form: NeedsConfirmForm) -> FilePreview:
    read = read_needs(sheets, context.settlement, form.mapped)
    return FilePreview(read, judge(read, context.act, SOURCE))


def _shown(
    context: Context, sheets: list[ReceivedSheet], sent: NeedsConfirmForm | None = None, done: int = 0
) -> ResponseReturnValue:
    """Return the page that says what a file brings in, with its rows and a button, after `done` rows."""
    rows = packed(sheets)
    if len(rows) > MOST_PACKED:
        raise Refused(Message(N_("This file is too large for one page. Send it in parts.")), "file")
    form = needs_form_of(read_needs(sheets, context.settlement).unknown)(context, {})
    form.form_id = uuid7()
    form.rows.raw_data, form.rows.data = None, rows
    look = _look(context, sheets, form)
    if sent is None:
        form.good_rows.data = False
    return render_page("imports/needs_make.html", form=form, look=look, done=done)
