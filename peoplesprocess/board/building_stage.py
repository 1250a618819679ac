"""The stage in which a work is built: visits, stops, tests, and defects to repair."""

from __future__ import annotations

from collections.abc import Iterator

from peoplesprocess.board.contract_summary import BoardVisit
from peoplesprocess.board.events import BoardEvent
from peoplesprocess.board.work_stage_lines import WorkFacts, WorkStageLine, labelled, missing, so
from peoplesprocess.core.choice_lists import DELAY_CAUSES
from peoplesprocess.core.messages import N_, Message, Plural


def building(work: WorkFacts) -> Iterator[WorkStageLine]:
    """Yield visits, stops, tests and defects of a work, and what is missing while it is built."""
    row, summary = work.summary.row, work.summary
    yield from (WorkStageLine(_visit(work, visit)) for visit in reversed(summary.visits))
    for stop in work.of_kind("stop"):
        yield _stop(stop)
    if not summary.visits:
        yield missing(N_("Nobody has measured the work yet."))
    if row.ended_on is not None:
        yield missing(
            N_("Ended on %(day)s before it was finished: %(reason)s"),
            day=row.ended_on,
            reason=row.ended_reason,
        )
        return
    if row.suspended_on is not None:
        yield missing(
            N_("Suspended since %(day)s: %(reason)s"), day=row.suspended_on, reason=row.suspension_reason
        )
    if summary.visits and summary.physical < 100:
        yield missing(N_("Still to be built: %(rest)s %%"), rest=100 - summary.physical)
        if row.end < row.told_on(work.place, work.today):
            yield missing(N_("The work should have been finished by %(day)s."), day=row.end)
    if summary.is_apart:
        yield missing(N_("Work and money are far apart."))
    yield from _tests(work)
    for defect in work.of_kind("defect"):
        yield missing(N_("To be repaired by %(day)s: %(what)s"), day=defect.day, what=defect.text)
    for repair in work.of_kind("repair"):
        yield so(N_("Repaired on %(day)s: %(how)s"), day=repair.day, how=repair.text)
    if row.defects and not row.defects_open:
        yield so(N_("All defects are repaired"))


def _stop(stop: BoardEvent) -> WorkStageLine:
    """Return that a visit found the work stopped, with the cause if it was given."""
    sentence = Plural("Work stopped for %(count)s day.", "Work stopped for %(count)s days.", stop.percent)
    cause = DELAY_CAUSES.get(stop.text)
    return WorkStageLine(sentence if cause is None else labelled(cause, sentence), is_late=True)


def _tests(work: WorkFacts) -> Iterator[WorkStageLine]:
    """Yield how many tests passed, and the failed ones; each also has a line as a defect while it is open."""
    tests = work.of_kind("test")
    failed = [test for test in tests if not test.percent]
    if tests:
        values = {"passed": len(tests) - len(failed), "tests": len(tests)}
        yield so(N_("Tests passed: %(passed)s of %(tests)s"), **values)
    for test in failed:
        yield so(N_("Failed on %(day)s: %(what)s"), day=test.day, what=test.text)


def _visit(work: WorkFacts, visit: BoardVisit) -> Message:
    values = {"day": visit.visited_on, "built": visit.physical, "sum": work.money(visit.spent)}
    if visit.given_in_kind:
        sentence = N_("%(day)s: %(built)s %% built, %(sum)s spent, %(given)s given in labour and materials")
        return Message(sentence, {**values, "given": work.money(visit.given_in_kind)})
    return Message(N_("%(day)s: %(built)s %% built, %(sum)s spent"), values)
