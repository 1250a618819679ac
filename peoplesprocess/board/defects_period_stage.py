"""The stage in which defects are repaired: its end, the retention, and deductions for repairs."""

from __future__ import annotations

from collections.abc import Iterator

from peoplesprocess.board.work_stage_lines import WorkFacts, WorkStageLine, ahead, missing, so
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.retention import period_end


def has_period(work: WorkFacts) -> bool:
    """Return whether a work's contract has a retention or a defects period, and did not end early."""
    row = work.summary.row
    return bool(row.retention or row.defects_months) and row.ended_on is None


def defects_period(work: WorkFacts) -> Iterator[WorkStageLine]:
    """Yield the end of the defects period, the retention, and the deductions for repairs."""
    row = work.summary.row
    end = period_end(row.issued_on, row.defects_months)
    if end is None:
        yield ahead(N_("The defects period begins with the certificate"))
    elif end <= work.today:
        yield so(N_("The defects period ended on %(day)s"), day=end)
    else:
        yield ahead(N_("The defects period lasts until %(day)s"), day=end)
    for event in work.of_kind("deduction"):
        values = {"sum": work.money(event.amount), "day": event.day}
        taken = Message(N_("%(sum)s was taken from the retention for a repair on %(day)s"), values)
        yield WorkStageLine(Message(N_("%(label)s: %(value)s"), {"label": taken, "value": event.text}))
    for part in work.summary.instalments:
        if not part.is_retention:
            continue
        if part.released_at is not None:
            values = {"sum": work.money(part.amount), "day": part.released_at}
            yield WorkStageLine(Message(N_("The retention, %(sum)s, was released on %(day)s"), values))
        elif part.amount > 0:
            told = missing if end and end <= work.today else ahead
            yield told(N_("%(sum)s of the grant is held back as retention"), sum=work.money(part.amount))
        else:
            yield so(N_("Nothing of the retention is left to pay"))
