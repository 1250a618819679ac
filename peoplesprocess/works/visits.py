"""Recording a visit: what it measures becomes progress. Builders do not verify their own work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from fractions import Fraction

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.choice_lists import DELAY_CAUSES, MOMENTS, WEATHER
from peoplesprocess.core.contract_closure import may_write_cash_book
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.core.progress import MeasuredBillLine, measured_hundredths, physical
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.facts.contracts import BILL, BillLineRow
from peoplesprocess.models import Visit, VisitPhoto
from peoplesprocess.works import queries
from peoplesprocess.works.cash_book import GIVEN_UNTIL, PAID_UNTIL
from peoplesprocess.works.fixed_points import keys_of_points
from peoplesprocess.works.quality_checks import QualityCheckInput, checked, quality_rows
from peoplesprocess.works.queries import WorkRow

MOST_PHOTOS = 3


@dataclass(frozen=True, slots=True)
class VisitPhotoInput:
    """A photo in the store: its moment, the digest of its bytes, its size in bytes and pixels.

    `point` is the number of the fixed point from which it was taken, None if from none.
    """

    moment: str
    digest: str
    size: int
    width: int
    height: int
    point: int | None = None


@dataclass(frozen=True, slots=True)
class VisitInput:
    """A visit; `measured` holds the quantity done so far by bill position, in thousandths of the unit.

    `weather` and `delay_cause` are keys of their choices, "" if nothing was said.
    """

    visited_on: date
    measured: Mapping[int, int]
    days_stopped: int
    notes: str
    final: bool
    photos: Sequence[VisitPhotoInput] = field(default_factory=list)
    fell: bool = False
    """Whether the visitor confirmed that less is done of a line than was measured before."""
    weather: str = ""
    delay_cause: str = ""
    checks: Sequence[QualityCheckInput] = ()


def record_visit(act: Act, number: int, visit: VisitInput) -> Visit:
    """Record a visit that measured the work.

    Errors: Forbidden; Refused if the actor is a builder, if the contract is not signed, if the day is before
    the last visit, if more is measured than the contract holds or less than before without a note and the
    visitor's confirmation, or as `quality_checks.checked`.
    """
    act.require_role(Action.RECORD_VISIT)
    act.require(Action.RECORD_VISIT, ActSubject(**builders_here(act.db, act.settlement, act.actor.id)))
    work = work_of(act, number)
    _check(work, visit, act.today)
    bill = BILL.all(act.db, contract=work.id)
    before = {int(position): done for position, done in (work.measured or {}).items()}
    measured = {
        line.position: visit.measured.get(line.position, before.get(line.position, 0)) for line in bill
    }
    percent = _physical(bill, measured)
    _check_falling(bill, measured, before, visit)
    row = _row(act, work, visit, measured, percent)
    photos = _photos(act, work, row, visit.photos)
    rows, detail = [*photos, *quality_rows(act, row, visit.checks)], _detail(row, len(visit.photos))
    act.db.add(row)
    # The rows refer to their visit, so its row must exist first.
    act.db.flush()
    act.db.add_all(rows)
    act.note("visit.record", f"contract {number} visit {row.number}", **detail)
    return row


def _row(act: Act, work: WorkRow, visit: VisitInput, measured: Mapping[int, int], percent: int) -> Visit:
    return Visit(
        **act.columns,
        id=uuid7(),
        contract_id=work.id,
        number=act.next_number(Visit.number, Visit.contract_id, work.id),
        visited_on=visit.visited_on,
        measured={str(position): done for position, done in measured.items()},
        physical=percent,
        spent=PAID_UNTIL.get(act.db, contract=work.id, day=visit.visited_on) or 0,
        given_in_kind=GIVEN_UNTIL.get(act.db, contract=work.id, day=visit.visited_on) or 0,
        days_stopped=visit.days_stopped,
        notes=visit.notes,
        final=visit.final,
        weather=visit.weather,
        delay_cause=visit.delay_cause,
    )


def work_of(act: Act, number: int) -> WorkRow:
    """Return a contract with its money and progress, signed or not. Errors: Refused if there is none."""
    work = queries.WORK.first(act.db, settlement=act.settlement.id, number=number)
    if work is None:
        raise Refused(Message(N_("There is no such work here. See the list of works.")))
    return work


def require_open_book(work: WorkRow) -> None:
    """Refuse to change a cash book on which the final account rests, unless a retention was paid since.

    Errors: Refused.
    """
    may_write_cash_book(
        bool(work.final_accounts), bool(work.handovers), is_paid_from_retention=work.retention_paid
    )


def _check(work: WorkRow, visit: VisitInput, today: date) -> None:
    if not work.is_signed:
        raise Refused(Message(N_("The contract is not signed by all its parties yet.")))
    if visit.visited_on > today:
        raise Refused(Message(N_("This day has not come yet.")), "visited_on")
    if work.visited_on and visit.visited_on < work.visited_on:
        raise Refused(
            Message(
                N_("The last visit was on %(day)s. This one cannot be earlier."), {"day": work.visited_on}
            ),
            "visited_on",
        )
    if visit.days_stopped < 0:
        raise Refused(Message(N_("This must be at least %(min)s."), {"min": 0}), "days_stopped")
    if len(visit.photos) > MOST_PHOTOS or any(photo.moment not in MOMENTS for photo in visit.photos):
        raise Refused(Message(N_("Choose one from the list.")), "moment1")
    for name, chosen, choices in (
        ("weather", visit.weather, WEATHER),
        ("delay_cause", visit.delay_cause, DELAY_CAUSES),
    ):
        if chosen and chosen not in choices:
            raise Refused(Message(N_("Choose one from the list.")), name)
    checked(visit.checks, visit.visited_on)


def _physical(bill: Sequence[BillLineRow], measured: Mapping[int, int]) -> int:
    lines = {
        line.position: MeasuredBillLine(line.amount, line.quantity, measured[line.position]) for line in bill
    }
    refusals = RefusalList()
    for position, line in lines.items():
        with refusals:
            try:
                physical([line])
            except Refused as refusal:
                raise Refused(refusal.sentence, f"done{position}") from None
    refusals.settle()
    return measured_hundredths(list(lines.values()))


def _check_falling(
    bill: Sequence[BillLineRow], measured: Mapping[int, int], before: Mapping[int, int], visit: VisitInput
) -> None:
    """Ask about quantities that fell: a mistyped number looks like work that was undone."""
    refusals = RefusalList()
    fallen = [line for line in bill if measured[line.position] < before.get(line.position, 0)]
    for line in fallen:
        with refusals:
            if not visit.notes.strip():
                sentence = N_("Less is measured than at the last visit. Write in the notes why.")
                raise Refused(Message(sentence), f"done{line.position}")
    refusals.settle()
    for line in fallen:
        done, had = measured[line.position], before.get(line.position, 0)
        if not visit.fell:
            values = {
                "what": line.title,
                "before": Fraction(had, 1000),
                "now": Fraction(done, 1000),
                "unit": line.unit,
            }
            sentence = N_(
                "%(what)s: you measured %(before)s %(unit)s before, and now %(now)s. Is that right?"
            )
            raise Refused(Message(sentence, values), "fell")


def _photos(act: Act, work: WorkRow, row: Visit, sent: Sequence[VisitPhotoInput]) -> list[VisitPhoto]:
    points = keys_of_points(act, work.id) if any(photo.point for photo in sent) else {}
    rows = []
    for count, photo in enumerate(sent, start=1):
        values = asdict(photo)
        point = values.pop("point")
        if point is not None and point not in points:
            raise Refused(Message(N_("Choose one from the list.")), f"point{count}")
        rows.append(
            VisitPhoto(**act.columns, **values, visit_id=row.id, number=count, point_id=points.get(point))
        )
    return rows


def _detail(row: Visit, photos: int) -> dict[str, object]:
    """Return what the journal records of a visit."""
    return {
        "visited_on": row.visited_on.isoformat(),
        "physical": row.physical,
        "spent": row.spent,
        "given": row.given_in_kind,
        "days_stopped": row.days_stopped,
        "final": row.final,
        "photos": photos,
    }
