"""What a community gives to a work, and what has to be said about each kind of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peoplesprocess.core.messages import N_, Message, Refused

CASH, LABOUR, MATERIALS = "cash", "labour", "materials"
KINDS = {CASH: N_("Money"), LABOUR: N_("Labour"), MATERIALS: N_("Materials")}
"""What can be given. Only money can be spent by the cash book."""


@dataclass(frozen=True, slots=True)
class ContributionInput:
    """A contribution.

    Minor units, days, thousandths of the unit; 0 or "" for fields that its kind does not use.
    """

    kind: str
    given_on: date
    what: str
    value: int
    women_days: int = 0
    men_days: int = 0
    quantity: int = 0
    unit: str = ""
    paper: str = ""


def require_whole(given: ContributionInput, first_day: date, today: date) -> None:
    """Refuse fields that do not go with the kind, or a day outside the work.

    `first_day` is the first day that the contract's cash book covers; money may be given before it. Errors:
    Refused, naming the field.
    """
    if given.kind not in KINDS:
        raise Refused(Message(N_("Choose one from the list.")), "kind")
    if given.given_on > today:
        raise Refused(Message(N_("This day has not come yet.")), "given_on")
    if given.given_on < first_day and given.kind != CASH:
        sentence = N_(
            "Give %(day)s or a later day. Labour and materials for this contract cannot be from before that."
        )
        raise Refused(Message(sentence, {"day": first_day}), "given_on")
    if not given.what.strip():
        raise Refused(Message(N_("Write what was given.")), "what")
    if min(given.women_days, given.men_days, given.quantity) < 0:
        raise Refused(Message(N_("Days and quantities cannot be below 0.")), "women_days")
    days = given.women_days + given.men_days
    if given.kind == LABOUR and not days:
        raise Refused(Message(N_("Write how many days women and men worked without pay.")), "women_days")
    if given.kind != LABOUR and days:
        sentence = N_("Days belong to labour. Choose labour, or leave the days empty.")
        raise Refused(Message(sentence), "women_days")
    if given.kind == MATERIALS and not (given.quantity and given.unit.strip()):
        raise Refused(Message(N_("Write how much it was, and in which unit.")), "quantity")
    if given.kind != MATERIALS and given.quantity:
        sentence = N_("A quantity belongs to materials. Choose materials, or leave the quantity empty.")
        raise Refused(Message(sentence), "quantity")
    if given.value <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), "value")
    if given.kind == CASH and not given.paper.strip():
        raise Refused(Message(N_("Give the number of the receipt or of the payment.")), "paper")
