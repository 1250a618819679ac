"""Pages of a programme's checklist for authorities: the list, and adding, rewording and retiring points."""

from __future__ import annotations

from functools import cached_property

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.authority_decisions import checklist_wordings
from peoplesprocess.core.choice_lists import DECISION_POINTS
from peoplesprocess.core.messages import N_
from peoplesprocess.facts.authority_checklist import (
    OWN_POINTS,
    VERSIONS_OF_POINT,
    OwnChecklistPoint,
    own_words,
)
from peoplesprocess.programmes import authority_checklist
from peoplesprocess.programmes.authority_checklist import AuthorityChecklistPointInput
from peoplesprocess.web.fields import IntegerField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator, source_of
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context

bp = Blueprint("checklist", __name__, template_folder="templates")


class RetireAuthorityChecklistPointForm(Form):
    """The reason for retiring a point."""

    reason = reason_field(N_("Why is it changed?"))


class AuthorityChecklistPointForm(RetireAuthorityChecklistPointForm):
    """The words of a point, and the reason for them."""

    usual = ""
    """The shipped words of this point, which stay translated as long as they are unchanged."""
    number = IntegerField(N_("Version"), required=False, hidden=True)
    words = TextField(
        N_("What should the authority look at?"),
        max=80,
        missing=N_("Write what the authority should look at."),
        description=N_("Write it so that a yes is good, like “The land may be used”."),
    )

    @cached_property
    def input(self) -> AuthorityChecklistPointInput:
        """The point as typed in."""
        return self.filled(AuthorityChecklistPointInput, words=source_of(self.words.value, self.usual))


@bp.get("/p/<programme>/checklist")
@allows(Action.CHANGE_PROGRAMME)
def index(context: Context) -> ResponseReturnValue:
    """List the points that are asked, and the retired ones."""
    own = _own(context)
    asked = checklist_wordings(own_words(own.values()))
    return render_page(
        "programmes/checklist.html",
        asked=asked,
        retired=[point for point, row in own.items() if not row.words],
        usual=DECISION_POINTS,
        most=authority_checklist.MOST_POINTS,
    )


@bp.route("/p/<programme>/checklist/add", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def add(context: Context) -> ResponseReturnValue:
    """Add a point."""
    form = AuthorityChecklistPointForm(context)
    return form_view(
        form,
        "programmes/write_point.html",
        lambda: authority_checklist.add_point(context.act, form.input),
        lambda row: url_for(".index"),
        point="",
        versions=[],
        usual="",
    )


@bp.route("/p/<programme>/checklist/<point>", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def reword(context: Context, point: str) -> ResponseReturnValue:
    """Reword a point, or ask a retired one again; show its earlier words."""
    own = _own(context)
    words = _asked(own, point)
    number = own[point].number if point in own else 0
    form = AuthorityChecklistPointForm(context, {"number": number, "words": current_translator().say(words)})
    form.usual = DECISION_POINTS.get(point, "")
    return form_view(
        form,
        "programmes/write_point.html",
        lambda: authority_checklist.reword_point(context.act, point, form.input, form.number.data or 0),
        lambda row: url_for(".index"),
        point=point,
        versions=VERSIONS_OF_POINT.all(db(), programme=context.programme.id, point=point),
        usual=form.usual,
    )


@bp.route("/p/<programme>/checklist/<point>/retire", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def retire(context: Context, point: str) -> ResponseReturnValue:
    """Stop asking a point."""
    words = _asked(_own(context), point)
    form = RetireAuthorityChecklistPointForm(context)
    return form_view(
        form,
        "programmes/retire_point.html",
        lambda: authority_checklist.retire_point(context.act, point, form.reason.value),
        lambda row: url_for(".index"),
        words=words,
    )


def _own(context: Context) -> dict[str, OwnChecklistPoint]:
    return {row.point: row for row in OWN_POINTS.all(db(), programme=context.programme.id)}


def _asked(own: dict[str, OwnChecklistPoint], point: str) -> str:
    """Return the words of a point, "" if it is retired; 404 if there is no such point."""
    if point not in own and point not in DECISION_POINTS:
        abort(404)
    return checklist_wordings(own_words(own.values())).get(point, "")
