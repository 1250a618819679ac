"""Who did what: officers of a settlement and managers of a programme read the journal in plain sentences."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from peoplesprocess.db import journal
from peoplesprocess.db.session import writing
from peoplesprocess.journal import lines
from peoplesprocess.models import Account
from tests.browser import Browser
from tests.factories import Make

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]


def note(
    make: Make, place: object, act: str, subject: str, at: datetime, actor: object = None, **detail: object
) -> None:
    with writing(make.engine) as db:
        journal.write(db, place.id, actor, act, subject, at, **detail)  # type: ignore[attr-defined, arg-type]
        db.commit()


def test_an_officer_reads_who_changed_a_need_and_when_by_the_places_clock(
    make: Make, browser: People
) -> None:
    goth = make.settlement(time_zone="Asia/Karachi")
    make.need(goth, "Clean water")
    note(make, goth, "need.merge", "need 1", datetime(2026, 3, 12, 20, 30, tzinfo=UTC), into=2)
    page = browser("committee_officer", goth).get(f"/s/{goth.code}/journal")
    assert "Need 1 was recorded." in page.text
    assert "Need 1 was merged into need 2. The installation 13 Mar 2026, 01:30" in page.text
    assert page.text.index("merged into") < page.text.index("was recorded."), "the newest comes first"
    assert "Clean water" not in page.text, "no word that somebody typed"


@pytest.mark.parametrize(
    "role", ["committee_officer", "local_authority", "programme_manager", "finance_officer"]
)
def test_officers_and_managers_are_led_to_it(make: Make, browser: People, role: str) -> None:
    goth = make.settlement()
    reader = browser(role, goth)
    assert f"/s/{goth.code}/journal" in reader.get(f"/s/{goth.code}").links
    assert reader.get(f"/s/{goth.code}/journal").status == 200


@pytest.mark.parametrize(
    "role", ["facilitator", "group_representative", "technical_officer", "administrator"]
)
def test_others_find_nothing_there(make: Make, browser: People, role: str) -> None:
    goth = make.settlement()
    reader = browser(role, goth, "women" if role == "group_representative" else "")
    assert reader.get(f"/s/{goth.code}/journal").status == 404
    assert reader.get(f"/s/{goth.code}/journal.csv").status == 404
    assert f"/s/{goth.code}/journal" not in reader.get(f"/s/{goth.code}").links


def test_a_manager_reads_all_settlements_of_the_programme_and_no_others(make: Make, browser: People) -> None:
    programme = make.programme()
    goth, hay = make.settlement(programme), make.settlement(programme)
    elsewhere = make.settlement()
    for place in (goth, hay, elsewhere):
        make.need(place)
    efua = browser("programme_manager", goth)
    assert f"/p/{programme.code}/journal" in efua.get(f"/p/{programme.code}").links
    page = efua.get(f"/p/{programme.code}/journal")
    assert goth.name in page.text and hay.name in page.text
    assert elsewhere.name not in page.text
    note(make, programme, "rules.change", "rules 2", datetime(2026, 3, 12, 20, 30, tzinfo=UTC))
    told = efua.get(f"/p/{programme.code}/journal").text
    assert "12 Mar 2026, 20:30 UTC" in told, "what has no clock of its own says by which one it is told"
    # Above the list, of the rules and of the programme: needs are told by the clock of their settlement.
    assert told.count("UTC") == 3
    only = efua.get(f"/p/{programme.code}/journal?settlement={hay.code}")
    assert f"/s/{hay.code}" in only.links and f"/s/{goth.code}" not in only.links
    assert efua.get(f"/p/{programme.code}/journal?settlement={elsewhere.code}").status == 404
    assert browser("committee_officer", goth).get(f"/p/{programme.code}/journal").status == 404


def test_the_list_is_filtered_by_kind_and_person(make: Make, browser: People) -> None:
    goth = make.settlement()
    make.need(goth)
    make.meeting(goth, women=3)
    officer = browser("committee_officer", goth)
    url = f"/s/{goth.code}/journal"
    needs = officer.get(f"{url}?kind=needs")
    assert "Need 1 was recorded." in needs.text and "Meeting 1" not in needs.text
    with make.act(make.facilitator(goth), goth) as act:
        bo = act.actor.id
    own = officer.get(f"{url}?person={bo}")
    assert "Need 1 was recorded." in own.text
    nobody = officer.get(f"{url}?person={goth.id}")
    assert "No entry matches" in nobody.text and url in nobody.links
    for wrong in ("kind=goats", "person=ali", "person=%00", "before=x", "before=1_2_3", "before=_%00_1"):
        assert officer.get(f"{url}?{wrong}").status == 404, wrong


def test_fifty_stand_on_a_page_and_the_older_ones_follow(make: Make, browser: People) -> None:
    goth = make.settlement()
    begin = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
    for number in range(1, 61):
        note(make, goth, "need.record", f"need {number}", begin + timedelta(minutes=number // 2))
    officer = browser("committee_officer", goth)
    first = officer.get(f"/s/{goth.code}/journal?kind=needs")
    older = next(link for link in first.links if "before=" in link)
    second = officer.get(older)
    assert first.text.count("was recorded.") == 50 and second.text.count("was recorded.") == 10
    assert "kind=needs" in older
    assert "Need 60 was" in first.text and "Need 11 was" in first.text and "Need 10 was" in second.text


def test_nobody_learns_the_minute_of_a_vote_or_who_gave_it(make: Make, browser: People) -> None:
    goth = make.settlement(time_zone="America/Bogota")
    day = datetime(2026, 5, 1, tzinfo=UTC)
    note(make, goth, "round.close", "round 1", day + timedelta(hours=9))
    note(make, goth, "ballot.late", "round 1", day)
    note(make, goth, "need.record", "need 9", day + timedelta(hours=10))
    page = browser("committee_officer", goth).get(f"/s/{goth.code}/journal")
    assert "A vote came in after the close of round 1. Nobody is named 1 May 2026 " in page.text
    assert "1 May 2026, 00" not in page.text
    assert page.text.index("Round 1 was closed") < page.text.index("A vote came"), "its place tells nothing"


def test_an_act_of_another_version_and_a_name_that_is_gone_do_no_harm(make: Make, browser: People) -> None:
    goth = make.settlement()
    note(make, goth, "goat.sell", "goat 1", datetime(2026, 5, 1, tzinfo=UTC))
    note(make, goth, "need.merge", "need", datetime(2026, 5, 2, tzinfo=UTC))
    text = browser("committee_officer", goth).get(f"/s/{goth.code}/journal").text
    assert "Something was recorded that this version has no words for." in text
    assert "Need – was merged into need –." in text


def test_it_comes_as_a_file_with_the_same_filter(
    make: Make, browser: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "BATCH_SIZE", 2)
    programme = make.programme()
    goth = make.settlement(programme, name="=Goth")
    for _ in range(3):
        make.need(goth)
    make.meeting(goth, women=2)
    efua = browser("programme_manager", goth)
    for url in (f"/s/{goth.code}/journal", f"/p/{programme.code}/journal"):
        links = efua.get(f"{url}?kind=needs").links
        assert f"{url}.csv?kind=needs" in links and f"{url}.xlsx?kind=needs" in links
        answer = efua.client.get(f"{url}.csv?kind=needs")
        rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert [row["What"] for row in rows] == [f"Need {number} was recorded." for number in (3, 2, 1)]
        assert rows[0]["Settlement"] == "'=Goth"
        assert efua.client.get(f"{url}.xlsx").data.startswith(b"PK")
        assert efua.get(f"{url}.pdf").status == 404
        assert efua.get(f"{url}.csv?kind=goats").status == 404


def test_many_settlements_are_asked_for_by_their_code(
    make: Make, browser: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    from peoplesprocess.journal import filters

    monkeypatch.setattr(filters, "CHOICES", 1)
    programme = make.programme()
    goth, hay = make.settlement(programme), make.settlement(programme)
    page = browser("programme_manager", goth).get(f"/p/{programme.code}/journal?settlement={hay.code}")
    assert "Code of the settlement" in page.text
    assert f'value="{hay.code}"' in page.html


def test_the_name_of_who_did_it_stands_there(make: Make, browser: People) -> None:
    goth = make.settlement()
    officer = browser("committee_officer", goth)
    with make.act(make.facilitator(goth), goth) as act:
        name = act.db.get_one(Account, act.actor.id).name
        act.note("need.record", "need 7")
    assert f"Need 7 was recorded. {name}" in officer.get(f"/s/{goth.code}/journal").text
