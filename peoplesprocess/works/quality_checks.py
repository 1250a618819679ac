"""Quality checks at a visit: what passed, and what failed and is a defect until it is repaired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.models import Defect, QualityCheck, Visit


@dataclass(frozen=True, slots=True)
class QualityCheckInput:
    """What was tested; for a failed test, the day by which it must be repaired."""

    what: str
    passed: bool
    remark: str = ""
    due_on: date | None = None


def checked(checks: Sequence[QualityCheckInput], visited_on: date) -> None:
    """Refuse a check without words, or a failed one without a day on or after the visit. Errors: Refused."""
    refusals = RefusalList()
    for line, check in enumerate(checks, start=1):
        with refusals:
            _check(line, check, visited_on)
    refusals.settle()


def _check(line: int, check: QualityCheckInput, visited_on: date) -> None:
    if not check.what.strip():
        raise Refused(Message(N_("Write what was tested.")), f"tested{line}")
    if check.passed:
        return
    if check.due_on is None:
        raise Refused(Message(N_("Write by which day it must be repaired.")), f"due{line}")
    if check.due_on < visited_on:
        raise Refused(Message(N_("This day is before the visit.")), f"due{line}")


def quality_rows(act: Act, visit: Visit, checks: Sequence[QualityCheckInput]) -> list[QualityCheck | Defect]:
    """Return the rows of a visit's checks, with a defect for each that failed."""
    rows: list[QualityCheck | Defect] = [
        QualityCheck(
            **act.columns,
            visit_id=visit.id,
            number=line,
            what=check.what,
            passed=check.passed,
            remark=check.remark,
        )
        for line, check in enumerate(checks, start=1)
    ]
    return [*rows, *_defects(act, visit, checks)]


def _defects(act: Act, visit: Visit, checks: Sequence[QualityCheckInput]) -> Iterator[Defect]:
    failed = [check for check in checks if not check.passed and check.due_on is not None]
    first = act.next_number(Defect.number, Defect.contract_id, visit.contract_id) if failed else 1
    for number, check in enumerate(failed, start=first):
        # A dash between two texts of people is the same in every language; a colon has a blank before it in
        # French.
        what = f"{check.what} – {check.remark}" if check.remark else check.what
        yield Defect(
            **act.columns,
            contract_id=visit.contract_id,
            number=number,
            what=what,
            due_on=check.due_on,
            visit_id=visit.id,
        )
