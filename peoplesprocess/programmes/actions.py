"""Acts that set up programmes, add areas and settlements, and change rules and steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.process import steps
from peoplesprocess.core.process.steps import StepDefinition
from peoplesprocess.core.programme_rules import PRESETS, ProgrammeRules, restored
from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.models import Area, ProcessVersion, Programme, Settlement
from peoplesprocess.programmes.programme_queries import NEWEST_PROCESS, ProcessVersionRow


@dataclass(frozen=True, slots=True)
class ProgrammeInput:
    """A new programme; `groups` is stored as it is, `preset` is a key of `PRESETS`."""

    name: str
    code: str
    agency: str
    currency: str
    committee_name: str
    preset: str
    groups: list[dict[str, str]]
    sectors: list[str]


@dataclass(frozen=True, slots=True)
class AreaInput:
    """An area above settlements: its path of codes from the country down, its name, its office."""

    path: str
    name: str
    authority: str


@dataclass(frozen=True, slots=True)
class SettlementInput:
    """A new settlement; `area` is a path, the envelope is in minor units of the currency."""

    name: str
    code: str
    area: str
    currency: str
    envelope: int
    place_code: str
    groups: list[str]
    required_groups: list[str]
    households: int = 0
    time_zone: str = ""


_PROGRAMME_TAKEN = ScalarQuery(select(Programme.id).where(Programme.code == bindparam("code")))
_SETTLEMENT_TAKEN = ScalarQuery(select(Settlement.id).where(Settlement.code == bindparam("code")))
_AREA_AT = ScalarQuery(
    select(Area.id).where(
        Area.programme_id == bindparam("programme"),
        Area.path == bindparam("path"),
    )
)


def set_up_programme(act: Act, programme: ProgrammeInput) -> Programme:
    """Set up a programme with the rules and steps of its preset.

    Errors: Forbidden; Refused if its code is taken.
    """
    act.require(Action.SET_UP_PROGRAMME)
    if _PROGRAMME_TAKEN.get(act.db, code=programme.code) is not None:
        raise Refused(Message(N_("Another programme has this code. Choose another.")), "code")
    values = asdict(programme)
    preset = values.pop("preset")
    made = {"made_by": act.actor.id, "made_at": act.now}
    row = Programme(**values, rules=PRESETS[preset][1].stored(), **made)
    act.db.add(row)
    act.db.flush()
    first = steps.stored(steps.VARIANTS[preset])
    act.db.add(ProcessVersion(programme_id=row.id, version=1, steps=first, **made))
    detail = {"currency": row.currency, "preset": preset, "groups": len(row.groups)}
    act.note_in(row.id, "programme.set_up", "programme", **detail)
    return row


def add_area(act: Act, area: AreaInput) -> Area:
    """Add an area above settlements.

    Errors: Forbidden; SecondFactorNeeded; Refused if the programme already has one at this path.
    """
    act.require(Action.ADD_SETTLEMENT)
    if _area_at(act, area.path) is not None:
        raise Refused(Message(N_("This area is there already. Choose it from the list.")), "area_path")
    row = Area(programme_id=act.programme.id, **asdict(area))
    act.db.add(row)
    act.db.flush()
    act.note("area.add", area.path)
    return row


def add_settlement(act: Act, settlement: SettlementInput) -> Settlement:
    """Add a settlement, which follows the newest version of the programme's steps.

    Errors: Forbidden; SecondFactorNeeded; Refused if the programme has no such area, or if any settlement has
    this code, as it is the address of the public notice board.
    """
    act.require(Action.ADD_SETTLEMENT)
    values = asdict(settlement)
    area = _area_at(act, values.pop("area"))
    if area is None:
        raise Refused(Message(N_("This programme has no such area.")), "area")
    if _SETTLEMENT_TAKEN.get(act.db, code=settlement.code) is not None:
        raise Refused(Message(N_("Another settlement has this code. Choose another.")), "code")
    process = _newest_process(act)
    row = Settlement(**act.programme_columns, **values, process_id=process.id, area_id=area)
    act.db.add(row)
    act.db.flush()
    detail: dict[str, object] = {"currency": row.currency, "envelope": row.envelope}
    detail |= {"groups": row.groups, "required": row.required_groups}
    act.note_in(row.id, "settlement.add", "settlement", **detail)
    return row


def change_rules(act: Act, rules: ProgrammeRules, committee_name: str, seen_version: int) -> Programme:
    """Change a programme's rules and the word for its committees.

    Errors: Forbidden; Conflict if they were changed since `seen_version`.
    """
    act.require(Action.CHANGE_PROGRAMME)
    programme = act.db.get_one(Programme, act.programme.id, with_for_update=True, populate_existing=True)
    if programme.version != seen_version:
        raise Conflict(_stored(programme))
    programme.rules = rules.stored()
    programme.committee_name = committee_name
    programme.version += 1
    act.note("rules.change", f"rules {programme.version}", rules=rules.stored())
    return programme


def change_steps(act: Act, walk: Sequence[StepDefinition], seen_version: int) -> ProcessVersion:
    """Add a version of a programme's steps; settlements that have begun keep theirs.

    Errors: Forbidden; Refused if money would be unguarded or a step has no name; Conflict if there is a newer
    version than `seen_version`.
    """
    act.require(Action.CHANGE_PROGRAMME)
    newest = _newest_process(act)
    if newest.version != seen_version:
        raise Conflict({"version": newest.version})
    checked = steps.checked(walk)
    row = ProcessVersion(**act.programme_columns, version=newest.version + 1, steps=steps.stored(checked))
    act.db.add(row)
    detail = {step.key: list(step.gate) for step in checked}
    act.note("steps.change", f"steps {row.version}", **detail)
    return row


def _area_at(act: Act, path: str) -> UUID | None:
    return _AREA_AT.get(act.db, programme=act.programme.id, path=path)


def _newest_process(act: Act) -> ProcessVersionRow:
    return NEWEST_PROCESS.one(act.db, programme=act.programme.id)


def _stored(programme: Programme) -> dict[str, object]:
    """Return a programme's stored rules, by the names of the form's fields."""
    values: dict[str, object] = {**programme.rules, "committee_name": programme.committee_name}
    values.pop("instalments", None)
    values.pop("levels", None)
    for number, part in enumerate(restored(programme.rules).instalments, start=1):
        values |= {f"percent{number}": part.percent, f"work{number}": part.work_done}
        values |= {f"spent{number}": part.money_spent}
    return values
