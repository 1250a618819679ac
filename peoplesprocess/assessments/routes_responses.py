"""Pages of a response: its versions, correcting and striking it, comparing two."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.assessments import response_actions, response_draft_actions, response_export_sheets
from peoplesprocess.assessments.forms import DraftHeaderForm
from peoplesprocess.assessments.response_queries import (
    NEEDS_OF_RESPONSE,
    RESPONSE,
    RESPONSE_VERSION,
    STANDING,
    STRIKE,
    TWO_RESPONSES,
    VERSIONS_OF_RESPONSE,
    ResponseDetail,
)
from peoplesprocess.assessments.shown_answers import read_stored
from peoplesprocess.assessments.shown_scores import (
    became,
    compared_scores,
    issue_key,
    need_words,
    shown_scores,
)
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.xlsform.form_titles import stored_title
from peoplesprocess.facts.assessment_forms import FORM_IN_USE, StoredForm
from peoplesprocess.spreadsheets.csv_writer import as_csv
from peoplesprocess.web import downloads
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.refused_form import refused_page
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("responses", __name__)
_SOURCE = N_("From filled-in form %(number)s: %(title)s.")
"""Says in the words of a need where it comes from."""


@bp.get("/s/<code>/assessments/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show a response in its newest version, or in the one that the address names."""
    newest = _response(context, number)
    version = number_argument("version", newest.version)
    response = newest
    if version != newest.version:
        found = RESPONSE_VERSION.first(db(), settlement=context.settlement.id, number=number, version=version)
        response = (found or abort(404))._replace(title=newest.title)
    read = read_stored(response.sheets, current_translator(), context.now)
    shown = shown_scores(read, response.answers)
    needs = NEEDS_OF_RESPONSE.all(db(), response=response.id)
    strike = STRIKE.first(db(), record=response.id)
    source = current_translator().say(_SOURCE, number=number, title=response.title)
    return render_page(
        "assessments/response.html",
        response=response,
        newest=newest.version,
        shown=shown,
        key=issue_key,
        words=lambda issue: need_words(issue, shown, source),
        became=became(shown.issues, [(each.issue, each.number) for each in needs]),
        drafts_plan=context.may(Action.DRAFT_PLAN) and strike is None,
        records_needs=context.may(Action.RECORD_NEED) and strike is None,
        on_pages=read.form.on_pages,
        sections=read.sections(response.answers),
        strike=strike,
        versions=VERSIONS_OF_RESPONSE.all(db(), response=response.id),
        needs=needs,
    )


@bp.route("/s/<code>/assessments/<int:number>/correct", methods=["GET", "POST"])
@allows(Action.RECORD_ASSESSMENT)
def correct(context: Context, number: int) -> ResponseReturnValue:
    """Begin to correct a response, on the pages of its form."""
    response = _response(context, number)
    form = DraftHeaderForm(context, {"about": response.about, "answered_on": response.answered_on})
    return form_view(
        form,
        "assessments/begin.html",
        lambda: response_draft_actions.begin_correction(context.act, number, form.input),
        lambda draft: url_for("assessments.drafts.show", number=draft.number),
        stored=response,
        corrects=number,
    )


@bp.route("/s/<code>/assessments/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_ASSESSMENT)
def strike(context: Context, number: int) -> ResponseReturnValue:
    """Strike a response."""
    response, form = _response(context, number), StrikeForm(context)
    return form_view(
        form,
        "assessments/strike.html",
        lambda: response_actions.strike_response(context.act, number, form.reason.value),
        lambda struck: url_for(".show", number=number),
        response=response,
    )


@bp.get("/s/<code>/assessments/form/<form_code>/compare")
@allows(Action.SEE_SETTLEMENT)
def compare(context: Context, form_code: str) -> ResponseReturnValue:
    """Show two responses of a form side by side."""
    form = _form(context, form_code)
    asked = [number_argument("first"), number_argument("second")]
    found = {
        each.number: each
        for each in TWO_RESPONSES.all(
            db(), settlement=context.settlement.id, form=form.form_id, numbers=asked
        )
    }
    pair = [found[number] for number in asked if number in found]
    if len(pair) < 2:
        refusal = Message(N_("Two filled-in forms are needed. Their numbers stand in the list."))
        back = url_for("assessments.show", form_code=form.code)
        return refused_page(refusal, N_("Look at two side by side"), back) or abort(404)
    translator = current_translator()
    read = [read_stored(each.sheets, translator, context.now) for each in pair]
    return render_page(
        "assessments/compare.html",
        stored=form,
        pair=pair,
        figures=compared_scores(
            *(shown_scores(form, each.answers) for form, each in zip(read, pair, strict=True))
        ),
        lines=read[1].side_by_side(read[0], pair[0].answers, pair[1].answers),
    )


@bp.get("/s/<code>/assessments/form/<form_code>/responses.<kind>")
@allows(Action.SEE_SETTLEMENT)
def download(context: Context, form_code: str, kind: str) -> ResponseReturnValue:
    """Send the standing responses to a form as a spreadsheet."""
    form, translator = _form(context, form_code), current_translator()
    rows = STANDING.all(db(), settlement=context.settlement.id, form=form.form_id)
    read = read_stored(form.sheets, translator, context.now)
    sheets = response_export_sheets.sheets(read, form.title, form.version, rows)
    name = f"{context.settlement.code}-assessments"
    if kind == "xlsx":
        return downloads.workbook(sheets, translator, context.now, name)
    if kind != "csv":
        abort(404)
    return downloads.response(as_csv(sheets[0], translator.decimal_sign), downloads.CSV, name)


@bp.get("/s/<code>/assessments/form/<form_code>/responses-<int:part>.csv")
@allows(Action.SEE_SETTLEMENT)
def download_part(context: Context, form_code: str, part: int) -> ResponseReturnValue:
    """Send what stands in a part of a form that is filled in several times, a line for each time."""
    form, translator = _form(context, form_code), current_translator()
    read = read_stored(form.sheets, translator, context.now)
    rows = STANDING.all(db(), settlement=context.settlement.id, form=form.form_id)
    sheets = response_export_sheets.sheets(read, form.title, form.version, rows)
    if not 1 <= part < len(sheets):
        abort(404)
    lines = as_csv(sheets[part], translator.decimal_sign)
    return downloads.response(lines, downloads.CSV, f"{context.settlement.code}-assessments-{part}")


def _response(context: Context, number: int) -> ResponseDetail:
    found = RESPONSE.first(db(), settlement=context.settlement.id, number=number) or abort(404)
    return found._replace(title=stored_title(found.sheets, current_translator().code, found.title))


def _form(context: Context, form_code: str) -> StoredForm:
    programme = context.settlement.programme_id
    found = FORM_IN_USE.first(db(), programme=programme, code=form_code) or abort(404)
    return found._replace(title=stored_title(found.sheets, current_translator().code, found.title))
