"""The one next step: which task each role is led to in each situation, and what everybody else is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from peoplesprocess.core.contract_closure import ContractClosureFacts
from peoplesprocess.core.messages import Message
from peoplesprocess.core.permissions import may
from peoplesprocess.core.process.gate_checks import CHECKS
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.process.next_for_work import (
    TrancheSituation,
    UnconfirmedRelease,
    WorkSituation,
    next_for_release,
    next_for_request,
    next_for_work,
)
from peoplesprocess.core.process.next_in_closure import WAITS_FOR, ContractClosureSituation, next_in_closure
from peoplesprocess.core.process.next_in_round import BallotSheetSituation, RoundSituation, next_in_round
from peoplesprocess.core.process.next_task import (
    RoundWaitFacts,
    SettlementSituation,
    next_in_settlement,
    shown_beside_waiting,
)
from peoplesprocess.core.process.remedies import REMEDIES
from peoplesprocess.core.process.steps import STEPS
from peoplesprocess.core.process.tasks import NextTask, TaskKind, ViewerPermissionPredicate
from peoplesprocess.core.process.waiting_sentences import waits as waiting_sentences
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.roles import SCOPES, Actor, ActPlace, Role, RoleGrant
from tests.core.test_permissions import LETTERS

PROGRAMME, PLACE, SOMEBODY, ME = uuid4(), uuid4(), uuid4(), uuid4()
STEP = {step.key: step for step in STEPS}
Ask = Callable[[ViewerPermissionPredicate], NextTask | None]


def lacks(step: str, check: str, **facts: object) -> Ask:
    """A settlement at a step whose gate is one check, which does not hold."""
    situation = SettlementSituation(
        replace(STEP[step], gate=(check,)),
        GateFacts(**facts),  # type: ignore[arg-type]
        ProgrammeRules(small_group_coverage=60),
    )
    return lambda may: next_in_settlement(may, situation)


def waits_in_round(step: str, check: str, wait: RoundWaitFacts) -> Ask:
    """The same, while something waits in a round."""
    present = replace(STEP[step], gate=(check,))
    situation = SettlementSituation(present, GateFacts(), ProgrammeRules(), round_wait=wait)
    return lambda may: next_in_settlement(may, situation)


def returned() -> Ask:
    """A settlement at the approval whose authority has answered, and sent something back."""
    facts = GateFacts(submitted=True)
    situation = SettlementSituation(STEP["approve"], facts, ProgrammeRules(), sent_back=True)
    return lambda may: next_in_settlement(may, situation)


def settlement(step: str | None, **facts: object) -> Ask:
    """A settlement at one of the usual steps."""
    present = STEP[step] if step else None
    situation = SettlementSituation(present, GateFacts(**facts), ProgrammeRules())  # type: ignore[arg-type]
    return lambda may: next_in_settlement(may, situation)


def ended_early() -> Ask:
    situation = SettlementSituation(None, GateFacts(), ProgrammeRules(), is_ended_early=True)
    return lambda may: next_in_settlement(may, situation)


TRANCHE = TrancheSituation(contract=4, number=2, conditions_hold=True)
OTHERS_REQUEST = replace(TRANCHE, requested=True, requested_by=SOMEBODY)
MY_REQUEST = replace(TRANCHE, requested=True, requested_by=ME)


def work(tranche: TrancheSituation | None, *, signed: bool = True, **more: bool) -> Ask:
    return lambda may: next_for_work(may, WorkSituation(4, signed, tranche, **more))


BUILT = ContractClosureFacts(
    total=100,
    spent=100,
    cost_so_far=100,
    physical=10_000,
    is_final_visit=True,
    visited_on=date(2026, 3, 1),
    certified_on=None,
    defects_open=0,
    accounted_on=None,
    unreleased=(),
    handed_on=None,
)
DAY, A_YEAR_LATER = date(2026, 3, 12), date(2027, 3, 12)
CERTIFIED = replace(BUILT, certified_on=DAY)
MEASURED = replace(CERTIFIED, accounted_on=DAY)
HANDED_OVER = replace(MEASURED, handed_on=DAY)


def closing(
    done: ContractClosureFacts, *, accepted: bool = False, today: date = A_YEAR_LATER, **more: object
) -> Ask:
    situation = ContractClosureSituation(4, "Sixteen latrines", done, accepted, today, **more)  # type: ignore[arg-type]
    return lambda may: next_in_closure(may, [situation])


def two_closings(first: ContractClosureFacts, second: ContractClosureFacts, **more: object) -> Ask:
    """The closings of two works whose accounts were accepted; what else is so of the first one."""
    situations = [
        ContractClosureSituation(4, "Latrines", first, True, A_YEAR_LATER, **more),  # type: ignore[arg-type]
        ContractClosureSituation(5, "Well", second, True, A_YEAR_LATER),
    ]
    return lambda may: next_in_closure(may, situations)


def round_of(*sheets: BallotSheetSituation, may_close: bool = False) -> Ask:
    return lambda may: next_in_round(may, RoundSituation(3, sheets, may_close))


WOMEN = BallotSheetSituation("women", required=True)
YOUTH = BallotSheetSituation("youth")
ENTERED = replace(WOMEN, entered=True)

CASES: dict[str, tuple[Ask, str]] = {
    "sheet": (lacks("mobilise", "sheet"), "record_profile: F P"),
    "no-objection": (lacks("mobilise", "no-objection"), "record_no_objection: F L"),
    "women-attend": (lacks("mobilise", "women-attend"), "record_meeting: F"),
    "women-alone": (lacks("mobilise", "women-alone"), "record_meeting: F"),
    "consent": (lacks("mobilise", "consent", meetings=1, meetings_without_consent=1), "see_meetings: F"),
    "small groups": (lacks("organise", "small-groups"), "record_small_groups: F C"),
    "small groups, too few": (
        lacks("organise", "small-groups", households=100, grouped_households=12),
        "see_small_groups: F C",
    ),
    "committee": (lacks("organise", "committee"), "record_election: F"),
    "women-seats": (lacks("organise", "women-seats", seats=5), "record_election: F"),
    "signatories": (lacks("organise", "signatories", seats=5), "record_election: F"),
    "groups-heard": (lacks("map", "groups-heard", required_groups=("women",)), "record_meeting: F"),
    "needs": (lacks("map", "needs"), "record_need: F G"),
    "round": (lacks("prioritise", "round"), "open_round: F"),
    "round, open in a list": (lacks("prioritise", "round", rounds_open=1), "see_priorities: F"),
    "round, open": (waits_in_round("prioritise", "round", RoundWaitFacts(3)), "see_round: F C"),
    "sheet of the women": (
        waits_in_round("prioritise", "round", RoundWaitFacts(3, "women")),
        "attest_ballot_sheet: G; see_round: F C",
    ),
    "correction for the women": (
        waits_in_round("plan", "plan", RoundWaitFacts(3, "women", is_correction=True)),
        "answer_correction: G; add_plan_item: F C",
    ),
    "correction for the youth": (
        waits_in_round("plan", "plan", RoundWaitFacts(3, "youth", is_correction=True)),
        "add_plan_item: F C",
    ),
    "plan": (lacks("plan", "plan"), "add_plan_item: F C"),
    "plan, begun": (lacks("plan", "plan", plan_items=2), "see_plan: F C"),
    "authority": (lacks("approve", "authority", submitted=True, items_undecided=1), "see_approval: L"),
    "authority, nothing submitted": (lacks("approve", "authority"), "see_plan: F C; see_approval: L"),
    "authority, items came back": (returned(), "revise_plan: F C"),
    "contract": (lacks("contract", "contract"), "see_contracts: F T"),
    "contract, drafted": (
        lacks("contract", "contract", contracts=1),
        "see_contracts: F C G L T P $ O A",
    ),
    "built": (lacks("build", "built"), "see_works: T"),
    "built, a contract": (lacks("build", "built", contracts=1), "see_works: F C G L T P $ O A"),
    "audit": (lacks("handover", "audit"), "see_closure: F"),
    "certificate": (lacks("handover", "certificate"), "see_closure: T"),
    "handover": (lacks("handover", "handover"), "see_closure: F"),
    "handover, no account": (
        settlement("handover", contracts_signed=1, audits=1, certificates=1),
        "see_closure: T",
    ),
    "one of two can be handed over": (
        settlement("handover", contracts_signed=2, audits=2, certificates=2, final_measurements=1),
        "see_closure: F T",
    ),
    "built, an item unexplained": (
        settlement("build", contracts_signed=1, works_finished=1, items_without_contract=1),
        "see_contracts: F C T P",
    ),
    "the account of one that ended hands over no other": (
        settlement(
            "handover",
            contracts_signed=2,
            contracts_ended=1,
            audits=2,
            certificates=1,
            final_measurements=1,
        ),
        "see_closure: T",
    ),
    "an instalment waits for its conditions": (
        settlement("build", contracts_signed=1, tranches_due=1),
        "see_works: F C T",
    ),
    "money is asked for": (
        settlement("build", contracts=1, requests_waiting=1),
        "see_works: F C G L T P $ O A",
    ),
    "a later check is the person's": (settlement("handover"), "see_closure: F T"),
    "complete": (
        lacks("map", "needs", needs=1),
        "close_step: F P; record_need: G",
    ),
    "all steps closed": (settlement(None), "see_closure: F C G L T P $ O A"),
    "ended early": (ended_early(), "see_cycles: F C G L T P $ O A"),
    "work, not signed": (work(TRANCHE, signed=False), ""),
    "work, may be asked for": (work(TRANCHE), "request_tranche: F C; record_visit: T"),
    "work, conditions lack": (
        work(replace(TRANCHE, conditions_hold=False)),
        "record_visit: T; record_spending: F C",
    ),
    "work, asked for": (work(OTHERS_REQUEST), "release_tranche: P $; record_visit: T; record_spending: F C"),
    "work, asked for by me": (work(MY_REQUEST), "record_visit: T; record_spending: F C"),
    "work, suspended": (
        work(OTHERS_REQUEST, suspended=True),
        "resume_work: T P; release_tranche: $; record_spending: F C",
    ),
    "work, nothing to spend": (
        work(replace(TRANCHE, conditions_hold=False), has_money=False),
        "record_visit: T",
    ),
    "work, its money came and nobody has said so": (
        work(replace(TRANCHE, conditions_hold=False), unconfirmed=UnconfirmedRelease(1, DAY)),
        "confirm_arrival: F C; record_visit: T",
    ),
    "work, all released": (work(None), "record_visit: T; record_spending: F C"),
    "work, accounted for": (work(None, accounted=True), "see_closure: F C G L T P $ O A"),
    "release": (lambda may: next_for_release(may, OTHERS_REQUEST), "release_tranche: P $"),
    "release, asked for by me": (lambda may: next_for_release(may, MY_REQUEST), ""),
    "release, nothing asked": (lambda may: next_for_release(may, TRANCHE), ""),
    "built, nothing closed": (closing(BUILT), "certify: T; record_audit: F"),
    "hardly built": (closing(replace(BUILT, physical=9_499)), ""),
    "ended, hardly built": (closing(replace(BUILT, physical=10, ended_on=DAY)), "record_audit: F"),
    "spent after the audit": (
        closing(CERTIFIED, accepted=True, spent_unread=1),
        "record_audit: F",
    ),
    "defects of a contract that ended": (
        closing(replace(MEASURED, ended_on=DAY, defects_open=2), accepted=True, next_defect=1),
        "",
    ),
    "defects": (
        closing(replace(CERTIFIED, defects_open=2), accepted=True, next_defect=1),
        "record_rectification: T",
    ),
    "no final account": (closing(CERTIFIED, accepted=True), "record_final_account: T"),
    "account before its audit": (closing(CERTIFIED), "record_audit: F"),
    "account before the last instalment": (
        closing(replace(CERTIFIED, unreleased=(4,)), accepted=True),
        "",
    ),
    "account under an amendment": (closing(replace(CERTIFIED, open_amendment=1), accepted=True), ""),
    "account of a contract that ended": (
        closing(replace(BUILT, physical=4_000, ended_on=DAY), accepted=True),
        "record_final_account: T",
    ),
    "account of one, certificate of the other": (two_closings(CERTIFIED, BUILT), "certify: T"),
    "check of one, handover of the other": (
        two_closings(HANDED_OVER, MEASURED, unchecked=(3,)),
        "hand_over: F; check_work: T",
    ),
    "no final visit": (
        closing(replace(CERTIFIED, is_final_visit=False), accepted=True),
        "record_visit: T",
    ),
    "to be handed over": (closing(MEASURED, accepted=True), "hand_over: F"),
    "money is not released": (closing(replace(MEASURED, unreleased=(4,)), accepted=True), ""),
    "checks": (closing(HANDED_OVER, accepted=True, unchecked=(6, 12)), "check_work: F T"),
    "check that is not due": (
        closing(HANDED_OVER, accepted=True, unchecked=(6,), today=date(2026, 9, 11)),
        "",
    ),
    "all closed": (closing(HANDED_OVER, accepted=True), ""),
    "no sheet": (round_of(WOMEN, YOUTH), "enter_ballot_sheet: F C"),
    "a sheet to confirm": (round_of(ENTERED), "attest_ballot_sheet: G"),
    "a sheet to confirm, another missing": (
        round_of(ENTERED, replace(WOMEN, group="men")),
        "attest_ballot_sheet: G; enter_ballot_sheet: F C",
    ),
    "round may close": (round_of(replace(ENTERED, confirmed=True), may_close=True), "close_round: F"),
}
WANTED = {
    (name, role): next(
        (
            TaskKind[line.split(":")[0].strip().upper()]
            for line in tasks.split(";")
            if letter in line.partition(":")[2].split()
        ),
        None,
    )
    for name, (_, tasks) in CASES.items()
    for letter, role in LETTERS.items()
}


def held(role: Role) -> RoleGrant:
    match SCOPES[role][0]:
        case "installation":
            return RoleGrant(role)
        case "programme":
            return RoleGrant(role, PROGRAMME)
        case "area":
            return RoleGrant(role, PROGRAMME, area="PK/SD/DADU")
    return RoleGrant(role, PROGRAMME, PLACE, group="women" if role is Role.GROUP_REPRESENTATIVE else "")


def as_a(role: Role) -> ViewerPermissionPredicate:
    actor, here = Actor(ME, (held(role),)), ActPlace(PROGRAMME, PLACE, "PK/SD/DADU")
    return lambda action, subject=None: may(actor, action, here, subject)


@pytest.mark.parametrize("name", CASES)
def test_each_role_is_led_to_its_task(name: str) -> None:
    steps = {role: CASES[name][0](as_a(role)) for role in Role}
    led = {role: step.task for role, step in steps.items() if step and step.task}
    assert led == {role: WANTED[name, role] for role in Role if WANTED[name, role]}


@pytest.mark.parametrize("name", CASES)
def test_nobody_is_led_to_a_page_that_is_closed_to_them(name: str) -> None:
    # An administrator has no part in any settlement and never comes to a page that offers a step.
    for role in set(Role) - {Role.ADMINISTRATOR}:
        step = CASES[name][0](as_a(role))
        if step and step.task:
            assert as_a(role)(step.task.action), role
            assert step.button, role


def test_every_task_comes_next_for_somebody() -> None:
    assert {task for task in WANTED.values() if task} == set(TaskKind)


def test_every_check_has_a_remedy() -> None:
    assert set(REMEDIES) == set(CHECKS)


def test_a_task_says_which_page_is_meant() -> None:
    facilitator, engineer = as_a(Role.FACILITATOR), as_a(Role.TECHNICAL_OFFICER)
    wanted: list[tuple[str, ViewerPermissionPredicate, Mapping[str, object]]] = [
        ("women-alone", facilitator, {"kind": "women"}),
        ("complete", facilitator, {"step": "map"}),
        ("work, may be asked for", facilitator, {"number": 4, "tranche": 2}),
        ("defects", engineer, {"number": 4, "defect": 1}),
        ("checks", engineer, {"number": 4, "month": 6}),
        ("no sheet", facilitator, {"number": 3, "group": "women"}),
    ]
    for name, ask, values in wanted:
        step = CASES[name][0](ask)
        assert step is not None and step.values == values, name


def test_who_has_nothing_to_do_is_told_who_goes_on() -> None:
    finance = as_a(Role.FINANCE_OFFICER)
    told = {name: CASES[name][0](finance) for name in CASES}
    sentences = {name: step.sentence for name, step in told.items() if step}
    assert sentences["sheet"] == sentences["complete"] == "The facilitator continues from here."
    assert sentences["authority"] == "The local authority continues from here."
    assert sentences["contract, drafted"] == "Others must sign now: the page of the contract says who."
    assert sentences["built"] == "The technical officer continues from here."
    titles = {name: step.title for name, step in told.items() if step}
    assert titles["work, not signed"] == Message("The contract waits for its signatures")
    assert titles["work, all released"] == "All instalments are released"
    asked = Message("The agency answers the request for instalment %(number)s", {"number": 2})
    assert titles["work, asked for by me"] == asked
    assert titles["money is asked for"] == "The community waits for money"
    assert str(titles["no sheet"]).startswith("Not all sheets are typed in yet.")
    again = lacks("approve", "authority", plan_items=2)(as_a(Role.FACILITATOR))
    assert again and again.title == "The assembly has not adopted this version yet"
    assert str(titles["round may close"]).endswith("The facilitator closes it and counts.")
    assert told["all closed"] is None


def test_whoever_asked_for_money_is_told_why_somebody_else_releases_it() -> None:
    finance = as_a(Role.FINANCE_OFFICER)
    wanted = {
        replace(OTHERS_REQUEST, released=True): "This instalment has already been released.",
        TRANCHE: "Nobody has asked for this instalment yet.",
        MY_REQUEST: "You asked for this money. A second person must release it.",
        replace(
            OTHERS_REQUEST, conditions_hold=False
        ): "It cannot be released now. See what is marked above.",
        OTHERS_REQUEST: "",
    }
    assert {tranche: next_for_release(finance, tranche).sentence for tranche in wanted} == wanted


def test_an_instalment_is_asked_for_once_and_when_its_conditions_hold() -> None:
    wanted = {
        replace(TRANCHE, released=True): "This instalment has already been released.",
        MY_REQUEST: "This instalment has been asked for. The agency must answer now.",
        replace(TRANCHE, conditions_hold=False): "It cannot be asked for yet. Do first what is marked above.",
        TRANCHE: "",
    }
    assert {tranche: next_for_request(tranche).sentence for tranche in wanted} == wanted
    assert next_for_request(TRANCHE).leads_to("REQUEST_TRANCHE")


def test_the_sheet_of_a_required_group_is_typed_in_first_then_one_that_is_begun_then_the_others() -> None:
    facilitator = as_a(Role.FACILITATOR)

    def group(*sheets: BallotSheetSituation) -> object:
        step = next_in_round(facilitator, RoundSituation(3, sheets, may_close=False))
        assert step is not None
        return step.values.get("group")

    begun = replace(YOUTH, begun=True)
    assert group(YOUTH, begun, WOMEN) == "women"
    assert group(YOUTH, begun) == "youth"
    assert group(YOUTH) == "youth"
    assert group(YOUTH, replace(YOUTH, group="men", begun=True)) == "men"
    assert group(replace(YOUTH, begun=True, begun_by_me=True)) is None
    assert group(replace(WOMEN, begun=True, begun_by_me=True)) is None
    assert group(replace(WOMEN, has_votes=True)) is None


def test_a_group_confirms_its_own_sheet_only() -> None:
    step = next_in_round(
        as_a(Role.GROUP_REPRESENTATIVE), RoundSituation(3, [replace(ENTERED, group="men")], may_close=False)
    )
    assert step is not None and step.task is None


def test_the_first_contract_that_can_be_closed_further_comes_first() -> None:
    waits = ContractClosureSituation(1, "Well", replace(CERTIFIED, unreleased=(4,)), True, A_YEAR_LATER)
    ready = ContractClosureSituation(2, "Drain", CERTIFIED, True, A_YEAR_LATER)
    step = next_in_closure(as_a(Role.TECHNICAL_OFFICER), [waits, ready])
    assert step is not None and (step.sentence, step.values) == ("Drain", {"number": 2})


@pytest.mark.parametrize(
    ("works", "due", "asked", "told"),
    [
        ({"contracts_signed": 1}, 3, 0, "The page of the work says which of its conditions hold."),
        ({"contracts_signed": 1}, 3, 1, "The page of the work says how long it has waited."),
        ({"contracts_signed": 2}, 4, 1, "The pages of the other works say what is missing"),
        ({"contracts_signed": 2}, 4, 2, "The page of the work says how long it has waited."),
        ({"contracts_signed": 3, "contracts_ended": 1, "handovers": 1}, 2, 1, "how long it has waited."),
        ({"contracts_signed": 2}, 1, 1, "The page of the work says how long it has waited."),
    ],
)
def test_who_asked_for_money_waits_for_the_agency(
    works: dict[str, int], due: int, asked: int, told: str
) -> None:
    facts = GateFacts(contracts=3, tranches_due=due, requests_waiting=asked, **works)
    found = next_in_settlement(
        as_a(Role.COMMITTEE_OFFICER), SettlementSituation(STEP["build"], facts, ProgrammeRules())
    )
    waits, lacks = (
        "The agency has to answer your request for money",
        "What is missing before the next instalment?",
    )
    assert (found.title, found.task) == (waits if asked else lacks, TaskKind.SEE_WORKS)
    assert told in str(found.sentence)


def test_nobody_waits_for_the_agency_while_the_only_work_that_asked_is_suspended() -> None:
    counts = {"contracts": 2, "contracts_signed": 2, "tranches_due": 4}
    held_up = GateFacts(**counts, requests_waiting=1, requests_held_up=1)
    found = next_in_settlement(
        as_a(Role.COMMITTEE_OFFICER), SettlementSituation(STEP["build"], held_up, ProgrammeRules())
    )
    assert found.title == "Money can be released once the work goes on"
    other = replace(held_up, requests_waiting=2)
    found = next_in_settlement(
        as_a(Role.COMMITTEE_OFFICER), SettlementSituation(STEP["build"], other, ProgrammeRules())
    )
    assert found.title == "The agency has to answer your request for money"
    assert [sentence.count for sentence in waiting_sentences(other, {})] == [1, 1]
    paying = next_in_settlement(
        as_a(Role.FINANCE_OFFICER), SettlementSituation(STEP["build"], held_up, ProgrammeRules())
    )
    assert paying.task is not TaskKind.RELEASE_TRANCHE


def test_nobody_is_said_to_wait_for_the_agency_while_too_few_sign_for_the_account() -> None:
    """Nor that something of the works is missing where all that is missing is who signs."""
    for asked in (0, 1):
        facts = GateFacts(
            contracts=1, contracts_signed=1, tranches_due=2, requests_waiting=asked, signatories=2
        )
        found = next_in_settlement(
            as_a(Role.COMMITTEE_OFFICER), SettlementSituation(STEP["build"], facts, ProgrammeRules())
        )
        assert found.title == "Too few people sign for the account"
        assert "takes the empty seat" in str(found.sentence)


def test_who_can_ask_for_an_instalment_now_is_not_told_that_something_is_missing() -> None:
    facts = GateFacts(contracts=1, contracts_signed=1, tranches_due=2)
    found = next_in_settlement(
        as_a(Role.COMMITTEE_OFFICER), SettlementSituation(STEP["build"], facts, ProgrammeRules())
    )
    assert shown_beside_waiting(found, waits=True).title == "What is missing before the next instalment?"
    asks = shown_beside_waiting(found, waits=True, asks=True)
    assert (asks.title, asks.sentence, asks.task) == ("An instalment can be asked for now", "", found.task)


def test_an_unexplained_item_is_left_to_who_can_explain_it() -> None:
    found = CASES["built, an item unexplained"][0](as_a(Role.FINANCE_OFFICER))
    assert found is not None
    assert found.sentence == "The facilitator or the committee says why an endorsed item is not built."


def test_before_any_contract_nobody_is_said_to_go_on_but_who_writes_it() -> None:
    for role in (Role.COMMITTEE_OFFICER, Role.PROGRAMME_MANAGER):
        found = CASES["contract"][0](as_a(role))
        assert found is not None
        assert found.sentence == "The facilitator or the technical officer writes a contract first."


def test_who_releases_money_is_led_to_the_request_itself_when_it_is_the_only_one() -> None:
    request = {"number": 2, "tranche": 3}
    one = SettlementSituation(STEP["build"], GateFacts(requests_waiting=1), ProgrammeRules(), request)
    several = SettlementSituation(STEP["build"], GateFacts(requests_waiting=2), ProgrammeRules())
    found = next_in_settlement(lambda action, subject=None: True, one)
    assert (found.task, found.values) == (TaskKind.RELEASE_TRANCHE, request)
    assert next_in_settlement(lambda action, subject=None: True, several).task is TaskKind.SEE_WORKS


def test_who_a_step_of_a_closing_waits_for_can_do_it_but_repairs_are_written_down_by_another() -> None:
    unable = [
        (task, role) for task, roles in WAITS_FOR.items() for role in roles if not as_a(role)(task.action)
    ]
    assert unable == [(TaskKind.RECORD_RECTIFICATION, Role.COMMITTEE_OFFICER)]
