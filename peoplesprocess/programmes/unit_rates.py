"""Acts on a programme's unit rates: add, change and retire a rate, each with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Conflict, Message, RefusalList, Refused
from peoplesprocess.core.search import folded
from peoplesprocess.core.unit_rates import CurrentUnitRate
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.facts.unit_rates import UNIT_RATES
from peoplesprocess.models import Programme, UnitRate

MOST_RATES = 200
"""The most rates that are kept, as a form of an estimate offers all of them."""


@dataclass(frozen=True, slots=True)
class UnitRateInput:
    """The cost of a unit of a work in minor units, and the reason for it."""

    title: str
    unit: str
    currency: str
    rate: int
    reason: str
    is_labour_day: bool = False


def keep_rate(act: Act, given: UnitRateInput) -> UnitRate:
    """Add a rate.

    Errors: Forbidden; Refused if it is already kept, if there are enough, or if the title, the unit, the rate
    or the reason is missing.
    """
    act.require(Action.CHANGE_PROGRAMME)
    known = _known(act)
    if sum(1 for rate in known if rate.rate) >= MOST_RATES:
        sentence = N_("There are already %(most)s rates. Take one out that is not needed, then add this one.")
        raise Refused(Message(sentence, {"most": MOST_RATES}))
    line = max((rate.line for rate in known), default=0) + 1
    _check(given, [rate for rate in known if rate.rate])
    return _write(act, line, 1, given, "unit_rate.write")


def change_rate(act: Act, line: int, given: UnitRateInput, seen_number: int) -> UnitRate:
    """Change a rate, or keep a retired one again; existing estimates do not change.

    Errors: Forbidden; Refused as `keep_rate`, or if there is no such rate; Conflict if it was changed since
    `seen_number`.
    """
    act.require(Action.CHANGE_PROGRAMME)
    known = _known(act)
    before = _standing(line, known)
    if before.number != seen_number:
        raise Conflict({name: getattr(before, name) for name in ("title", "unit", "currency", "rate")})
    _check(given, [rate for rate in known if rate.rate and rate.line != line])
    return _write(act, line, before.number + 1, given, "unit_rate.write")


def retire_rate(act: Act, line: int, reason: str) -> UnitRate:
    """Retire a rate. Errors: Forbidden; Refused if it is not kept, or without a reason."""
    act.require(Action.CHANGE_PROGRAMME)
    before = _standing(line, _known(act))
    if not before.rate:
        raise Refused(Message(N_("This rate is no longer offered. Choose another from the list.")))
    require_reason(reason)
    given = UnitRateInput(before.title, before.unit, before.currency, 0, reason, before.is_labour_day)
    return _write(act, line, before.number + 1, given, "unit_rate.retire")


def _known(act: Act) -> list[CurrentUnitRate]:
    # The lock makes changes wait for each other; the new version invalidates the pages of all settlements.
    programme = act.db.get_one(Programme, act.programme.id, with_for_update=True, populate_existing=True)
    programme.version += 1
    return UNIT_RATES.all(act.db, programme=programme.id)


def _standing(line: int, known: list[CurrentUnitRate]) -> CurrentUnitRate:
    found = next((rate for rate in known if rate.line == line), None)
    if found is None:
        raise Refused(Message(N_("There is no such rate. Choose one from the list.")))
    return found


def _check(given: UnitRateInput, others: list[CurrentUnitRate]) -> None:
    refusals = RefusalList()
    with refusals:
        if not given.title.strip():
            raise Refused(Message(N_("Write what is built or bought.")), "title")
    with refusals:
        if not given.unit.strip():
            raise Refused(Message(N_("Write in which unit it is counted.")), "unit")
    with refusals:
        if given.rate <= 0:
            raise Refused(Message(N_("Give a sum above 0.")), "rate")
    with refusals:
        require_reason(given.reason)
    refusals.settle()
    for other in (other for other in others if other.currency == given.currency):
        if folded(other.title) == folded(given.title) and folded(other.unit) == folded(given.unit):
            raise Refused(Message(N_("This is on the list already. Change its rate there.")), "title")
        if given.is_labour_day and other.is_labour_day:
            sentence = N_(
                "The community's labour is already valued at the rate “%(title)s”. Change it there."
            )
            raise Refused(Message(sentence, {"title": other.title}), "is_labour_day")


def _write(act: Act, line: int, number: int, given: UnitRateInput, what: str) -> UnitRate:
    row = UnitRate(
        **act.programme_columns,
        line=line,
        number=number,
        title=given.title.strip(),
        unit=given.unit.strip(),
        currency=given.currency,
        rate=given.rate,
        is_labour_day=given.is_labour_day,
        reason=given.reason.strip(),
    )
    act.db.add(row)
    act.note(what, f"rate {line}", number=number, amount=row.rate, currency=row.currency)
    return row
