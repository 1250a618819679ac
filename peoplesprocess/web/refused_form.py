"""The page in place of a form that the act would refuse however it is filled in: why, and who can do it."""

from __future__ import annotations

from flask import request, url_for
from flask.wrappers import Response

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.amendments import waiting_amendment
from peoplesprocess.core.messages import N_, Message, Msgid, Sentence
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context


def refused_form(
    context: Context, action: Action, subject: ActSubject, asked: Msgid | Sentence, back: str
) -> Response | None:
    """Return the page that says why the user cannot do the action to `subject`; None if they can.

    `asked` is the heading of the form, and `back` the page before it. A posted form always goes to the act,
    which refuses it with the same sentence and with what was typed.
    """
    if request.method != "GET":
        return None
    return refused_page(context.refusal(action, subject), asked, back)


def refused_to_builder(
    context: Context, action: Action, asked: Msgid | Sentence, back: str
) -> Response | None:
    """Return the same page for somebody who builds here, or did, if the action excludes them."""
    if request.method != "GET":
        return None
    subject = ActSubject(**builders_here(db(), context.settlement, context.person.id))
    return refused_form(context, action, subject, asked, back)


def refused_while_amended(
    contract: int, waiting: int | None, asked: Msgid | Sentence, back: str
) -> Response | None:
    """Return that page, with the way to the amendment that waits, to who would do what it holds up."""
    if request.method != "GET" or waiting is None:
        return None
    amendment = url_for("contracts.amendments.show", number=contract, amendment=waiting)
    way = (amendment, Message(N_("Amendment %(number)s"), {"number": waiting}))
    return refused_page(waiting_amendment(waiting), asked, back, way)


def refused_page(
    refusal: Sentence | None,
    asked: Msgid | Sentence,
    back: str,
    way: tuple[str, Msgid | Sentence] | None = None,
) -> Response | None:
    """Return the page with an act's refusal, or None without one.

    `way` is the page that helps on and its name, if it is not `back`.
    """
    if refusal is None:
        return None
    return render_page("refused_form.html", refusal=refusal, asked=asked, back=back, way=way)
