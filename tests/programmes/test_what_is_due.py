"""What waits from a day on is told to whose turn it is: checks, measures, conditions, promises, answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Date, Engine, Select, literal, select

from peoplesprocess.approvals.actions import DecisionInput, decide
from peoplesprocess.approvals.conditions import ConditionJudgementInput, judge_condition, report_condition
from peoplesprocess.approvals.conditions_and_promises import ConditionInput, EndorsementTermsInput
from peoplesprocess.approvals.work_objections import (
    WorkObjectionAnswerInput,
    WorkObjectionInput,
    answer_objection,
    record_objection,
)
from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.core.contract_closure import due_on
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.roles import Role, RoleGrant
from peoplesprocess.db import journal
from peoplesprocess.db.months_later import MonthsLater
from peoplesprocess.db.session import reading, writing
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.facts.settlement_summaries import SummaryCheckResult
from peoplesprocess.facts.waiting_lines import waiting_lines
from peoplesprocess.facts.waiting_thing_kinds import WaitingThingKind
from peoplesprocess.facts.waiting_things import PlacesOfRoles, waiting_rows
from peoplesprocess.models import Contract, Handover, LaterWorkCheck, SettlementSummary
from peoplesprocess.operations.mail_server import MailServer
from peoplesprocess.operations.outbox import deliver
from tests.browser import Browser
from tests.contracts import story
from tests.factories import MARKET_DAY, Make
from tests.finished_work import Work, contract_of
from tests.mail_receiver import MailReceiver, receiving
from tests.place_days import today
from tests.statements import statements_of

People = Callable[..., Browser]
DAY = timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def post_office() -> Iterator[MailReceiver]:
    with receiving() as receiver:
        yield receiver


def told(engine: Engine, receiver: MailReceiver, at: datetime) -> dict[str, str]:
    """Who gets a mail at that moment, with the number that it says."""
    before = len(receiver.came)
    post = MailServer("localhost", receiver.port, "", "", "none", "no-reply@example.org").post
    deliver(engine, post, "http://recovery.example.org", at)
    return {to.partition("@")[0]: mail.get_content().split(" ")[0] for to, mail in receiver.came[before:]}


def handed_over(work: Work, on: date) -> None:
    """The work goes to its users on a day."""
    work.add(
        lambda db, common: db.add(
            Handover(**common, made_by=None, contract_id=work.contract_id, **_handed(on))
        )
    )


def _handed(on: date) -> dict[str, Any]:
    return {"handed_on": on, "receiver": "Users", "caretaker": "One", "tasks": "Clean", "fee": 0, "fund": 0}


def checked(work: Work, month: int, on: date | None = None, works: bool = True) -> None:
    found = {"month": month, "checked_on": on or today(), "works": works, "notes": ""}
    work.add(
        lambda db, common: db.add(
            LaterWorkCheck(**common, made_by=None, contract_id=work.contract_id, **found)
        )
    )


def test_a_check_is_told_from_its_day_on_until_it_is_recorded(
    make: Make, browser: People, engine: Engine, post_office: MailReceiver
) -> None:
    work = contract_of(make, make.settlement())
    people = {role: browser(role, work.place) for role in ("facilitator", "technical_officer")}
    for role, reader in {**people, "manager": browser("programme_manager", work.place)}.items():
        reader.send("/account/reminders", address=f"{role}@example.org")
    handed_over(work, today())
    third = due_on(today(), 3)
    at = datetime.combine(third, datetime.min.time(), UTC) + timedelta(hours=8)
    assert told(engine, post_office, at - DAY) == {}
    assert told(engine, post_office, at) == dict.fromkeys(people, "1")
    checked(work, 3)
    assert told(engine, post_office, at + 8 * DAY) == {}
    assert told(engine, post_office, at + 200 * DAY) == dict.fromkeys(people, "1"), "the one after six months"


def test_a_work_found_not_to_work_is_told_to_those_who_see_to_it(
    make: Make, browser: People, engine: Engine
) -> None:
    """Until a later check finds it works, or a season has passed in which it may have been repaired."""
    work = contract_of(make, make.settlement())
    told_to = [browser(role, work.place) for role in ("facilitator", "committee_officer")]
    others = [browser(role, work.place) for role in ("technical_officer", "programme_manager")]
    sentence = "The latest check of 1 work says that it does not work."
    handed_over(work, today() - timedelta(days=200))
    checked(work, 3, today() - timedelta(days=95), works=False)
    assert not any(sentence in reader.get("/").text for reader in told_to), "long ago"
    checked(work, 6, today() - timedelta(days=5), works=False)
    for reader in told_to:
        for page in (reader.get("/"), reader.get(f"/s/{work.place.code}")):
            assert sentence in page.text and "Waiting for 5 days." in page.text
            assert work.url in page.links
    assert not any(sentence in reader.get("/").text for reader in others)
    assert statements_of(engine, told_to[0], "/") <= 6
    checked(work, 12, today())
    assert not any(sentence in reader.get("/").text for reader in told_to)


def test_a_place_with_two_lines_is_named_without_its_code(make: Make, browser: People) -> None:
    """The code tells places of one name apart; it stood beside a name that no other place has."""
    work = contract_of(make, make.settlement())
    handed_over(work, today() - timedelta(days=200))
    checked(work, 3, today() - timedelta(days=5), works=False)
    home = browser("facilitator", work.place).get("/").text
    assert "1 check after the handover is due." in home and "The latest check of 1 work says" in home
    assert f"({work.place.code})" not in home


def test_checks_stand_on_the_first_page_with_a_link(make: Make, browser: People, engine: Engine) -> None:
    work = contract_of(make, make.settlement())
    handed_over(work, today() - 190 * DAY)
    readers = [browser(role, work.place) for role in ("facilitator", "technical_officer")]
    for reader in readers:
        page = reader.get("/")
        assert "2 checks after the handover are due." in page.text
        assert f"/s/{work.place.code}/closure" in page.links
    assert statements_of(engine, readers[0], "/") <= 6
    checked(work, 3)
    assert "1 check after the handover is due." in readers[0].get("/").text
    for role in ("committee_officer", "programme_manager", "local_authority"):
        assert "after the handover" not in browser(role, work.place).get("/").text, role


def test_a_programme_that_checks_after_other_months_is_told_of_these(make: Make, browser: People) -> None:
    programme = make.programme(rules=ProgrammeRules(check_months=(1, 24)).stored())
    work = contract_of(make, make.settlement(programme))
    handed_over(work, today() - 190 * DAY)
    bo = browser("facilitator", work.place)
    assert "1 check after the handover is due." in bo.get("/").text
    checked(work, 1)
    assert "after the handover" not in bo.get("/").text


def test_a_check_of_a_month_that_is_no_longer_asked_stands_for_no_other(make: Make, browser: People) -> None:
    """As many checks as asked hid that one of those that are asked now is due."""
    programme = make.programme(rules=ProgrammeRules(check_months=(3, 6)).stored())
    work = contract_of(make, make.settlement(programme))
    handed_over(work, today() - 190 * DAY)
    for month in (1, 3):
        checked(work, month)
    assert "1 check after the handover is due." in browser("facilitator", work.place).get("/").text


def test_other_months_are_kept_for_every_settlement_of_the_programme_at_once(
    make: Make, browser: People, engine: Engine
) -> None:
    """An act in a programme has no settlement's chain: who facilitates it all was told by the old months."""
    programme = make.programme(rules=ProgrammeRules(check_months=(12,)).stored())
    handed_on = today() - 190 * DAY
    for _ in range(2):
        handed_over(contract_of(make, make.settlement(programme)), handed_on)
    everywhere = [RoleGrant(Role.FACILITATOR, programme.id)]
    with reading(engine) as db:
        assert waiting_lines(db, everywhere, now()) == []
    efua = browser("programme_manager", programme)
    page = efua.send(f"/p/{programme.code}/rules", check1="3", check2="6", check3="")
    assert "Saved." in page.text
    with reading(engine) as db:
        told = waiting_lines(db, everywhere, now())
    assert [(line.kind, line.things) for line in told] == [(WaitingThingKind.CHECK, 2)] * 2
    with engine.connect() as connection:
        assert settlement_summaries.verify(connection) == SummaryCheckResult(2, None)
        kept = connection.scalars(select(SettlementSummary.__table__.c.check_rank)).all()
    assert kept == [due_on(handed_on, 3)] * 2


@pytest.mark.parametrize("day", [date(2023, 11, 30), date(2024, 1, 31), date(2024, 2, 29), date(2026, 8, 1)])
def test_a_database_counts_months_as_the_rule_does(engine: Engine, day: date) -> None:
    with engine.connect() as connection:
        for months in range(1, 61):
            counted = MonthsLater(literal(day, Date()), literal(months))
            assert connection.scalar(select(counted)) == due_on(day, months), months


@pytest.mark.parametrize(("rules", "read"), [({}, 1), ({"check_months": [3]}, 0), ({"check_months": []}, 0)])
def test_a_work_that_was_checked_as_often_as_asked_is_not_read_again(
    make: Make, engine: Engine, rules: dict[str, object], read: int
) -> None:
    work = contract_of(make, make.settlement(make.programme(rules=rules)))
    handed_over(work, today() - 190 * DAY)
    checked(work, 3)
    with reading(engine) as db:
        assert (
            len(waiting_rows(db, {WaitingThingKind.CHECK: PlacesOfRoles((work.place.id,), ())}, now()))
            == read
        )


def test_a_measure_is_told_when_it_is_to_be_looked_at_again(make: Make, browser: People) -> None:
    place = make.settlement(households=100)
    make.plan(place, {1: {"title": "Road", "needs": [1]}}, submitted=MARKET_DAY)
    bo = browser("technical_officer", place)
    measure = {"domain": "social", "measure": "Watch", "responsible": "facilitator"}
    address = f"/s/{place.code}/safeguards"
    for day in (today(), today() + DAY):
        bo.send(f"{address}/1/measure", **measure, due_on=str(today() - 20 * DAY), recheck_on=str(day))
    page = bo.get("/")
    assert "1 measure against a risk must be looked at again." in page.text
    assert address in page.links
    assert "looked at again" not in browser("committee_officer", place).get("/").text
    bo.send(f"{address}/measures/1/recheck", checked_on=str(today()), found="It helps", next_on="")
    assert "looked at again" not in bo.get("/").text


def test_a_day_comes_by_the_clock_of_the_place(make: Make, browser: People) -> None:
    """Between these two it is never the same day."""
    first, last = "Pacific/Kiritimati", "Pacific/Pago_Pago"
    day = datetime.now(ZoneInfo(first)).date()
    measure = {"domain": "social", "measure": "Watch", "responsible": "facilitator"}
    for zone in (first, last):
        place = make.settlement(households=100, time_zone=zone)
        make.plan(place, {1: {"title": "Road", "needs": [1]}}, submitted=MARKET_DAY)
        officer = browser("technical_officer", place)
        officer.send(
            f"/s/{place.code}/safeguards/1/measure",
            **measure,
            due_on=str(day - 20 * DAY),
            recheck_on=str(day),
        )
        for page in (officer.get("/"), officer.get(f"/s/{place.code}")):
            assert ("must be looked at again" in page.text) is (zone == first), zone


def endorsed_with(make: Make, place: Any, due: date) -> None:
    """The authority's yes, on a condition and with a promise of money."""
    condition = ConditionInput("A fence round the well", "during", due)
    given = DecisionInput(AuthorityVerdict.ENDORSE, terms=EndorsementTermsInput([condition], 100))
    with make.act("local_authority", place, MARKET_DAY) as act:
        decide(act, story.LATRINES, given)


def test_a_condition_goes_from_the_community_to_the_office_that_set_it_and_back(
    make: Make, browser: People
) -> None:
    place = story.endorsed(make)
    endorsed_with(make, place, today())
    officer, mayor = browser("committee_officer", place), browser("local_authority", place)
    ours = "1 condition of the authority is due."
    theirs = "1 condition was reported as met. Say whether it is."
    assert ours in officer.get("/").text and theirs not in mayor.get("/").text
    assert f"/s/{place.code}/approval" in officer.get("/").links
    with make.act("facilitator", place, now()) as act:
        report_condition(act, 1, "It stands")
    assert ours not in officer.get("/").text and theirs in mayor.get("/").text
    far = browser("local_authority", make.settlement(area="PK/SD/LARKANA"))
    assert theirs not in far.get("/").text
    with make.act("local_authority", place, now()) as act:
        judge_condition(act, 1, ConditionJudgementInput("not-yet", "The gate is missing"))
    assert ours in officer.get("/").text and theirs not in mayor.get("/").text
    with make.act("local_authority", place, now()) as act:
        judge_condition(act, 1, ConditionJudgementInput("met", ""))
    assert ours not in officer.get("/").text


def test_a_condition_whose_day_has_not_come_is_not_told(make: Make, browser: People) -> None:
    place = story.endorsed(make)
    endorsed_with(make, place, today() + DAY)
    assert "condition" not in browser("committee_officer", place).get("/").text


def test_only_the_level_that_set_a_condition_is_asked_for_its_word(make: Make, engine: Engine) -> None:
    place = story.endorsed(make)
    endorsed_with(make, place, today())
    with make.act("facilitator", place, now()) as act:
        report_condition(act, 1, "It stands")
    with reading(engine) as db:
        [row] = waiting_rows(db, {WaitingThingKind.JUDGEMENT: PlacesOfRoles((place.id,), ())}, now())
    assert row.turn is not None
    assert row.turn.is_of(1, "PK/SD/DADU")
    assert not row.turn.is_of(2, "PK/SD/DADU") and not row.turn.is_of(1, "PK/SD")


def test_a_promise_is_asked_about_once_its_work_is_handed_over(make: Make, browser: People) -> None:
    place = story.endorsed(make)
    endorsed_with(make, place, today())
    story.contract(make, place, list(story.PARTY_ROLES))
    asks = "Say whether 1 promise of the authority was kept."
    bo = browser("facilitator", place)
    assert asks not in bo.get("/").text
    with writing(make.engine) as db:
        contract = db.scalars(_contract_of(place)).one()
        row = Handover(
            programme_id=place.programme_id,
            settlement_id=place.id,
            made_by=None,
            made_at=now(),
            contract_id=contract.id,
            **_handed(today()),
        )
        db.add(row)
        journal.write(db, place.id, None, "test.make", "work", now())
        db.commit()
    assert asks in bo.get("/").text
    bo.send(f"/s/{place.code}/approval/promises/1", kept="yes", seen_on=str(today()), words="")
    assert asks not in bo.get("/").text


def _contract_of(place: Any) -> Select[tuple[Contract]]:
    return select(Contract).where(Contract.settlement_id == place.id)


def test_an_objection_waits_for_the_authority_and_the_manager(
    make: Make, browser: People, engine: Engine, post_office: MailReceiver
) -> None:
    place = story.endorsed(make, programme=make.programme(rules=ProgrammeRules(objection_days=10).stored()))
    mayor, efua = browser("local_authority", place), browser("programme_manager", place)
    for name, reader in {"mayor": mayor, "efua": efua}.items():
        reader.send("/account/reminders", address=f"{name}@example.org")
    before = told(engine, post_office, MARKET_DAY)
    with make.act("facilitator", place, MARKET_DAY + DAY) as act:
        record_objection(act, story.LATRINES, WorkObjectionInput("Beside our well", "women"))
    waits = "1 objection waits for an answer."
    for reader in (mayor, efua):
        page = reader.get("/")
        assert waits in page.text and f"/s/{place.code}/approval" in page.links
    assert waits not in browser("facilitator", place).get("/").text
    after = told(engine, post_office, MARKET_DAY + 2 * DAY)
    assert set(after) == {"mayor", "efua"}
    assert int(after["mayor"]) == int(before.get("mayor", "0")) + 1
    with make.act("programme_manager", place, MARKET_DAY + 3 * DAY) as act:
        answer_objection(act, 1, WorkObjectionAnswerInput("They move", mistaken=False))
    assert waits not in mayor.get("/").text and waits not in efua.get("/").text
