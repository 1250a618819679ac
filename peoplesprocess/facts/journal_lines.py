"""Entries of the journal as pages and files show them: time by the place's clock, who, and what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from peoplesprocess.core.journal_sentences import UNNAMED, JournalNames, Names, sentence_of
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.paper_days import day_in_detail
from peoplesprocess.core.time_zones import zone_at
from peoplesprocess.facts.journal_entries import AccountName, JournalEntryRow, moment_of
from peoplesprocess.facts.places import SettlementWithRules, group_name


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One act: its day and minute by the clock of the place, who did it, what was done and where.

    `on_paper` is the day on its paper, if it was done on paper earlier.
    """

    day: date
    time: str
    who: str | Message
    what: Message
    settlement: str
    settlement_code: str
    on_paper: date | None = None


def line_of(row: JournalEntryRow, known: Sequence[AccountName], groups: Names, steps: Names) -> JournalLine:
    """Return an entry as a line; `known` holds each account's changes of name in order of time."""
    return _line(row, JournalNames(groups, steps, _names_at(known, moment_of(row))))


def groups_of(place: SettlementWithRules) -> Names:
    """Return the names of a settlement's groups by their codes."""
    return {group["code"]: group_name(group) for group in place.all_groups}


def steps_of(place: SettlementWithRules) -> Names:
    """Return the names of a settlement's steps by their keys."""
    return {step.key: step.name for step in place.steps}


def _names_at(known: Sequence[AccountName], moment: datetime) -> dict[str, str | Message]:
    """Return the names of accounts at a moment, each with its present name if that is different."""
    names: dict[str, str | Message] = {}
    for row in reversed(known):
        names.setdefault(str(row.id), row.name)
        if row.before and row.changed_at and row.changed_at >= moment and row.before != row.name:
            names[str(row.id)] = Message(
                N_("%(before)s, now %(now)s"), {"before": row.before, "now": row.name}
            )
    return names


def _line(row: JournalEntryRow, names: JournalNames) -> JournalLine:
    is_named = row.act not in UNNAMED
    moment = moment_of(row).astimezone(zone_at(row.time_zone or "", row.area or "") if is_named else UTC)
    system = N_("The installation") if is_named else N_("Nobody is named")
    return JournalLine(
        moment.date(),
        # An entry outside of settlements has no local time.
        moment.strftime("%H:%M" if row.settlement else "%H:%M UTC") if is_named else "",
        names.accounts.get(row.actor, system),
        sentence_of(row.act, row.subject, row.detail, names),
        row.settlement or "",
        row.settlement_code or "",
        day_in_detail(row.detail),
    )
