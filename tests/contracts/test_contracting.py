"""Contracts: from an endorsed item to three signatures, with sums that always meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.contracts import actions
from peoplesprocess.core.messages import Conflict, Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.programme_rules import TrancheTerms
from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.models import BillLine, Contract, ContractExtension, PlanItem, Signature, Tranche
from tests.browser import Browser
from tests.contracts.story import (
    FORM,
    ITEMS,
    LATRINES,
    PARTY_ROLES,
    account_id,
    acting,
    also,
    at,
    contract,
    elect,
    endorsed,
    rupees,
    signed,
    submit_plan,
    written,
)
from tests.factories import MARKET_DAY, Make
from tests.invited import came_in
from tests.page_loads import page_loads

People = Callable[..., Browser]
DAY = at(date(2023, 4, 30))
FIRST_LINE = ("what1", "unit1", "quantity1", "rate1")


def count(db: Session, table: Any) -> Any:
    found = db.scalar(select(func.count()).select_from(table))
    db.rollback()
    return found


def drafted(make: Make, browser: People) -> tuple[Any, Browser]:
    place = endorsed(make)
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/contracts/draft", **FORM)
    return place, bo


def test_the_contract_of_the_latrines_has_the_storys_figures(make: Make, browser: People) -> None:
    place = endorsed(make)
    bo = browser("facilitator", place)
    page = bo.send(f"/s/{place.code}/contracts/draft", **FORM)
    assert page.status == 200
    assert page.h1 == "8 latrine blocks"
    for figure in ("3,840,000", "384,000", "3,456,000", "1,036,800", "1,382,400", "691,200", "345,600"):
        assert figure in page.text
    for words in ("Saved.", "3 people sign for it", "UN-Habitat", "Taluka office", "no child works"):
        assert words.lower() in page.text.lower()
    assert "From 2 May 2023 to 31 Jul 2023" in page.text
    assert "Can still be changed" in bo.get(f"/s/{place.code}/contracts").text


def test_a_contract_leads_to_the_one_of_the_next_item(make: Make, browser: People) -> None:
    """Two loads from saving to the second form, where the list of contracts was a third."""
    place = endorsed(make)
    bo, draft = browser("facilitator", place), f"/s/{place.code}/contracts/draft"
    sent = bo.filled(draft, **FORM)
    with page_loads() as pages:
        page = bo.get(bo.post(draft, sent).location)
        assert "Next: the contract of item 1" in page.text
        assert f"{draft}?line=1" in page.links
        assert bo.get(f"{draft}?line=1").values["line"] == ["1"]
    assert len(pages) == 2
    assert "Next:" not in bo.get(f"/s/{place.code}/contracts/1?item=1").text, "only after saving"


def test_an_item_that_was_put_off_is_not_the_next(make: Make, browser: People) -> None:
    place = endorsed(make)
    bo, contracts = browser("facilitator", place), f"/s/{place.code}/contracts"
    bo.send(f"{contracts}/items/1/defer", reason="The money of this year went to the latrines.")
    assert "Next:" not in bo.send(f"{contracts}/draft", **FORM).text


def test_24000_in_40_30_30_is_9600_7200_7200(make: Make, browser: People) -> None:
    place = endorsed(make, items=(("Drain", 24_000, 0),))
    parts = {"percent1": "40", "percent2": "30", "percent3": "30", "work2": "30", "work3": "70"}
    empty = dict.fromkeys(("spent2", "spent3", "percent4", "work4", "spent4", "certificate4"), "")
    bill = {f"{name}{n}": "" for name in ("what", "unit", "quantity", "rate") for n in (2, 3, 4)}
    one = {
        "what1": "Drain",
        "unit1": "m",
        "quantity1": "100",
        "rate1": "240",
        "line": "1",
        "contribution": "0",
    }
    form = {**FORM, **bill, **one, **parts, **empty, "certificate3": "yes"}
    form.pop("certificate4")
    bo = browser("facilitator", place)
    sent = bo.filled(f"/s/{place.code}/contracts/draft", **form)
    sent.pop("certificate4")
    bo.post(f"/s/{place.code}/contracts/draft", sent)
    page = bo.get(f"/s/{place.code}/contracts/1")
    for figure in ("40 % 9,600", "30 % 7,200"):
        assert figure in page.text


def test_the_form_begins_with_the_plans_sums_and_the_programmes_instalments(
    make: Make, browser: People
) -> None:
    place = endorsed(make)
    page = browser("technical_officer", place).get(f"/s/{place.code}/contracts/draft?line=2")
    assert page.values["contribution"] == ["384,000"]
    assert [page.values[f"percent{n}"] for n in range(1, 6)] == [["30"], ["40"], ["20"], ["10"], [""]]
    assert page.values["certificate4"] == ["yes"]
    assert "a contractor builds, the community earns and learns less" in page.text.lower()


def test_an_empty_contribution_is_the_plans(make: Make, browser: People, db: Session) -> None:
    place = endorsed(make)
    browser("facilitator", place).send(f"/s/{place.code}/contracts/draft", **{**FORM, "contribution": ""})
    assert db.scalar(select(Contract.contribution)) == rupees(384_000)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"line": ""}, "Choose the item of the plan that the contract is for."),
        ({"title": "x" * 121}, "This is 121 characters long."),
        ({"ends_on": "2023-05-01"}, "This day is before the work begins."),
        ({"quantity1": ""}, "Fill in the whole line, or leave all of it empty."),
        ({"quantity1": "0"}, "Give a quantity above 0"),
        ({"quantity1": "-3"}, "This must be at least 0."),
        ({"quantity1": "eight"}, "Write a number in digits."),
        ({"quantity1": "9999999999"}, "Give a quantity above 0 and not above"),
        ({"rate1": "0"}, "Give a sum above 0."),
        ({"rate1": "96,000 USD"}, "Write the sum in PKR."),
        ({**dict.fromkeys(FIRST_LINE, ""), "rate2": "0"}, "Line 2: Cost of one unit: Give a sum above 0."),
        ({**dict.fromkeys(FIRST_LINE, ""), "unit5": "m"}, "Line 5: What: Fill in the whole line"),
        ({"quantity1": "9"}, "The bill adds up to 3,936,000 PKR. The item of the plan costs 3,840,000 PKR."),
        ({"contribution": "3,840,000"}, "Nothing is left for the grant."),
        ({"percent1": "31"}, "The shares add up to 101 %. They must add up to 100 %."),
        ({"percent1": "0"}, "Every instalment needs a share above 0 %."),
        ({"percent1": "101"}, "This cannot be more than 100."),
        ({"percent4": ""}, "share of the grant."),
        ({"spent1": "70"}, "The first instalment cannot wait until money is spent"),
        ({"certificate4": []}, "The last instalment must wait for the completion certificate."),
    ],
)
def test_what_cannot_be_signed_is_refused_at_its_field(
    make: Make, browser: People, db: Session, fields: dict[str, Any], sentence: str
) -> None:
    place = endorsed(make)
    url = f"/s/{place.code}/contracts/draft"
    bo = browser("facilitator", place)
    page = bo.post(url, {**bo.filled(url, **FORM), **fields})
    assert page.status == 422
    assert any(sentence in problem for problem in page.problems), page.problems
    assert page.values["what2"] == ["Walls and roofs"]
    assert count(db, Contract) == count(db, BillLine) == count(db, Tranche) == 0


def test_grants_stay_within_the_envelope(make: Make, browser: People, db: Session) -> None:
    place = endorsed(make, envelope=rupees(3_000_000))
    bo = browser("facilitator", place)
    page = bo.post(f"/s/{place.code}/contracts/draft", bo.filled(f"/s/{place.code}/contracts/draft", **FORM))
    assert "The grant would be 3,456,000 PKR. Only 3,000,000 PKR" in page.problems[0]
    with pytest.raises(Refused):
        actions.draft(acting(db, account_id(db, bo.username), place, DAY), written())
    db.rollback()
    assert count(db, Contract) == 0


@pytest.mark.parametrize("verdict", ["return", "decline", "forward", ""])
def test_only_an_endorsed_item_gets_a_contract(
    make: Make, browser: People, db: Session, verdict: str
) -> None:
    place = endorsed(make, verdict=verdict)
    bo = browser("facilitator", place)
    assert bo.get(f"/s/{place.code}/contracts/draft").h1 == "No item of the plan waits for a contract"
    with pytest.raises(Refused):
        actions.draft(acting(db, account_id(db, bo.username), place, DAY), written())


def test_a_changed_item_needs_a_new_yes_before_anybody_signs(make: Make, db: Session) -> None:
    place = endorsed(make)
    people = [make.account(role, place) for role in ("facilitator", "programme_manager")]
    writer, manager = (account_id(db, username) for username in people)
    actions.draft(acting(db, writer, place, DAY), written())
    submit_plan(db, place, 2, (ITEMS[0], ("8 latrine blocks, smaller", 3_000_000, 0)), "")
    with pytest.raises(Refused) as refusal:
        actions.sign(acting(db, manager, place, DAY), 1, "agency", 1)
    assert "has not endorsed" in refusal.value.sentence.text  # type: ignore[union-attr]


def test_an_item_gets_one_contract(make: Make, browser: People, db: Session) -> None:
    place, bo = drafted(make, browser)
    page = bo.get(f"/s/{place.code}/contracts/draft")
    assert "12 raised hand pumps" in page.text
    assert "8 latrine blocks" not in page.text
    with pytest.raises(Refused):
        actions.draft(acting(db, account_id(db, bo.username), place, DAY), written())


def test_the_same_form_sent_twice_is_one_contract(make: Make, browser: People, db: Session) -> None:
    place = endorsed(make)
    bo = browser("facilitator", place)
    sent = bo.filled(f"/s/{place.code}/contracts/draft", **FORM)
    answers = [bo.post(f"/s/{place.code}/contracts/draft", sent) for _ in range(2)]
    assert [page.status for page in answers] == [303, 303]
    assert count(db, Contract) == 1


def test_a_contract_is_changed_until_somebody_signs(make: Make, browser: People, db: Session) -> None:
    place, bo = drafted(make, browser)
    url = f"/s/{place.code}/contracts/1"
    page = bo.send(f"{url}/change", quantity1="7", departure="One pit less.")
    assert "3,744,000" in page.text
    assert count(db, BillLine) == 4
    browser("programme_manager", place).send(f"{url}/sign")
    assert bo.get(f"{url}/change").status == 404
    with pytest.raises(Refused):
        actions.change(acting(db, account_id(db, bo.username), place, DAY), 1, written(), 2)


def test_two_who_change_it_at_once_see_both_texts(make: Make, browser: People, db: Session) -> None:
    place, bo = drafted(make, browser)
    url = f"/s/{place.code}/contracts/1/change"
    sent = bo.filled(url, title="Latrines for everybody")
    browser("technical_officer", place).send(url, title="Eight blocks, lockable")
    page = bo.post(url, sent)
    assert page.status == 409
    assert "Eight blocks, lockable" in page.text
    assert page.values["title"] == ["Latrines for everybody"]
    again = bo.post(url, {**page.values})
    assert again.status == 303
    with pytest.raises(Conflict):
        actions.change(acting(db, account_id(db, bo.username), place, DAY), 1, written(), 1)


def test_three_parties_sign_and_the_contract_holds(make: Make, browser: People, db: Session) -> None:
    place, _ = drafted(make, browser)
    url = f"/s/{place.code}/contracts/1"
    for role in PARTY_ROLES.values():
        signer = browser(role, place)
        assert f"{url}/sign" in signer.get(url).links
        page = signer.send(f"{url}/sign")
        assert page.status == 200
        assert f"{url}/sign" not in page.links
    assert "not signed by all its parties" not in page.text
    assert f"/s/{place.code}/works/1" in page.links
    assert set(db.scalars(select(Signature.party))) == set(PARTY_ROLES)
    assert journal.verify(db).first_bad is None


def test_one_person_signs_for_one_party_even_with_two_roles(make: Make, browser: People, db: Session) -> None:
    place, _ = drafted(make, browser)
    url = f"/s/{place.code}/contracts/1/sign"
    ali = browser("local_authority", place)
    also(make, ali.username, "programme_manager", place)
    sent = ali.filled(url, party="agency")
    ali.send(url, party="authority")
    assert "One person signs for one party." in ali.get(url).text
    assert "party" not in ali.get(url).values
    assert "One person signs for one party." in ali.post(url, sent).problems[0]
    assert count(db, Signature) == 1


@pytest.mark.parametrize(
    ("role", "party"), [("programme_manager", "agency"), ("local_authority", "authority")]
)
def test_who_is_on_the_committee_signs_for_the_community_alone(
    make: Make, browser: People, db: Session, role: str, party: str
) -> None:
    """A manager on the committee promised the agency's money to the own committee."""
    place, _ = drafted(make, browser)
    url = f"/s/{place.code}/contracts/1/sign"
    cleo, other = browser("committee_officer", place), browser(role, place)
    also(make, cleo.username, role, place)
    sent = other.filled(url)
    assert cleo.get(url).values["party"] == ["community"], "the other party is not offered"
    with pytest.raises(Refused) as refusal:
        actions.sign(acting(db, account_id(db, cleo.username), place, DAY), 1, party, 1)
    assert "on the community's side" in refusal.value.sentence.text  # type: ignore[union-attr]
    db.rollback()
    # Whoever leaves the committee has stood on its side.
    also(make, other.username, "committee_officer", place, revoked_at=MARKET_DAY)
    assert "on the community's side" in other.get(url).text
    assert "party" not in other.get(url).values
    assert "not on the committee signs" in str(other.post(url, sent).problems)
    assert count(db, Signature) == 0
    cleo.send(url)
    assert db.scalar(select(Signature.party)) == "community"


def test_who_made_another_signers_account_reads_on_the_form_that_somebody_else_must_sign(
    make: Make, browser: People
) -> None:
    place, _ = drafted(make, browser)
    manager = make.account("programme_manager", place)
    chair = came_in(make, manager, "committee_officer", place)
    url = f"/s/{place.code}/contracts/1/sign"
    for username in (chair, manager):
        visitor = browser()
        visitor.sign_in_as(username)
        if username == chair:
            visitor.send(url, party="community")
            assert "This party has already signed." in visitor.get(url).text
    page = visitor.get(url)
    assert "an administrator must first confirm" in page.text
    assert "party" not in page.values


def test_a_role_signs_for_its_own_party_only(make: Make, browser: People, db: Session) -> None:
    place, bo = drafted(make, browser)
    manager = browser("programme_manager", place)
    url = f"/s/{place.code}/contracts/1/sign"
    page = manager.post(url, {**manager.filled(url), "party": "community"})
    assert "Choose one from the list." in page.problems[0]
    other = make.settlement(programme=_programme(place))
    elsewhere = make.account("committee_officer", other)
    for username, error in ((manager.username, Refused), (bo.username, Forbidden), (elsewhere, Forbidden)):
        with pytest.raises(error):
            actions.sign(acting(db, account_id(db, username), place, DAY), 1, "community", 1)
        db.rollback()
    assert count(db, Signature) == 0


def _programme(place: Any) -> Any:
    from types import SimpleNamespace

    return SimpleNamespace(id=place.programme_id, currency="PKR")


@pytest.mark.parametrize(("men", "women"), [(3, 0), (1, 1), (0, 2)])
def test_the_community_signs_when_three_sign_for_its_account_one_a_woman(
    make: Make, browser: People, db: Session, men: int, women: int
) -> None:
    place, _ = drafted(make, browser)
    with writing(make.engine) as session:
        elect(session, place, men, women, date(2023, 3, 1))
        journal.write(session, place.id, None, "test.elect", "committee", MARKET_DAY)
        session.commit()
    cleo = browser("committee_officer", place)
    url = f"/s/{place.code}/contracts/1/sign"
    page = cleo.post(url, cleo.filled(url))
    assert "The community cannot sign yet." in page.problems[0]
    missing = f"only {men + women} of 3 do now" if men + women < 3 else f"{women} of {men + women} are women"
    assert missing in page.problems[0]
    assert count(db, Signature) == 0


def test_a_signed_contract_gets_a_later_end_with_its_reason(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    bo = browser("facilitator", story.place)
    url = f"/s/{story.place.code}/contracts/1"
    for fields, sentence in (
        ({"until": "2023-07-31"}, "The work now ends on 31 Jul 2023. Give a later day."),
        ({"reason": ""}, "Write why the work takes longer."),
    ):
        sent = bo.filled(f"{url}/extend", **{"until": "2023-08-24", "reason": "Monsoon", **fields})
        page = bo.post(f"{url}/extend", sent)
        assert sentence in page.problems[0]
    assert count(db, ContractExtension) == 0
    page = bo.send(f"{url}/extend", until="2023-08-24", reason="Three weeks of monsoon")
    assert "Extended to 24 Aug 2023: Three weeks of monsoon" in page.text


def test_an_unsigned_contract_has_no_later_end(make: Make, browser: People, db: Session) -> None:
    place, bo = drafted(make, browser)
    page = bo.get(f"/s/{place.code}/contracts/1/extend")
    assert "not signed by all its parties" in page.text
    later = actions.ExtensionInput(date(2024, 1, 1), "Rain")
    with pytest.raises(Refused):
        actions.extend(acting(db, account_id(db, bo.username), place, DAY), 1, later)


@pytest.mark.parametrize(
    "role", ["committee_officer", "local_authority", "finance_officer", "programme_manager"]
)
def test_who_may_not_write_contracts_finds_no_page(make: Make, browser: People, role: str) -> None:
    place = endorsed(make)
    visitor = browser(role, place)
    assert visitor.get(f"/s/{place.code}/contracts").status == 200
    assert visitor.get(f"/s/{place.code}/contracts/draft").status == 404
    assert visitor.get(f"/s/{place.code}/contracts/7").status == 404
    assert browser("facilitator", make.settlement()).get(f"/s/{place.code}/contracts").status == 404


def test_a_title_with_percent_signs_breaks_no_sentence(make: Make, browser: People) -> None:
    place = endorsed(make, items=(("100%% %d drain %(x)s", 3_840_000, 0), ("Other", 3_840_000, 0)))
    bo = browser("facilitator", place)
    page = bo.send(
        f"/s/{place.code}/contracts/draft",
        departure="5%% %s",
        **{**FORM, "line": "1", "title": "5%% %d", "what1": "%%s"},
    )
    assert page.h1 == "5%% %d"
    assert bo.get(f"/s/{place.code}/contracts/draft").status == 200


def test_instalments_that_cannot_be_are_refused_by_the_action_too(make: Make, db: Session) -> None:
    place = endorsed(make)
    username = make.account("facilitator", place)
    bo = account_id(db, username)
    for parts in (
        [],
        [TrancheTerms(60), TrancheTerms(30, certificate=True)],
        [TrancheTerms(50), TrancheTerms(50)],
    ):
        with pytest.raises(Refused):
            actions.draft(acting(db, bo, place, DAY), written(tranches=parts))
    assert db.scalar(select(func.count(Contract.id))) == 0


def test_what_others_pay_in_the_plan_is_no_grant_of_the_agency_without_a_reason(
    make: Make, browser: People
) -> None:
    place = endorsed(make)
    with writing(make.engine) as db:
        item = db.scalars(select(PlanItem).where(PlanItem.line == LATRINES)).one()
        item.funding = [
            {"source": "grant", "instrument": "", "amount": rupees(3_000_000), "committed": True},
            {"source": "municipality", "instrument": "", "amount": rupees(456_000), "committed": True},
        ]
        journal.write(db, place.id, None, "test.funding", "plan", MARKET_DAY)
        db.commit()
    with pytest.raises(Refused, match="The plan names who else pays"):
        contract(make, place, departure="")
    assert contract(make, place, departure="The municipality has no money this year.").number == 1
    plan = browser("facilitator", place).get(f"/s/{place.code}/plan").text
    assert plan.count("Contract 1 departs from this: The municipality has no money this year.") == 1
