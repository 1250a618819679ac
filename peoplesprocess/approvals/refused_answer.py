"""The page instead of an answer's form to whose account a builder made, or who made a builder's."""

from __future__ import annotations

from flask import request, url_for
from flask.wrappers import Response

from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import Msgid, Sentence
from peoplesprocess.core.second_person_relations import SECOND_PERSON_LOOKS
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.web.refused_form import refused_page
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context


def refused_to_maker(context: Context, asked: Msgid | Sentence) -> Response | None:
    """Return the page that tells that and who answers instead, None to a second person.

    What was sent goes on to the act, which refuses it with the same sentence and all that was typed.
    """
    if request.method != "GET" or not builders_here(db(), context.settlement, context.person.id)["tied"]:
        return None
    return refused_page(SECOND_PERSON_LOOKS.refusal(ActSubject()), asked, url_for("approvals.show"))
