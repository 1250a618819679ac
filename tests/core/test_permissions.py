"""Who may do what: the whole table, and how far each role reaches."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from peoplesprocess.core.actions import Action
from peoplesprocess.core.permissions import ALLOWED, Forbidden, SecondFactorNeeded, may, require_role
from peoplesprocess.core.roles import SCOPES, Actor, ActPlace, ProcessState, Role, RoleGrant

PROGRAMME, OTHER_PROGRAMME, PLACE, OTHER_PLACE = uuid4(), uuid4(), uuid4(), uuid4()
HERE = ActPlace(PROGRAMME, PLACE, "PK/SD/DADU")
TABLE = """
signed_in            A F C G L T P $ O
set_up_programme     A
see_programme        A P $
change_programme     A P
publish_form         A P
add_settlement       P
change_settlement    P
invite               A P
confirm_role         A P
close_account        A P
see_settlement       F C G L T P $ O
see_complaints       O
read_complaint       O
answer_complaint     O
see_journal          C L P $
record_profile       F P
see_small_counts     F C G T P
record_no_objection  F L
record_meeting       F
record_committee     F
record_small_group   F C
record_observation   F C
close_step           F P
waive_gate           P
open_cycle           F P
end_cycle            P
add_money            P
record_assessment    F C L T
record_need          F G
change_need          F G
refer_need           F C
record_map           F C
import_gazetteer     P
add_device           F
revoke_device        F P
open_round           F
enter_ballot_sheet   F C
attest_ballot_sheet  G
close_round          F
print_codes          F
correct_ballot_sheet F
draft_plan           F C
choose_codes         F C
screen_item          F T
recheck_measure      F T
read_political_answers F T P
decide_item          L
remark_item          L
report_condition     F C
judge_condition      L
record_promise       F C P
record_objection     F G
answer_objection     L P
dismiss_objection    P
draft_contract       F T
defer_item           F C P
sign_contract        C P L
sign_for_agency      P
record_visit         T
record_spending      F C
confirm_arrival      F C
request_tranche      F C
release_tranche      P $
refuse_tranche       P $
suspend_work         T P
end_contract         P
return_grant         P $
record_audit         F
certify              T
report_defect        F C G L T P $
rectify_defect       T
deduct_retention     P $
hand_over            F
check_work           F T
record_scorecard     F
keep_repair_fund     F C
"""
LETTERS = {
    "A": Role.ADMINISTRATOR,
    "F": Role.FACILITATOR,
    "C": Role.COMMITTEE_OFFICER,
    "G": Role.GROUP_REPRESENTATIVE,
    "L": Role.LOCAL_AUTHORITY,
    "T": Role.TECHNICAL_OFFICER,
    "P": Role.PROGRAMME_MANAGER,
    "$": Role.FINANCE_OFFICER,
    "O": Role.COMPLAINTS_OFFICER,
}
WANTED = {
    Action(line.split()[0]): frozenset(LETTERS[letter] for letter in line.split()[1:])
    for line in TABLE.strip().splitlines()
}
AFTER_CLOSING = {
    Action.SIGNED_IN,
    Action.SET_UP_PROGRAMME,
    Action.SEE_PROGRAMME,
    Action.CHANGE_PROGRAMME,
    Action.PUBLISH_FORM,
    Action.ADD_SETTLEMENT,
    Action.IMPORT_GAZETTEER,
    Action.INVITE,
    Action.CONFIRM_ROLE,
    Action.CLOSE_ACCOUNT,
    Action.SEE_SETTLEMENT,
    Action.SEE_SMALL_COUNTS,
    Action.SEE_COMPLAINTS,
    Action.READ_COMPLAINT,
    Action.ANSWER_COMPLAINT,
    Action.SEE_JOURNAL,
    # Money that was released before the end may come after it.
    Action.CONFIRM_ARRIVAL,
    Action.CHECK_WORK,
    Action.RECORD_SCORECARD,
    Action.KEEP_REPAIR_FUND,
    Action.REPORT_DEFECT,
    Action.RECTIFY_DEFECT,
    Action.REPORT_CONDITION,
    Action.JUDGE_CONDITION,
    Action.RECORD_PROMISE,
    Action.RECHECK_MEASURE,
    Action.CHOOSE_CODES,
    Action.REFER_NEED,
    Action.READ_POLITICAL_ANSWERS,
    Action.CLOSE_STEP,
    Action.OPEN_CYCLE,
    Action.END_CYCLE,
    Action.ADD_MONEY,
    Action.REVOKE_DEVICE,
}
PROVEN = {Action.RELEASE_TRANCHE, Action.REFUSE_TRANCHE, Action.CHANGE_PROGRAMME}
MONEY = {
    Action.SIGN_CONTRACT,
    Action.SIGN_FOR_AGENCY,
    Action.DEFER_ITEM,
    Action.SUSPEND_WORK,
    Action.END_CONTRACT,
    Action.RETURN_GRANT,
    Action.DEDUCT_RETENTION,
    Action.REQUEST_TRANCHE,
    Action.RELEASE_TRANCHE,
    Action.REFUSE_TRANCHE,
}


def held(role: Role) -> RoleGrant:
    match SCOPES[role][0]:
        case "installation":
            return RoleGrant(role)
        case "programme":
            return RoleGrant(role, PROGRAMME)
        case "area":
            return RoleGrant(role, PROGRAMME, area="PK/SD/DADU")
    return RoleGrant(role, PROGRAMME, PLACE)


@pytest.mark.parametrize("action", Action, ids=lambda action: action.value)
@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_the_table_is_what_was_agreed(role: Role, action: Action) -> None:
    assert may(Actor(None, (held(role),)), action, HERE) is (role in WANTED[action])


@pytest.mark.parametrize("action", Action, ids=lambda action: action.value)
def test_a_closed_process_can_be_read_and_checked_only(action: Action) -> None:
    closed = ActPlace(PROGRAMME, PLACE, "PK/SD/DADU", ProcessState.CLOSED)
    anybody = any(may(Actor(None, (held(role),)), action, closed) for role in Role)
    assert anybody is (action in AFTER_CLOSING)


@pytest.mark.parametrize("action", Action, ids=lambda action: action.value)
def test_no_contract_is_signed_and_no_money_moves_before_planning_is_closed(action: Action) -> None:
    planning = ActPlace(PROGRAMME, PLACE, "PK/SD/DADU", ProcessState.PLANNING)
    anybody = any(may(Actor(None, (held(role),)), action, planning) for role in Role)
    assert anybody is (action not in MONEY)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_role_reaches_another_programme(role: Role) -> None:
    there = ActPlace(OTHER_PROGRAMME, OTHER_PLACE, "PK/SD/DADU")
    assert not any(may(Actor(None, (held(role),)), action, there) for action in ALLOWED)


def test_a_role_in_one_settlement_ends_at_its_edge() -> None:
    there = ActPlace(PROGRAMME, OTHER_PLACE, "PK/SD/DADU")
    assert not may(Actor(None, (held(Role.FACILITATOR),)), Action.SEE_SETTLEMENT, there)
    assert not may(Actor(None, (held(Role.FACILITATOR),)), Action.SEE_SETTLEMENT, ActPlace(PROGRAMME))
    assert may(Actor(None, (held(Role.PROGRAMME_MANAGER),)), Action.SEE_SETTLEMENT, there)


@pytest.mark.parametrize(
    ("bound_to", "reached"), [("PK", True), ("PK/SD", True), ("PK/SD/DAD", False), ("PK/SD/DADU/X", False)]
)
def test_an_authority_reaches_what_lies_below_its_place(bound_to: str, reached: bool) -> None:
    authority = RoleGrant(Role.LOCAL_AUTHORITY, PROGRAMME, area=bound_to)
    assert may(Actor(None, (authority,)), Action.DECIDE_ITEM, HERE) is reached


@pytest.mark.parametrize("action", Action, ids=lambda action: action.value)
def test_money_and_rules_ask_for_a_proof_and_everything_can_be_read_about_without(action: Action) -> None:
    for role in WANTED[action]:
        actor = Actor(uuid4(), (held(role),))
        if action in PROVEN:
            with pytest.raises(SecondFactorNeeded):
                require_role(actor, action, HERE)
        assert may(actor, action, HERE)
        assert require_role(replace(actor, is_proven=True), action, HERE)
    with pytest.raises(Forbidden) as refusal:
        require_role(Actor(uuid4(), is_proven=True), action, HERE)
    assert not isinstance(refusal.value, SecondFactorNeeded)


def test_nobody_may_do_nothing_at_all() -> None:
    assert not any(may(Actor(), action, HERE) for action in Action)
