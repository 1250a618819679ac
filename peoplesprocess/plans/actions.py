"""What is done to action plans: items written, adopted by an assembly, handed over, begun anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.decisions import fingerprint
from peoplesprocess.core.inclusion import Share
from peoplesprocess.core.lists import IMPLEMENTERS
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.db import journal
from peoplesprocess.db.rows import Place, belonging
from peoplesprocess.models import Adoption, Meeting, Plan, PlanItem, Settlement, Submission
from peoplesprocess.plans import queries
from peoplesprocess.plans.changes import JUDGED
from peoplesprocess.plans.checks import check_quorum, may_revise

NO_ITEM = N_("The plan has no item yet. Add the first one.")
GONE = N_("This item is no longer in the plan.")
ADOPTED = N_("The assembly adopted this version. Make a new version to change it.")
SUBMITTED = N_("This version is with the authority. Make a new version to change it.")

# Decisions and journals hold digests that were made under these names: they outlive a column's.
_DIGESTED = {"implementer": "doer", "operation_and_maintenance": "upkeep"}


@dataclass(frozen=True, slots=True)
class ItemInput:
    """An item of the plan: money in minor units, `needs` by number, `rank` None for the next place."""

    title: str
    place: str
    needs: list[int]
    cost: int
    in_cash: int
    in_labour: int
    in_materials: int
    source: str
    implementer: str
    starts_on: date
    ends_on: date
    operation_and_maintenance: str
    rank: int | None = None


def add_item(db: Session, actor: UUID, place: Place, item: ItemInput, now: datetime) -> PlanItem:
    """Add an item to the draft, which begins with its first item.

    Errors: Refused if the newest version is adopted or submitted, or the item cannot be right.
    """
    plan = _draft(db, place)
    _check_item(item, {need.number for need in queries.live_needs(db, place.id)})
    if plan is None:
        plan = Plan(**belonging(place, actor, now), number=1)
        db.add(plan)
        db.flush()
    line = (
        select(func.max(PlanItem.line))
        .join(Plan, Plan.id == PlanItem.plan_id)
        .where(Plan.settlement_id == place.id)
    )
    # A line's number is never used again: answers and contracts refer to it in every version.
    row = PlanItem(plan_id=plan.id, line=(db.scalar(line) or 0) + 1, rank=0, fingerprint="", **_content(item))
    row.fingerprint = _fingerprint(row)
    _arrange(_rows(db, plan), row, item.rank)
    db.add(row)
    _write_journal(db, actor, place, "plan.item.add", plan, row, now)
    return row


def change_item(
    db: Session, actor: UUID, place: Place, line: int, item: ItemInput, seen_version: int, now: datetime
) -> PlanItem:
    """Change an item of the draft.

    Errors: Refused as `add_item`; Conflict if it was saved since `seen_version`.
    """
    plan, row = _found(db, place, line)
    if row.version != seen_version:
        theirs = {name: getattr(row, name) for name in JUDGED}
        raise Conflict(
            theirs
            | {
                "needs": ", ".join(str(need) for need in row.needs),
                "implementer": IMPLEMENTERS[row.implementer],
            }
        )
    _check_item(item, {need.number for need in queries.live_needs(db, place.id)})
    for name, value in _content(item).items():
        setattr(row, name, value)
    row.fingerprint = _fingerprint(row)
    row.version += 1
    _arrange([other for other in _rows(db, plan) if other is not row], row, item.rank or row.rank)
    _write_journal(db, actor, place, "plan.item.change", plan, row, now)
    return row


def remove_item(db: Session, actor: UUID, place: Place, line: int, now: datetime) -> None:
    """Take an item out of the draft. Errors: Refused."""
    plan, row = _found(db, place, line)
    db.delete(row)
    for rank, other in enumerate((other for other in _rows(db, plan) if other is not row), start=1):
        other.rank = rank
    _write_journal(db, actor, place, "plan.item.remove", plan, row, now)


def adopt(
    db: Session,
    actor: UUID,
    place: Place,
    meeting_number: int,
    households: int | None,
    quorum_percent: int,
    now: datetime,
) -> Adoption:
    """Record that an assembly adopted the draft; `households` None takes the meeting's own count.

    Errors: Refused if there is nothing to adopt, or too few households were there.
    """
    plan = _draft(db, place)
    if plan is None or not _rows(db, plan):
        raise Refused(Message(NO_ITEM))
    meeting = db.scalar(
        select(Meeting).where(Meeting.settlement_id == place.id, Meeting.number == meeting_number)
    )
    if meeting is None or meeting.kind != "assembly":
        raise Refused(Message(N_("Choose the assembly that adopted the plan.")), "meeting")
    present = meeting.households if households is None else households
    check_quorum(Share(present, db.get_one(Settlement, place.id).households), meeting.people, quorum_percent)
    row = Adoption(**belonging(place, actor, now), plan_id=plan.id, meeting_id=meeting.id, households=present)
    db.add(row)
    journal.write(
        db,
        place.id,
        actor,
        "plan.adopt",
        f"plan {plan.number}",
        now,
        meeting=meeting.number,
        households=present,
    )
    return row


def submit(db: Session, actor: UUID, place: Place, now: datetime) -> Submission:
    """Hand the adopted version to the authority; the clock runs from now. Errors: Refused."""
    newest = queries.newest(db, place.id)
    items = queries.items(db, [newest.id]) if newest else []
    if newest is None or not items:
        raise Refused(Message(NO_ITEM))
    if newest.submitted_at:
        raise Refused(Message(N_("This version is with the authority already.")))
    if newest.adopted_on is None:
        raise Refused(
            Message(N_("The assembly has not adopted this version yet. Record the adoption first."))
        )
    row = Submission(**belonging(place, actor, now), plan_id=newest.id)
    db.add(row)
    grant = sum(item.cost - item.in_cash - item.in_labour - item.in_materials for item in items)
    journal.write(
        db, place.id, actor, "plan.submit", f"plan {newest.number}", now, items=len(items), grant=grant
    )
    return row


def revise(db: Session, actor: UUID, place: Place, now: datetime) -> Plan:
    """Begin a new version with all items of the newest one, each under its own line number.

    Errors: Refused while the newest one can still be changed, or waits for the authority with no item
    sent back.
    """
    newest = queries.newest(db, place.id)
    if newest is None:
        raise Refused(Message(NO_ITEM))
    may_revise(newest.adopted_on is not None, newest.submitted_at, queries.items(db, [newest.id]))
    plan = Plan(**belonging(place, actor, now), number=newest.number + 1)
    db.add(plan)
    db.flush()
    old = db.scalars(select(PlanItem).where(PlanItem.plan_id == newest.id)).all()
    kept = ("line", "rank", "fingerprint", *JUDGED)
    db.add_all(PlanItem(plan_id=plan.id, **{name: getattr(item, name) for name in kept}) for item in old)
    journal.write(db, place.id, actor, "plan.revise", f"plan {plan.number}", now, items=len(old))
    return plan


def _draft(db: Session, place: Place) -> Plan | None:
    """Return the version that may be changed, None if there is no plan yet. Errors: Refused."""
    newest = queries.newest(db, place.id)
    if newest is None:
        return None
    if newest.submitted_at:
        raise Refused(Message(SUBMITTED))
    if newest.adopted_on is not None:
        raise Refused(Message(ADOPTED))
    return db.get_one(Plan, newest.id)


def _found(db: Session, place: Place, line: int) -> tuple[Plan, PlanItem]:
    plan = _draft(db, place)
    if plan is None:
        raise Refused(Message(GONE))
    row = db.scalar(select(PlanItem).where(PlanItem.plan_id == plan.id, PlanItem.line == line))
    if row is None:
        raise Refused(Message(GONE))
    return plan, row


def _rows(db: Session, plan: Plan) -> list[PlanItem]:
    return list(
        db.scalars(select(PlanItem).where(PlanItem.plan_id == plan.id).order_by(PlanItem.rank, PlanItem.line))
    )


def _content(item: ItemInput) -> Mapping[str, object]:
    values = asdict(item)
    values["needs"] = sorted(set(item.needs))
    return {name: values[name] for name in JUDGED}


def _fingerprint(row: PlanItem) -> str:
    return fingerprint({_DIGESTED.get(name, name): getattr(row, name) for name in JUDGED})


def _arrange(others: list[PlanItem], row: PlanItem, wanted: int | None) -> None:
    """Put `row` at the wanted place of the order, or last; the places stay 1, 2, 3 …"""
    position = len(others) if wanted is None else max(0, min(wanted - 1, len(others)))
    for rank, item in enumerate([*others[:position], row, *others[position:]], start=1):
        item.rank = rank


def _check_item(item: ItemInput, known: set[int]) -> None:
    if not item.needs or not set(item.needs) <= known:
        raise Refused(Message(N_("Choose at least one need that this item answers.")), "needs")
    if item.cost <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), "cost")
    parts = (item.in_cash, item.in_labour, item.in_materials)
    if min(parts) < 0:
        raise Refused(Message(N_("A sum here cannot be below 0.")), "in_cash")
    if sum(parts) > item.cost:
        raise Refused(Message(N_("The community gives more than the item costs. Check the sums.")), "in_cash")
    if item.ends_on < item.starts_on:
        raise Refused(Message(N_("This day is before the work begins.")), "ends_on")
    if not item.operation_and_maintenance.strip():
        raise Refused(Message(N_("Say who keeps it running.")), "operation_and_maintenance")


def _write_journal(
    db: Session, actor: UUID, place: Place, act: str, plan: Plan, row: PlanItem, now: datetime
) -> None:
    journal.write(
        db,
        place.id,
        actor,
        act,
        f"plan {plan.number} line {row.line}",
        now,
        cost=row.cost,
        contribution=row.in_cash + row.in_labour + row.in_materials,
        needs=list(row.needs),
        rank=row.rank,
        digest=row.fingerprint,
    )
