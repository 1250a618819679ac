"""The offer to close a complete step with one button, on the page after saving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g, request

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.process.check_findings import GateFinding
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.process.steps import StepDefinition, gate_findings
from peoplesprocess.facts.gate_facts import facts_of
from peoplesprocess.web.form import Form
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

SHOWS_IT_ITSELF = "settlements.show"


class StepClosingForm(Form):
    """The button, with the day for a step that was closed on an earlier one."""

    on_paper = paper_day_field()


@dataclass(frozen=True, slots=True)
class StepClosingOffer:
    """A step with nothing missing, its findings, and the form with the button."""

    step: StepDefinition
    findings: Sequence[GateFinding]
    form: StepClosingForm


def step_closing(context: Context, facts: GateFacts | None = None) -> StepClosingOffer | None:
    """Return the offer to close the present step, or None if something is missing or the user may not."""
    step = context.present if context.in_settlement else None
    if step is None or not context.may(Action.CLOSE_STEP, ActSubject(closed_by=step.signed_by)):
        return None
    findings = gate_findings(step, facts or facts_of(db(), context.settlement), context.rules)
    if not all(finding.holds for finding in findings):
        return None
    # The form's token belongs to one session, so the page must not be cached for later ones.
    g.holds_form = True
    return StepClosingOffer(step, findings, StepClosingForm(context))


def step_closing_after_saving(context: Context) -> StepClosingOffer | None:
    """Return the offer for the page to which a saved form led, or None."""
    offer = None if request.endpoint == SHOWS_IT_ITSELF else step_closing(context)
    # A step without a gate was not completed by the form that was just saved.
    return offer if offer and offer.findings else None
