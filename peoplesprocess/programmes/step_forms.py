"""The form of the steps that new settlements follow."""

from __future__ import annotations

from functools import cached_property

import wtforms

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.process import steps
from peoplesprocess.core.process.gate_checks import CHECK_NAMES
from peoplesprocess.core.process.steps import StepDefinition
from peoplesprocess.web.fields import BooleanField, IntegerField, SelectMultipleField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator, source_of
from peoplesprocess.web.view_context import Context

EVERY_STEP = (*steps.STEPS, *steps.OWN_STEPS)


class StepsForm(Form):
    """The steps that new settlements follow: which, in which order, with which words and gates."""

    version = IntegerField(N_("Version"), required=False, hidden=True)
    before: tuple[StepDefinition, ...] = ()
    """The steps before the change."""

    def agree(self) -> None:
        for step in EVERY_STEP:
            if self[f"keep_{step.key}"].data and not self[f"order_{step.key}"].data:
                raise Refused(Message(N_("Give the step its place in the order.")), f"order_{step.key}")
            for name in ("name", "asks"):
                if self[f"keep_{step.key}"].data and not self[f"{name}_{step.key}"].data:
                    raise Refused(
                        Message(N_("Every step needs a name and a question.")), f"{name}_{step.key}"
                    )

    def is_wrong_in(self, step: str) -> bool:
        """Return whether something of a step, by its key, has to be put right."""
        return any(self[f"{name}_{step}"].errors for name in ("keep", "order", "name", "asks", "checks"))

    @cached_property
    def input(self) -> tuple[StepDefinition, ...]:
        """The steps in their new order; the roles that close them stay the same."""
        signs = {step.key: step.signed_by for step in (*EVERY_STEP, *self.before)}
        kept = [step for step in EVERY_STEP if self[f"keep_{step.key}"].data]
        # An added step gets the position that was typed in, before the usual step at that position.
        kept.sort(key=lambda step: (self[f"order_{step.key}"].data, step not in steps.OWN_STEPS))
        return tuple(
            StepDefinition(
                step.key,
                source_of(self[f"name_{step.key}"].data, step.name),
                source_of(self[f"asks_{step.key}"].data, step.asks),
                tuple(check for check in CHECK_NAMES if check in (self[f"checks_{step.key}"].data or ())),
                signs[step.key],
            )
            for step in kept
        )


def steps_form(context: Context, version: int, now: tuple[StepDefinition, ...]) -> StepsForm:
    """Return the form of the steps, filled with the present ones in the reader's language."""
    spoken = current_translator()
    walked = {step.key: (place, step) for place, step in enumerate(now, start=1)}
    lines: dict[str, wtforms.Field] = {}
    values: dict[str, object] = {"version": version}
    for usual in EVERY_STEP:
        key = usual.key
        place, step = walked.get(key, (None, usual))
        lines[f"keep_{key}"] = BooleanField(N_("This step is used"))
        lines[f"order_{key}"] = IntegerField(N_("Place in the order"), max=99, required=False, depends=True)
        lines[f"name_{key}"] = TextField(N_("Name"), max=40, required=False, depends=True)
        lines[f"asks_{key}"] = TextField(N_("What it asks"), max=120, required=False, depends=True)
        lines[f"checks_{key}"] = SelectMultipleField(
            N_("What must hold before it closes"), choices=CHECK_NAMES, required=False
        )
        values[f"keep_{key}"] = key in walked
        values[f"order_{key}"] = place
        values[f"name_{key}"] = spoken.say(step.name)
        values[f"asks_{key}"] = spoken.say(step.asks)
        values[f"checks_{key}"] = list(step.gate)
    form = StepsForm.extended(**lines)(context, values)
    form.before = now
    return form
