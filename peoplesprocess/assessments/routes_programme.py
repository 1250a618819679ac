"""Pages of a programme's forms: the list, publishing one, and one with what pages leave out."""

from __future__ import annotations

from operator import itemgetter

from flask import Blueprint, Response, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.assessments import actions
from peoplesprocess.assessments.forms import PublishForm, UseShippedForm
from peoplesprocess.assessments.queries import LISTED_FORMS, VERSION_LINES
from peoplesprocess.assessments.shipped_forms import shipped_forms
from peoplesprocess.assessments.shown_answers import FormForReader
from peoplesprocess.core.actions import Action
from peoplesprocess.core.xlsform.form import restored
from peoplesprocess.core.xlsform.form_pages import pages_of
from peoplesprocess.core.xlsform.form_titles import stored_title
from peoplesprocess.core.xlsform.reader import read_form
from peoplesprocess.facts.assessment_forms import FORM_IN_USE, StoredForm
from peoplesprocess.spreadsheets.xlsx_writer import xlsform_workbook
from peoplesprocess.web import downloads
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("programme", __name__)


@bp.get("/p/<programme>/forms")
@allows(Action.SEE_PROGRAMME)
def index(context: Context) -> ResponseReturnValue:
    """List the forms that the programme uses."""
    language = current_translator().code
    rows = [
        row._replace(title=stored_title(row.sheets, language, row.title))
        for row in LISTED_FORMS.all(db(), programme=context.programme.id)
    ]
    used = {row.code for row in rows}
    titles = {each.code: each.form.words_in(each.form.title, language) for each in shipped_forms()}
    shipped = sorted(((code, title) for code, title in titles.items() if code not in used), key=itemgetter(1))
    unused = [row for row in rows if not row.settlements]
    return render_page("assessments/programme_index.html", rows=rows, unused=unused, shipped=shipped)


@bp.route("/p/<programme>/forms/publish", methods=["GET", "POST"])
@allows(Action.PUBLISH_FORM)
def publish(context: Context) -> ResponseReturnValue:
    """Take a form into use, or the next version of one."""
    form = PublishForm(context)
    return form_view(
        form,
        "assessments/publish.html",
        lambda: actions.publish_form(context.act, form.input),
        lambda made: url_for(".show", form_code=made.code),
    )


@bp.route("/p/<programme>/forms/shipped/<form_code>", methods=["GET", "POST"])
@allows(Action.PUBLISH_FORM)
def publish_shipped(context: Context, form_code: str) -> ResponseReturnValue:
    """Take a form shipped with the software into use."""
    shipped = next((each for each in shipped_forms() if each.code == form_code), None) or abort(404)
    read = FormForReader(shipped.form, pages_of(shipped.form), current_translator(), context.now)
    return form_view(
        UseShippedForm(context),
        "assessments/publish_shipped.html",
        lambda: actions.publish_form(context.act, shipped.sheets),
        lambda made: url_for(".show", form_code=made.code),
        title=shipped.form.words_in(shipped.form.title, read.translator.code),
        read=read,
    )


@bp.get("/p/<programme>/forms/show/<form_code>")
@allows(Action.SEE_PROGRAMME)
def show(context: Context, form_code: str) -> ResponseReturnValue:
    """Show one form: its versions, and what pages leave out of it."""
    form = _form(context, form_code)
    return render_page(
        "assessments/programme_show.html",
        stored=form,
        read=read_form(restored(form.sheets)),
        versions=VERSION_LINES.all(db(), programme=context.programme.id, code=form_code),
    )


@bp.get("/p/<programme>/forms/show/<form_code>.xlsx")
@allows(Action.SEE_PROGRAMME)
def xlsform(context: Context, form_code: str) -> Response:
    """Send the form as an XLSForm for other programs."""
    body = xlsform_workbook(restored(_form(context, form_code).sheets))
    return downloads.response([body], downloads.XLSX, "form")


def _form(context: Context, form_code: str) -> StoredForm:
    found = FORM_IN_USE.first(db(), programme=context.programme.id, code=form_code) or abort(404)
    return found._replace(title=stored_title(found.sheets, current_translator().code, found.title))
