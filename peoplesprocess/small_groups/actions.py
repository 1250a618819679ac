"""Acts on small groups: record, change and strike a group, and record savings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Conflict, Message, Plural, Refused
from peoplesprocess.core.months import month_of, name_of
from peoplesprocess.core.search import folded
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.models import GroupSaving, SmallGroup, SmallGroupChange, Strike
from peoplesprocess.small_groups import queries
from peoplesprocess.small_groups.queries import SmallGroupDetail
from peoplesprocess.strike_writer import require_not_struck, strike_record


@dataclass(frozen=True, slots=True)
class SmallGroupInput:
    """The description of a small group; `block_number` is None if it lies in no block or in several."""

    name: str
    lane: str
    households: int
    leader: str
    since: date | None
    block_number: int | None = None


@dataclass(frozen=True, slots=True)
class SavingInput:
    """The savings of a group in one month, in minor units; both fields are None if nothing is recorded."""

    amount: int | None
    savers: int | None


def record_small_group(act: Act, group: SmallGroupInput) -> SmallGroup:
    """Record a small group under the settlement's next number.

    Errors: Forbidden; Refused, naming the field.
    """
    act.require(Action.RECORD_SMALL_GROUP)
    _require_other_name(act, group.name)
    _require_room(act, group.households)
    row = SmallGroup(
        **act.columns,
        **_values(act, group),
        number=act.next_number(SmallGroup.number, SmallGroup.settlement_id, act.settlement.id),
    )
    act.db.add(row)
    act.note("small_group.record", f"small_group {row.number}", households=row.households)
    return row


def change_small_group(
    act: Act, number: int, group: SmallGroupInput, reason: str, seen_version: int
) -> SmallGroup:
    """Change the description of a small group; the previous values stay readable.

    Errors: Forbidden; Conflict if it was saved since `seen_version`; Refused, naming the field, or if nothing
    changes.
    """
    act.require(Action.RECORD_SMALL_GROUP)
    known = _standing(act, number)
    row = act.db.get_one(SmallGroup, known.id)
    if row.version != seen_version:
        raise Conflict({name: getattr(known, name) for name in asdict(group)})
    _require_other_name(act, group.name, number)
    _require_room(act, group.households - row.households)
    values = _values(act, group)
    old = {name: _as_json(getattr(known, name)) for name in asdict(group)}
    new = {name: _as_json(value) for name, value in asdict(group).items()}
    changed = [name for name in old if old[name] != new[name]]
    if not changed:
        raise Refused(Message(N_("Nothing is changed yet.")))
    require_reason(reason)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    before, after = ({name: side[name] for name in changed} for side in (old, new))
    act.db.add(
        SmallGroupChange(
            **act.columns, small_group_id=row.id, before=before, after=after, reason=reason.strip()
        )
    )
    act.note("small_group.change", f"small_group {number}", households=row.households)
    return row


def strike_small_group(act: Act, number: int, reason: str) -> Strike:
    """Strike a small group, so that neither its households nor its savings count.

    Errors: Forbidden; Refused if it has already been struck, or without a reason.
    """
    act.require(Action.RECORD_SMALL_GROUP)
    known = _standing(act, number)
    row = strike_record(act, SmallGroup, known.id, reason)
    act.note("small_group.strike", f"small_group {number}")
    return row


def record_savings(
    act: Act, month: date, savings: Mapping[int, SavingInput], reason: str = ""
) -> list[GroupSaving]:
    """Record the savings of groups in a month, by group number; earlier figures stay readable.

    Errors: Forbidden; Refused for a month that has not begun, for an unknown group, if no figure is new, or
    if a figure replaces another one without a reason.
    """
    act.require(Action.RECORD_SMALL_GROUP)
    if month != month_of(month) or month > act.today:
        raise Refused(Message(N_("This month has not begun yet.")))
    numbers = sorted(savings)
    groups = queries.NUMBERED.all(act.db, settlement=act.settlement.id, numbers=numbers)
    keys = {group.number: group.id for group in groups}
    if any(number not in keys for number in numbers):
        raise Refused(Message(N_("A small group has been struck meanwhile. Open the page again.")))
    newest = _newest(act, month, numbers)
    rows = [
        _saving(act, month, keys[number], savings[number], known)
        for number in numbers
        if (known := newest.get(number, _NOTHING)) and known[1] != savings[number]
    ]
    if not rows:
        raise Refused(Message(N_("Nothing is changed yet.")))
    if any(row.number > 1 for row in rows):
        require_reason(reason)
        for row in rows:
            row.reason = reason.strip() if row.number > 1 else ""
    act.db.add_all(rows)
    act.note("savings.record", "savings", month=name_of(month), groups=len(rows))
    return rows


_NOTHING = (0, SavingInput(None, None))


def _newest(act: Act, month: date, numbers: list[int]) -> dict[int, tuple[int, SavingInput]]:
    """Return the savings in force for the month and their revision number, by group number."""
    if not numbers:
        return {}
    rows = queries.SAVINGS_OF_MONTH.all(
        act.db, settlement=act.settlement.id, month=month, after=numbers[0] - 1, until=numbers[-1]
    )
    return {row.group_number: (row.number, SavingInput(row.amount, row.savers)) for row in rows}


def _saving(
    act: Act, month: date, group: UUID, saving: SavingInput, known: tuple[int, SavingInput]
) -> GroupSaving:
    return GroupSaving(
        **act.columns, **asdict(saving), small_group_id=group, month=month, number=known[0] + 1
    )


def _values(act: Act, group: SmallGroupInput) -> dict[str, object]:
    """Return the columns of a small group. Errors: Refused if there is no such block."""
    values: dict[str, object] = asdict(group)
    number = values.pop("block_number")
    block = None
    if number is not None:
        block = queries.BLOCK.get(act.db, settlement=act.settlement.id, number=number)
        if block is None:
            raise Refused(Message(N_("Choose one from the list.")), "block_number")
    return {**values, "block_id": block}


def _as_json(value: object) -> object:
    """Return a value in a form that JSON can hold."""
    return value.isoformat() if isinstance(value, date) else value


def _standing(act: Act, number: int) -> SmallGroupDetail:
    found = queries.SMALL_GROUP.first(act.db, settlement=act.settlement.id, number=number)
    if found is None:
        raise Refused(Message(N_("There is no such small group here. See the list of small groups.")))
    require_not_struck(found.struck_at is not None)
    return found


def _require_other_name(act: Act, name: str, number: int = 0) -> None:
    for other in queries.ALL_NAMES.all(act.db, settlement=act.settlement.id):
        if other.number != number and folded(other.name) == folded(name):
            sentence = N_("Small group %(number)s already has this name. Give this one another name.")
            raise Refused(Message(sentence, {"number": other.number}), "name")


def _require_room(act: Act, more: int) -> None:
    """Refuse more households in groups than live in the settlement, if that number is known."""
    living = act.settlement.households
    together = queries.SUMS.one(act.db, settlement=act.settlement.id).households + more
    if living and more > 0 and together > living:
        sentence = Plural(
            "With these, %(count)s household would be in small groups, and %(households)s live here. "
            "Check the number, or correct the settlement's sheet first.",
            "With these, %(count)s households would be in small groups, and %(households)s live here. "
            "Check the number, or correct the settlement's sheet first.",
            together,
            {"households": living},
        )
        raise Refused(sentence, "households")
