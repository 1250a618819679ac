"""The page that corrects the number of a payment."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_
from peoplesprocess.core.roles import builds
from peoplesprocess.facts.bank_payment_numbers import TYPED_NUMBERS
from peoplesprocess.facts.user_account_makers import tied
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.refused_form import refused_form
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context
from peoplesprocess.works import bank_payment_number_corrections, queries
from peoplesprocess.works.addressed_work import addressed_work
from peoplesprocess.works.ledger import LedgerTranche, ledger
from peoplesprocess.works.tranche_forms import PaymentNumberCorrectionForm

bp = Blueprint("payment_numbers", __name__)


@bp.route("/s/<code>/works/<int:number>/tranches/<int:tranche>/payment-number", methods=["GET", "POST"])
@allows(Action.RELEASE_TRANCHE)
def correct(context: Context, number: int, tranche: int) -> ResponseReturnValue:
    """Correct the number of a payment, with the reason; all earlier numbers stay readable."""
    work = addressed_work(context, number)
    rows = queries.TRANCHES.all(db(), contract=work.id)
    part = ledger(work, rows, context.settlement, context.today).tranche(tranche) or abort(404)
    subject = _answer(context, part)
    asked, back = N_("What is the right number of this payment?"), url_for("works.show", number=number)
    if page := refused_form(context, Action.RELEASE_TRANCHE, subject, asked, back):
        return page
    form = PaymentNumberCorrectionForm(context)
    return form_view(
        form,
        "works/payment_number.html",
        lambda: bank_payment_number_corrections.correct_payment_number(
            context.act, number, tranche, form.input, again=form.again.data
        ),
        lambda row: url_for("works.show", number=number),
        work=work,
        part=part,
        numbers=TYPED_NUMBERS.all(db(), tranche=part.id),
    )


def _answer(context: Context, part: LedgerTranche) -> ActSubject:
    """Return the subject of the permission, by the present roles; the act also refuses former builders."""
    me, requested_by = context.person.id, part.requests[-1].made_by if part.requests else None
    return ActSubject(
        builders=frozenset({me} if builds(context.person.actor, context.where) else ()),
        requested_by=requested_by,
        tied=tied(db(), me, [requested_by]),
    )
