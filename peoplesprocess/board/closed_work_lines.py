"""A closed work in a few lines for the notice board; its own page has the details."""

from __future__ import annotations

from collections.abc import Iterator

from peoplesprocess.board.contract_summary import ContractSummary
from peoplesprocess.board.work_stage_lines import WorkStageLine, missing, so
from peoplesprocess.core.messages import N_, Plural
from peoplesprocess.core.money import Money


def is_closed(work: ContractSummary) -> bool:
    """Return whether a work has its final account and is handed over or ended, with no instalment open."""
    row = work.row
    if row.measured_on is None:
        return False
    return row.ended_on is not None or (row.handed_on is not None and not row.unreleased)


def closed_work_lines(work: ContractSummary, currency: str) -> Iterator[WorkStageLine]:
    """Yield how a work ended, what it cost, whether it works, and what is still open."""
    row = work.row
    if row.ended_on is not None:
        yield missing(
            N_("Ended on %(day)s before it was finished: %(reason)s"),
            day=row.ended_on,
            reason=row.ended_reason,
        )
    if row.handed_on is not None:
        yield so(N_("Handed over on %(day)s to: %(receiver)s"), day=row.handed_on, receiver=row.receiver)
    yield so(
        N_("Final cost %(cost)s, surplus %(surplus)s"),
        cost=Money(row.cost or 0, currency),
        surplus=Money(row.surplus_left, currency),
    )
    if work.late:
        late = Plural(
            "The agency was late by %(count)s day in all.",
            "The agency was late by %(count)s days in all.",
            work.late,
        )
        yield WorkStageLine(late, holds=False)
    yield from _still_open(work, currency)
    yield from _newest_check(work)


def _still_open(work: ContractSummary, currency: str) -> Iterator[WorkStageLine]:
    """Yield an audit that is missing or did not accept, the retention, and unrepaired defects."""
    row = work.row
    if row.audited_on is None:
        yield missing(N_("No public audit yet"))
    elif not row.accepted:
        yield missing(N_("The meeting of %(day)s did not accept the accounts"), day=row.audited_on)
    if row.defects_open:
        defects = Plural(
            "%(count)s defect is not repaired yet",
            "%(count)s defects are not repaired yet",
            row.defects_open,
        )
        yield WorkStageLine(defects, holds=False)
    for part in work.instalments:
        if part.is_retention and part.released_at is None and part.amount > 0 and row.ended_on is None:
            held = Money(part.amount, currency)
            yield missing(N_("%(sum)s of the grant is held back as retention"), sum=held)


def _newest_check(work: ContractSummary) -> Iterator[WorkStageLine]:
    if work.row.works:
        yield so(N_("The latest check says that it works."))
    elif work.row.works is False:
        yield missing(N_("The latest check says that it does not work."))
    if work.next_check is not None:
        yield WorkStageLine(work.next_check.sentence, holds=False, is_ahead=work.next_check.is_ahead)
