"""The style guide: every component of the interface on one page, with sample data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.process.check_findings import GateFinding
from peoplesprocess.core.process.steps import STEPS, StepDefinition
from peoplesprocess.facts.places import SettlementGroup
from peoplesprocess.web.fields import BooleanField, DateField, IntegerField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.request_state import now

bp = Blueprint("styleguide", __name__)


@bp.get("/style")
def show() -> ResponseReturnValue:
    """Show every component of the interface."""
    return render_page("style.html", **samples(now().date()))


@dataclass(frozen=True, slots=True)
class StyleguideProcess:
    """A process at its fourth step."""

    steps: tuple[StepDefinition, ...] = STEPS
    closed: tuple[str, ...] = tuple(step.key for step in STEPS[:3])
    present: StepDefinition = STEPS[3]


class StyleguideForm(Form):
    """One field of each kind."""

    place = TextField(
        N_("Where?"),
        description=N_("No house of a family. A school, a bridge."),
        missing=N_("Name the place where people met."),
    )
    agenda = TextField(N_("What was it about?"), rows=2, missing=N_("Write what the meeting was about."))
    households = IntegerField(N_("Households"), missing=N_("Give a number, a good guess is fine."))
    held_on = DateField(N_("When?"), missing=N_("Enter the day of the meeting."))
    severity = SelectField(
        N_("How bad is it?"), choices=choice_lists.SEVERITIES, missing=N_("Choose how hard it is.")
    )
    kind = SelectField(
        N_("What kind of meeting was it?"),
        choices={**choice_lists.MEETINGS, "none": N_("Other")},
        missing=N_("Choose what kind of meeting it was."),
    )
    consent = BooleanField(N_("The consent text was read aloud and nobody objected"))


def samples(today: date) -> dict[str, Any]:
    """Return sample data for each component."""
    form = StyleguideForm(values={"place": "School yard", "held_on": today, "severity": "2", "consent": True})
    form.households.errors = (Message(N_("Write a whole number in digits.")),)
    groups = [
        SettlementGroup(**asdict(group), position=position, required=False)
        for position, group in enumerate(choice_lists.GROUPS[:6])
    ]
    return {
        "walk": StyleguideProcess(),
        "groups": groups,
        "findings": [
            GateFinding(
                True,
                Message(
                    N_("%(group)s, own session: %(people)s took part"),
                    {"group": choice_lists.GROUPS[0].name, "people": 42},
                ),
            ),
            GateFinding(False, Message(choice_lists.NO_SESSION_YET["displaced"])),
        ],
        "parts": [(position, 10 * position + 10) for position in range(5)],
        "built": Fraction(31),
        "spent": Fraction(64),
        "asked_on": today - timedelta(days=22),
        "sample": form,
    }
