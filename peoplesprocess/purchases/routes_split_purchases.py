"""The page that asks why purchases that together exceed the limit were made one by one."""

from __future__ import annotations

import re

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_
from peoplesprocess.purchases import split_purchase_reasons
from peoplesprocess.web.addressed_cash_book import addressed_cash_book
from peoplesprocess.web.fields import TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("splits", __name__)


class SplitReasonForm(Form):
    """The reason why purchases were made one by one."""

    reason = TextField(
        N_("Why were they bought one by one?"),
        rows=3,
        max=600,
        description=N_("Everybody who reads the record can read this. No names of people."),
        missing=N_("Write why they were bought one by one."),
    )


@bp.route("/s/<code>/works/<int:number>/quotations/together/<lines>", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def explain(context: Context, number: int, lines: str) -> ResponseReturnValue:
    """Record why purchases that together exceed the limit were made one by one."""
    book = addressed_cash_book(context, number)
    if not re.fullmatch(r"[0-9]{1,9}(-[0-9]{1,9})*", lines):
        abort(404)
    asked = tuple(int(line) for line in lines.split("-"))
    limit = context.rules.quotation_limit(context.settlement.currency)
    found = {
        split.lines: (split, said) for split, said in split_purchase_reasons.splits_of(db(), book.id, limit)
    }
    split, said = found.get(asked) or abort(404)
    form = SplitReasonForm(context, {"reason": said})
    return form_view(
        form,
        "purchases/explain_split.html",
        lambda: split_purchase_reasons.explain_split(context.act, number, asked, form.reason.value),
        lambda row: url_for("purchases.index", number=number),
        book=book,
        split=split,
        limit=limit,
    )
