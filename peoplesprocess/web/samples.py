"""What the page of pieces shows them with: a place, findings, groups and a form that do not exist."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from peoplesprocess.core import lists
from peoplesprocess.core.messages import N_, Message, Term
from peoplesprocess.core.process.findings import Finding
from peoplesprocess.core.process.steps import STEPS, Step
from peoplesprocess.web.context import SettlementGroup
from peoplesprocess.web.fields import BooleanField, DateField, IntegerField, SelectField, TextField
from peoplesprocess.web.forms import Form


@dataclass(frozen=True, slots=True)
class Walk:
    """A process at its fourth step."""

    steps: tuple[Step, ...] = STEPS
    closed: tuple[str, ...] = tuple(step.key for step in STEPS[:3])
    present: Step = STEPS[3]


class SampleForm(Form):
    """One field of each kind."""

    place = TextField(N_("Where?"), hint=N_("No house of a family. A school, a bridge."))
    agenda = TextField(N_("What was it about?"), rows=2)
    households = IntegerField(N_("Households"))
    held_on = DateField(N_("When?"))
    severity = SelectField(N_("How bad is it?"), choices=lists.SEVERITIES)
    kind = SelectField(N_("What kind of meeting was it?"), choices={**lists.MEETINGS, "none": N_("Other")})
    consent = BooleanField(N_("The consent text was read aloud and nobody objected"))


def samples(today: date) -> dict[str, Any]:
    """Return a value for each piece."""
    form = SampleForm(values={"place": "School yard", "held_on": today, "severity": "2", "consent": True})
    form.households.errors = (Message(N_("Write a whole number in digits.")),)
    groups = [
        SettlementGroup(**asdict(group), position=position, required=False)
        for position, group in enumerate(lists.GROUPS[:6])
    ]
    return {
        "walk": Walk(),
        "groups": groups,
        "findings": [
            Finding(
                True,
                Message(
                    N_("%(group)s, own session: %(people)s took part"),
                    {"group": Term(lists.GROUPS[0].name), "people": 42},
                ),
            ),
            Finding(False, Message(lists.NO_SESSION_YET["displaced"])),
        ],
        "parts": [(position, 10 * position + 10) for position in range(5)],
        "built": Fraction(31),
        "spent": Fraction(64),
        "asked_on": today - timedelta(days=22),
        "sample": form,
    }
