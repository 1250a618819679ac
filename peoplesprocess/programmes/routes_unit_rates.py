"""Pages of a programme's unit rates: the list, and adding, changing and retiring a rate."""

from __future__ import annotations

from functools import cached_property

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_
from peoplesprocess.core.unit_rates import CurrentUnitRate
from peoplesprocess.facts.unit_rates import UNIT_RATES, VERSIONS_OF_RATE
from peoplesprocess.programmes import unit_rates
from peoplesprocess.programmes.currency_field import currency_field
from peoplesprocess.programmes.unit_rates import UnitRateInput
from peoplesprocess.web.fields import BooleanField, IntegerField, TextField
from peoplesprocess.web.form import Form, stored_values
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import digits_of
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context

bp = Blueprint("unit_rates", __name__, template_folder="templates")


class RetireUnitRateForm(Form):
    """The reason for retiring a rate."""

    reason = reason_field(N_("Why is it changed?"))


class UnitRateField(MoneyField):
    """A sum in the currency that the same form names, or in the `usual` one before the form is sent."""

    usual = ""

    @property
    def currency(self) -> str:
        return request.form.get("currency", "").strip().upper() or self.usual

    @property
    def digits(self) -> int:
        return digits_of(self.currency)


class UnitRateForm(RetireUnitRateForm):
    """The cost of a unit, and the reason for it."""

    number = IntegerField(N_("Version"), required=False, hidden=True)
    title = TextField(
        N_("What is built or bought?"),
        description=N_("In the words of an estimate: “Brick wall”."),
        missing=N_("Write what is built or bought."),
    )
    unit = TextField(N_("In which unit?"), max=20, missing=N_("Write in which unit it is counted."))
    currency = currency_field()
    rate = UnitRateField(N_("Cost of one unit"), min=1, missing=N_("Write what one unit costs."))
    is_labour_day = BooleanField(
        N_("The community's labour is valued at this rate"),
        description=N_("Tick this for a day of unskilled labour."),
    )

    @cached_property
    def input(self) -> UnitRateInput:
        """The rate as typed in."""
        return self.filled(UnitRateInput)


def unit_rate_form(context: Context, rate: CurrentUnitRate | None = None) -> UnitRateForm:
    """Return the form of an existing rate, or of a new one in the programme's currency."""
    currency = rate.currency if rate else context.programme.currency
    values = stored_values(rate, UnitRateInput, "number") if rate else {"currency": currency, "rate": None}
    form = UnitRateForm(context, values | ({"rate": None} if rate and not rate.rate else {}))
    form.rate.usual = currency
    return form


@bp.get("/p/<programme>/rates")
@allows(Action.CHANGE_PROGRAMME)
def index(context: Context) -> ResponseReturnValue:
    """List the rates that are kept, and the retired ones."""
    rates = UNIT_RATES.all(db(), programme=context.programme.id)
    return render_page(
        "programmes/unit_rates.html",
        kept=[rate for rate in rates if rate.rate],
        retired=[rate for rate in rates if not rate.rate],
        most=unit_rates.MOST_RATES,
    )


@bp.route("/p/<programme>/rates/add", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def add(context: Context) -> ResponseReturnValue:
    """Add a rate."""
    form = unit_rate_form(context)
    return form_view(
        form,
        "programmes/write_rate.html",
        lambda: unit_rates.keep_rate(context.act, form.input),
        lambda row: url_for(".index"),
        lambda row: url_for(".add"),
        rate=None,
        versions=[],
    )


@bp.route("/p/<programme>/rates/<int:line>", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def change(context: Context, line: int) -> ResponseReturnValue:
    """Change a rate, or keep a retired one again; show its earlier values."""
    rate = _rate(context, line)
    form = unit_rate_form(context, rate)
    return form_view(
        form,
        "programmes/write_rate.html",
        lambda: unit_rates.change_rate(context.act, line, form.input, form.number.data or 0),
        lambda row: url_for(".index"),
        rate=rate,
        versions=VERSIONS_OF_RATE.all(db(), programme=context.programme.id, line=line),
    )


@bp.route("/p/<programme>/rates/<int:line>/retire", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def retire(context: Context, line: int) -> ResponseReturnValue:
    """Retire a rate."""
    rate = _rate(context, line)
    form = RetireUnitRateForm(context)
    return form_view(
        form,
        "programmes/retire_rate.html",
        lambda: unit_rates.retire_rate(context.act, line, form.reason.value),
        lambda row: url_for(".index"),
        rate=rate,
    )


def _rate(context: Context, line: int) -> CurrentUnitRate:
    rates = UNIT_RATES.all(db(), programme=context.programme.id)
    return next((rate for rate in rates if rate.line == line), None) or abort(404)
