"""Pages of assessments in a settlement: the forms, and one form with its drafts and responses."""

from __future__ import annotations

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from peoplesprocess.assessments import (
    response_draft_actions,
    routes_programme,
    routes_response_drafts,
    routes_responses,
)
from peoplesprocess.assessments.forms import DraftHeaderForm
from peoplesprocess.assessments.response_draft_queries import DRAFTS
from peoplesprocess.assessments.response_queries import FORMS, RESPONSES
from peoplesprocess.assessments.shown_answers import read_stored
from peoplesprocess.core.actions import Action
from peoplesprocess.core.xlsform.form import restored
from peoplesprocess.core.xlsform.form_titles import stored_title
from peoplesprocess.facts.assessment_forms import FORM_IN_USE, StoredForm
from peoplesprocess.spreadsheets.xlsx_writer import xlsform_workbook
from peoplesprocess.web import downloads
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.view_context import Context

bp = Blueprint("assessments", __name__, template_folder="templates")
bp.register_blueprint(routes_response_drafts.bp)
bp.register_blueprint(routes_responses.bp)
bp.register_blueprint(routes_programme.bp)


@bp.get("/s/<code>/assessments")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """List the forms of the programme, with their responses and drafts here."""
    settlement = context.settlement
    language = current_translator().code
    rows = [
        row._replace(title=stored_title(row.sheets, language, row.title))
        for row in FORMS.all(db(), programme=settlement.programme_id, settlement=settlement.id)
    ]
    return render_page("assessments/index.html", rows=rows)


@bp.get("/s/<code>/assessments/form/<form_code>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, form_code: str) -> ResponseReturnValue:
    """Show one form with its drafts and responses."""
    form, settlement = _form(context, form_code), context.settlement.id
    read = read_stored(form.sheets, current_translator(), context.now)
    responses = RESPONSES.page(db(), number_argument("page", 1), settlement=settlement, form=form.form_id)
    return render_page(
        "assessments/show.html",
        stored=form,
        read=read.form,
        drafts=DRAFTS.all(db(), settlement=settlement, form=form.form_id),
        responses=responses,
        standing=[row for row in responses if not row.is_struck],
        parts=read.repeated_parts,
    )


@bp.route("/s/<code>/assessments/form/<form_code>/begin", methods=["GET", "POST"])
@allows(Action.RECORD_ASSESSMENT)
def begin(context: Context, form_code: str) -> ResponseReturnValue:
    """Begin to fill a form in."""
    stored = _form(context, form_code)
    form = DraftHeaderForm(context, {"answered_on": context.today})
    return form_view(
        form,
        "assessments/begin.html",
        lambda: response_draft_actions.begin_draft(context.act, form_code, form.input),
        lambda draft: routes_response_drafts.next_page(context, draft.number),
        stored=stored,
        corrects=0,
    )


@bp.get("/s/<code>/assessments/form/<form_code>.xlsx")
@allows(Action.SEE_SETTLEMENT)
def xlsform(context: Context, form_code: str) -> Response:
    """Send the form as an XLSForm for other programs."""
    form = _form(context, form_code)
    body = xlsform_workbook(restored(form.sheets))
    return downloads.response([body], downloads.XLSX, "form")


def _form(context: Context, form_code: str) -> StoredForm:
    programme = context.settlement.programme_id
    found = FORM_IN_USE.first(db(), programme=programme, code=form_code) or abort(404)
    return found._replace(title=stored_title(found.sheets, current_translator().code, found.title))
