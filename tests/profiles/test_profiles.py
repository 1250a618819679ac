"""Rounds of a profile: written part by part, published whole, never changed, compared with the next."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from datetime import date
from urllib.parse import urljoin

import pytest
from flask import Flask
from sqlalchemy import Engine

from peoplesprocess.assessments.actions import publish_form
from peoplesprocess.assessments.response_actions import ResponseInput, record_response
from peoplesprocess.core.choice_lists import SERVICES
from peoplesprocess.core.messages import Conflict, Refused
from peoplesprocess.core.profile_parts import PARTS, ProfilePartKey, ProfilePartSourceReference
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.observations.actions import GroupObservationInput, record_observation
from peoplesprocess.profiles import actions
from peoplesprocess.profiles.actions import ProfilePartInput
from peoplesprocess.settlements.blocks import BlockInput, add_blocks
from tests.assessments.conftest import sheets
from tests.browser import Browser
from tests.factories import Make
from tests.place_days import today
from tests.profiles.conftest import DAY, PEOPLE, Profiler
from tests.statements import statements_of

Visitor = Callable[..., Browser]
Profiled = Callable[..., Profiler]
EIGHT = "FFAPPPNN"
"""Eight services: two functional, one affected, three partly, two not."""


def known_on_day() -> dict[str, object]:
    """A programme's numbers by which what was known on `DAY` is not old, and what was a year before is."""
    months = 12 * (today().year - DAY.year) + today().month - DAY.month
    return ProgrammeRules(stale_after_months=months + 12).stored()


def test_a_profile_is_written_part_by_part_and_published_when_none_is_empty(
    profiled: Profiled, browser: Visitor, make: Make
) -> None:
    goth = profiled(1).place
    meeting = make.meeting(goth, women=12)
    bo = browser("facilitator", goth)
    home = f"/s/{goth.code}/profile"
    assert f"{home}" in bo.get(f"/s/{goth.code}").links
    page = bo.send(f"{home}/begin", taken_on="2026-03-10")
    assert page.h1 == "Round 1 of the profile" and page.text.count("still empty") == len(PARTS)
    states = ("functional", "functional", "affected", *["partly"] * 3, "not", "not")
    names = ("water", "toilets", "drains", "waste", "roads", "transport", "power", "street-light")
    said = {"source": f"meeting:{meeting}", "as_of": "2026-03-01"}
    page = bo.send(f"{home}/1/services/1/write", **dict(zip(names, states, strict=True)), **said)
    assert f"/s/{goth.code}/meetings/{meeting}" in page.links and "true on 1 Mar 2026" in page.text
    assert "typed in by" in page.text and "Partly functional" in page.text and "Unknown" in page.text
    # S03: 11 of 24 points are 45.8 %; the four services that nobody knows are in no denominator.
    page = bo.get(f"{home}/1")
    assert "How well services work: 11 of 24 (45.8 %)" in page.text
    assert "8 of 12 known, 4 unknown." in page.text
    own = {"source": "own", "as_of": "2026-03-10"}
    people = {f"{sex}{band}": "9" for sex in ("women", "men") for band in range(4)}
    bo.send(f"{home}/1/population/renting/write", **people, **own)
    domains = dict.fromkeys(
        ("seeing", "hearing", "walking", "remembering", "self-care", "communicating"), "3"
    )
    page = bo.send(f"{home}/1/disability/whole/write", asked="60", at_cut_off="19", **domains, **own)
    assert "between 3 and 18" in " ".join(page.problems)
    bo.send(f"{home}/1/disability/whole/write", asked="60", at_cut_off="7", **domains, **own)
    damage = {"none": "40", "minor": "12", "major": "5", "destroyed": "0"}
    paper = {"source": "paper", "as_of": "2026-02-01"}
    page = bo.send(f"{home}/1/damage/whole/write", **damage, **paper)
    assert "Write which list, register or report it is" in " ".join(page.problems)
    page = bo.send(
        f"{home}/1/damage/whole/write", **damage, **paper, source_note="Register of the council, 2025"
    )
    assert "From a paper: Register of the council, 2025" in page.text
    for part in ("needs", "vulnerabilities", "context", "recommendations"):
        bo.send(f"{home}/1/{part}/whole/write", text=f"What we say of {part}", **own)
    # One part is empty: its name is a link, and the act refuses too.
    page = bo.get(f"{home}/1/publish")
    assert f"{home}/1/capacities" in page.links and f"{home}/1/context" not in page.links
    assert "This part is still empty: Capacities" in " ".join(bo.send(f"{home}/1/publish").problems)
    bo.send(f"{home}/1/capacities/whole/write", text="Masons, and a savings group", **own)
    page = bo.send(f"{home}/1/publish")
    assert "it never changes" in page.text and f"{home}/1/publish" not in page.links
    assert "Published on" in bo.get(home).text


def test_a_published_round_is_never_changed_and_a_new_one_starts_from_it(
    profiled: Profiled, browser: Visitor, make: Make
) -> None:
    profile = profiled(2)
    goth, home = profile.place, f"/s/{profile.place.code}/profile"
    first = profile.begin()
    with pytest.raises(Refused, match="still open"):
        profile.begin()
    profile.services(first, EIGHT, block=1)
    profile.rest(first)
    profile.publish(first)
    bo = browser("facilitator", goth)
    before = bo.get(f"{home}/1/context").text
    assert not [link for link in bo.get(f"{home}/1/context").links if link.endswith("/write")]
    page = bo.send(f"{home}/1/context/whole/write", text="Other words", source="own", as_of="2026-03-10")
    assert "Round 1 is published and never changes" in " ".join(page.problems)
    place = ProfilePartInput(
        ProfilePartKey("context"), {"text": "Other"}, ProfilePartSourceReference("own", None, "", DAY)
    )
    for act_of in (
        lambda act: actions.write_part(act, 1, place, 7),
        lambda act: actions.change_round(act, 1, date(2026, 3, 1), 1),
        lambda act: actions.publish_round(act, 1),
    ):
        with pytest.raises(Refused, match="never changes"), make.act("facilitator", goth) as act:
            act_of(act)
    assert bo.get(f"{home}/1/context").text == before
    # The next round takes everything over, with its sources and days, and says so.
    page = bo.send(f"{home}/begin", taken_on="2026-03-12", from_last="yes")
    assert "It starts from round 1." in page.text and "11 of 24 (45.8 %)" in page.text
    assert "copied from round 1" in bo.get(f"{home}/2/context").text
    page = bo.send(f"{home}/2/context/whole/write", text="Other words", source="own", as_of="2026-03-12")
    assert "Other words" in page.text and "What people say of context." in page.text
    assert "What was written before" in page.text
    assert bo.get(f"{home}/1/context").text == before
    # A block that is named later belongs to the open round alone.
    bo.send(f"/s/{goth.code}/blocks/1/change", name="Canal bank")
    assert "Block A" in bo.get(f"{home}/1").text and "Canal bank" in bo.get(f"{home}/2").text


def test_two_people_who_write_one_part_lose_nothing(profiled: Profiled, browser: Visitor) -> None:
    profile = profiled()
    number = profile.begin()
    bo = browser("facilitator", profile.place)
    address = f"/s/{profile.place.code}/profile/{number}/context/whole/write"
    stale = bo.filled(address, text="Mine", source="own", as_of="2026-03-10")
    profile.write(number, "context", {"text": "Theirs"})
    page = bo.post(address, stale)
    assert page.status == 409 and "Theirs" in page.text
    with pytest.raises(Conflict):
        profile.write(number, "context", {"text": "Again"})
    assert bo.send(address, text="Both", source="own", as_of="2026-03-10").h1 == "Context"


def test_two_rounds_are_compared_and_grey_and_old_cells_are_listed(
    profiled: Profiled, browser: Visitor, make: Make
) -> None:
    profile = profiled(8, programme=make.programme(rules=known_on_day()))
    home = f"/s/{profile.place.code}/profile"
    first = profile.begin(date(2024, 1, 10))
    # Water has 10 of 24 points; seven other services work nowhere, and four nobody knows.
    for block, water in enumerate("FFPPPPNN", start=1):
        profile.services(first, water + "N" * 7, block, date(2024, 1, 9))
    profile.rest(first)
    profile.publish(first)
    second = profile.begin(from_last=True)
    # Five services are restored; of block 8 is only known how it was long ago.
    now = [*(water + "FFFFF" + "NN" + "FFFF" for water in "FFFPP?"), "?FFFFFNN", "NFFFFF"]
    for block, states in enumerate(now, start=1):
        as_of = date(2024, 2, 1) if block == 8 else DAY
        profile.services(second, states, block, as_of, seen=block)
    bo = browser("facilitator", profile.place)
    assert not [link for link in bo.get(home).links if "compare" in link]
    profile.publish(second)
    page = bo.get(f"{home}/2")
    assert "84 of 96 known, 12 unknown." in page.text
    assert "6 known states are older than the programme allows." in page.text
    assert "Block H · last known on 1 Feb 2024" in page.text and "Block G · known" not in page.text
    assert f"{home}/compare?from=1&to=2" in bo.get(home).links
    page = bo.get(f"{home}/compare?from=1&to=2")
    assert "Drinking water 41.7 % 61.1 % +19.4" in page.text
    assert "Services that did not work everywhere before, but do now: 5 of 8 (62.5 %)" in page.text
    assert page.text.count(" Yes ") == 5 and page.text.count(" No ") == 3
    assert "Round 1: 64 of 96 known, 32 unknown." in page.text
    assert "61.1 % 41.7 % −19.4" in bo.get(f"{home}/compare?from=2&to=1").text
    assert bo.get(f"{home}/compare?from=1&to=1").status == 404
    assert bo.get(f"{home}/compare?from=1&to=3").status == 404


def test_a_wrong_round_is_struck_and_counts_nowhere(profiled: Profiled, browser: Visitor) -> None:
    profile = profiled(1)
    goth, home = profile.place, f"/s/{profile.place.code}/profile"
    number = profile.begin()
    profile.services(number, EIGHT, block=1)
    profile.rest(number)
    profile.publish(number)
    bo, stranger = browser("facilitator", goth), browser()
    assert f"/board/{goth.code}/profile" in stranger.get(f"/board/{goth.code}").links
    public = stranger.get(f"/board/{goth.code}/profile")
    assert "11 of 24 (45.8 %)" in public.text and "Block A" in public.text
    page = bo.send(f"{home}/1/strike", reason="It was the neighbours' paper")
    assert "It was the neighbours' paper" in page.text and "Struck" in page.text
    assert "This has already been struck" in " ".join(bo.send(f"{home}/1/strike", reason="Again").problems)
    assert stranger.get(f"/board/{goth.code}/profile").status == 404
    assert f"/board/{goth.code}/profile" not in stranger.get(f"/board/{goth.code}").links
    rows = bo.client.get(f"/s/{goth.code}/export/profile.csv").text
    assert "#indicator+name" in rows and "Functional" not in rows
    # Nothing stands in the way of the next one, which does not start from it.
    page = bo.send(f"{home}/begin", taken_on="2026-03-12")
    assert "Round 2" in page.text and "It starts from" not in page.text


def test_small_counts_are_for_the_roles_of_the_settlement(
    profiled: Profiled, browser: Visitor, app: Flask
) -> None:
    profile = profiled()
    goth, home = profile.place, f"/s/{profile.place.code}/profile/1"
    number = profile.begin()
    profile.services(number, EIGHT)
    profile.rest(number)
    profile.publish(number)
    for role in ("facilitator", "committee_officer", "technical_officer", "programme_manager"):
        page = browser(role, goth).get(f"{home}/population")
        assert "hidden" not in page.text
        assert page.regions == [
            f"People by age: {name}" for name in ("Long-term residents", "Renting or relocated")
        ]
    for role in ("local_authority", "finance_officer", "complaints_officer"):
        reader = browser(role, goth)
        page = reader.get(f"{home}/population")
        by_age = page.text.replace(goth.name, "").partition("People by age")[2]
        # Of women over 60 three rent: their count is hidden, and that of the others, which would tell it.
        assert page.text.count("hidden") == 2 and "97" in by_age and " 22 " not in by_age
        assert reader.get(f"{home}/damage").text.count("hidden") == 2
        # Eleven have a difficulty and nine of them with walking: two have another one alone.
        assert reader.get(f"{home}/disability").text.count("hidden") == 6
    text = browser("facilitator", goth).client.get(f"/s/{goth.code}/export/profile.csv").text
    _, tags, *rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    counts = {row[5]: row[7] for row in rows}
    assert tags[7] == "#indicator+num"
    assert counts["Renting or relocated, Women and girls, 60 years and over"] == ""
    assert counts["Long-term residents, Women and girls, 60 years and over"] == ""
    assert counts["Renting or relocated, Men and boys, 60 years and over"] == "6"
    public = browser().get(f"/board/{goth.code}/profile")
    told = public.text.replace(goth.name, "")
    assert public.status == 200 and "97" not in told and "Men" not in told


def test_a_status_that_is_left_out_does_not_follow_from_the_sheet(
    profiled: Profiled, browser: Visitor, app: Flask
) -> None:
    """Of three refugees nothing is written: the sheet counts them, so the difference would tell of them."""
    profile = profiled(population={"women": [51, 38, 100, 22], "men": [60, 36, 88, 16]})
    goth, home = profile.place, f"/s/{profile.place.code}/profile/1"
    number = profile.begin()
    profile.services(number, EIGHT)
    profile.rest(number, few={})
    profile.publish(number)
    by_age = browser("local_authority", goth).get(f"{home}/population").text.partition("People by age")[2]
    assert by_age.count("hidden") == 1 and "97" not in by_age and "54" in by_age, "six others are no secret"
    assert "97" in browser("facilitator", goth).get(f"{home}/population").text
    text = browser("facilitator", goth).client.get(f"/s/{goth.code}/export/profile.csv").text
    counts = {row[5]: row[7] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))}
    assert counts["Long-term residents, Women and girls, 25–59 years"] == ""
    assert counts["Long-term residents, Men and boys, 25–59 years"] == "88"


def test_counts_that_change_tell_nobody_elsewhere_what_is_hidden(
    profiled: Profiled, browser: Visitor
) -> None:
    """The sheet gives the sums away: of the others as they were written before, those who are few follow."""
    profile = profiled()
    goth, home = profile.place, f"/s/{profile.place.code}/profile/1"
    number = profile.begin()
    profile.services(number, EIGHT)
    profile.rest(number)
    reader = browser("local_authority", goth)
    assert reader.get(f"{home}/population").text.count("hidden") == 16
    anew = {**PEOPLE, "men": [54, 36, 88, 17]}
    profile.write(number, "population", anew, seen=2, status="resident")
    profile.publish(number)
    before = reader.get(f"{home}/population").text.partition("What was written before")[2]
    assert before.count("hidden") == 8 and "97" not in before
    kept = browser("facilitator", goth).get(f"{home}/population").text.partition("What was written before")[2]
    assert "97" in kept and "hidden" not in kept


def test_what_cannot_be_is_refused(profiled: Profiled, browser: Visitor, make: Make) -> None:
    profile = profiled(1)
    goth, home = profile.place, f"/s/{profile.place.code}/profile"
    bo = browser("facilitator", goth)
    assert "has not come" in " ".join(bo.send(f"{home}/begin", taken_on="2099-01-01").problems)
    profile.begin()
    assert bo.get(f"{home}/1/services/9/write").status == 404
    assert bo.get(f"{home}/1/population/royal/write").status == 404
    assert bo.get(f"{home}/1/moons").status == 404
    own = ProfilePartSourceReference("own", None, "", DAY)
    for place, source in (
        (ProfilePartKey("moons"), own),
        (ProfilePartKey("services", block=9), own),
        (ProfilePartKey("context", block=1), own),
        (ProfilePartKey("population"), own),
        (ProfilePartKey("context", status="host"), own),
        (ProfilePartKey("context"), ProfilePartSourceReference("meeting", 99, "", DAY)),
        (ProfilePartKey("context"), ProfilePartSourceReference("observation", None, "", DAY)),
        (ProfilePartKey("context"), ProfilePartSourceReference("assessment", 99, "", DAY)),
        (ProfilePartKey("context"), ProfilePartSourceReference("rumour", None, "", DAY)),
        (ProfilePartKey("context"), ProfilePartSourceReference("own", None, "", date(2099, 1, 1))),
    ):
        body = {"text": "Words"} if place.part == "context" else {}
        body = {sex: [1, 1, 1, 1] for sex in ("women", "men")} if place.part == "population" else body
        with pytest.raises(Refused), make.act("facilitator", goth) as act:
            actions.write_part(act, 1, ProfilePartInput(place, body, source))
    page = bo.send(f"{home}/1/change", taken_on="2026-03-10")
    assert "Nothing is changed yet" in " ".join(page.problems)
    assert "9 Mar 2026" in bo.send(f"{home}/1/change", taken_on="2026-03-09").text
    for role in ("committee_officer", "local_authority"):
        assert browser(role, goth).get(f"{home}/1").status == 200
        assert browser(role, goth).get(f"{home}/1/context/whole/write").status == 404


def test_a_place_of_sixty_blocks_is_read_ten_at_a_time(
    profiled: Profiled, browser: Visitor, make: Make, engine: Engine
) -> None:
    profile = profiled(programme=make.programme(rules=known_on_day()))
    goth, home = profile.place, f"/s/{profile.place.code}/profile"
    with make.act("facilitator", goth) as act:
        add_blocks(act, [BlockInput(f"Lane {number}", 0) for number in range(1, 61)])
    number, source = profile.begin(), ProfilePartSourceReference("own", None, "", DAY)
    with make.act("facilitator", goth) as act:
        for block in range(1, 61):
            place = ProfilePartKey("services", block)
            states = dict.fromkeys(SERVICES, "partly")
            actions.write_part(act, number, ProfilePartInput(place, states, source))
    bo = browser("facilitator", goth)
    page = bo.get(f"{home}/1")
    assert "720 of 720 known" in page.text and "Lane 10" in page.text and "Lane 11" not in page.text
    assert f"{home}/1?after=50" in [urljoin(f"{home}/1", link) for link in page.links]
    assert "Lane 60" in bo.get(f"{home}/1?after=50").text
    assert "Lane 60" in bo.get(f"{home}/1/services?after=50").text
    for address in (f"{home}/1", f"{home}/1/services", f"{home}/1/services?after=50", f"{home}/gaps"):
        weight = len(gzip.compress(bo.get(address).html.encode()))
        assert weight <= 6_000, f"{address}: {weight} bytes"
        assert statements_of(engine, bo, address) <= 6


def test_a_part_is_linked_to_the_form_or_observation_that_it_comes_from(
    profiled: Profiled, browser: Visitor, make: Make
) -> None:
    programme = make.programme()
    profile = profiled(programme=programme)
    goth, home = profile.place, f"/s/{profile.place.code}/profile"
    with make.act("programme_manager", programme) as act:
        publish_form(act, sheets())
    answers = {"place": "Old well", "water": "yes", "hours": "5"}
    with make.act("facilitator", goth) as act:
        record_response(act, ResponseInput("water_points", "2026030101", "", date(2026, 3, 1), answers))
        lines = [{"topic": "Flood", "m5": 3}]
        record_observation(act, GroupObservationInput("season", "A year", date(2026, 3, 2), "", None, lines))
    profile.begin()
    bo = browser("facilitator", goth)
    for source, address in (("assessment:1", "assessments/1"), ("observation:1", "observations/1")):
        page = bo.send(f"{home}/1/context/whole/write", text=source, source=source, as_of="2026-03-01")
        assert not page.problems and f"/s/{goth.code}/{address}" in page.links
        assert bo.get(f"/s/{goth.code}/{address}").status == 200
    # What was struck is offered no more, and what came from it stays and leads there.
    bo.send(f"/s/{goth.code}/assessments/1/strike", reason="Of another place")
    page = bo.send(f"{home}/1/needs/whole/write", text="All", source="assessment:1", as_of="2026-03-01")
    assert "Choose one from the list" in " ".join(page.problems)
    assert f"/s/{goth.code}/assessments/1" in bo.get(f"{home}/1/context").links


def test_a_round_that_was_begun_by_mistake_is_undone(profiled: Profiled, browser: Visitor) -> None:
    goth = profiled().place
    bo = browser("facilitator", goth)
    page = bo.send(f"/s/{goth.code}/profile/begin", taken_on="2026-03-10")
    undo = next(link for link in page.links if "/undo/" in link)
    assert "You began round 1 of the profile." in bo.get(undo).text
    bo.send(undo)
    assert "it counts nowhere" in bo.get(f"/s/{goth.code}/profile/1").text


def test_a_manager_says_after_how_many_months_a_profile_is_old(make: Make, browser: Visitor) -> None:
    programme = make.programme()
    efua = browser("programme_manager", programme)
    assert efua.get(f"/p/{programme.code}/rules").values["stale_after_months"] == ["12"]
    efua.send(f"/p/{programme.code}/rules", stale_after_months="0")
    assert efua.get(f"/p/{programme.code}/rules").values["stale_after_months"] == ["0"]
