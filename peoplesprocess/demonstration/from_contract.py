"""From the contract to the check a year after handover; each story stops where it stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from peoplesprocess.closure import actions as closure
from peoplesprocess.contracts import actions as contracts
from peoplesprocess.core.rules import TrancheTerms
from peoplesprocess.demonstration.people import Cast, at, minor
from peoplesprocess.demonstration.places import close_step, row_of
from peoplesprocess.demonstration.story import Bought, Story, StoryVisit
from peoplesprocess.settlements import actions as settlements
from peoplesprocess.works import actions as works

FINISHED = "goth-sukhpur"


def tell(db: Session, cast: Cast, settlement: Any, story: Story) -> str:
    """Tell the story from the contract on and return the step it has reached."""
    place = row_of(db, settlement.code)
    _sign(db, cast, place, story)
    for _, act in sorted(_log(db, cast, place, story), key=lambda dated: dated[0]):
        act()
    if story.code != FINISHED:
        return "build"
    bo = cast.of(story, "facilitator")
    close_step(db, bo, place, story, "build", date(2023, 9, 16))
    _hand_over(db, cast, place, story)
    close_step(db, bo, place, story, "handover", date(2023, 9, 24))
    _check(db, cast, place, story)
    return "closed"


def _sign(db: Session, cast: Cast, place: Any, story: Story) -> None:
    told = story.contract
    item = next(line for line in story.first_plan if line.need == told.item)
    instalments = [
        TrancheTerms(percent, work, 70 if number else 0, number == len(told.percents) - 1)
        for number, (percent, work) in enumerate(zip(told.percents, told.work_done, strict=True))
    ]
    written = contracts.ContractInput(
        line=story.first_plan.index(item) + 1,
        title=told.title,
        mode="hired",
        contribution=minor(story, item.in_cash + item.in_labour + item.in_materials),
        starts_on=told.starts_on,
        ends_on=told.ends_on,
        bill=[
            contracts.BillInput(title, unit, quantity * 1000, minor(story, rate))
            for title, unit, quantity, rate in told.bill
        ],
        instalments=instalments,
    )
    day = told.signed_on
    contracts.draft(db, cast.of(story, "facilitator"), place, written, at(day, 8))
    signers = (
        ("community", cast.of(story, "officer"), "Community development committee"),
        ("agency", cast.ids["efua"], "UN-Habitat"),
        ("authority", cast.of(story, "authority"), story.authority),
    )
    for party, account, office in signers:
        contracts.sign(db, account, place, 1, party, office, at(day, 10))
    close_step(db, cast.of(story, "facilitator"), place, story, "contract", day)


def _log(db: Session, cast: Cast, place: Any, story: Story) -> list[tuple[datetime, Any]]:
    """Every dated act of the contract, to be done in order of its day."""
    told, acts = story.contract, []
    for bought in told.bought:
        acts.append((at(bought.spent_on, 8), _spend(db, cast, place, story, bought)))
    for visit in told.visits:
        acts.append((at(visit.visited_on, 10), _visit(db, cast, place, story, visit)))
    for number, (requested, released) in enumerate(told.tranches, start=1):
        if requested:
            acts.append((at(requested, 16), _request(db, cast, place, story, number, requested)))
        if released:
            acts.append((at(released, 17), _release(db, cast, place, story, number, released)))
    if told.extension:
        day, until, reason = told.extension
        acts.append(
            (
                at(day, 9),
                lambda: contracts.extend(db, cast.of(story, "facilitator"), place, 1, until, reason, at(day)),
            )
        )
    if story.code == FINISHED:
        acts.append((at(date(2023, 8, 26), 9), lambda: _certify(db, cast, place, story)))
        acts.append((at(date(2023, 9, 10), 9), lambda: _audit(db, cast, place, story)))
    return acts


def _spend(db: Session, cast: Cast, place: Any, story: Story, bought: Bought) -> Any:
    return lambda: works.record_spending(
        db,
        cast.of(story, "officer"),
        place,
        1,
        bought.spent_on,
        bought.what,
        minor(story, bought.amount),
        bought.paper,
        at(bought.spent_on, 8),
    )


def _visit(db: Session, cast: Cast, place: Any, story: Story, visit: StoryVisit) -> Any:
    seen = works.VisitInput(
        visited_on=visit.visited_on,
        measured={position: quantity * 1000 for position, quantity in enumerate(visit.measured, start=1)},
        days_stopped=visit.days_stopped,
        notes=visit.notes,
        final=visit.final,
        photos=[],
    )
    return lambda: works.record_visit(db, cast.ids["engineer"], place, 1, seen, at(visit.visited_on, 10))


def _request(db: Session, cast: Cast, place: Any, story: Story, number: int, day: date) -> Any:
    statement = "What was released before is spent, with papers."
    return lambda: works.request_tranche(
        db, cast.of(story, "officer"), place, 1, number, statement if number > 1 else "", at(day, 16)
    )


def _release(db: Session, cast: Cast, place: Any, story: Story, number: int, day: date) -> Any:
    return lambda: works.release_tranche(
        db, cast.ids["finance"], place, 1, number, f"Transfer {number}", at(day, 17)
    )


def _certify(db: Session, cast: Cast, place: Any, story: Story) -> None:
    defects = [
        ("Latches of four doors do not close", date(2023, 9, 10)),
        ("The ramp is 1:8; it must be 1:12", date(2023, 9, 15)),
    ]
    issued = date(2023, 8, 26)
    statement = "The work meets the contract but for the defects below."
    closure.certify(db, cast.ids["engineer"], place, 1, issued, statement, defects, at(issued, 11))


def _audit(db: Session, cast: Cast, place: Any, story: Story) -> None:
    day, bo = date(2023, 9, 10), cast.of(story, "facilitator")
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
            women_headed=0,
            households=81,
            consent=True,
            agenda="The accounts of the latrine blocks, read aloud",
            minutes="Every bill was shown. Accepted.",
        ),
    )
    asked = "Why did the second instalment take 22 days? The agency apologised."
    closure.record_audit(db, bo, place, 1, meeting.number, asked, True, at(day, 13))


def _hand_over(db: Session, cast: Cast, place: Any, story: Story) -> None:
    engineer, bo = cast.ids["engineer"], cast.of(story, "facilitator")
    measured = date(2023, 9, 16)
    closure.mend(
        db, engineer, place, 1, 1, date(2023, 9, 12), "New latches on all sixteen doors", at(measured, 12)
    )
    closure.mend(
        db, engineer, place, 1, 2, date(2023, 9, 14), "The ramp is rebuilt to 1:12", at(measured, 12)
    )
    cost = minor(story, 3_801_000)
    closure.account(db, engineer, place, 1, measured, cost, "To the repair fund", at(measured, 13))
    handed = date(2023, 9, 24)
    plan = closure.HandoverInput(
        handed_on=handed,
        receiver="Latrine users' group",
        caretaker="One caretaker for each lane, chosen by the women's group",
        tasks="Clean every day; empty one pit a year; mend doors and latches",
        fee=minor(story, 30),
        fund=minor(story, 39_000),
    )
    closure.hand_over(db, bo, place, 1, plan, at(handed, 11))


def _check(db: Session, cast: Cast, place: Any, story: Story) -> None:
    closed, bo = row_of(db, story.code), cast.of(story, "facilitator")
    seen = (
        (3, date(2023, 12, 23), "All sixteen cubicles are in use and clean."),
        (6, date(2024, 3, 25), "One door was mended from the fund."),
        (12, date(2024, 9, 26), "Two pits were emptied. The fund holds."),
    )
    for month, day, notes in seen:
        closure.check_work(db, bo, closed, 1, month, day, True, notes, at(day, 10))
