"""What is written of a need, and how it becomes an action's input."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import g
from sqlalchemy import Row

from peoplesprocess.core import lists
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Action
from peoplesprocess.needs.actions import NeedInput
from peoplesprocess.web.context import Context, SettlementGroup
from peoplesprocess.web.fields import IntegerField, SelectField, SelectMultipleField, TextField
from peoplesprocess.web.forms import Form
from peoplesprocess.web.i18n import words

AFFECTED = {
    "women": N_("Women"),
    "youth": N_("Youth"),
    "displaced": N_("Displaced people"),
    "disability": N_("Persons with disabilities"),
}


class NeedForm(Form):
    """A need: who says what, where, how hard it is, and what could answer it."""

    kept: tuple[str, ...] = ()
    """Groups whose voice stays, whatever the person who writes may choose from."""

    version = IntegerField(N_("Version"), required=False)
    title = TextField(
        N_("What do people need? In their own words"), missing=N_("Write what people need in a few words.")
    )
    group_code = SelectField(N_("Which group raised it?"))
    also = SelectMultipleField(N_("Which other groups raised it too?"), required=False)
    meeting_number = SelectField(N_("In which session?"), required=False)
    sector = SelectField(N_("What is it about?"))
    statement = TextField(
        N_("What did people say?"), rows=3, most=2000, required=False, hint=N_("No names of people.")
    )
    landmark = TextField(
        N_("Where is it?"), hint=N_("No house of a family. A school, a bridge."), required=False
    )
    households = IntegerField(
        N_("How many households does it touch?"), least=1, missing=N_("Give a number, a good guess is fine.")
    )
    affected = SelectMultipleField(N_("Whom does it touch most?"), choices=AFFECTED, required=False)
    severity = SelectField(N_("How hard is it?"), choices=lists.SEVERITIES)
    season = SelectField(N_("When is it worst?"), choices=lists.SEASONS)
    since = TextField(N_("Since when?"), most=60, required=False)
    cause = TextField(N_("Why is it so?"), rows=2, most=500, required=False)
    coping = TextField(N_("What do people already do about it?"), rows=2, most=500, required=False)
    response_type = SelectField(N_("What could answer it?"), choices=lists.RESPONSE_TYPES)

    def agree(self) -> None:
        all_households = self.context.settlement.households if self.context else 0
        if all_households and self.households.data > all_households:
            raise Refused(
                Message(
                    N_("This is more than all %(households)s households."), {"households": all_households}
                ),
                "households",
            )

    def input(self) -> NeedInput:
        """Return the need as written."""
        return NeedInput(
            title=self.title.data,
            statement=self.statement.data,
            sector=self.sector.data,
            landmark=self.landmark.data,
            group_code=self.group_code.data,
            meeting_number=int(self.meeting_number.data) if self.meeting_number.data else None,
            households=self.households.data,
            affected=list(self.affected.data),
            severity=int(self.severity.data),
            season=self.season.data,
            since=self.since.data,
            cause=self.cause.data,
            coping=self.coping.data,
            response_type=self.response_type.data,
            also=[*self.also.data, *self.kept],
        )


def speaks_for(context: Context) -> dict[str, SettlementGroup]:
    """Return the groups for which the person may record: all for a facilitator, a representative's own."""
    if context.may(Action.RECORD_MEETING):
        return context.groups
    return {code: group for code, group in context.groups.items() if code in context.represents}


def need_form(
    context: Context, sessions: Iterable[Row[Any]], values: Mapping[str, Any], voices: Iterable[str] = ()
) -> NeedForm:
    """Return the form of a need; `voices` are the groups that raised it already."""
    own = speaks_for(context)
    mine = [code for code in own if code in voices]
    known = {"group_code": mine[0] if mine else "", "also": mine[1:]} if voices else {}
    if len(own) == 1:
        known["group_code"] = next(iter(own))
    form = NeedForm(context, {**values, **known})
    form.kept = tuple(code for code in voices if code not in own)
    choices = [(code, group.name) for code, group in own.items()]
    form.group_code.choices, form.also.choices = choices, choices
    form.sector.choices = [(key, lists.SECTORS.get(key, key)) for key in context.settlement.sectors]
    form.meeting_number.choices = _sessions(context, sessions)
    return form


def need_values(need: Row[Any]) -> dict[str, Any]:
    """Return what is written of a need, by field."""
    names = (
        "version", "title", "statement", "sector", "landmark", "households", "affected", "season", "since",
        "cause", "coping", "response_type",
    )  # fmt: skip
    values = {name: getattr(need, name) for name in names}
    return values | {"severity": str(need.severity), "meeting_number": str(need.meeting_number or "")}


class MergeForm(Form):
    """Into which other need, and why they are the same."""

    into = SelectField(N_("Which need is the same?"))
    reason = TextField(
        N_("Why are they the same?"), rows=2, most=500, missing=N_("Write why they are the same need.")
    )


def merge_form(context: Context, others: Iterable[Row[Any]]) -> MergeForm:
    """Return the form of a merge, with the needs that this one can go into."""
    form = MergeForm(context)
    # Labels are looked up as sentences, where two percent signs would stand for one.
    form.into.choices = [(str(row.number), f"{row.number}. {re.sub('%+', '%', row.title)}") for row in others]
    return form


def _sessions(context: Context, sessions: Iterable[Row[Any]]) -> list[tuple[str, str]]:
    spoken, groups = words(g.language), speaks_for(context)
    return [
        (str(row.number), f"{spoken.date(row.held_on)} · {spoken._(groups[row.group_code].name)}")
        for row in sessions
        if row.group_code in groups
    ]
