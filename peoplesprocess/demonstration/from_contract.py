"""A story from the contract to the check a year after the handover; each stops at its present state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from sqlalchemy.orm import Session

from peoplesprocess.closure import actions as closure
from peoplesprocess.closure import audits
from peoplesprocess.closure.queries import AUDIT_MEETINGS
from peoplesprocess.contracts import actions as contracts
from peoplesprocess.contracts import amendments, deferrals
from peoplesprocess.core.programme_rules import TrancheTerms
from peoplesprocess.demonstration import contributions_labour_and_bank, scorecards_and_funds
from peoplesprocess.demonstration.screenings import look_again
from peoplesprocess.demonstration.story_data import (
    DemonstrationCashBookEntry,
    DemonstrationStory,
    DemonstrationVisit,
)
from peoplesprocess.demonstration.story_people import AccountMaker, at, minor
from peoplesprocess.demonstration.story_step_closures import close_step, row_of
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.models import Settlement
from peoplesprocess.settlements import actions as settlements
from peoplesprocess.works import actions as works
from peoplesprocess.works.quality_checks import QualityCheckInput

FINISHED = "goth-sukhpur"
RECTIFIED = (
    (1, date(2023, 9, 12), "New latches on all sixteen doors"),
    (2, date(2023, 9, 14), "The ramp is rebuilt to 1:12"),
)


def tell(db: Session, cast: AccountMaker, settlement: Settlement, story: DemonstrationStory) -> str:
    """Tell the story from the contract on, and return the step that it has reached."""
    place = row_of(db, settlement.code)
    _sign(db, cast, place, story)
    for _, happen in sorted(_log(db, cast, place, story), key=lambda dated: dated[0]):
        happen()
    if story.code != FINISHED:
        scorecards_and_funds.record_repairs(cast, story)
        return "build"
    bo = cast.of(story, "facilitator")
    for line, item in enumerate(story.first_plan, start=1):
        if item.need in story.deferred:
            act = cast.act(story, "facilitator", at(date(2023, 9, 16), 8))
            deferrals.defer(act, line, story.deferred[item.need])
    close_step(db, bo, place, story, "build", date(2023, 9, 16))
    scorecards_and_funds.tell_scorecards(cast, story)
    _hand_over(cast, story)
    close_step(db, bo, place, story, "handover", date(2023, 9, 24))
    _check(cast, story)
    scorecards_and_funds.record_later_scores(cast, story)
    return "closed"


def _sign(db: Session, cast: AccountMaker, place: SettlementWithRules, story: DemonstrationStory) -> None:
    told = story.contract
    item = next(line for line in story.first_plan if line.need == told.item)
    tranches = [
        TrancheTerms(percent, work, 70 if number else 0, number == len(told.percents) - 1)
        for number, (percent, work) in enumerate(zip(told.percents, told.work_done, strict=True))
    ]
    written = contracts.ContractInput(
        line=story.first_plan.index(item) + 1,
        title=told.title,
        mode="hired",
        contribution=minor(story, item.in_cash + item.in_labour + item.in_materials),
        in_cash=minor(story, item.in_cash),
        starts_on=told.starts_on,
        ends_on=told.ends_on,
        bill=[
            contracts.BillLineInput(title, unit, quantity * 1000, minor(story, rate))
            for title, unit, quantity, rate in told.bill
        ],
        tranches=tranches,
        departure="The works were measured anew before the contract.",
    )
    day = told.signed_on
    contract = contracts.draft(cast.act(story, "facilitator", at(day, 8)), written)
    for party, who in (("community", "officer"), ("agency", "efua"), ("authority", "authority")):
        witness = "teacher" if party == "community" else None
        signing = cast.act(story, who, at(day, 10), is_proven=True)
        contracts.sign(signing, 1, party, contract.version, witness=witness)
    close_step(db, cast.of(story, "facilitator"), place, story, "contract", day)


def _log(
    db: Session, cast: AccountMaker, place: SettlementWithRules, story: DemonstrationStory
) -> list[tuple[datetime, Callable[[], object]]]:
    """Return every dated act of the contract; the caller does them in order."""
    told = story.contract
    acts: list[tuple[datetime, Callable[[], object]]] = []
    acts += contributions_labour_and_bank.log(cast, story)
    for bought in told.bought:
        acts.append((at(bought.spent_on, 8), partial(_spend, cast, story, bought)))
    for visit in told.visits:
        acts.append((at(visit.visited_on, 10), partial(_visit, cast, story, visit)))
    for number, (requested, released) in enumerate(told.tranches, start=1):
        if requested:
            acts.append((at(requested, 16), partial(_request, cast, story, number, requested)))
        if released:
            acts.append((at(released, 17), partial(_release, cast, story, number, released)))
            acts.append(
                (
                    at(released, 18),
                    partial(contributions_labour_and_bank.arrive, cast, story, number, released),
                )
            )
    if told.extension:
        acts.append((at(told.extension[0], 9), partial(_extend, cast, story, *told.extension)))
    if told.amendment:
        acts.append((at(told.amendment[0], 9), partial(_amend, cast, story, *told.amendment)))
    for number, found in enumerate((each for each in story.screenings if each.measure), start=1):
        if found.looked is not None:
            looked = partial(look_again, cast, story, number, found.looked)
            acts.append((at(found.looked[0], 17), looked))
    if story.code == FINISHED:
        acts.append((at(date(2023, 8, 26), 9), partial(_certify, cast, story)))
        acts.append((at(date(2023, 9, 10), 9), partial(_audit, cast, story)))
        acts += [
            (at(day, 12), partial(_rectify, cast, story, number, day, how)) for number, day, how in RECTIFIED
        ]
    return acts


def _spend(cast: AccountMaker, story: DemonstrationStory, bought: DemonstrationCashBookEntry) -> None:
    entry = works.CashBookInput(
        bought.spent_on,
        bought.what,
        minor(story, bought.amount),
        bought.paper,
        comparison=bought.comparison,
    )
    works.record_spending(cast.act(story, "officer", at(bought.spent_on, 8)), 1, entry)


def _visit(cast: AccountMaker, story: DemonstrationStory, visit: DemonstrationVisit) -> None:
    seen = works.VisitInput(
        visited_on=visit.visited_on,
        measured={position: quantity * 1000 for position, quantity in enumerate(visit.measured, start=1)},
        days_stopped=visit.days_stopped,
        notes=visit.notes,
        final=visit.final,
        photos=[],
        delay_cause=visit.delay_cause,
        weather=visit.weather,
        checks=[QualityCheckInput(visit.failed[0], False, *visit.failed[1:])] if visit.failed else [],
    )
    works.record_visit(cast.act(story, "engineer", at(visit.visited_on, 10)), 1, seen)


def _request(cast: AccountMaker, story: DemonstrationStory, number: int, day: date) -> None:
    statement = "What was released before is spent, with papers." if number > 1 else ""
    works.request_tranche(cast.act(story, "officer", at(day, 16)), 1, number, statement)


def _release(cast: AccountMaker, story: DemonstrationStory, number: int, day: date) -> None:
    works.release_tranche(
        cast.act(story, "finance", at(day, 17), is_proven=True), 1, number, f"Transfer {number}"
    )


def _extend(cast: AccountMaker, story: DemonstrationStory, day: date, until: date, reason: str) -> None:
    extension = contracts.ExtensionInput(until, reason)
    contracts.extend(cast.act(story, "facilitator", at(day)), 1, extension)


def _amend(cast: AccountMaker, story: DemonstrationStory, day: date, ends_on: date, reason: str) -> None:
    told = story.contract
    item = next(line for line in story.first_plan if line.need == told.item)
    written = amendments.AmendmentInput(
        reason=reason,
        ends_on=ends_on,
        contribution=minor(story, item.in_cash + item.in_labour + item.in_materials),
        lines=[
            amendments.BillLineChange(quantity * 1000, minor(story, rate))
            for _, _, quantity, rate in told.bill
        ],
        added=[],
    )
    amendments.propose_amendment(cast.act(story, "facilitator", at(day)), 1, written)


def _certify(cast: AccountMaker, story: DemonstrationStory) -> None:
    issued = date(2023, 8, 26)
    certificate = closure.CertificateInput(
        issued_on=issued,
        statement="The work meets the contract but for the defects below.",
        defects=[
            closure.DefectInput("Latches of four doors do not close", date(2023, 9, 10)),
            closure.DefectInput("The ramp is 1:8; it must be 1:12", date(2023, 9, 15)),
        ],
    )
    closure.certify(cast.act(story, "engineer", at(issued, 11)), 1, certificate)


def _audit(cast: AccountMaker, story: DemonstrationStory) -> None:
    day = date(2023, 9, 10)
    meeting = settlements.record_meeting(
        cast.act(story, "facilitator", at(day, 12)),
        settlements.MeetingInput(
            kind="audit",
            group_code="",
            held_on=day,
            place="School yard",
            counts={"women": [12, 32, 7], "men": [11, 29, 7], "other": [0, 0, 0]},
            displaced=24,
            with_disability=7,
            women_headed=None,
            households=81,
            consent=True,
            agenda="The accounts of the latrine blocks, read aloud",
            minutes="Every bill was shown. Accepted.",
        ),
    )
    asked = "Why did the second instalment take 22 days? The agency apologised."
    audit = audits.PublicAuditInput(meeting.number, asked, True)
    audits.record_audit(cast.act(story, "facilitator", at(day, 13)), 1, audit)


def _rectify(cast: AccountMaker, story: DemonstrationStory, number: int, day: date, how: str) -> None:
    act = cast.act(story, "engineer", at(day, 12))
    closure.rectify_defect(act, 1, number, closure.RectificationInput(day, how))


def _hand_over(cast: AccountMaker, story: DemonstrationStory) -> None:
    measured, handed = date(2023, 9, 16), date(2023, 9, 24)
    act = cast.act(story, "engineer", at(measured, 13))
    decided = AUDIT_MEETINGS.all(act.db, settlement=act.settlement.id)[0].number
    cost, use = minor(story, 3_801_000), "To the repair fund"
    account = closure.FinalAccountInput(measured, cost, use, meeting=decided)
    closure.close_account(act, 1, account)
    handover = closure.HandoverInput(
        handed_on=handed,
        receiver="Latrine users' group",
        caretaker="One caretaker for each lane, chosen by the women's group",
        tasks="Clean every day; empty one pit a year; mend doors and latches",
        fee=minor(story, 30),
        fund=minor(story, 39_000),
    )
    closure.hand_over(cast.act(story, "facilitator", at(handed, 11)), 1, handover)


def _check(cast: AccountMaker, story: DemonstrationStory) -> None:
    seen = (
        (3, date(2023, 12, 23), "All sixteen cubicles are in use and clean."),
        (6, date(2024, 3, 25), "One door was mended from the fund."),
        (12, date(2024, 9, 26), "Two pits were emptied. The fund holds."),
    )
    for month, day, notes in seen:
        check = closure.LaterWorkCheckInput(day, True, notes)
        closure.check_work(cast.act(story, "facilitator", at(day, 10)), 1, month, check)
