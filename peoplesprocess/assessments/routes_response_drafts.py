"""Pages of a draft: a form that is filled in page by page and can be continued by anybody who may."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.assessments import response_draft_actions
from peoplesprocess.assessments.forms import (
    DraftHeaderForm,
    RemoveRepeatForm,
    SendCorrectedResponseForm,
    SendDraftForm,
)
from peoplesprocess.assessments.page_form import DraftPage, PageForm, page_form, unanswered
from peoplesprocess.assessments.response_draft_actions import DraftHeaderInput, OpenDraft, open_draft
from peoplesprocess.assessments.response_draft_overview import (
    DraftOverview,
    draft_overview,
    fault_words,
    page_title,
)
from peoplesprocess.assessments.response_draft_queries import DRAFT, SAVED_PAGES
from peoplesprocess.assessments.shown_answers import FormForReader
from peoplesprocess.assessments.shown_scores import shown_scores
from peoplesprocess.core.actions import Action
from peoplesprocess.core.xlsform.answer_judgement import settled
from peoplesprocess.core.xlsform.form_pages import FormPage
from peoplesprocess.core.xlsform.form_titles import stored_title
from peoplesprocess.models import ResponseDraftPage
from peoplesprocess.web.form import stored_values
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("drafts", __name__)


@bp.get("/s/<code>/assessments/drafts/<int:number>")
@allows(Action.RECORD_ASSESSMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show a draft: its pages, and what is still missing."""
    draft = _draft(context, number)
    return render_page(
        "assessments/draft.html", draft=draft, detail=draft.detail, overview=_overview(context, draft)
    )


@bp.route("/s/<code>/assessments/drafts/<int:number>/<int:page_number>", methods=["GET", "POST"])
@allows(Action.RECORD_ASSESSMENT)
def page(context: Context, number: int, page_number: int) -> ResponseReturnValue:
    """Fill in a page, or list the instances of a repeat."""
    draft = _draft(context, number)
    on = _page(draft, page_number)
    if draft.detail.sent_as is not None and request.method != "POST":
        return redirect(url_for(".show", number=number), 303)
    if on.repeat is None:
        return _fill(context, DraftPage(draft, on, 0))
    read = FormForReader(draft.form, draft.pages, current_translator(), context.now)
    answers = settled(draft.form, draft.answers, context.now)
    times = sorted(time for at, time in draft.kept if at == page_number)
    return render_page(
        "assessments/repeat.html",
        draft=draft,
        detail=draft.detail,
        page=on,
        title=page_title(draft, on, current_translator()),
        times=list(zip(times, read.times(on, answers), strict=True)),
        overview=_overview(context, draft),
    )


@bp.route("/s/<code>/assessments/drafts/<int:number>/<int:page_number>/new", methods=["GET", "POST"])
@allows(Action.RECORD_ASSESSMENT)
def add(context: Context, number: int, page_number: int) -> ResponseReturnValue:
    """Add an instance of a repeat."""
    draft = _draft(context, number)
    on = _page(draft, page_number)
    return _fill(context, DraftPage(draft, on, 0)) if on.repeat is not None else abort(404)


@bp.route("/s/<code>/assessments/drafts/<int:number>/<int:page_number>/<int:time>", methods=["GET", "POST"])
@allows(Action.RECORD_ASSESSMENT)
def change(context: Context, number: int, page_number: int, time: int) -> ResponseReturnValue:
    """Change the answers in one instance of a repeat."""
    here = _instance(context, number, page_number, time)
    return _fill(context, here)


@bp.route(
    "/s/<code>/assessments/drafts/<int:number>/<int:page_number>/<int:time>/remove", methods=["GET", "POST"]
)
@allows(Action.RECORD_ASSESSMENT)
def remove(context: Context, number: int, page_number: int, time: int) -> ResponseReturnValue:
    """Remove an instance of a repeat."""
    here = _instance(context, number, page_number, time)
    return form_view(
        RemoveRepeatForm(context),
        "assessments/remove.html",
        lambda: response_draft_actions.remove_instance(context.act, number, page_number, time),
        lambda row: url_for(".page", number=number, page_number=page_number),
        detail=here.draft.detail,
        title=page_title(here.draft, here.page, current_translator()),
        page=here.page,
        time=time,
    )


@bp.route("/s/<code>/assessments/drafts/<int:number>/about", methods=["GET", "POST"])
@allows(Action.RECORD_ASSESSMENT)
def about(context: Context, number: int) -> ResponseReturnValue:
    """Change the subject of a draft, and its day."""
    detail = _draft(context, number).detail
    form = DraftHeaderForm(
        context, stored_values(detail, DraftHeaderInput) | {"version": detail.draft_version}
    )
    return form_view(
        form,
        "assessments/about.html",
        lambda: response_draft_actions.change_draft(context.act, number, form.input, form.version.data),
        lambda row: url_for(".show", number=number),
        detail=detail,
    )


@bp.route("/s/<code>/assessments/drafts/<int:number>/send", methods=["GET", "POST"])
@allows(Action.RECORD_ASSESSMENT)
def send(context: Context, number: int) -> ResponseReturnValue:
    """Send a draft: it becomes a response, or the next version of one."""
    draft = _draft(context, number)
    form = (SendDraftForm if draft.detail.corrects is None else SendCorrectedResponseForm)(context)
    translator = current_translator()
    read = FormForReader(draft.form, draft.pages, translator, context.now)
    return form_view(
        form,
        "assessments/send.html",
        lambda: response_draft_actions.send_draft(
            context.act, number, form["reason"].value if "reason" in form else ""
        ),
        lambda response: url_for("assessments.responses.show", number=response),
        detail=draft.detail,
        overview=_overview(context, draft),
        words=lambda fault: fault_words(draft, fault, translator),
        shown=shown_scores(read, settled(draft.form, draft.answers, context.now)),
    )


@bp.route("/s/<code>/assessments/drafts/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_ASSESSMENT)
def strike(context: Context, number: int) -> ResponseReturnValue:
    """Strike a draft that is not needed."""
    detail, form = _draft(context, number).detail, StrikeForm(context)
    return form_view(
        form,
        "assessments/strike_draft.html",
        lambda: response_draft_actions.strike_draft(context.act, number, form.reason.value),
        lambda struck: url_for("assessments.show", form_code=detail.code),
        detail=detail,
    )


def _fill(context: Context, here: DraftPage) -> ResponseReturnValue:
    draft, number, page_number = here.draft, here.draft.detail.number, here.page.number
    form, translator = page_form(context, here), current_translator()
    repeats = here.page.repeat is not None
    return form_view(
        form,
        "assessments/page.html",
        lambda: response_draft_actions.save_page(
            context.act, number, page_number, here.time, form.input, form.version.data
        ),
        lambda row: _further_questions(context, here, form, row) or _onwards(context, here),
        lambda row: (
            _further_questions(context, here, form, row)
            or url_for(".add", number=number, page_number=page_number)
            if repeats
            else url_for(".show", number=number)
        ),
        here=here,
        shown=form.shown,
        detail=draft.detail,
        title=page_title(draft, here.page, translator),
        overview=_overview(context, draft),
        more="more" in request.args,
    )


def _further_questions(context: Context, here: DraftPage, form: PageForm, row: ResponseDraftPage) -> str:
    """Return the address of the page that was saved, if its answers bring more questions; "" otherwise."""
    if not unanswered(context, here, form.shown, form.input):
        return ""
    number, page_number = here.draft.detail.number, here.page.number
    if here.page.repeat is not None:
        return url_for(".change", number=number, page_number=page_number, time=row.time, more=1)
    return url_for(".page", number=number, page_number=page_number, more=1)


def _onwards(context: Context, here: DraftPage) -> str:
    """Return where to go after a page: to the list of a repeat, to the next page, or to the overview."""
    number, page_number = here.draft.detail.number, here.page.number
    if here.page.repeat is not None:
        return url_for(".page", number=number, page_number=page_number)
    return next_page(context, number, page_number)


def next_page(context: Context, number: int, after: int = 0) -> str:
    """Return the address of the draft's next page that applies, or of the draft after the last one."""
    following = _overview(context, _draft(context, number)).after(after)
    if following is None:
        return url_for("assessments.drafts.show", number=number)
    return url_for("assessments.drafts.page", number=number, page_number=following.number)


def _overview(context: Context, draft: OpenDraft) -> DraftOverview:
    return draft_overview(context, draft, current_translator())


def _draft(context: Context, number: int) -> OpenDraft:
    detail = DRAFT.first(db(), settlement=context.settlement.id, number=number)
    if detail is None or (detail.is_struck and request.method != "POST"):
        abort(404)
    title = stored_title(detail.sheets, current_translator().code, detail.title)
    return open_draft(detail._replace(title=title), SAVED_PAGES.all(db(), draft=detail.id))


def _page(draft: OpenDraft, number: int) -> FormPage:
    return next((each for each in draft.pages if each.number == number), None) or abort(404)


def _instance(context: Context, number: int, page_number: int, time: int) -> DraftPage:
    draft = _draft(context, number)
    on = _page(draft, page_number)
    if on.repeat is None or (page_number, time) not in draft.saved:
        abort(404)
    return DraftPage(draft, on, time)
