"""What is typed in when priorities are set, and how it becomes an action's input."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from peoplesprocess.core.prioritisation import WAYS
from peoplesprocess.core.words import N_
from peoplesprocess.priorities.actions import RoundInput
from peoplesprocess.priorities.entering import SheetInput
from peoplesprocess.web.fields import Count, Pick, Picks, Sum, Text, Tick
from peoplesprocess.web.forms import Form
from peoplesprocess.web.here import Here

METHODS = {"tokens": N_("Dots, stones or seeds: each person puts the same number of them")}


class RoundForm(Form):
    """How the round is counted, chosen before counting, and what it asks about."""

    method = Pick(N_("How do people choose?"), choices=METHODS)
    tokens = Count(N_("How many tokens does each person get?"), least=1, most=20)
    rule = Pick(N_("How are the groups counted together?"), choices=[(way.key, way.name) for way in WAYS])
    envelope = Sum(N_("How much money is there?"), required=False)
    ballot = Picks(N_("Which needs do people choose from?"), missing=N_("Choose at least two needs."))
    typed_twice = Tick(N_("Two people type in each sheet, without seeing what the other typed"))
    read_out = Tick(
        N_("The rule was read out in the assembly before counting"),
        required=True,
        missing=N_("Read the rule out in the assembly first, then tick this."),
    )

    def input(self) -> RoundInput:
        """Return the round as chosen."""
        return RoundInput(
            method=self.method.data,
            rule=self.rule.data,
            tokens=self.tokens.data,
            read_out=self.read_out.data,
            ballot=[int(number) for number in self.ballot.data],
            costs={int(number): self[f"cost{number}"].data or 0 for number in self.ballot.data},
            envelope=self.envelope.data or 0,
            typed_twice=self.typed_twice.data,
        )


def round_form(here: Here, needs: Iterable[Any]) -> RoundForm:
    """Return the form of a round, with every need on the ballot to begin with."""
    choices = [(str(need.number), label(need.number, need.title)) for need in needs]
    start = {"method": "tokens", "tokens": here.rules.tokens, "ballot": [number for number, _ in choices]}
    start |= {"envelope": here.place.envelope}
    costs = {f"cost{number}": Sum(N_("What would it cost?"), required=False) for number, _ in choices}
    form = RoundForm.extended(**costs)(here, start)
    form.ballot.choices = choices
    return form


class _SheetFields(Form):
    version = Count(N_("Version"), required=False)
    code = Text(N_("Which code stands on the paper?"), most=12, required=False, private=False)
    people = Count(N_("How many people put tokens?"), missing=N_("Give the number of people who put tokens."))
    reason = Text(N_("Why is the sheet corrected?"), rows=2, most=500, required=False)

    def input(self, group: str, ballot: Iterable[int]) -> SheetInput:
        """Return the sheet as typed in."""
        return SheetInput(
            group_code=group,
            people=self.people.data,
            tokens={need: self[f"need{need}"].data for need in ballot},
            reason=self.reason.data,
            seen_version=self["version"].data,
            code=self.code.data,
        )


def sheet_form(here: Here, titles: Mapping[int, str], sheet: Any) -> Any:
    """Return the form of a group's sheet, with a field for each need and what was typed already."""
    fields = {
        f"need{number}": Count(label(number, title), required=False) for number, title in titles.items()
    }
    values: dict[str, Any] = {}
    if sheet is not None:
        values = {"version": getattr(sheet, "version", 0), "people": sheet.people}
        values |= {f"need{need}": tokens for need, tokens in sheet.tokens.items()}
    return _SheetFields.extended(**fields)(here, values)


class AttestForm(Form):
    """The representative's word, and what the group does not agree with."""

    version = Count(N_("Version"), required=False)
    dissent = Text(
        N_("Does somebody in the group see it differently?"),
        rows=3,
        most=1000,
        required=False,
        hint=N_("No names of people."),
    )


class CloseForm(Form):
    """Closing a round: nothing to fill in."""


def label(number: int, title: str) -> str:
    """Return how a need is named beside its field."""
    # Labels are looked up as sentences, where two percent signs would stand for one.
    return f"{number}. {re.sub('%+', '%', title)}"
