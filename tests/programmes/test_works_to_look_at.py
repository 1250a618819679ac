"""The works of a programme that somebody has to look at: by kind, over all settlements, and whose turn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from peoplesprocess.db.session import writing
from peoplesprocess.facts import work_flags
from peoplesprocess.models import FinalAccount
from peoplesprocess.works import actions as works
from tests.browser import Browser
from tests.contracts.story import contract, endorse_plan, rupees
from tests.factories import Make
from tests.finished_work import Work, contract_of
from tests.statements import statements_of

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]


def instalment(work: Work, asks: date, pays: date | None) -> None:
    with writing(work.make.engine) as db:
        works.request_tranche(work.by(db, "committee_officer", asks), 1, 1, "To begin.")
        if pays:
            works.release_tranche(work.by(db, "finance_officer", pays), 1, 1, "Transfer")
        db.commit()


def test_the_manager_sees_whose_turn_it_is_everywhere(make: Make, browser: People) -> None:
    programme = make.programme()
    late, alone, quiet = (
        contract_of(make, make.settlement(programme, name=name)) for name in ("Late", "Alone", "Elsewhere")
    )
    instalment(late, date(2023, 6, 8), None)
    instalment(alone, date(2023, 6, 8), date(2023, 6, 9))
    other = contract_of(make, make.settlement(name="Another programme"))
    instalment(other, date(2023, 6, 8), None)
    efua, url = browser("programme_manager", late.place), f"/p/{programme.code}/flags"
    assert url in efua.get(f"/p/{programme.code}").links
    page = efua.get(url)
    page.check()
    assert "Late" in page.text and "The agency has not answered for" in page.text
    assert "Money was released" in page.text and "The technical officer" in page.text
    assert "Another programme" not in page.text
    assert "Elsewhere" in page.text, "it is past its end"
    listed = efua.get(f"{url}?kind=unvisited").text
    assert "Alone" in listed and "Late ·" not in listed and "Elsewhere" not in listed
    assert "Alone" not in efua.get(f"{url}?kind=unanswered").text
    assert "No work here needs anybody's attention." in efua.get(f"{url}?kind=apart").text
    assert efua.get(f"{url}?kind=nonsense").status == 200
    alone.visit(1_000, date(2023, 7, 20))
    assert "Alone" not in efua.get(f"{url}?kind=unvisited").text
    del quiet
    assert statements_of(make.engine, efua, url) <= 6
    assert browser("facilitator", late.place).get(url).status == 404


def test_a_work_is_past_its_end_by_the_clock_of_its_place(make: Make, browser: People) -> None:
    """Between these two it is never the same day."""
    programme = make.programme()
    first, last = "Pacific/Kiritimati", "Pacific/Pago_Pago"
    yesterday = datetime.now(ZoneInfo(first)).date() - timedelta(days=1)
    for zone in (first, last):
        where = {"name": zone, "time_zone": zone, "envelope": rupees(7_500_000)}
        place = make.settlement(programme, planned=True, **where)
        endorse_plan(make, place)
        contract(make, place, ends_on=yesterday)
    listed = browser("programme_manager", place).get(f"/p/{programme.code}/flags?kind=overdue").text
    assert f"{first} ·" in listed and "The work is past its end by 1 day." in listed
    assert last not in listed


def test_a_list_that_is_cut_says_so_also_where_no_local_day_has_come(
    make: Make, browser: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one work that fits is past its end elsewhere only; "no work needs attention" was said of both."""
    monkeypatch.setattr(work_flags, "MOST", 1)
    monkeypatch.setattr(work_flags, "_WORKS", work_flags._WORKS.limit(2))
    programme, zones = make.programme(), {"A": "Pacific/Pago_Pago", "B": "Pacific/Kiritimati"}
    yesterday = datetime.now(ZoneInfo(zones["B"])).date() - timedelta(days=1)
    for name, zone in zones.items():
        where = {"name": name, "time_zone": zone, "envelope": rupees(7_500_000)}
        place = make.settlement(programme, planned=True, **where)
        endorse_plan(make, place)
        contract(make, place, ends_on=yesterday)
    listed = browser("programme_manager", place).get(f"/p/{programme.code}/flags?kind=overdue").text
    assert "There are more works than fit here." in listed
    assert "No work here needs anybody's attention." not in listed


def test_a_work_is_not_accused_of_the_surplus_that_its_final_account_tells(
    make: Make, browser: People
) -> None:
    """All is built for less than was agreed: until an assembly has decided on the rest, somebody looks."""
    work = contract_of(make, make.settlement(name="Cheap"))
    work.visit(10_000, date(2023, 8, 20), final=True)
    efua, here = browser("programme_manager", work.place), f"/s/{work.place.code}/works"
    flags = next(link for link in efua.get(programme_page(efua)).links if link.endswith("/flags"))
    pages = (
        (efua, flags, "points apart"),
        (efua, here, "points apart"),
        (efua, f"{here}/1", "Work and money are far apart. Find out why"),
        (browser(), f"/board/{work.place.code}", "Work and money are far apart. Find out why"),
        (browser(), f"/board/{work.place.code}/work/1", "Work and money are far apart."),
    )
    for reader, address, words in pages:
        assert words in reader.get(address).text, address

    def settle(db: Session, common: dict[str, Any]) -> None:
        told = {"number": 1, "measured_on": date(2023, 8, 21), "cost": 0}
        db.add(FinalAccount(**common, **told, contract_id=work.contract_id, surplus=1, surplus_use="A fence"))

    work.add(settle)
    for reader, address, words in pages:
        assert words not in reader.get(address).text, address


def programme_page(visitor: Browser) -> str:
    """The address of the programme that a manager sees."""
    return next(link for link in visitor.get("/").links if link.startswith("/p/") and link.count("/") == 2)
