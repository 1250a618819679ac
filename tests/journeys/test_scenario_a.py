"""Goth Sukhpur, from nothing to closed, entered by its people on their pages, written either way."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser

from peoplesprocess.demonstration import sukhpur
from peoplesprocess.demonstration.story_data import (
    DemonstrationCashBookEntry,
    DemonstrationContribution,
    DemonstrationGroupSession,
    DemonstrationItem,
    DemonstrationMeeting,
    DemonstrationMusterRoll,
    DemonstrationVisit,
)
from tests.journeys.people import Person

LANGUAGE = "en"
"""Of every run; `make campaign` walks in all."""
STORY = sukhpur.STORY
HERE = "/s/goth-sukhpur"
PASSWORD = "river-stone-42"
BANDS = (1, 2, 3)


@pytest.mark.browser
@pytest.mark.campaign
def test_a_village_walks_from_its_first_meeting_to_its_handed_over_work(
    installation: tuple[Flask, str], chromium: Browser, language: str
) -> None:
    app, base = installation
    village = Village(lambda: Person(chromium, base, language))
    set_up(app, village)
    mobilise(village)
    organise(village)
    map_needs(village)
    prioritise(village)
    plan(village)
    contract(village)
    build(village)
    hand_over(village)
    read_the_board(village)


class Village:
    """The people of the story, by what they do."""

    def __init__(self, somebody: Callable[[], Person]) -> None:
        self.somebody = somebody
        self.people: dict[str, Person] = {}

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def accept(self, name: str, link: str) -> Person:
        """Open an invitation as somebody new and become who it makes."""
        person = self.somebody()
        person.do(link, username=name, name=name.title(), password=PASSWORD)
        self.people[name] = person
        return person

    def close(self, step: str) -> None:
        """Close a step as the facilitator, when its gate holds."""
        self["bo"].do(f"{HERE}/close/{step}")


def set_up(app: Flask, village: Village) -> None:
    output = app.test_cli_runner().invoke(args=["set-up-link"]).stdout
    ada = village.accept("ada", "/invitation/" + output.rsplit("/invitation/", 1)[1].strip())
    ada.do(
        "/programmes/new",
        name="Recovery with people",
        code="recovery",
        agency="UN-Habitat",
        currency="PKR",
        committee_name="Community development committee",
        preset="south-asian",
    )
    efua = village.accept("efua", invited(ada, role="programme_manager"))
    set_up_second_factor(efua)
    efua.do(
        "/p/recovery/settlements/new",
        name=STORY.name,
        code=STORY.code,
        area_path=STORY.area,
        area_name=STORY.area_name,
        authority=STORY.authority,
        envelope="7,500,000",
        place_code=STORY.place_code,
        groups=list(STORY.groups),
        required_groups=list(STORY.required_groups),
    )
    for name, invitation in {
        "bo": {"role": "facilitator"},
        "treasurer": {"role": "committee_officer"},
        "amina": {"role": "group_representative", "group": "women"},
        "yusuf": {"role": "group_representative", "group": "youth"},
        "imran": {"role": "group_representative", "group": "men"},
        "sakina": {"role": "group_representative", "group": "disability"},
        "deng": {"role": "group_representative", "group": "displaced"},
        "carla": {"role": "local_authority", "area": STORY.area},
        "ines": {"role": "technical_officer"},
        "femi": {"role": "finance_officer"},
    }.items():
        place = {"settlement": STORY.code} if "area" not in invitation and name != "femi" else {}
        village.accept(name, invited(efua, **invitation, **place))
    # Efua invited whoever releases money and signs beside her: Ada knows that they are other people.
    set_up_second_factor(ada)
    for name in ("femi", "treasurer", "carla"):
        confirm(ada, name)


def confirm(administrator: Person, name: str) -> None:
    administrator.open("/p/recovery/people")
    row = administrator.page.locator("tr", has_text=name.title())
    administrator.do(str(row.locator('a[href$="/confirm"]').get_attribute("href")))


def invited(manager: Person, **fields: str) -> str:
    manager.do(f"/p/recovery/people/invite?role={fields.pop('role')}", **fields)
    found = re.search(r"/invitation/[\w-]+", manager.page.content())
    assert found, "no link to hand over"
    return found[0]


def mobilise(village: Village) -> None:
    bo = village["bo"]
    population = {f"{sex}{band}": n for sex, row in STORY.population.items() for band, n in enumerate(row)}
    statuses = {f"status_{status}": count for status, count in STORY.statuses.items()}
    bo.do(
        f"{HERE}/sheet/write",
        landmark=STORY.landmark,
        tenure=STORY.tenure,
        hazard=STORY.hazard,
        households=STORY.households,
        women_headed=STORY.women_headed,
        with_disability=STORY.with_disability,
        **population,
        **statuses,
    )
    text = meet(bo, STORY.orientation)
    assert "31" in text and "77" in text and "40" in text
    village["carla"].do(
        f"{HERE}/no-objection", office=STORY.authority, reference="Letter", given_on=STORY.no_objection[0]
    )
    village.close("mobilise")


def meet(bo: Person, gathering: DemonstrationMeeting) -> str:
    return bo.do(
        f"{HERE}/meetings/record",
        kind=gathering.kind,
        held_on=gathering.held_on,
        place=gathering.place,
        displaced=gathering.displaced,
        with_disability=gathering.with_disability,
        households=gathering.households,
        consent=True,
        agenda=gathering.agenda,
        minutes=gathering.minutes,
        **heads(gathering.women, gathering.men),
    )


def heads(women: tuple[int, int, int], men: tuple[int, int, int]) -> dict[str, int]:
    return {f"{sex}{band}": row[band - 1] for sex, row in (("women", women), ("men", men)) for band in BANDS}


def organise(village: Village) -> None:
    held_on, eligible_women, eligible_men, voted_women, voted_men, observers = STORY.election
    seats: dict[str, object] = {}
    for number, (office, woman, group, signs) in enumerate(STORY.seats, start=1):
        seats |= {f"office{number}": office, f"group{number}": group or None}
        seats |= {f"woman{number}": woman or None, f"signs{number}": signs or None}
    for group in STORY.small_groups:
        text = village["bo"].do(
            f"{HERE}/small-groups/record",
            name=group.name,
            households=group.households,
            leader=group.leader,
            lane=group.lane,
        )
    assert re.search(r"\b114 \S+ 184\b", text), text
    text = village["bo"].do(
        f"{HERE}/committee/elect",
        held_on=held_on,
        eligible_women=eligible_women,
        eligible_men=eligible_men,
        voted_women=voted_women,
        voted_men=voted_men,
        observers=observers,
        **seats,
    )
    assert "499" in text and "729" in text
    village.close("organise")


def map_needs(village: Village) -> None:
    bo = village["bo"]
    for session in STORY.sessions:
        hear(bo, session)
    for line in needs():
        title, sector, landmark, households, severity, kind, tokens = line
        loudest = max(range(len(tokens)), key=lambda column: tokens[column])
        bo.do(
            f"{HERE}/needs/record",
            title=title,
            sector=sector,
            landmark=landmark,
            households=households,
            severity=severity,
            season="all",
            response_type=kind,
            group_code=STORY.sessions[loudest].group,
        )
    assert "12 raised hand pumps" in bo.open(f"{HERE}/needs")
    village.close("map")


def hear(bo: Person, session: DemonstrationGroupSession) -> None:
    bo.do(
        f"{HERE}/meetings/record",
        kind="session",
        group_code=session.group,
        held_on=session.held_on,
        place=STORY.landmark,
        displaced=session.displaced,
        with_disability=session.with_disability,
        consent=True,
        agenda="What this group needs",
        minutes="Needs were named and explained.",
        **heads(session.women, session.men),
    )


def needs() -> list[tuple[str, str, str, str, str, str, list[int]]]:
    rows = []
    for line in STORY.needs.strip().splitlines():
        title, sector, landmark, households, severity, kind, tokens = (
            part.strip() for part in line.split("|")
        )
        rows.append((title, sector, landmark, households, severity, kind, [int(n) for n in tokens.split()]))
    return rows


def prioritise(village: Village) -> None:
    bo = village["bo"]
    bo.do(
        f"{HERE}/priorities/open",
        method="tokens",
        tokens=3,
        rule="equal-groups",
        ballot=list(range(1, 16)),
        read_out=True,
    )
    for column, session in enumerate(STORY.sessions):
        tokens = {f"need{number}": row[-1][column] for number, row in enumerate(needs(), start=1)}
        people = sum(session.women) + sum(session.men)
        bo.do(f"{HERE}/priorities/1/sheets/{session.group}", people=people, **tokens)
    speakers = {
        "amina": "women",
        "yusuf": "youth",
        "imran": "men",
        "deng": "displaced",
        "sakina": "disability",
    }
    for name, group in speakers.items():
        village[name].do(f"{HERE}/priorities/1/sheets/{group}/attest")
    bo.do(f"{HERE}/priorities/1/close")
    figures = result_of(bo)
    assert figures["12 raised hand pumps"] == (("1", "18.5"), ("1", "82"))
    assert figures["Brick link road, 650 m"] == (("4", "11"), ("3", "49"))
    assert figures["One-room core shelters"] == (("3", "11.4"), ("3", "49"))
    assert figures["Ramps and rails at pump, mosque, school"] == (("10", "3.3"), ("14", "7"))
    assert figures["Raised flood refuge platform"][0] == ("11", "3.2")
    village.close("prioritise")


def result_of(person: Person) -> dict[str, tuple[tuple[str, str], tuple[str, str]]]:
    """Both orders as they are printed: place and figure by need."""
    person.open(f"{HERE}/priorities/1")
    found = {}
    for row in person.page.locator("table").first.locator("tbody tr").all():
        cells = [
            re.sub("[\u2066-\u2069\u200e\u200f]", "", cell)
            for cell in row.locator("th, td").all_inner_texts()
        ]
        title = next((line[0] for line in needs() if line[0] in cells[1]), "") if len(cells) > 3 else ""
        if title:
            place, figure = re.findall(r"\d+(?:\.\d+)?", cells[0] + " " + cells[2])
            raw_place, raw_figure = re.findall(r"\d+", cells[3])
            found[title] = ((place, figure), (raw_place, raw_figure))
    return found


def plan(village: Village) -> None:
    bo, carla = village["bo"], village["carla"]
    for item in STORY.first_plan:
        write_item(bo, item)
    adopt_and_submit(bo, STORY.assemblies[0], 0)
    village.close("plan")
    for line, item in enumerate(STORY.first_plan, start=1):
        carla.do(
            f"{HERE}/approval/{line}",
            verdict=item.verdict,
            reason=item.reason or None,
            forwarded_to=item.forwarded_to or None,
            on_paper=STORY.answered_on[0],
        )
    bo.do(f"{HERE}/plan/revise")
    for line in (4, 5):
        bo.do(f"{HERE}/plan/items/{line}/remove", reason="After the authority's answer")
    text = bo.open(f"{HERE}/plan")
    assert "7,890,000" in text and "7,101,000" in text
    adopt_and_submit(bo, STORY.assemblies[1], 1)
    village.close("approve")


def write_item(bo: Person, item: DemonstrationItem) -> None:
    bo.do(
        f"{HERE}/plan/items/add",
        title=item.title,
        place=needs()[item.need - 1][2],
        needs=[item.need, *([15] if item.need in (1, 2) else [])],
        cost=item.cost,
        in_cash=item.in_cash,
        in_labour=item.in_labour,
        in_materials=item.in_materials,
        source="UN-Habitat",
        implementer="with-help",
        starts_on=STORY.works[0],
        ends_on=STORY.works[1],
        operation_and_maintenance=item.operation_and_maintenance,
    )


def adopt_and_submit(bo: Person, assembly: DemonstrationMeeting, which: int) -> None:
    meet(bo, assembly)
    bo.open(f"{HERE}/plan/adopt")
    newest = bo.page.locator('#form [name="meeting"]').first
    choices = newest.locator("option").evaluate_all if newest.evaluate("e => e.tagName") == "SELECT" else None
    if choices:
        values = [value for value in choices("all => all.map(one => one.value)") if value]
        bo.fill(meeting=max(values, key=int))
    else:
        radios = bo.page.locator('#form [name="meeting"]')
        values = [str(radios.nth(n).get_attribute("value")) for n in range(radios.count())]
        bo.fill(meeting=max(values, key=int))
    bo.fill(households=assembly.households)
    bo.send()
    bo.do(f"{HERE}/plan/submit", on_paper=STORY.submitted_on[which])


def contract(village: Village) -> None:
    told = STORY.contract
    bill: dict[str, object] = {}
    for number, (what, unit, quantity, rate) in enumerate(told.bill, start=1):
        bill |= {
            f"what{number}": what,
            f"unit{number}": unit,
            f"quantity{number}": quantity,
            f"rate{number}": rate,
        }
    village["bo"].do(
        f"{HERE}/contracts/draft",
        line=2,
        title=told.title,
        mode="hired",
        starts_on=told.starts_on,
        ends_on=told.ends_on,
        contribution="384,000",
        **bill,
    )
    text = village["bo"].open(f"{HERE}/contracts/1")
    for part in ("3,456,000", "1,036,800", "1,382,400", "691,200", "345,600"):
        assert part in text
    for name in ("treasurer", "efua", "carla"):
        village[name].do(f"{HERE}/contracts/1/sign", on_paper=told.signed_on)
    village.close("contract")


def build(village: Village) -> None:
    told = STORY.contract
    for _, what in sorted(log_of(village), key=lambda dated: dated[0]):
        what()
    text = village["efua"].open(f"{HERE}/works/1")
    for part in ("3,801,000", "310,000", told.title):
        assert part in text
    assert re.search(r"\b22 \D{3,40}\b8 \D", text), "paid after 22 days, 8 days late"
    text = village["efua"].open(f"{HERE}/works/1/muster-rolls")
    assert "218" in text and "492" in text
    for line in (1, 3):
        village["bo"].do(f"{HERE}/contracts/items/{line}/defer", reason="It waits for the next cycle.")
    village.close("build")


def log_of(village: Village) -> list[tuple[date, Callable[[], object]]]:
    """Every act of the contract on its day."""
    told, acts = STORY.contract, []
    acts += [(gift.given_on, give(village, gift)) for gift in told.given]
    acts += [(bought.spent_on, spend(village, bought)) for bought in told.bought]
    acts += [(roll.until, pay(village, roll)) for roll in told.rolls]
    for visit in told.visits:
        acts.append((visit.visited_on, inspect(village, visit)))
    for number, (asked, paid) in enumerate(told.tranches, start=1):
        if asked and paid:
            acts.append((asked, request(village, number, asked)))
            acts.append((paid, release(village, number, paid)))
    acts.append((date(2023, 8, 26), lambda: certify(village)))
    acts.append((date(2023, 9, 9), lambda: audit(village)))
    acts.append((date(2023, 9, 13), lambda: repair(village)))
    return acts


def spend(village: Village, bought: DemonstrationCashBookEntry) -> Callable[[], object]:
    return lambda: village["treasurer"].do(
        f"{HERE}/works/1/spending/record",
        spent_on=bought.spent_on,
        what=bought.what,
        amount=bought.amount,
        paper=bought.paper,
    )


def give(village: Village, gift: DemonstrationContribution) -> Callable[[], object]:
    women, men = gift.days
    days = {"women_days": women, "men_days": men} if women + men else {}
    return lambda: village["treasurer"].do(
        f"{HERE}/works/1/contributions/record",
        kind=gift.kind,
        given_on=gift.given_on,
        what=gift.what,
        value=gift.value,
        paper=gift.paper,
        **days,
    )


def pay(village: Village, roll: DemonstrationMusterRoll) -> Callable[[], object]:
    women, men = roll.days
    return lambda: village["treasurer"].do(
        f"{HERE}/works/1/muster-rolls/record",
        kind="unskilled",
        what=roll.what,
        since=roll.since,
        until=roll.until,
        women_days=women,
        women_rate=roll.rate,
        men_days=men,
        men_rate=roll.rate,
        paid_on=roll.until,
        paper=roll.paper,
    )


def inspect(village: Village, visit: DemonstrationVisit) -> Callable[[], object]:
    done = {f"done{position}": quantity for position, quantity in enumerate(visit.measured, start=1)}
    return lambda: village["ines"].do(
        f"{HERE}/works/1/visits/record",
        visited_on=visit.visited_on,
        days_stopped=visit.days_stopped,
        notes=visit.notes,
        final=visit.final or None,
        **done,
    )


def request(village: Village, number: int, asked: date) -> Callable[[], object]:
    return lambda: village["treasurer"].do(
        f"{HERE}/works/1/tranches/{number}/request",
        statement="What came before is spent, with papers.",
        on_paper=asked,
    )


def release(village: Village, number: int, paid: date) -> Callable[[], object]:
    def act() -> None:
        femi = village["femi"]
        if number == 1:
            set_up_second_factor(femi)
        femi.do(f"{HERE}/works/1/tranches/{number}/release", paper=f"Transfer {number}", on_paper=paid)
        village["treasurer"].do(f"{HERE}/works/1/tranches/{number}/arrival", arrived_on=paid)

    return act


def set_up_second_factor(person: Person) -> None:
    person.open("/account/second-factor")
    secret = person.page.locator(".card b").inner_text().replace(" ", "")
    person.fill(code=pyotp.TOTP(secret).now())
    person.send()


def certify(village: Village) -> None:
    village["ines"].do(
        f"{HERE}/closure/1/certificate",
        issued_on="2023-08-26",
        statement="The work meets the contract but for the defects below.",
        what1="Latches of four doors do not close",
        due1="2023-09-10",
        what2="The ramp is 1:8; it must be 1:12",
        due2="2023-09-15",
    )


def audit(village: Village) -> None:
    gathering = DemonstrationMeeting(
        "audit",
        date(2023, 9, 10),
        "School yard",
        (12, 32, 7),
        (11, 29, 7),
        81,
        24,
        7,
        "The accounts of the latrine blocks, read aloud",
        "Every bill was shown. Accepted.",
    )
    bo = village["bo"]
    meet(bo, gathering)
    number = bo.path.rsplit("/", 1)[1]
    bo.do(f"{HERE}/closure/1/audit", meeting=number, questions="Why so late?", accepted=True)


def repair(village: Village) -> None:
    """The last instalment waits for it."""
    ines = village["ines"]
    ines.do(f"{HERE}/closure/1/defects/1/mended", rectified_on="2023-09-12", how="New latches on all doors")
    ines.do(
        f"{HERE}/closure/1/defects/2/mended", rectified_on="2023-09-14", how="The ramp is rebuilt to 1:12"
    )


def hand_over(village: Village) -> None:
    ines, bo = village["ines"], village["bo"]
    ines.open(f"{HERE}/closure/1/final")
    ines.do(
        f"{HERE}/closure/1/final",
        measured_on="2023-09-16",
        cost="3,801,000",
        # The public audit is the only meeting since the work began.
        meeting=ines.page.locator("[name=meeting]:not([value=''])").first.get_attribute("value"),
        surplus_use="To the repair fund",
    )
    bo.do(
        f"{HERE}/closure/1/handover",
        handed_on="2023-09-24",
        receiver="Latrine users' group",
        caretaker="One caretaker for each lane",
        tasks="Clean every day; empty one pit a year",
        fee="30",
        fund="39,000",
    )
    assert "39,000" in bo.open(f"{HERE}/closure/1")
    village.close("handover")
    for month, day in ((3, "2023-12-23"), (6, "2024-03-25"), (12, "2024-09-26")):
        bo.do(f"{HERE}/closure/1/checks/{month}", checked_on=day, works="yes")


def read_the_board(village: Village) -> None:
    farid = village.somebody()
    board = farid.open("/board/goth-sukhpur")
    for part in ("3,801,000", "39,000"):
        assert part in board
    farid.press('a[href$="/board/goth-sukhpur/work/1"]')
    work = farid.text
    for part in ("3,840,000", "1,036,800", "1,382,400", "691,200", "345,600", "39,000"):
        assert part in work
    for name in village.people:
        assert f" {name.title()} " not in board + work
