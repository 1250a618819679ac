"""The pages on which waiting things are done, and the next one to offer after saving."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from flask import request, url_for

from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.facts.waiting_lines import (
    WaitingThingsLine,
    kinds_here,
    lines_after,
    lines_at_contracts,
)
from peoplesprocess.facts.waiting_thing_kinds import SIGNATURES, WaitingThingKind
from peoplesprocess.facts.waiting_things import open_in
from peoplesprocess.web.next_cash_book import FORMS as CASH_BOOK_FORMS
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context


class WaitingPages(NamedTuple):
    """The page for all things of a kind, the page about one, and its form if that is another page.

    `act` is the label of a link to the form; None if there is only the page for all. With `all_at_once` the
    page for all is one form for all of them.
    """

    all: str
    one: str = ""
    form: str = ""
    act: Msgid | None = None
    all_at_once: bool = False


_CONTRACT = WaitingPages("contracts.listing", "contracts.show", "contracts.sign", N_("Sign the contract"))
_AMENDMENT = WaitingPages(
    *("contracts.listing", "contracts.amendments.show", "contracts.amendments.sign"), N_("Sign the amendment")
)
_CHECK = WaitingPages("closure.show", "closure.check_work", act=N_("Check the work"))
_AUDIT = WaitingPages("closure.show", "closure.audit", act=N_("Read the accounts in public"))
PAGES: Mapping[WaitingThingKind, WaitingPages] = {
    WaitingThingKind.REQUEST: WaitingPages(
        "works.listing", "works.release_tranche", act=N_("Look at the request")
    ),
    WaitingThingKind.SENT_BACK: WaitingPages("plans.revise"),
    **dict.fromkeys(SIGNATURES.values(), _CONTRACT),
    WaitingThingKind.CHECK: WaitingPages("closure.show", "closure.contract", act=N_("Check the work")),
    WaitingThingKind.RECHECK: WaitingPages("safeguards.index"),
    WaitingThingKind.CONDITION: WaitingPages("approvals.show"),
    WaitingThingKind.JUDGEMENT: WaitingPages("approvals.show"),
    WaitingThingKind.PROMISE: WaitingPages("approvals.show"),
    WaitingThingKind.OBJECTION_ANSWER: WaitingPages("approvals.show"),
    WaitingThingKind.VISIT: WaitingPages("works.listing", "works.record_visit", act=N_("Record a visit")),
    WaitingThingKind.FINAL_VISIT: WaitingPages(
        "works.listing", "works.record_visit", act=N_("Record a visit")
    ),
    WaitingThingKind.CERTIFICATE: WaitingPages(
        "closure.show", "closure.certificate", act=N_("Issue the certificate")
    ),
    **dict.fromkeys((WaitingThingKind.AUDIT, WaitingThingKind.SECOND_AUDIT), _AUDIT),
    WaitingThingKind.ACCOUNT: WaitingPages(
        "closure.show", "closure.close_account", act=N_("Write the final account")
    ),
    WaitingThingKind.HANDOVER: WaitingPages(
        "closure.show", "closure.hand_over", act=N_("Hand the work over")
    ),
    WaitingThingKind.REPAIR: WaitingPages("closure.show", "closure.contract"),
    WaitingThingKind.RETENTION: WaitingPages(
        "works.listing", "works.request_tranche", act=N_("Ask for the retention")
    ),
    WaitingThingKind.NEXT_INSTALMENT: WaitingPages(
        "works.listing", "works.request_tranche", act=N_("Ask for the instalment")
    ),
    WaitingThingKind.ARRIVAL: WaitingPages(
        "works.listing", "works.bank.confirm_arrival", act=N_("Say when it came")
    ),
    WaitingThingKind.TAKE_OVER: WaitingPages(
        *("works.balances.record", "works.bank.index", "works.bank.record"),
        N_("Compare with the bank"),
        all_at_once=True,
    ),
    WaitingThingKind.SILENT_BOOK: WaitingPages("works.listing", "works.record_spending"),
    WaitingThingKind.BROKEN: WaitingPages("closure.show", "closure.contract"),
    WaitingThingKind.LEFT_SEAT: WaitingPages("accounts.here.show"),
    WaitingThingKind.EMPTY_SEAT: WaitingPages("settlements.committee"),
    WaitingThingKind.REFERRAL: WaitingPages("needs.referrals.index"),
    WaitingThingKind.SILENT_OFFICE: WaitingPages("needs.referrals.index"),
}
_DONE_BY: Mapping[str, tuple[WaitingThingKind, ...]] = {
    "contracts.sign": tuple(SIGNATURES.values()),
    "contracts.amendments.sign": tuple(SIGNATURES.values()),
    "contracts.amendments.refuse": tuple(SIGNATURES.values()),
    "works.release_tranche": (WaitingThingKind.REQUEST,),
    "works.refuse_tranche": (WaitingThingKind.REQUEST,),
    "works.request_tranche": (WaitingThingKind.NEXT_INSTALMENT, WaitingThingKind.RETENTION),
    "works.record_visit": (WaitingThingKind.VISIT, WaitingThingKind.FINAL_VISIT),
    "works.bank.confirm_arrival": (WaitingThingKind.ARRIVAL,),
    "works.bank.record": (WaitingThingKind.TAKE_OVER,),
    "closure.certify": (WaitingThingKind.CERTIFICATE,),
    "closure.audit": (WaitingThingKind.AUDIT, WaitingThingKind.SECOND_AUDIT),
    "closure.close_account": (WaitingThingKind.ACCOUNT,),
    "closure.hand_over": (WaitingThingKind.HANDOVER,),
    "closure.rectify_defect": (WaitingThingKind.REPAIR,),
    "closure.check_work": (WaitingThingKind.CHECK,),
}
"""The kinds of things that a form settles, by its endpoint."""
MARKED_FORMS = frozenset({*_DONE_BY, *CASH_BOOK_FORMS})
"""The forms whose next page learns which form was saved, as it may offer the same form again."""


def saved_mark() -> str:
    """Return the value of `saved` in the next page's address: the endpoint if a next form may be offered."""
    endpoint = request.endpoint or ""
    return endpoint if endpoint in MARKED_FORMS else "1"


def waiting_url(line: WaitingThingsLine, to_form: bool = False) -> str:
    """Return the address on which a waiting thing is done: its form, or the page to read before."""
    pages = _AMENDMENT if line.amendment else _CHECK if line.month else PAGES[line.kind]
    if not line.number or not pages.one or done_at_once(line):
        return url_for(pages.all, code=line.code)
    values = {name: number for name in ("tranche", "amendment", "month") if (number := getattr(line, name))}
    endpoint = pages.form if to_form and pages.form else pages.one
    return url_for(endpoint, code=line.code, number=line.number, **values)


def done_at_once(line: WaitingThingsLine) -> bool:
    """Return whether a line leads to one form for all things of its kind."""
    return line.is_first and PAGES[line.kind].all_at_once


def waiting_act(line: WaitingThingsLine) -> Msgid | None:
    """Return the label of a link to the form, or None if there is no form."""
    return _AMENDMENT.act if line.amendment else PAGES[line.kind].act


def lines_by_contract(
    context: Context, kinds: Collection[WaitingThingKind] = tuple(PAGES)
) -> dict[int, list[WaitingThingsLine]]:
    """Return the things of these kinds that wait for the user, by contract number."""
    found: dict[int, list[WaitingThingsLine]] = {}
    for line in _lines_here(context, kinds):
        found.setdefault(line.number, []).append(line)
    return found


def waiting_next(context: Context) -> WaitingThingsLine | None:
    """Return what to offer the user after the form that was just saved, or None."""
    done = _DONE_BY.get(request.args.get("saved", ""))
    if done is None or not context.in_settlement:
        return None
    number = (request.view_args or {}).get("number", 0)
    here = request.script_root + request.path
    after = lines_after(_lines_here(context, PAGES), done, number)
    return next((line for line in after if waiting_url(line, to_form=True) != here), None)


def _lines_here(context: Context, kinds: Collection[WaitingThingKind]) -> list[WaitingThingsLine]:
    grants = context.person.grants
    asked = {kind for kind in kinds_here(grants, context.where) if kind in kinds and PAGES[kind].one}
    return lines_at_contracts(open_in(db(), context.settlement, asked, context.now), grants)
