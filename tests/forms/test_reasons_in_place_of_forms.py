"""Whoever an act always refuses reads why, and who can, in the place of its form: at every such door."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from flask import Flask

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import (
    DOES_NOT_CERTIFY_OWN_WORK,
    DOES_NOT_JUDGE_OWN_WORK,
    DOES_NOT_PAY_OWN_WORK,
    DOES_NOT_VERIFY_OWN_WORK,
    ActorRelationRule,
)
from peoplesprocess.core.permissions import ALLOWED
from tests.browser import Browser
from tests.closure.test_deductions import deduct
from tests.closure.test_defects_period import held_back, report, work
from tests.contracts.story import also, endorsed
from tests.factories import Make
from tests.finished_work import Work
from tests.invited import came_in

pytestmark = pytest.mark.one_database

__all__ = ["work"]
People = Callable[..., Browser]
OF_BUILDERS = (
    *(DOES_NOT_CERTIFY_OWN_WORK, DOES_NOT_VERIFY_OWN_WORK, DOES_NOT_PAY_OWN_WORK, DOES_NOT_JUDGE_OWN_WORK),
)
ASK_NOTHING_OF_BUILDERS = {"works.points.add", "works.points.strike", "works.interruptions.suspend"}
"""Where photos are taken from again and again is no judgement, and anybody of them stops a work."""


def asked_of(app: Flask, relations: Iterable[ActorRelationRule]) -> dict[str, str]:
    """The addresses of forms whose action is bound to one of the relations, by endpoint; 1 everywhere."""
    bound = {
        action
        for action, rule in ALLOWED.items()
        if any(each in asked for asked in rule.roles.values() for each in relations)
    }
    found = {}
    for rule in app.url_map.iter_rules():
        action = getattr(app.view_functions[rule.endpoint], "action", None)
        if action in bound and "GET" in rule.methods:
            found[rule.endpoint] = re.sub(r"<int:\w+>", "1", rule.rule)
    return found


def refused_at(visitor: Browser, place: Any, doors: dict[str, str]) -> tuple[set[str], list[str]]:
    """The endpoints that say why in the place of a form, and those that show a form all the same."""
    told, shown = set(), []
    for endpoint, address in doors.items():
        page = visitor.get(address.replace("<code>", place.code))
        if page.status == 200 and endpoint not in ASK_NOTHING_OF_BUILDERS:
            if page.controls:
                shown.append(endpoint)
            elif 'class="flag"' in page.html:
                told.add(endpoint)
    return told, shown


def test_whoever_builds_meets_no_form_with_which_others_judge_and_pay(
    app: Flask, make: Make, browser: People, work: Work
) -> None:
    report(work)
    assert deduct(browser, work, 1).status in (200, 422)
    doors, told, shown = asked_of(app, OF_BUILDERS), set(), []
    for role in ("technical_officer", "finance_officer"):
        visitor = browser(role, work.place)
        also(make, visitor.username, "committee_officer", work.place)
        told_here, shown_here = refused_at(visitor, work.place, doors)
        told, shown = told | told_here, shown + shown_here
    assert shown == []
    assert {
        *("closure.close_account", "closure.strike_account", "closure.rectify_defect"),
        *("closure.period.strike_defect", "closure.period.deduct"),
        *("works.record_visit", "works.corrections.strike_visit", "works.corrections.correct_visit"),
        *("works.release_tranche", "works.interruptions.resume", "works.interruptions.record_return"),
    } <= told


def test_the_certificate_tells_whoever_builds_before_it_is_issued(make: Make, browser: People) -> None:
    here = held_back(make)
    engineer = browser("technical_officer", here.place)
    assert engineer.get(f"{here.url}/certificate").controls
    also(make, engineer.username, "facilitator", here.place)
    page = engineer.get(f"{here.url}/certificate")
    assert "Somebody else must do it." in page.text and not page.controls
    assert f"{here.url}" in page.links
    assert f"/s/{here.place.code}" in page.links, "where the page is"


def test_a_manager_whom_nobody_has_confirmed_fills_in_no_ending(make: Make, browser: People) -> None:
    here = held_back(make)
    manager = browser("programme_manager", here.place)
    new = browser()
    new.sign_in_as(came_in(make, manager.username, "programme_manager", here.place))
    for page in ("end", "returns/record"):
        address = here.url.replace("closure", "works") + f"/{page}"
        assert manager.get(address).controls
        told = new.get(address)
        assert "your own role is not confirmed" in told.text and not told.controls
        if page == "end":  # money goes back once a contract has ended
            assert manager.send(address, ground="cause", reason="The seller left.").status == 200


def test_an_official_who_builds_attaches_no_paper_to_the_answer(make: Make, browser: People) -> None:
    place = endorsed(make)
    url = f"/s/{place.code}/approval/1/papers/attach"
    authority = browser("local_authority", place)
    assert authority.get(url).controls
    also(make, authority.username, "facilitator", place)
    told = authority.get(url)
    assert "Somebody else from your office must answer the plan." in told.text and not told.controls


def test_every_action_with_a_relation_is_known_here() -> None:
    """A new relation of the table asks for its page: where is its reason told before the form?"""
    bound = {action for action, rule in ALLOWED.items() if any(rule.roles.values())}
    assert bound == TOLD_BEFORE.keys()


TOLD_BEFORE = {
    Action.INVITE: "roles that cannot be given are on no list; a role of one's own is told at once",
    Action.CONFIRM_ROLE: "accounts/confirm_role.html",
    Action.READ_COMPLAINT: "404, as for what is not there",
    Action.ANSWER_COMPLAINT: "complaints/test_complaints.py",
    Action.CLOSE_STEP: "404 at a step that another role closes",
    Action.RECORD_NEED: "only one's own groups are on the list",
    Action.CHANGE_NEED: "404, and the need's page has no button",
    Action.ENTER_BALLOT_SHEET: "priorities/test_two_typists.py",
    Action.ATTEST_BALLOT_SHEET: "priorities/test_closed_votes.py",
    Action.DECIDE_ITEM: "approvals/item.html",
    Action.JUDGE_CONDITION: "approvals: the office that answered is named",
    Action.ANSWER_OBJECTION: "above",
    Action.DISMISS_OBJECTION: "the field for it is on no form",
    Action.SUSPEND_WORK: "above",
    Action.RECORD_OBJECTION: "only one's own groups are on the list",
    Action.SIGN_CONTRACT: "contracts: the page of the signature",
    Action.RECORD_VISIT: "above",
    Action.RELEASE_TRANCHE: "above",
    Action.REFUSE_TRANCHE: "works/test_a_second_person.py",
    Action.END_CONTRACT: "above",
    Action.RETURN_GRANT: "above",
    Action.CERTIFY: "above",
    Action.RECTIFY_DEFECT: "above",
    Action.DEDUCT_RETENTION: "above",
}
