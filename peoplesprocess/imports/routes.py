"""Pages of importing settlements and people: a template, a checked file, a button, and invitation slips."""

from __future__ import annotations

from flask import Blueprint, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Plural, Refused
from peoplesprocess.core.roles import ROLE_NAMES
from peoplesprocess.imports import actions, queries, routes_needs
from peoplesprocess.imports.checked_rows import RecordsToAdd
from peoplesprocess.imports.forms import ImportConfirmForm, SpreadsheetUploadForm
from peoplesprocess.imports.invitation_secrets import tokens_of
from peoplesprocess.imports.people_to_invite import to_invite
from peoplesprocess.imports.sheet_rows import KnownRecords
from peoplesprocess.imports.spreadsheet_row_checks import MOST_FAULTS, check
from peoplesprocess.imports.template_columns import AREAS, HEADINGS, SHEET_NAMES
from peoplesprocess.spreadsheets.cells import Cell, Sheet
from peoplesprocess.spreadsheets.compressed_sheets import packed
from peoplesprocess.spreadsheets.received_sheets import ReceivedSheet
from peoplesprocess.web import downloads
from peoplesprocess.web.form import token_is_good
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("imports", __name__, template_folder="templates")
bp.register_blueprint(routes_needs.bp)


@bp.get("/p/<programme>/import/template.xlsx")
@allows(Action.ADD_SETTLEMENT)
def template(context: Context) -> ResponseReturnValue:
    """Send the template with the programme's own areas."""
    translator = current_translator()
    programme = context.programme
    areas = [
        (programme.code, area.path, area.name, area.authority)
        for area in queries.AREAS.all(db(), programme=programme.id)
    ]
    sheets = []
    for key, headings in HEADINGS.items():
        rows: list[tuple[Cell, ...]] = list(areas) if key == AREAS else []
        sheets.append(Sheet(translator._(SHEET_NAMES[key]), [*map(translator._, headings.values())], rows))
    return downloads.workbook(sheets, translator, context.now, f"{programme.code}-template")


@bp.route("/p/<programme>/import", methods=["GET", "POST"])
@allows(Action.ADD_SETTLEMENT)
def upload(context: Context) -> ResponseReturnValue:
    """Take a file and show its faults or what it will make, without saving anything."""
    form = SpreadsheetUploadForm(context)
    if request.method != "POST" or "language" in request.form or "unsaved" in g:
        return render_page("imports/upload.html", form=form)
    if not token_is_good(form):
        form.sentences.append(
            Message(N_("This form was open too long or came from elsewhere. Check it and send it again."))
        )
    elif form.validate():
        try:
            sheets = form.sheets()
        except Refused as refusal:
            form.refuse(refusal)
        else:
            wanted = _checked(context, form, sheets)
            if not form.is_wrong:
                return _look(context, wanted, sheets)
    return render_page("imports/upload.html", 422, form=form)


@bp.route("/p/<programme>/import/make", methods=["GET", "POST"])
@allows(Action.ADD_SETTLEMENT)
def make(context: Context) -> ResponseReturnValue:
    """Make what was shown, and show the slips with the invitations, this once."""
    if request.method != "POST":
        return redirect(url_for(".upload"), 303)
    form = ImportConfirmForm(context)
    response = make_response(
        form_view(
            form,
            "imports/make.html",
            lambda: actions.import_spreadsheet(
                context.act, _right(context, form), form.file_digest, tokens_of
            ),
            lambda made: url_for(".upload"),
            told=[],
        )
    )
    return _slips(context, form.sheets()) if response.status_code == 303 else response


def _right(context: Context, form: ImportConfirmForm) -> RecordsToAdd:
    """Return what the rows ask for now. Errors: Refused if anything is wrong, or has become so since."""
    wanted, faults = check(form.sheets(), KnownRecords(db(), context.programme))
    if faults.sentences:
        raise Refused(faults.sentences[0])
    return wanted


def _checked(context: Context, form: SpreadsheetUploadForm, sheets: list[ReceivedSheet]) -> RecordsToAdd:
    """Return what the sheets ask for, and put their faults on top of the form."""
    wanted, faults = check(sheets, KnownRecords(db(), context.programme))
    told = list(faults.sentences)
    for role in {each.scope.role for each in wanted.people}:
        refusal = context.refusal(Action.INVITE, ActSubject(role=role))
        if refusal is not None:
            fault = N_("%(role)s: %(fault)s")
            told.append(Message(fault, {"role": ROLE_NAMES[role], "fault": refusal}))
    form.sentences += told[:MOST_FAULTS]
    if (more := len(told) - MOST_FAULTS) > 0:
        form.sentences.append(Plural("And %(count)s more.", "And %(count)s more.", more))
    return wanted


def _look(context: Context, wanted: RecordsToAdd, sheets: list[ReceivedSheet]) -> ResponseReturnValue:
    invited = to_invite(db(), context.programme.id, wanted.people, tokens_of, context.now)
    new = sum(not each.is_open for each in invited)
    form = ImportConfirmForm(context, {})
    form.rows.raw_data, form.rows.data = None, packed(sheets)
    return render_page(
        "imports/make.html",
        form=form,
        told=_told(wanted, new, len(invited) - new),
    )


def _told(wanted: RecordsToAdd, new: int, open_already: int) -> list[Plural]:
    """Return sentences about what will be made and what exists already."""
    here = len(wanted.people) - new - open_already
    said = [
        Plural("%(count)s area will be added.", "%(count)s areas will be added.", len(wanted.areas)),
        Plural(
            "%(count)s settlement will be added.",
            "%(count)s settlements will be added.",
            len(wanted.settlements),
        ),
        Plural("%(count)s person will be invited.", "%(count)s people will be invited.", new),
        Plural(
            "%(count)s settlement is there already and stays as it is.",
            "%(count)s settlements are there already and stay as they are.",
            len(wanted.there),
        ),
        Plural(
            "%(count)s person has an open invitation, which stays as it is.",
            "%(count)s people have an open invitation, which stays as it is.",
            open_already,
        ),
        Plural("%(count)s person is here already.", "%(count)s people are here already.", here),
    ]
    return [each for each in said if each.count]


def _slips(context: Context, sheets: list[ReceivedSheet]) -> ResponseReturnValue:
    """Return the page with a slip for each usable invitation that the reader made."""
    wanted, _ = check(sheets, KnownRecords(db(), context.programme))
    invited = to_invite(db(), context.programme.id, wanted.people, tokens_of, context.now)
    slips = [
        (each.person, url_for("accounts.accept", token=each.token, _external=True))
        for each in invited
        if each.made_by == context.person.id
    ]
    return render_page("imports/slips.html", slips=slips, groups=context.programme.group_names)
