"""The closing of a complete step, offered as one button where somebody is led after saving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g, request

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.process.check_findings import GateFinding
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.process.steps import StepDefinition, gate
from peoplesprocess.facts.gate_facts import facts_of
from peoplesprocess.web.form import Form
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

SHOWS_IT_ITSELF = "settlements.show"


class StepClosingForm(Form):
    """The one button, and the day for a step that was closed on an earlier one."""

    on_paper = paper_day_field()


@dataclass(frozen=True, slots=True)
class StepClosingOffer:
    """A step of which nothing is missing, with what holds, and the form of its one button."""

    step: StepDefinition
    findings: Sequence[GateFinding]
    form: StepClosingForm


def step_closing(context: Context, facts: GateFacts | None = None) -> StepClosingOffer | None:
    """Return the closing of the present step if nothing is missing and who looks may close it, else None."""
    step = context.present if context.in_settlement else None
    if step is None or not context.may(Action.CLOSE_STEP, ActSubject(closed_by=step.signed_by)):
        return None
    findings = gate(step, facts or facts_of(db(), context.settlement), context.rules)
    if not all(finding.holds for finding in findings):
        return None
    # A form is of one session, and kept pages are shown in the next one too.
    g.holds_form = True
    return StepClosingOffer(step, findings, StepClosingForm(context))


def step_closing_after_saving(context: Context) -> StepClosingOffer | None:
    """Return the closing that is offered on the page to which a saved form led."""
    offer = None if request.endpoint == SHOWS_IT_ITSELF else step_closing(context)
    # Of a step that asks nothing no form was the last one.
    return offer if offer and offer.findings else None
