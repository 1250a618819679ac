"""What could go wrong with a work: screened, answered by measures, looked at again, asked before answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from peoplesprocess.core.programme_rules import PRESETS, ProgrammeRules
from peoplesprocess.core.safeguards import QUESTIONS
from tests.browser import Browser, Page
from tests.contracts import story
from tests.factories import MARKET_DAY, Make
from tests.finished_work import almost_built
from tests.place_days import today
from tests.plan_factory import adopt
from tests.statements import statements_of

People = Callable[..., Browser]
SIX = {line: {"title": f"Work {line}", "needs": [1]} for line in range(1, 7)}
WHISPER = "The militia taxes the lane"
ALL_NO = dict.fromkeys(QUESTIONS, "no")


def measure(**said: str) -> dict[str, str]:
    """What is sent for a measure that is due and was to be looked at again yesterday, unless it is said."""
    return {
        "domain": "social",
        "measure": "The owners sign a promise of no eviction",
        "responsible": "facilitator",
        "due_on": str(today() - timedelta(days=20)),
        "recheck_on": str(today() - timedelta(days=1)),
        **said,
    }


@pytest.fixture
def goth(make: Make) -> Any:
    """A village whose plan of six works is with the authority."""
    place = make.settlement(households=100)
    make.plan(place, SIX, submitted=MARKET_DAY)
    return place


def screen(bo: Browser, place: Any, line: int, **answers: str) -> Page:
    return bo.send(f"/s/{place.code}/safeguards/{line}/screen", **{**ALL_NO, **answers})


def figures(page: Page) -> str:
    return page.text.partition("Risk: Low")[2].partition("Items of the plan")[0]


def test_a_high_risk_is_not_endorsed_before_a_measure_is_written(
    goth: Any, make: Make, browser: People, engine: Engine
) -> None:
    bo, mayor = browser("technical_officer", goth), browser("local_authority", goth)
    address = f"/s/{goth.code}/safeguards"
    assert "Nobody has screened this item yet" in bo.get(f"{address}/1").text
    for line in (1, 2, 3, 4):
        screen(bo, goth, line)
    screen(bo, goth, 5, harm="unknown", harm_remark="Nobody asked the builders")
    page = screen(bo, goth, 6, eviction="yes", quarrel="yes", quarrel_remark=WHISPER)
    assert "Risk: High" in page.text and WHISPER in page.text
    assert "no authority can endorse it" in page.text
    page = bo.get(address)
    assert page.text.index("Risk: Low 4") < page.text.index("Moderate 1") < page.text.index("High 1")
    assert "Not screened 0" in page.text and "Re-checks overdue 0" in page.text
    assert "may lose a home" in bo.get(f"/s/{goth.code}").text
    # The authority is told beforehand, and refused; the low ones it endorses as ever.
    decision = f"/s/{goth.code}/approval/6"
    assert "The risk of this item is high" in mayor.get(decision).text
    page = mayor.send(decision, verdict="endorse")
    assert page.status == 422
    assert "technical officer writes one on the page “Safeguards”" in page.problems[0]
    assert "Endorsed" in mayor.send(f"/s/{goth.code}/approval/1", verdict="endorse").text
    # A measure opens the way; a struck one closes it again.
    page = bo.send(f"{address}/6/measure", **measure())
    assert "promise of no eviction" in page.text
    bo.send(f"{address}/measures/1/strike", reason="Written for the wrong line")
    assert mayor.send(decision, verdict="endorse").status == 422
    bo.send(f"{address}/6/measure", **measure())
    assert "Endorsed" in mayor.send(decision, verdict="endorse").text
    for page_of in (address, f"{address}/6", f"{address}/6/screen"):
        assert statements_of(engine, bo, page_of) <= 6
    assert statements_of(engine, mayor, f"/s/{goth.code}/approval/2") <= 6


def test_a_re_check_that_nobody_made_is_overdue_until_somebody_looks(
    goth: Any, make: Make, browser: People
) -> None:
    bo, address = browser("facilitator", goth), f"/s/{goth.code}/safeguards"
    screen(bo, goth, 6, eviction="yes")
    bo.send(f"{address}/6/measure", **measure())
    bo.send(f"{address}/6/measure", **measure(recheck_on=str(today())))
    page = bo.get(address)
    assert "Re-checks overdue 1" in page.text and "Measure 1 of item 6" in page.text
    programme = f"/p/{_programme_code(make, goth)}/safeguards"
    boss = browser("programme_manager", goth)
    assert "Re-checks overdue 1" in boss.get(programme).text and goth.name in boss.get(programme).text
    counts = figures(boss.get(programme))
    assert counts.startswith(" 0 Risk: Moderate 0 Risk: High 1 Not screened 5 "), counts
    found = {"checked_on": str(today()), "found": "Eleven of twelve owners signed"}
    page = bo.send(f"{address}/measures/1/recheck", **found, next_on=str(today()))
    assert "Choose a day after this check" in page.problems[0]
    page = bo.send(f"{address}/measures/1/recheck", **found, next_on=str(today() + timedelta(days=30)))
    assert "Eleven of twelve owners signed" in page.text
    assert "Re-checks overdue 0" in bo.get(address).text
    # Struck, the day before it counts again; a look after which nobody needs to look ends it.
    bo.send(f"{address}/rechecks/1/strike", reason="It was another lane")
    assert "Re-checks overdue 1" in bo.get(address).text
    bo.send(f"{address}/measures/1/recheck", **found, next_on="")
    assert "Re-checks overdue 0" in bo.get(address).text
    assert "No re-check is overdue" in boss.get(programme).text
    page = bo.send(f"{address}/6/measure", **measure(recheck_on=str(today() - timedelta(days=30))))
    assert "before it is done" in page.problems[0]


def test_another_wording_asks_for_another_screening(make: Make, browser: People) -> None:
    assert not any(rules.screenings for _, rules in PRESETS.values())
    programme = make.programme(rules=ProgrammeRules(screenings=True).stored())
    goth = make.settlement(programme, households=100)
    make.plan(goth, {1: {"title": "Drain"}, 2: {"title": "Taps", "needs": [1]}})
    bo, address = browser("facilitator", goth), f"/s/{goth.code}/safeguards"
    screen(bo, goth, 1)
    before = bo.filled(f"{address}/2/screen", **ALL_NO)
    page = bo.send(f"/s/{goth.code}/plan/items/2/change", cost="20000")
    assert "Something was changed" not in page.text
    # What was answered of other words is not taken for these.
    page = bo.post(f"{address}/2/screen", before)
    assert "changed meanwhile" in page.problems[0]
    screen(bo, goth, 2, harm="yes")
    bo.send(f"/s/{goth.code}/plan/items/1/change", title="Drain and path")
    page = bo.get(f"{address}/1")
    assert "made for an earlier wording" in page.text
    with make.act(make.facilitator(goth), goth) as act:
        adopt(act)
    page = bo.get(f"/s/{goth.code}/plan/submit")
    assert "1. Drain and path" in page.text and "2. Taps" not in page.text
    screen(bo, goth, 1)
    assert "Earlier screenings" in bo.get(f"{address}/1").text
    page = bo.get(f"{address}/screenings/1")
    assert page.status == 200 and page.levels[:2] == [1, 2], "no heading of a domain without one above it"
    assert "items wait for the authority" in bo.send(f"/s/{goth.code}/plan/submit").text
    # A screening that is struck after the handing over is missing again.
    mayor = browser("local_authority", goth)
    bo.send(f"{address}/screenings/2/strike", reason="It was of another village")
    page = mayor.send(f"/s/{goth.code}/approval/2", verdict="endorse")
    assert "this one has none" in page.problems[0]


def test_a_risk_is_raised_with_a_reason_and_never_lowered(goth: Any, browser: People) -> None:
    bo = browser("facilitator", goth)
    page = screen(bo, goth, 1, harm="yes", raised_to="low")
    assert "You can raise it, but not lower it" in " ".join(page.problems)
    page = screen(bo, goth, 1, harm="yes", raised_to="high")
    assert "Write why the risk is higher" in " ".join(page.problems)
    page = screen(bo, goth, 1, harm="yes", raised_to="high", raise_reason="Two walls fell before")
    assert "Raised: the answers give Moderate." in page.text and "Two walls fell before" in page.text
    page = screen(bo, goth, 1, harm="")
    assert "Not known yet" in " ".join(page.problems)


def test_answers_on_power_are_read_by_few_and_leave_by_no_door(
    goth: Any, make: Make, browser: People
) -> None:
    bo, address = browser("technical_officer", goth), f"/s/{goth.code}/safeguards"
    reason, guarded = "Their cousin asked", "Two elders of each side open every bid"
    screen(bo, goth, 1, **dict.fromkeys(("quarrel", "capture", "threat"), "yes"), threat_remark=WHISPER)
    screen(
        bo,
        goth,
        1,
        pollution="yes",
        quarrel="yes",
        quarrel_remark=WHISPER,
        raised_to="high",
        raise_reason=reason,
    )
    bo.send(f"{address}/1/measure", **measure(domain="political", measure=guarded))
    bo.send(f"{address}/1/measure", **measure(measure="Dust is kept down"))
    bo.send(f"{address}/measures/1/recheck", checked_on=str(today()), found=f"{WHISPER} still")
    screen(bo, goth, 2, pollution="yes")
    bo.send(f"{address}/screenings/1/strike", reason=f"Because {WHISPER}")
    secrets = (WHISPER, reason, guarded)
    manager = browser("programme_manager", goth)
    for reader in (bo, manager):
        text = reader.get(f"{address}/1").text + reader.get(f"{address}/screenings/1").text
        assert all(each in text for each in secrets)
    pages = [address, f"{address}/1", f"{address}/screenings/1", f"{address}/screenings/2", f"/s/{goth.code}"]
    pages += [f"/s/{goth.code}/approval/1", f"/s/{goth.code}/plan", f"/s/{goth.code}/export/safeguards.csv"]
    public = [f"/board/{goth.code}", f"/board/{goth.code}/needs"]
    for role in ("local_authority", "committee_officer", "group_representative"):
        visitor = browser(role, goth)
        for page in (*pages, *public):
            answer = visitor.client.get(page).text
            assert not any(each in answer for each in secrets), (role, page)
        assert visitor.get(f"{address}/1/screen").status == 404
    rows = manager.client.get(f"/s/{goth.code}/export/safeguards.csv").text
    assert "Dust is kept down" in rows and not any(each in rows for each in secrets)
    # Nor can the level tell: without power and conflict both lines are alike.
    assert rows.count("Moderate") == 2 and "High" not in rows
    assert not any(QUESTIONS[key].words in rows for key in ("quarrel", "capture", "threat"))


def test_the_public_reads_of_a_work_what_is_done_for_the_environment_and_people(
    make: Make, browser: People, engine: Engine
) -> None:
    place = almost_built(make).place
    bo, board = browser("facilitator", place), f"/board/{place.code}/work/1"
    threatened = {
        **dict.fromkeys(("quarrel", "capture", "threat"), "yes"),
        "harm": "yes",
        "harm_remark": "Deep pit",
    }
    screen(bo, place, 1, **threatened)
    bo.send(f"/s/{place.code}/safeguards/1/measure", **measure(measure="The pit is fenced"))
    guarded = measure(domain="political", measure="Elders open every bid")
    bo.send(f"/s/{place.code}/safeguards/1/measure", **guarded)
    page = browser().get(board)
    assert "Risk to the environment and people: Moderate" in page.text and "The pit is fenced" in page.text
    for shown in (page, browser().get(f"{board}/poster")):
        assert not any(word in shown.text for word in ("Elders", "High", "quarrel", "Deep pit"))
    assert statements_of(engine, browser(), board) <= 6
    # Its contract keeps a line in the register after the plan left it; its re-check is still asked for.
    assert "Re-checks overdue 2" in bo.get(f"/s/{place.code}/safeguards").text


def test_an_item_that_left_the_plan_is_asked_for_no_more(make: Make, browser: People) -> None:
    goth = make.settlement(households=100)
    make.plan(goth, {1: {}, 2: {"needs": [1]}})
    bo, address = browser("facilitator", goth), f"/s/{goth.code}/safeguards"
    screen(bo, goth, 2, eviction="yes")
    bo.send(f"{address}/2/measure", **measure())
    assert "may lose a home" in bo.get(f"/s/{goth.code}").text
    bo.send(f"/s/{goth.code}/plan/items/2/remove")
    assert "may lose a home" not in bo.get(f"/s/{goth.code}").text
    assert "Re-checks overdue 0" in bo.get(address).text and "High 0" in bo.get(address).text


def test_what_cannot_be_is_said(goth: Any, browser: People) -> None:
    bo, address = browser("facilitator", goth), f"/s/{goth.code}/safeguards"
    for missing in (
        "99",
        "99/screen",
        "99/measure",
        "screenings/9",
        "measures/9/recheck",
        "rechecks/9/strike",
    ):
        assert bo.get(f"{address}/{missing}").status == 404
    page = bo.send(f"{address}/1/measure", **measure(measure="", domain="fate"))
    assert page.status == 422 and "Write what is done" in " ".join(page.problems)


def _programme_code(make: Make, place: Any) -> str:
    with make.act("facilitator", place) as act:
        return str(act.settlement.programme_code)


def test_before_a_contract_is_signed_its_page_says_that_nobody_screened(make: Make, browser: People) -> None:
    asked = "nobody has asked yet what could go wrong with this item"
    drafted = story.contract(make, story.endorsed(make), parties=())
    page, form = f"/s/{drafted.place.code}/contracts/1", f"/s/{drafted.place.code}/safeguards/2/screen"
    ted = browser("technical_officer", drafted.place)
    assert asked in ted.get(page).text and form in ted.get(page).links
    mayor = browser("local_authority", drafted.place).get(page)
    assert asked in mayor.text and form not in mayor.links
    screen(ted, drafted.place, 2)
    assert asked not in ted.get(page).text
    assert page in ted.get(f"/s/{drafted.place.code}/safeguards/2").links, "the way back to the contract"
    # Whoever has signed is not told what is lacking: there it is plain that nobody asked.
    signed = story.signed(make)
    ted = browser("technical_officer", signed.place)
    assert asked not in ted.get(f"/s/{signed.place.code}/contracts/1").text
    assert "Risk: Not screened" in ted.get(f"/s/{signed.place.code}/plan").text
