"""Flags of a work, for its own page and for the list of works."""

from __future__ import annotations

from peoplesprocess.core.contract_closure import BUILT
from peoplesprocess.core.retention import DefectsPeriod, period_signs
from peoplesprocess.core.work_flags import WorkFlag, WorkFlagFigures, work_flags
from peoplesprocess.facts.contract_progress import months_of
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.suspensions import suspension_periods
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.queries import WorkRow


def flags_of(context: Context, work: WorkRow) -> list[WorkFlag]:
    """Return the flags of a work by the programme's rules, each with its turn."""
    place = context.settlement
    repair_due, retention_since = period_signs(
        DefectsPeriod(work.certified_on, work.defects_months),
        work.next_repair,
        work.repaired_on,
        waits=work.retention_waits and work.ended_on is None,
    )
    signs = WorkFlagFigures(
        built=work.built,
        cost_so_far=work.financial,
        ends_on=work.end,
        visited_on=work.visited_on,
        released_on=day_in(place, work.released_at) if work.released_at else None,
        waits_since=day_in(place, work.waiting_since) if work.waiting_since else None,
        handed_on=work.handed_on,
        checked=months_of(work.checked),
        works=work.works,
        repair_due=repair_due,
        is_accounted=bool(work.final_accounts),
        retention_since=retention_since,
        suspensions=suspension_periods(work.stored_suspensions),
        is_over=work.ended_on is not None or (work.physical or 0) >= BUILT,
    )
    return work_flags(signs, context.rules, context.today, work.told_on(place, context.today))
