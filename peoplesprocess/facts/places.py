"""Settlements and programmes with everything needed to work in them, each read in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core import choice_lists
from peoplesprocess.core.journal_head_word import head_word
from peoplesprocess.core.messages import Msgid, ours
from peoplesprocess.core.process import steps as process
from peoplesprocess.core.process.steps import StepDefinition
from peoplesprocess.core.programme_rules import ProgrammeRules, restored
from peoplesprocess.core.roles import ActPlace, ProcessState
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.blocks import has_blocks
from peoplesprocess.facts.cycles import CLOSED_STEPS, CYCLES_BEFORE, LAST_CLOSED_AT
from peoplesprocess.models import (
    Area,
    JournalHead,
    ProcessVersion,
    Programme,
    Settlement,
)


@dataclass(frozen=True, slots=True)
class SettlementGroup:
    """A group that a settlement hears separately, with the letter of its badge."""

    code: str
    letter: str
    name: str
    stands_for: str
    position: int
    required: bool


class SettlementRow(NamedTuple):
    """A settlement as stored, with its area, programme, process version and journal head."""

    programme_id: UUID
    process_id: UUID
    area_id: UUID
    code: str
    name: str
    currency: str
    envelope: int
    place_code: str
    landmark: str
    tenure: str
    hazard: str
    households: int
    women_headed: int
    with_disability: int
    population: dict[str, list[int]]
    statuses: dict[str, int]
    people: int
    group_codes: list[str]
    required_groups: list[str]
    time_zone: str
    contribution: int | None
    authority_name: str
    version: int
    made_at: datetime
    id: UUID
    area: str
    area_name: str
    authority: str
    programme_code: str
    programme_name: str
    agency: str
    stored_committee_name: str
    programme_version: int
    sectors: list[str]
    stored_rules: dict[str, object]
    all_groups: list[dict[str, str]]
    stored_steps: list[dict[str, object]]
    closed_steps: str | None
    cycles_before: int
    since: datetime | None
    head_sequence: int | None
    head_digest: str | None
    has_blocks: bool


class SettlementWithRules(SettlementRow):
    """A settlement as pages and acts use it: its row, with the rules, steps and groups derived from it."""

    @cached_property
    def rules(self) -> ProgrammeRules:
        """The programme's rules, with the settlement's own contribution if it has one."""
        rules = restored(self.stored_rules)
        return rules if self.contribution is None else replace(rules, contribution=self.contribution)

    @cached_property
    def steps(self) -> tuple[StepDefinition, ...]:
        """The steps of the process version that the settlement follows."""
        return process.restored(self.stored_steps)

    @cached_property
    def closed(self) -> tuple[str, ...]:
        """The keys of the closed steps, with `process.ENDED_EARLY` if the cycle ended early."""
        return tuple((self.closed_steps or "").split())

    @cached_property
    def groups(self) -> dict[str, SettlementGroup]:
        """The groups that are heard separately here, by code, in the programme's order."""
        chosen = [group for group in self.all_groups if group["code"] in self.group_codes]
        return {
            group["code"]: SettlementGroup(
                group["code"],
                group["letter"],
                group_name(group),
                group["stands_for"],
                position,
                group["code"] in self.required_groups,
            )
            for position, group in enumerate(chosen)
        }

    @cached_property
    def where(self) -> ActPlace:
        """The place and the state of its process, in the form that the table of permissions takes."""
        return ActPlace(self.programme_id, self.id, self.area, self.state)

    @property
    def head_word(self) -> str:
        """The head word of the settlement's journal, for paper; "" while the journal is empty."""
        return (
            str(head_word(self.head_sequence, self.head_digest))
            if self.head_sequence and self.head_digest
            else ""
        )

    @property
    def committee_name(self) -> str:
        """The programme's name for committees, as a translatable word if it is the usual one."""
        return ours(self.stored_committee_name, choice_lists.USUAL_COMMITTEE)

    @property
    def present(self) -> StepDefinition | None:
        """The settlement's current step, None when all are closed or the cycle ended early."""
        return process.current_step(self.steps, self.closed)

    @property
    def is_ended_early(self) -> bool:
        """Whether the present cycle ended before all its steps were closed."""
        return process.ENDED_EARLY in self.closed

    @property
    def state(self) -> ProcessState:
        """The state of the process."""
        return process.process_state(self.steps, self.closed, self.cycles_before)

    @property
    def is_planned(self) -> bool:
        """Whether the planning steps of the present cycle are closed."""
        return process.is_planned(self.steps, self.closed)

    @property
    def cycle(self) -> int:
        """The number of the present cycle, 1 for the first."""
        return self.cycles_before + 1

    def any_group(self, code: str) -> SettlementGroup:
        """Return a group by its code, even if it is not heard separately here any longer or is unknown."""
        known = self.groups.get(code)
        if known is not None:
            return known
        word = next((group for group in self.all_groups if group["code"] == code), None)
        letter, name = (word["letter"], group_name(word)) if word else (code[:1].upper(), code)
        return SettlementGroup(code, letter, name, "", len(self.groups), False)


def group_name(group: Mapping[str, str]) -> str:
    """Return a programme's name for a group, as a translatable word if it is the usual one."""
    return ours(
        group["name"], *(Msgid(known.name) for known in choice_lists.GROUPS if known.code == group["code"])
    )


class ProgrammeWithRules(NamedTuple):
    """A programme as pages and acts use it."""

    id: UUID
    code: str
    name: str
    agency: str
    currency: str
    stored_committee_name: str
    sectors: list[str]
    groups: list[dict[str, str]]
    stored_rules: dict[str, object]
    version: int
    head_sequence: int | None

    @property
    def rules(self) -> ProgrammeRules:
        """The programme's rules."""
        return restored(self.stored_rules)

    @property
    def committee_name(self) -> str:
        """The programme's name for committees, as a translatable word if it is the usual one."""
        return ours(self.stored_committee_name, choice_lists.USUAL_COMMITTEE)

    @property
    def group_names(self) -> dict[str, str]:
        """The programme's names for groups, by code and in its order."""
        return {group["code"]: group_name(group) for group in self.groups}

    @property
    def where(self) -> ActPlace:
        """The place in the form that the table of permissions takes."""
        return ActPlace(self.id)


# Tables instead of mapped classes: building objects for rows that are only read costs more than reading.
_area, _frame, _place = Area.__table__.c, Programme.__table__.c, Settlement.__table__.c
_process, _head = ProcessVersion.__table__.c, JournalHead.__table__.c
SETTLEMENTS = Query(
    SettlementWithRules,
    select(
        *(
            column.label("group_codes") if column.name == "groups" else column
            for column in _place
            if column.name != "made_by"
        ),
        _area.path.label("area"),
        _area.name.label("area_name"),
        func.coalesce(func.nullif(_place.authority_name, ""), _area.authority).label("authority"),
        _frame.code.label("programme_code"),
        _frame.name.label("programme_name"),
        _frame.agency,
        _frame.committee_name.label("stored_committee_name"),
        _frame.version.label("programme_version"),
        _frame.sectors,
        _frame.rules.label("stored_rules"),
        _frame.groups.label("all_groups"),
        _process.steps.label("stored_steps"),
        CLOSED_STEPS.label("closed_steps"),
        CYCLES_BEFORE.label("cycles_before"),
        LAST_CLOSED_AT.label("since"),
        _head.sequence.label("head_sequence"),
        _head.digest.label("head_digest"),
        has_blocks(_place.id).label("has_blocks"),
    )
    .select_from(Settlement.__table__)
    .join(Area.__table__, _area.id == _place.area_id)
    .join(Programme.__table__, _frame.id == _place.programme_id)
    .join(ProcessVersion.__table__, _process.id == _place.process_id)
    .outerjoin(JournalHead.__table__, _head.id == _place.id),
)
"""Settlements with everything that a page needs; callers add their own conditions."""

_BY_CODE = SETTLEMENTS.where(_place.code == bindparam("code"))
_PROGRAMME = Query(
    ProgrammeWithRules,
    select(
        *(_frame[name] for name in ("id", "code", "name", "agency", "currency")),
        _frame.committee_name.label("stored_committee_name"),
        _frame.sectors,
        _frame.groups,
        _frame.rules.label("stored_rules"),
        _frame.version,
        _head.sequence.label("head_sequence"),
    )
    .select_from(Programme.__table__)
    .outerjoin(JournalHead.__table__, _head.id == _frame.id)
    .where(_frame.code == bindparam("code")),
)


def settlement_by_code(db: Session | Connection, code: str) -> SettlementWithRules | None:
    """Return a settlement by its code, or None if there is none."""
    # PostgreSQL refuses NUL in a text, and no code contains one.
    return _BY_CODE.first(db, code=code) if code.isprintable() else None


def programme_by_code(db: Session | Connection, code: str) -> ProgrammeWithRules | None:
    """Return a programme by its code, or None if there is none."""
    return _PROGRAMME.first(db, code=code) if code.isprintable() else None
