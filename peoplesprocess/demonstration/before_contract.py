"""A story from the first meeting to the authority's last answer."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from peoplesprocess.approvals import actions as approvals
from peoplesprocess.approvals.conditions import ConditionJudgementInput, judge_condition, report_condition
from peoplesprocess.approvals.conditions_and_promises import ConditionInput, EndorsementTermsInput
from peoplesprocess.core.authority_decisions import AnsweredChecklistPoint, AuthorityVerdict
from peoplesprocess.core.choice_lists import DECISION_POINTS
from peoplesprocess.demonstration.plan_details import record_details
from peoplesprocess.demonstration.savings_and_group_observations import (
    assess,
    form_small_groups,
    name_blocks,
    observe,
    save,
)
from peoplesprocess.demonstration.screenings import screen
from peoplesprocess.demonstration.story_data import (
    DemonstrationCondition,
    DemonstrationItem,
    DemonstrationMeeting,
    DemonstrationStory,
)
from peoplesprocess.demonstration.story_data import DemonstrationGroupSession as GroupSession
from peoplesprocess.demonstration.story_people import AccountMaker, at, minor
from peoplesprocess.demonstration.story_step_closures import close_step
from peoplesprocess.models import Settlement
from peoplesprocess.needs import actions as needs
from peoplesprocess.plans import actions as plans
from peoplesprocess.rounds import actions as rounds
from peoplesprocess.rounds import ballot_sheet_entry
from peoplesprocess.settlements import actions as settlements


def tell(db: Session, cast: AccountMaker, place: Settlement, story: DemonstrationStory) -> None:
    """Tell the story up to a plan that the authority has answered."""
    _mobilise(db, cast, place, story)
    _organise(db, cast, place, story)
    _map(db, cast, place, story)
    _prioritise(db, cast, place, story)
    _plan(db, cast, place, story)
    save(cast, story)


def _mobilise(db: Session, cast: AccountMaker, place: Settlement, story: DemonstrationStory) -> None:
    bo = cast.of(story, "facilitator")
    act = cast.act(story, "facilitator", at(story.orientation.held_on, 8))
    settlements.write_profile(act, profile(story), act.settlement.version)
    _meet(db, cast, place, story, story.orientation)
    given_on, reference = story.no_objection
    settlements.record_no_objection(
        cast.act(story, "authority", at(given_on)),
        settlements.NoObjectionInput(story.authority, reference, given_on),
    )
    close_step(db, bo, place, story, "mobilise", given_on + timedelta(days=1))


def profile(story: DemonstrationStory) -> settlements.SettlementFiguresInput:
    """Return the profile sheet of a story's settlement."""
    return settlements.SettlementFiguresInput(
        landmark=story.landmark,
        tenure=story.tenure,
        hazard=story.hazard,
        households=story.households,
        women_headed=story.women_headed,
        with_disability=story.with_disability,
        population=story.population,
        statuses=story.statuses,
    )


def _organise(db: Session, cast: AccountMaker, place: Settlement, story: DemonstrationStory) -> None:
    form_small_groups(cast, story)
    held_on, eligible_women, eligible_men, voted_women, voted_men, observers = story.election
    seats = [settlements.SeatInput(*seat) for seat in story.seats]
    election = settlements.ElectionInput(
        held_on, eligible_women, eligible_men, voted_women, voted_men, observers, seats
    )
    bo = cast.of(story, "facilitator")
    settlements.record_election(cast.act(story, "facilitator", at(held_on, 16)), election)
    close_step(db, bo, place, story, "organise", held_on + timedelta(days=1))


def _map(db: Session, cast: AccountMaker, place: Settlement, story: DemonstrationStory) -> None:
    bo = cast.of(story, "facilitator")
    numbers = {session.group: _hear(db, cast, place, story, session) for session in story.sessions}
    observe(cast, story, numbers)
    blocks = name_blocks(cast, story)
    assess(cast, story)
    groups = [session.group for session in story.sessions]
    for line in story.needs.strip().splitlines():
        title, sector, landmark, households, severity, kind, tokens = (
            part.strip() for part in line.split("|")
        )
        loudest = sorted(zip(map(int, tokens.split()), groups, strict=True), key=lambda pair: -pair[0])
        raised = [group for count, group in loudest[:3] if count]
        need = needs.NeedInput(
            title=title,
            statement="",
            sector=sector,
            landmark=landmark,
            households=int(households),
            affected=[],
            severity=int(severity),
            season="all",
            since="",
            cause="",
            coping="",
            response_type=kind,
            block_id=blocks.get(landmark),
        )
        act = cast.act(story, "facilitator", at(story.mapped_on))
        needs.record_need(act, need, needs.RaisingGroupsInput(raised[0], raised[1:], numbers[raised[0]]))
    close_step(db, bo, place, story, "map", story.mapped_on)


def _prioritise(db: Session, cast: AccountMaker, place: Settlement, story: DemonstrationStory) -> None:
    bo, day = cast.of(story, "facilitator"), story.round_on
    rows = [line.split("|")[-1].split() for line in story.needs.strip().splitlines()]
    ballot = list(range(1, len(rows) + 1))
    chosen = rounds.RoundInput(method="tokens", rule="equal-groups", tokens=3, read_out=True, ballot=ballot)
    rounds.open_round(cast.act(story, "facilitator", at(day, 9)), chosen)
    for column, session in enumerate(story.sessions):
        tokens = {number: int(row[column]) for number, row in zip(ballot, rows, strict=True)}
        people = sum(session.women) + sum(session.men)
        sheet = ballot_sheet_entry.BallotSheetInput(group_code=session.group, people=people, tokens=tokens)
        ballot_sheet_entry.enter_sheet(cast.act(story, "facilitator", at(day, 11)), 1, sheet)
        rounds.attest(cast.act(story, session.group, at(day, 12)), 1, session.group, "")
    rounds.close_round(cast.act(story, "facilitator", at(day, 14)), 1)
    close_step(db, bo, place, story, "prioritise", day)


def _plan(db: Session, cast: AccountMaker, place: Settlement, story: DemonstrationStory) -> None:
    bo = cast.of(story, "facilitator")
    for item in story.first_plan:
        act = cast.act(story, "facilitator", at(story.assemblies[0].held_on, 7))
        plans.add_item(act, _item(story, item, item.operation_and_maintenance))
    record_details(cast, story)
    screen(cast, story, {item.need for item in story.first_plan}, story.assemblies[0].held_on)
    _adopt_and_submit(db, cast, place, story, 0)
    close_step(db, bo, place, story, "plan", story.submitted_on[0])
    for line, item in enumerate(story.first_plan, start=1):
        _decide(cast, story, line, item, story.answered_on[0])
    revised_on = story.assemblies[1].held_on
    plans.revise(cast.act(story, "facilitator", at(revised_on, 7)))
    for line, item in enumerate(story.first_plan, start=1):
        if item.need in story.revised:
            changed = _item(story, item, story.revised[item.need])
            plans.change_item(cast.act(story, "facilitator", at(revised_on, 8)), line, changed, 1)
        elif item.verdict != "endorse":
            why = "The assembly took it out after the authority's answer."
            plans.remove_item(cast.act(story, "facilitator", at(revised_on, 8)), line, why)
    screen(cast, story, story.revised, revised_on)
    _adopt_and_submit(db, cast, place, story, 1)
    for line, item in enumerate(story.first_plan, start=1):
        if item.need in story.revised:
            _decide(cast, story, line, None, story.answered_on[1], story.conditions.get(item.need))
    close_step(db, bo, place, story, "approve", story.answered_on[1])
    for number, condition in enumerate(story.conditions.values(), start=1):
        _meet_condition(cast, story, number, condition)


def _adopt_and_submit(
    db: Session, cast: AccountMaker, place: Settlement, story: DemonstrationStory, which: int
) -> None:
    assembly = story.assemblies[which]
    meeting = _meet(db, cast, place, story, assembly)
    adoption = plans.PlanAdoptionInput(meeting, assembly.households)
    plans.adopt(cast.act(story, "facilitator", at(assembly.held_on, 15)), adoption)
    plans.submit(cast.act(story, "facilitator", at(story.submitted_on[which])))


def _decide(
    cast: AccountMaker,
    story: DemonstrationStory,
    line: int,
    item: DemonstrationItem | None,
    day: date,
    condition: DemonstrationCondition | None = None,
) -> None:
    asked = [ConditionInput(condition.words, condition.due, condition.due_on)] if condition else []
    verdict = AuthorityVerdict(item.verdict) if item else AuthorityVerdict.ENDORSE
    points = [
        AnsweredChecklistPoint(point, "unseen" if point == "hazard" else "yes") for point in DECISION_POINTS
    ]
    said = approvals.DecisionInput(
        verdict,
        item.reason if item else "",
        item.forwarded_to if item else "",
        points,
        terms=EndorsementTermsInput(asked),
    )
    approvals.decide(cast.act(story, "authority", at(day, 10)), line, said)


def _meet_condition(
    cast: AccountMaker, story: DemonstrationStory, number: int, condition: DemonstrationCondition
) -> None:
    """Report for the community that a condition is met, and confirm it for the authority."""
    reported, met = at(condition.reported_on, 9), at(condition.met_on, 9)
    report_condition(cast.act(story, "facilitator", reported), number, condition.how)
    judge_condition(cast.act(story, "authority", met), number, ConditionJudgementInput("met", ""))


def _item(
    story: DemonstrationStory, item: DemonstrationItem, operation_and_maintenance: str
) -> plans.ItemInput:
    row = story.needs.strip().splitlines()[item.need - 1].split("|")
    answers = [15] if story.currency == "PKR" and item.need in (1, 2) else []
    return plans.ItemInput(
        title=item.title,
        place=row[2].strip(),
        needs=[item.need, *answers],
        cost=minor(story, item.cost),
        in_cash=minor(story, item.in_cash),
        in_labour=minor(story, item.in_labour),
        in_materials=minor(story, item.in_materials),
        source="UN-Habitat",
        implementer="with-help",
        starts_on=story.works[0],
        ends_on=story.works[1],
        operation_and_maintenance=operation_and_maintenance,
        rank=None,
        labour_days=item.in_labour // story.labour_day if story.labour_day else 0,
    )


def _hear(
    db: Session,
    cast: AccountMaker,
    place: Settlement,
    story: DemonstrationStory,
    session: GroupSession,
) -> int:
    return _record(
        db,
        cast,
        place,
        story,
        settlements.MeetingInput(
            kind="session",
            group_code=session.group,
            held_on=session.held_on,
            place=story.landmark,
            counts={"women": list(session.women), "men": list(session.men), "other": [0, 0, 0]},
            displaced=session.displaced,
            with_disability=session.with_disability,
            women_headed=None,
            households=None,
            consent=True,
            agenda="What this group needs",
            minutes="Needs were named, drawn and explained.",
        ),
    )


def _meet(
    db: Session,
    cast: AccountMaker,
    place: Settlement,
    story: DemonstrationStory,
    gathering: DemonstrationMeeting,
) -> int:
    return _record(
        db,
        cast,
        place,
        story,
        settlements.MeetingInput(
            kind=gathering.kind,
            group_code="",
            held_on=gathering.held_on,
            place=gathering.place,
            counts={"women": list(gathering.women), "men": list(gathering.men), "other": [0, 0, 0]},
            displaced=gathering.displaced,
            with_disability=gathering.with_disability,
            women_headed=None,
            households=gathering.households,
            consent=True,
            agenda=gathering.agenda,
            minutes=gathering.minutes,
        ),
    )


def _record(
    db: Session,
    cast: AccountMaker,
    place: Settlement,
    story: DemonstrationStory,
    meeting: settlements.MeetingInput,
) -> int:
    act = cast.act(story, "facilitator", at(meeting.held_on, 14))
    return settlements.record_meeting(act, meeting).number
