"""Lists longer than a page lead to all of their lines, and forms keep what was chosen long ago."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from peoplesprocess.db.list_query import ListQuery
from peoplesprocess.facts.meetings import CHOICES
from peoplesprocess.models import Contract, GroupObservation, Meeting, Visit
from peoplesprocess.needs.queries import CHOICES as NEEDS
from peoplesprocess.observations.queries import LISTED
from peoplesprocess.works.visit_queries import SHOWN
from tests.browser import Browser
from tests.contracts.story import signed
from tests.factories import Make
from tests.programmes.test_overview import common, saved

People = Callable[..., Browser]
FIRST = date(2024, 1, 1)


def sessions(db: Session, place: Any, many: int) -> None:
    """So many sessions of the women, a day apart, numbered from 1 on."""
    none = {"women": [0, 5, 0], "men": [0, 0, 0], "other": [0, 0, 0]}
    rows = (
        Meeting(
            **common(place),
            number=number,
            kind="session",
            group_code="women",
            held_on=FIRST + timedelta(number),
            place="School",
            agenda="Water",
            minutes="Said",
            counts=none,
            people=5,
            women=5,
            consent=True,
        )
        for number in range(1, many + 1)
    )
    saved(db, place, *rows)


def test_a_session_of_long_ago_is_kept_and_can_be_chosen(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    sessions(db, place, CHOICES + 15)
    number = make.need(place, meeting=2)
    bo, address = browser("facilitator", place), f"/s/{place.code}/needs/{number}/change"
    assert bo.filled(address)["meeting_number"] == ["2"]
    bo.send(address, title="Safe water")
    assert bo.filled(address)["meeting_number"] == ["2"]
    page = bo.get(f"/s/{place.code}/needs/record?group=women")
    assert '<option value="1"' not in page.html
    older = bo.get(f"/s/{place.code}/needs/record?group=women&page=2")
    assert '<option value="1"' in older.html
    assert "group=women&amp;page=2" in page.html
    typed = {**bo.filled(f"/s/{place.code}/needs/record?group=women"), "title": "A bridge", "page": "2"}
    turned = bo.post(f"/s/{place.code}/needs/record?group=women&page=2", typed)
    assert turned.status == 200 and turned.problems == [], "turning the page saves nothing"
    assert turned.values["title"] == ["A bridge"] and '<option value="1"' in turned.html
    # Who asks for older sessions sees them, not a folded part of the form.
    folded, shown = (
        each.html.split("More about this need")[0].rpartition("<details")[2] for each in (page, older)
    )
    assert (" open" in folded, " open" in shown) == (False, True)


def test_an_observation_keeps_its_session_and_the_list_leads_to_the_oldest(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    sessions(db, place, CHOICES + 15)
    first = db.scalars(select(Meeting.id).where(Meeting.number == 1, Meeting.settlement_id == place.id)).one()
    rows = (
        GroupObservation(
            **common(place),
            number=number,
            kind="assets",
            title=f"Side {number}",
            group_code="women",
            observed_on=FIRST + timedelta(number),
            meeting_id=first,
            body={"lines": []},
        )
        for number in range(1, LISTED + 2)
    )
    saved(db, place, *rows)
    bo, address = browser("facilitator", place), f"/s/{place.code}/observations"
    assert bo.filled(f"{address}/1/correct")["meeting_number"] == ["1"]
    newest = bo.get(address)
    assert "Side 1<" not in newest.html
    assert "Page 1 of 2" in newest.text
    assert "Side 1<" in bo.get(f"{address}?page=2").html
    assert "Side 1<" in bo.get(f"{address}?page=999999999").html
    assert bo.get(f"{address}?page=-1").text == newest.text


def test_the_page_of_a_work_leads_to_its_first_visit(make: Make, browser: People, db: Session) -> None:
    story = signed(make)
    contract = db.scalars(select(Contract.id).where(Contract.settlement_id == story.place.id)).one()
    rows = (
        Visit(
            **common(story.place),
            contract_id=contract,
            number=number,
            visited_on=FIRST + timedelta(number),
            measured={},
            physical=0,
            spent=0,
            days_stopped=0,
            notes="",
            final=False,
        )
        for number in range(1, SHOWN + 2)
    )
    saved(db, story.place, *rows)
    officer = browser("committee_officer", story.place)
    first = f'{story.url}/visits/1"'
    page = officer.get(story.url)
    assert first not in page.html
    assert "Page 1 of 2" in page.text
    assert first in officer.get(f"{story.url}?page=2").html


class NumberedMeeting(NamedTuple):
    """A meeting's number."""

    number: int


def test_a_list_is_read_page_by_page_and_counted_only_where_it_is_longer(make: Make, db: Session) -> None:
    place = make.settlement()
    sessions(db, place, 5)
    here = select(Meeting.__table__.c.number).where(
        Meeting.__table__.c.settlement_id == bindparam("settlement")
    )
    by_twos = ListQuery(NumberedMeeting, here.order_by(Meeting.__table__.c.number), 2)
    read = [by_twos.page(db, number, settlement=place.id) for number in (1, 2, 3, 4, 0)]
    numbers = [[row.number for row in page] for page in read]
    assert numbers == [[1, 2], [3, 4], [5], [5], [1, 2]]
    assert [(page.number, page.last) for page in read] == [(1, 3), (2, 3), (3, 3), (3, 3), (1, 3)]
    none = ListQuery(NumberedMeeting, here.order_by(Meeting.__table__.c.number), 6).page(
        db, 7, settlement=uuid4()
    )
    assert (len(none), none.number, none.last) == (0, 1, 1)


def test_a_need_is_merged_into_one_beyond_the_first_page(make: Make, browser: People) -> None:
    place = make.settlement()
    same = make.need(place, "A well")
    for number in range(NEEDS):
        make.need(place, f"School {number}", sector="education")
    other = make.need(place, "Clean water")
    last = make.need(place, "A new well", sector="shelter")
    bo, address = browser("facilitator", place), f"/s/{place.code}/needs/{same}/merge"
    page = bo.get(address)
    assert f'<option value="{other}"' in page.html
    assert f'<option value="{last}"' not in page.html
    assert f'value="{last}"' in bo.get(f"{address}?page=2").html
    assert f'value="{last}" selected' in bo.get(f"{address}?into={last}").html
    merged = bo.send(f"{address}?page=2", into=str(last), reason="One and the same well")
    assert "A new well" in merged.h1
