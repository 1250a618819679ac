"""What waits at several works begins at the first of them, from the first page that somebody opens."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser import Browser
from tests.contracts.story import PARTY_ROLES
from tests.factories import Make
from tests.works.test_the_same_at_the_next_work import Walk, released, two_contracts

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
VISIT = {"visited_on": "2023-06-01", "done1": "10"}
ASKED = {"statement": "To begin"}
CAME = {"arrived_on": "2023-05-20"}


@pytest.mark.parametrize(
    ("role", "form", "fields", "parts"),
    [
        ("technical_officer", "visits/record", VISIT, 0),
        ("committee_officer", "tranches/1/request", ASKED, 0),
        ("committee_officer", "tranches/1/arrival", CAME, 1),
    ],
)
def test_two_works_take_four_screens_from_the_first_page(
    make: Make, browser: People, role: str, form: str, fields: dict[str, str], parts: int
) -> None:
    """Five, while the first page led to the list of works."""
    first = two_contracts(make)
    for part in range(1, parts + 1):
        released(make, first, part)
    works = f"/s/{first.place.code}/works"
    walk = Walk(browser(role, first.place), "/")
    walk.go(f"{works}/1/{form}")
    assert "Next: work 2" in walk.save(**fields)
    walk.go(f"{works}/2/{form}")
    walk.save(**fields)
    assert walk.screens == 4
    assert f"{works}/1/{form}" not in walk.reader.get("/").links


def test_two_contracts_are_read_and_signed_from_the_first_page(make: Make, browser: People) -> None:
    """Each is read before it is signed; the list of contracts stood before them."""
    first = two_contracts(make, parties=())
    contracts = f"/s/{first.place.code}/contracts"
    walk = Walk(browser(PARTY_ROLES["community"], first.place), "/")
    walk.go(f"{contracts}/1")
    walk.go(f"{contracts}/1/sign")
    walk.save()
    walk.go(f"{contracts}/2/sign")
    walk.save()
    assert walk.screens == 5


def test_the_page_of_the_place_says_at_which_work_several_begin(make: Make, browser: People) -> None:
    first = two_contracts(make)
    ines = browser("technical_officer", first.place)
    village = f"/s/{first.place.code}"
    told = "Begin with work 1 : 2 works wait for your visit: nobody has visited them yet"
    assert told in ines.get(village).text
    ines.send(f"{village}/works/1/visits/record", **VISIT)
    assert "Begin with" not in ines.get(village).text
    assert "Work 2 : 1 work waits for your visit" in ines.get(village).text


def test_the_next_step_of_a_manager_names_a_request_only_if_one_waits(make: Make, browser: People) -> None:
    first = two_contracts(make)
    cleo, efua = browser("committee_officer", first.place), browser("programme_manager", first.place)
    works = f"/s/{first.place.code}/works"
    for number in (1, 2):
        cleo.send(f"{works}/{number}/tranches/1/request", **ASKED)
    page = efua.get(f"/s/{first.place.code}")
    assert "Begin with work 1 : 2 requests for money wait for an answer." in page.text
    efua.send(f"{works}/1/tranches/1/release", paper="Bank 1")
    page = efua.get(f"/s/{first.place.code}")
    assert "Work 2 : 1 request for money waits for an answer." in page.text
    assert page.links.count(f"{works}/2/tranches/1/release") >= 1


def test_the_cash_books_of_two_works_are_written_one_after_the_other(make: Make, browser: People) -> None:
    """Four screens; by the list and the work it was six."""
    first = two_contracts(make)
    released(make, first)
    works = f"/s/{first.place.code}/works"
    walk = Walk(browser("committee_officer", first.place), f"{works}/1")
    walk.go(f"{works}/1/spending/several")
    bricks = {"spent_on": "2023-06-10", "what1": "Bricks", "amount1": "1000", "paper1": "Bill 1"}
    assert "Next: the cash book of work 2" in walk.save(**bricks)
    walk.go(f"{works}/2/spending/several")
    assert "Next: the cash book of work 1" in walk.save(**bricks, again="yes")
    assert walk.screens == 4


def test_no_cash_book_follows_that_has_no_money_or_is_of_nobody(make: Make, browser: People) -> None:
    first = two_contracts(make)
    works = f"/s/{first.place.code}/works"
    cleo, bo = browser("committee_officer", first.place), browser("technical_officer", first.place)
    mark = "saved=works.record_spending"
    assert "Next: the cash book" not in cleo.get(f"{works}/1?{mark}").text, "no money came yet"
    released(make, first)
    assert "Next: the cash book of work 2" in cleo.get(f"{works}/1?{mark}").text
    assert f"{works}/2/spending/record" in cleo.get(f"{works}/1?{mark}").links
    assert "Next: the cash book" not in cleo.get(f"{works}/1?saved=1").text
    assert "Next: the cash book" not in bo.get(f"{works}/1?{mark}").text
