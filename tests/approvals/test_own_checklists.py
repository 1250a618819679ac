"""What authorities look at is the programme's: added, reworded, retired; answers keep what was asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.db.session import reading
from peoplesprocess.models import AuthorityChecklistPoint, Decision, JournalEntry, Programme
from peoplesprocess.programmes.authority_checklist import MOST_POINTS
from tests.browser import Browser
from tests.factories import Make
from tests.statements import statements_of

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
WHY = "The water law of this year"
DRINKS = "The spring gives enough in the dry months"


@pytest.fixture
def efua(nawroz: Any, browser: People) -> Browser:
    """Who manages the programme."""
    return browser("programme_manager", nawroz.place)


@pytest.fixture
def mayor(nawroz: Any, browser: People) -> Browser:
    """The municipality of the neighbourhood."""
    return browser("local_authority", nawroz.place)


@pytest.fixture
def url(nawroz: Any, make: Make) -> str:
    """The programme's list."""
    with reading(make.engine) as db:
        code = db.scalars(select(Programme.code).where(Programme.id == nawroz.place.programme_id)).one()
    return f"/p/{code}/checklist"


def test_a_point_is_added_answered_and_read_in_its_own_words(
    nawroz: Any, efua: Browser, mayor: Browser, browser: People, url: str
) -> None:
    assert url in efua.get(url.removesuffix("/checklist")).links
    assert "The land may be used" in efua.get(url).text
    page = efua.send(f"{url}/add", words=DRINKS, reason=WHY)
    assert page.status == 200 and DRINKS in page.text
    address = f"{nawroz.address}/approval/1"
    assert mayor.get(address).values["own1"] == ["unseen"]
    mayor.send(address, verdict="endorse", own1="yes", land="yes")
    board = f"/board/{nawroz.place.code}/answers/1?second=ar"
    for shown in (
        mayor.get(address).text,
        browser("facilitator", nawroz.place).get(f"{nawroz.address}/plan").text,
        mayor.get(f"{nawroz.address}/plan?language=fr").text,
    ):
        assert DRINKS in shown
    assert f"{DRINKS}: Yes" in mayor.get(board + "&language=en").text
    assert f"{DRINKS}: Yes" in mayor.get(f"{address}?language=en").text.replace(f"{DRINKS} :", f"{DRINKS}:")


def test_an_answer_keeps_the_words_that_were_asked(
    nawroz: Any, efua: Browser, mayor: Browser, db: Session, url: str
) -> None:
    first, second = f"{nawroz.address}/approval/1", f"{nawroz.address}/approval/2"
    mayor.send(first, verdict="endorse", land="yes")
    assert efua.filled(f"{url}/land")["words"] == ["The land may be used"]
    efua.send(f"{url}/land", words="Nobody else claims the land", reason=WHY)
    mayor.send(second, verdict="endorse", land="yes")
    efua.send(f"{url}/land", words="The land is registered", reason="The office asked")
    efua.send(f"{url}/hazard/retire", reason="Another office looks at it")
    assert "The land may be used: Yes" in mayor.get(first).text
    page = mayor.get(second)
    assert "Nobody else claims the land : Yes" in page.text
    assert "hazard" not in page.values and "It is safe from known hazards: Not looked at" in page.text
    assert [point.get("words") for points in db.scalars(select(Decision.points)) for point in points][
        ::5
    ] == [
        None,
        "Nobody else claims the land",
    ]
    told = efua.get(f"{url}/land").text
    assert told.index("The land is registered") < told.index("Nobody else claims the land")
    assert WHY in told and "The office asked" in told
    db.rollback()
    assert journal.verify(db).first_bad is None


def test_our_words_stay_translated_and_come_back(
    nawroz: Any, efua: Browser, mayor: Browser, db: Session, url: str
) -> None:
    efua.send(f"{url}/upkeep", words="Somebody pays for its upkeep", reason=WHY)
    assert "Somebody pays for its upkeep" in mayor.get(f"{nawroz.address}/approval/1?language=fr").text
    efua.get(f"{url}?language=fr")
    french = "Le terrain peut être utilisé"
    efua.send(f"{url}/land", words="Le terrain est libre", reason=WHY)
    ours = efua.get(f"{url}/land").text
    assert french in ours
    efua.send(f"{url}/land", words=french, reason="Comme avant")
    page = mayor.get(f"{nawroz.address}/approval/1?language=en")
    assert "The land may be used" in page.text
    assert db.scalars(
        select(AuthorityChecklistPoint.number).order_by(AuthorityChecklistPoint.number)
    ).all() == [1, 1, 2]


def test_a_point_is_retired_and_asked_again(nawroz: Any, efua: Browser, mayor: Browser, url: str) -> None:
    efua.send(f"{url}/add", words=DRINKS, reason=WHY)
    page = efua.send(f"{url}/own1/retire", reason="Nobody can tell")
    assert "No longer asked Point 1" in page.text and DRINKS not in page.text
    assert "own1" not in mayor.get(f"{nawroz.address}/approval/1").values
    page = efua.post(f"{url}/own1/retire", efua.filled(f"{url}/own1/retire", reason="Again"))
    assert page.problems == ["This is no longer asked. Choose another point from the list."]
    assert DRINKS in efua.get(f"{url}/own1").text and "Nobody can tell" in efua.get(f"{url}/own1").text
    efua.send(f"{url}/own1", words=DRINKS, reason="A well was measured")
    assert "own1" in mayor.get(f"{nawroz.address}/approval/1").values
    efua.send(f"{url}/add", words="A second one", reason=WHY)
    assert "own2" in mayor.get(f"{nawroz.address}/approval/1").values


def test_without_any_point_the_authority_answers_as_it_is(
    nawroz: Any, efua: Browser, mayor: Browser, db: Session, url: str
) -> None:
    for point in ("land", "duplication", "standards", "hazard", "upkeep"):
        efua.send(f"{url}/{point}/retire", reason=WHY)
    assert "Nothing is asked: authorities answer without a checklist." in efua.get(url).text
    page = mayor.get(f"{nawroz.address}/approval/1")
    assert "What did you look at?" not in page.text
    mayor.send(f"{nawroz.address}/approval/1", verdict="endorse")
    assert db.scalars(select(Decision.points)).all() == [[]]
    db.rollback()


@pytest.mark.parametrize(
    ("words", "reason", "sentence"),
    [
        (" ", WHY, "Write what the authority should look at."),
        (DRINKS, " ", "Write the reason"),
        ("The land may be used", WHY, "This is asked already. Write something else."),
        ("x" * 81, WHY, "Keep it to 80."),
        ("Ring 0750 123 45 67", WHY, "This looks like a telephone or identity number"),
    ],
)
def test_a_point_that_cannot_stand_is_refused(
    efua: Browser, db: Session, url: str, words: str, reason: str, sentence: str
) -> None:
    for address in (f"{url}/add", f"{url}/upkeep"):
        page = efua.post(address, efua.filled(address, words=words, reason=reason))
        assert page.status == 422 and sentence in " ".join(page.problems)
    assert db.scalars(select(AuthorityChecklistPoint.id)).all() == []


def test_no_more_than_twelve_points_are_asked(efua: Browser, db: Session, url: str) -> None:
    for number in range(MOST_POINTS - 5):
        efua.send(f"{url}/add", words=f"Point of ours {number}", reason=WHY)
    assert f"{url}/add" not in efua.get(url).links
    page = efua.post(f"{url}/add", efua.filled(f"{url}/add", words="One more", reason=WHY))
    assert "12 points are asked already." in page.problems[0]
    efua.send(f"{url}/own3/retire", reason=WHY)
    assert efua.send(f"{url}/add", words="One more", reason=WHY).status == 200
    page = efua.post(f"{url}/own3", efua.filled(f"{url}/own3", words="And back", reason=WHY))
    assert "12 points are asked already." in page.problems[0]


def test_two_managers_see_what_the_other_wrote(efua: Browser, browser: People, nawroz: Any, url: str) -> None:
    other = browser("programme_manager", nawroz.place)
    mine = efua.filled(f"{url}/land", words="The land is free", reason=WHY)
    other.send(f"{url}/land", words="The land is ours", reason=WHY)
    page = efua.post(f"{url}/land", mine)
    assert page.status == 409 and "Saved meanwhile" in page.text and "The land is ours" in page.text
    assert page.values["words"] == ["The land is free"]


def test_an_answer_to_another_list_is_asked_again(
    nawroz: Any, efua: Browser, mayor: Browser, db: Session, url: str
) -> None:
    address = f"{nawroz.address}/approval/1"
    sent = mayor.filled(address, verdict="endorse", land="yes", reason="Only with a fence")
    efua.send(f"{url}/land", words="Nobody else claims the land", reason=WHY)
    page = mayor.post(address, sent)
    assert page.problems == ["The programme changed the points to look at. Read them again, then save."]
    assert page.values["reason"] == ["Only with a fence"] and "Nobody else claims the land" in page.text
    assert db.scalars(select(Decision.id)).all() == []


def test_only_who_changes_the_programme_changes_the_list(
    nawroz: Any, mayor: Browser, browser: People, make: Make, url: str, efua: Browser
) -> None:
    stranger = browser("programme_manager", make.settlement())
    for reader in (mayor, stranger, browser("finance_officer", nawroz.place)):
        assert {reader.get(f"{url}{more}").status for more in ("", "/add", "/land", "/land/retire")} == {404}
    assert efua.get(f"{url}/nothing").status == 404 and efua.get(f"{url}/own1/retire").status == 404


def test_the_journal_says_who_changed_the_list_without_its_words(
    efua: Browser, db: Session, url: str, nawroz: Any
) -> None:
    efua.send(f"{url}/add", words=DRINKS, reason=WHY)
    efua.send(f"{url}/own1", words="The spring is enough", reason=WHY)
    efua.send(f"{url}/own1/retire", reason=WHY)
    told = efua.get(url.replace("/checklist", "/journal")).text
    for sentence in (
        "A point was added to the authority's checklist.",
        "A point of the authority's checklist was reworded.",
        "A point of the authority's checklist was taken out.",
    ):
        assert sentence.replace("'", "’") in told.replace("'", "’")
    entries = db.execute(select(JournalEntry.subject, JournalEntry.detail)).all()
    assert "spring" not in str(entries) and "law" not in str(entries)
    db.rollback()


def test_an_item_is_answered_in_six_statements_however_long_the_list(
    nawroz: Any, efua: Browser, mayor: Browser, engine: Engine, url: str, browser: People, make: Make
) -> None:
    address = f"{nawroz.address}/approval/1"
    before = statements_of(engine, mayor, address)
    for number in range(4):
        efua.send(f"{url}/add", words=f"Point of ours {number}", reason=WHY)
    assert statements_of(engine, mayor, address) == before <= 6
    mayor.send(address, verdict="forward", reason="Too large", forwarded_to="The province")
    above = browser()
    above.sign_in_as(make.authority(nawroz.place, "IQ/DUHOK"))
    assert "own4" in above.get(address).values
    assert statements_of(engine, above, address) <= 6
