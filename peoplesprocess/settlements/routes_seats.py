"""The page on which a change of a seat is recorded."""

from __future__ import annotations

from functools import cached_property

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_
from peoplesprocess.facts.committee import SEATS
from peoplesprocess.settlements.seat_changes import SEAT_CHANGES, SeatChangeInput, change_seat
from peoplesprocess.web.fields import BooleanField, DateField, SelectField
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context

bp = Blueprint("seats", __name__)


class SeatChangeForm(Form):
    """A change of a seat."""

    kind = SelectField(
        N_("What happened to this seat?"), choices=SEAT_CHANGES, missing=N_("Choose one from the list.")
    )
    changed_on = DateField(N_("Since when?"), missing=N_("Enter the day."))
    reason = reason_field(N_("Why is it changed?"))
    woman = BooleanField(N_("Woman"))
    group_code = SelectField(N_("Speaks for"), required=False, none=N_("For no single group"))
    signatory = BooleanField(N_("Signs for the account"))

    @cached_property
    def input(self) -> SeatChangeInput:
        """The change as typed in; an empty seat has no holder's details."""
        if self.kind.value == "replaced":
            return self.filled(SeatChangeInput)
        return self.filled(SeatChangeInput, woman=False, group_code="", signatory=False)


@bp.route("/s/<code>/committee/<int:position>/change", methods=["GET", "POST"])
@allows(Action.RECORD_COMMITTEE)
def change(context: Context, position: int) -> ResponseReturnValue:
    """Record that somebody left a seat, and who holds it now."""
    seats = SEATS.all(db(), settlement=context.settlement.id)
    seat = next((each for each in seats if each.position == position), None) or abort(404)
    form = SeatChangeForm(context)
    form.group_code.choices = [(group.code, group.name) for group in context.groups.values()]
    return form_view(
        form,
        "settlements/seat.html",
        lambda: change_seat(context.act, position, form.input),
        lambda change: _after(context, seat.office),
        seat=seat,
    )


def _after(context: Context, office: str) -> str:
    """Return the next page: ending the former holder's role if the user may do so, or the committee."""
    if context.may(Action.INVITE):
        return url_for("accounts.here.name_officer", seat=office)
    return url_for("settlements.committee")
