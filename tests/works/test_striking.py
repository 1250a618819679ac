"""Visits and lines of the cash book are struck, never erased: both stay to be read, and only one counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from peoplesprocess.closure.actions import CertificateInput, certify
from peoplesprocess.core.messages import Refused
from peoplesprocess.db import journal
from peoplesprocess.models import CashBookEntry, Strike
from peoplesprocess.works import corrections
from tests.browser import Browser
from tests.contracts.story import also, at, by, contract, endorse_plan, rupees, signed
from tests.factories import Make
from tests.works.test_instalments import ask, first_paid, pay, spend, until_june, visit

People = Callable[..., Browser]
ADDRESSES = ("/s/{0}", "/s/{0}/works", "/s/{0}/closure", "/board/{0}", "/p/{1}", "/p/{1}.csv")


def figures(manager: Browser, story: Any, programme: str) -> list[str]:
    """All that the pages tell in figures, without the number of the newest record."""
    pages = [manager.get(address.format(story.place.code, programme)) for address in ADDRESSES]
    return [re.sub(r"Record no\. [-0-9a-f]+", "", page.text or page.html) for page in pages]


def test_a_line_ten_times_too_large_is_corrected_and_both_stay(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    first_paid(db, story)
    db.commit()
    cleo = browser("committee_officer", story.place)
    line = {"spent_on": "2023-05-27", "what": "Cement", "amount": "812,000", "paper": "Bill 1"}
    cleo.send(f"{story.url}/spending/record", **line)
    url = f"{story.url}/spending/1"
    assert cleo.filled(f"{url}/correct")["amount"] == ["812,000"]
    form = cleo.get(f"{url}/correct")
    assert form.h1 == "What should line 1 of the cash book say?" and "Cement · 812,000 PKR" in form.text
    assert "Save and record another" not in form.text
    assert cleo.get(f"{url}/strike").h1 == "Why is line 1 of the cash book struck?"
    page = cleo.send(f"{url}/correct", amount="81,200", reason="One nought too many")
    assert "Recorded again in place of one that was struck." in page.text
    assert url in page.links
    page = cleo.get(url)
    assert re.search(r"Struck on .* by Person \w+: it counts nowhere. One nought too many", page.text)
    assert f"{story.url}/spending/2" in page.links
    assert "Spent in all: 81,200" in cleo.get(f"{story.url}/spending").text
    for book in (story.url, f"{story.url}/spending"):
        rows = cleo.get(book)
        assert f"{story.url}/spending/2/correct" in rows.links and f"{url}/correct" not in rows.links
        assert 'aria-label="Correct it: Line 2 of the cash book"' in rows.html
        assert not any("/correct" in link for link in browser("finance_officer", story.place).get(book).links)
    assert journal.verify(db).first_bad is None


def test_a_visit_says_what_was_spent_until_then_as_the_cash_book_says_it_now(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    first_paid(db, story)
    spend(db, story, date(2023, 5, 20), 812_000)
    visit(db, story, date(2023, 5, 29), 4, 8, 0, 0)
    db.commit()
    public = f"/board/{story.place.code}/work/1"
    places = (public, f"{public}/poster")
    assert all("812,000 PKR spent" in browser().get(url).text for url in places)
    cleo = browser("committee_officer", story.place)
    # Any address may say that something was just saved.
    assert cleo.get(f"{story.url}/spending/1/correct?saved=1").status == 200
    cleo.send(f"{story.url}/spending/1/correct", amount="81,200", reason="One nought too many")
    assert all("% built, 81,200 PKR spent" in browser().get(url).text for url in places)
    assert "Spent until then (with receipts) 81,200" in cleo.get(f"{story.url}/visits/1").text
    assert re.search(r"29 May 2023 \d+ % 81,200", cleo.get(story.url).text)


def test_what_is_struck_leaves_every_figure_as_it_was(make: Make, browser: People, db: Session) -> None:
    programme = make.programme()
    place = make.settlement(programme, planned=True, envelope=rupees(7_500_000))
    endorse_plan(make, place)
    story = contract(make, place)
    first_paid(db, story)
    spend(db, story, date(2023, 5, 20), 300_000)
    visit(db, story, date(2023, 5, 29), 4, 8, 0, 0)
    db.commit()
    manager = browser("programme_manager", story.place)
    before = figures(manager, story, programme.code)
    assert "300,000" in before[3]
    spend(db, story, date(2023, 5, 27), 812_000)
    visit(db, story, date(2023, 5, 30), 8, 16, 0, 0)
    db.commit()
    assert (
        sum(old != new for old, new in zip(before, figures(manager, story, programme.code), strict=True)) > 3
    )
    officer = by(db, story, "technical_officer", at(date(2023, 6, 1)))
    corrections.strike_visit(officer, 1, 2, "Another site")
    corrections.strike_spending(by(db, story, "committee_officer", at(date(2023, 6, 1))), 1, 2, "Not ours")
    db.commit()
    assert figures(manager, story, programme.code) == before
    page = manager.get(story.url)
    assert page.text.count("Struck") == 2
    assert "Built 11 %" in page.text


def test_a_struck_line_frees_the_money_that_is_left(make: Make, db: Session) -> None:
    story = signed(make)
    first_paid(db, story)
    spend(db, story, date(2023, 5, 27), 1_420_800)
    with pytest.raises(Refused):
        spend(db, story, date(2023, 5, 27), 1)
    corrections.strike_spending(by(db, story, "committee_officer", at(date(2023, 5, 28))), 1, 1, "Too much")
    spend(db, story, date(2023, 5, 28), 812_000)
    seen = visit(db, story, date(2023, 5, 29), 8, 16, 0, 0)
    assert seen.spent == rupees(812_000)
    db.commit()


def test_nothing_is_struck_twice_or_without_a_reason(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    first_paid(db, story)
    spend(db, story, date(2023, 5, 27), 812_000)
    db.commit()
    cleo = browser("committee_officer", story.place)
    url = f"{story.url}/spending/1/strike"
    assert "Write the reason" in cleo.send(url, reason=" ").problems[0]
    assert cleo.send(url, reason="Not ours").status == 200
    assert cleo.send(url, reason="Again").problems == ["This has already been struck."]
    assert db.scalars(select(Strike.reason)).all() == ["Not ours"]


def test_a_line_on_which_money_was_released_is_countered(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    until_june(db, story)
    ask(db, story, 2, at(date(2023, 6, 8)))
    pay(db, story, 2, at(date(2023, 6, 30)))
    db.commit()
    cleo = browser("committee_officer", story.place)
    url = f"{story.url}/spending/1"
    page = cleo.send(f"{url}/strike", reason="Too much")
    assert page.problems == ["Money was released on the basis of this line. Write a counter-entry instead."]
    assert f"{url}/counter" in cleo.get(url).links
    book = cleo.get(f"{story.url}/spending")
    assert f"{url}/counter" in book.links and f"{url}/correct" not in book.links
    assert "Money was released on the basis of this line. Write a counter-entry instead." in book.text
    counter = {"spent_on": "2023-07-01", "what": "Paid back by the shop", "paper": "Receipt 9"}
    counters = "By how much is line 1 of the cash book too high?"
    assert cleo.get(f"{url}/counter").h1 == counters
    page = cleo.send(f"{url}/counter", amount="900,000", **counter)
    assert page.problems == ["How much?: This is more than the line has left. Check the digits."]
    page = cleo.send(f"{url}/counter", amount="12,000", **counter)
    assert "−12,000" in page.text or "-12,000" in page.text
    assert url in page.links
    assert "Spent in all: 800,000" in cleo.get(f"{story.url}/spending").text
    book = cleo.get(f"{story.url}/spending")
    assert "This is a counter-entry. Strike it, and write another one." in book.text
    assert (
        f"{story.url}/spending/2/strike" in book.links and f"{story.url}/spending/2/correct" not in book.links
    )
    page = cleo.send(f"{url}/counter", amount="800,001", **counter)
    assert page.problems
    assert db.scalars(select(CashBookEntry.amount).order_by(CashBookEntry.number)).all() == [
        rupees(812_000),
        -rupees(12_000),
    ]


def test_the_database_keeps_counter_entries_below_nothing(make: Make, db: Session) -> None:
    story = signed(make)
    act = by(db, story, "committee_officer", at(date(2023, 5, 27)))
    common = {"contract_id": story.id, "spent_on": date(2023, 5, 27), "what": "?", "paper": "?"}
    first = CashBookEntry(**act.columns, **common, number=1, amount=5)
    db.add(first)
    db.flush()
    db.add(CashBookEntry(**act.columns, **common, number=2, amount=1, corrects=first.id))
    with pytest.raises(IntegrityError):
        db.flush()


def test_a_visit_that_released_an_instalment_stays(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    until_june(db, story)
    visit(db, story, date(2023, 5, 30), 8, 16, 0, 0)
    ask(db, story, 2, at(date(2023, 6, 8)))
    pay(db, story, 2, at(date(2023, 6, 30)))
    db.commit()
    engineer = browser("technical_officer", story.place)
    page = engineer.send(f"{story.url}/visits/2/strike", reason="Another site")
    assert page.problems == [
        "Instalment 2 was released on the basis of this visit. Record a newer visit instead, and say in its "
        "notes what was wrong."
    ]
    assert engineer.send(f"{story.url}/visits/1/strike", reason="Another site").status == 200


def test_a_visit_is_corrected_with_its_old_values_in_the_form(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    first_paid(db, story)
    visit(db, story, date(2023, 5, 29), 8, 16, 0, 0)
    db.commit()
    engineer = browser("technical_officer", story.place)
    url = f"{story.url}/visits/1"
    assert f"{url}/correct" in engineer.get(url).links
    assert "Save and record another" not in engineer.get(f"{url}/correct").text
    sent = engineer.filled(f"{url}/correct")
    assert (sent["done1"], sent["done2"], sent["visited_on"]) == (["8"], ["16"], ["2023-05-29"])
    page = engineer.send(f"{url}/correct", done1="4", done2="8", reason="Half of it is the neighbours'")
    assert url in page.links
    assert "Built 11 %" in engineer.get(story.url).text
    assert f"{url}/correct" not in engineer.get(url).links
    assert "Half of it is the neighbours" in engineer.get(url).text


def test_an_older_visit_is_struck_but_not_corrected(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    first_paid(db, story)
    visit(db, story, date(2023, 5, 29), 4, 8, 0, 0)
    visit(db, story, date(2023, 5, 30), 8, 16, 0, 0)
    db.commit()
    engineer = browser("technical_officer", story.place)
    page = engineer.send(f"{story.url}/visits/1/correct", reason="Too little")
    assert page.problems == ["A newer visit counts. Strike this one, or record a newer visit."]
    page = engineer.send(f"{story.url}/visits/2/strike", reason="Another site")
    assert "Built 11 %" in engineer.get(story.url).text


def test_a_visit_on_which_the_certificate_rests_stays(make: Make, db: Session) -> None:
    story = signed(make)
    first_paid(db, story)
    visit(db, story, date(2023, 7, 29), 8, 400, 16, 8)
    officer = by(db, story, "technical_officer", at(date(2023, 7, 30)))
    certify(officer, 1, CertificateInput(date(2023, 7, 30), "As written", []))
    with pytest.raises(Refused, match="certificate"):
        corrections.strike_visit(officer, 1, 1, "Another site")


def test_who_builds_does_not_strike_a_visit(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    visit(db, story, date(2023, 5, 29), 8, 16, 0, 0)
    db.commit()
    engineer = browser("technical_officer", story.place)
    also(make, engineer.username, "committee_officer", story.place)
    told = engineer.get(f"{story.url}/visits/1/strike")
    assert "Those who build cannot verify" in told.text and not told.controls
    assert engineer.send_unshown(f"{story.url}/visits/1/strike", reason="Mine").problems
    assert browser("facilitator", story.place).get(f"{story.url}/visits/1/strike").status == 404
