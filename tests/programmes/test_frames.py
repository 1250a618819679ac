"""Frames of reference: a programme chooses them, items are put under their codes, reports count by them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from lxml import etree
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Conflict, Refused
from peoplesprocess.core.shipped_frames import SHIPPED_FRAMES
from peoplesprocess.models import JournalEntry, PlanItem
from peoplesprocess.plans import actions as plans
from peoplesprocess.plans.item_frames import ItemCodes, tag_items
from peoplesprocess.programmes import frame_choices
from peoplesprocess.programmes.frame_choices import OwnFrameInput
from tests.browser import Browser, Page
from tests.factories import Make
from tests.plan_factory import adopt, plan_item, record_need
from tests.statements import statements_of

People = Callable[..., Browser]


def planned(make: Make, programme: Any, items: int, **columns: Any) -> Any:
    """A settlement whose draft has so many items, each of which costs 10,000."""
    return make.once(lambda: _planned(make, programme, items, columns), programme.code, items, columns)


def _planned(make: Make, programme: Any, items: int, columns: dict[str, Any]) -> Any:
    place = make.settlement(programme, **{"households": 184, **columns})
    with make.act("facilitator", place) as act:
        record_need(act, 1)
        for line in range(1, items + 1):
            plans.add_item(act, plan_item(line, needs=[1]))
    return SimpleNamespace(**vars(place), address=f"/s/{place.code}")


def use(make: Make, programme: Any, *frames: str) -> None:
    with make.act("programme_manager", programme) as act:
        frame_choices.use_frames(act, frames)


def put(make: Make, place: Any, frame: str, codes: Sequence[str], version: int = 1) -> None:
    """Put the first items under these codes, one each; several stand with a blank between them."""
    chosen = {line: ItemCodes(each.split(), version) for line, each in enumerate(codes, start=1)}
    with make.act("facilitator", place) as act:
        tag_items(act, frame, chosen)


def rows(page: Page) -> dict[str, list[str]]:
    """The cells of each row of a table by the row's first word or words."""
    found = {}
    for line in etree.HTML(page.html).iter("tr"):
        name, *cells = [" ".join("".join(cell.itertext()).split()) for cell in line]
        found[name] = cells
    return found


def file(visitor: Browser, address: str) -> list[dict[str, str]]:
    """The rows of a file by the tags in its second line."""
    _, tags, *lines = list(
        csv.reader(io.StringIO(visitor.client.get(address).get_data(as_text=True).lstrip("\ufeff")))
    )
    return [dict(zip(tags, line, strict=True)) for line in lines]


def test_a_programme_chooses_frames_leaves_one_with_a_reason_and_takes_it_again(
    make: Make, browser: People
) -> None:
    programme = make.programme()
    place = planned(make, programme, 2)
    efua, home = browser("programme_manager", place), f"/p/{programme.code}"
    assert f"{home}/frames" in efua.get(home).links
    assert "has not chosen a framework yet" in efua.get(f"{home}/frames").text
    assert "Choose at least one" in efua.send(f"{home}/frames/choose").problems[0]
    page = efua.send(f"{home}/frames/choose", frames=["sdg", "sendai"])
    assert {f"{home}/frames/sdg", f"{home}/frames/sendai"} <= set(page.links)
    put(make, place, "sendai", ["1"])
    page = efua.send(f"{home}/frames/sendai/leave", reason="The donor asks for it no more")
    assert f"{home}/frames/sendai" not in page.links and "The donor asks for it no more" in page.text
    assert efua.get(f"{home}/frames/sendai").status == 404
    bo = browser("facilitator", place)
    assert bo.get(f"{place.address}/plan/frames/sendai").status == 404
    again = efua.send(f"{home}/frames/sendai/leave", reason="Again")
    assert "does not report by this framework" in again.problems[0]
    efua.send(f"{home}/frames/choose", frames=["sendai"])
    assert "Items with a code: 1 of 2 (50 %)." in efua.get(f"{home}/frames/sendai").text


def test_many_items_are_put_under_codes_at_once_also_while_works_are_under_way(
    make: Make, browser: People, db: Session
) -> None:
    programme = make.programme()
    place = planned(make, programme, 3)
    use(make, programme, "sdg", "nua")
    bo = browser("facilitator", place)
    assert f"{place.address}/plan/frames" in bo.get(f"{place.address}/plan").links
    address = f"{place.address}/plan/frames/sdg"
    assert address in bo.get(f"{place.address}/plan/frames").links
    with make.act("facilitator", place) as act:
        adopt(act)
        plans.submit(act)
    digests = db.scalars(select(PlanItem.fingerprint).order_by(PlanItem.line)).all()
    db.rollback()
    page = bo.send(address, codes1="11.5، 11.B;11.5", codes2="٦.١", codes3="")
    assert "Items with a code: 2 of 3 (66.7 %)." in page.text
    stored = db.scalars(select(PlanItem).order_by(PlanItem.line)).all()
    assert [row.frame_tags for row in stored] == [["sdg:11.5", "sdg:11.b"], ["sdg:6.1"], []]
    assert [row.fingerprint for row in stored] == digests
    db.rollback()
    page = bo.send(f"{place.address}/plan/frames/nua", codes1="77, 175", codes2="176")
    assert page.status == 422 and page.values["codes1"] == ["77, 175"]
    assert page.problems == [
        "Item 2: Work 2: “176” is no code of this framework. Choose codes from the list, "
        "with commas between them."
    ]
    bo.send(f"{place.address}/plan/frames/nua", codes1="77, 175")
    assert bo.get(address).values["codes1"] == ["11.5, 11.b"]
    assert bo.send(address, codes1="11.5, 11.b").problems == ["Nothing is changed yet."]
    entries = db.scalars(select(JournalEntry).where(JournalEntry.act == "plan.item.frame")).all()
    assert [(entry.subject, entry.detail["codes"]) for entry in entries] == [
        ("plan 1 line 1", ["11.5", "11.b"]),
        ("plan 1 line 2", ["6.1"]),
        ("plan 1 line 1", ["77", "175"]),
    ]
    db.rollback()
    # A code is taken back as it was given.
    assert bo.send(address, codes1="").problems == []
    assert "1 of 3 (33.3 %)" in bo.get(f"{place.address}/plan/frames").text


def test_two_who_choose_codes_see_each_other_and_nobody_else_chooses(make: Make, browser: People) -> None:
    programme = make.programme()
    place = planned(make, programme, 2)
    use(make, programme, "sendai")
    bo, olga = browser("facilitator", place), browser("committee_officer", place)
    address = f"{place.address}/plan/frames/sendai"
    hers = olga.filled(address, codes1="1", codes2="4")
    bo.send(address, codes1="3")
    page = olga.post(address, hers)
    assert page.status == 409 and "Item 1: Work 1 3" in page.text
    assert page.values["codes1"] == ["1"]
    again = olga.post(address, {**page.values, "form_id": page.values["form_id"]})
    assert (again.problems, again.status) == ([], 303)
    for visitor in (browser("local_authority", place), browser("facilitator", planned(make, programme, 1))):
        assert visitor.get(address).status == visitor.post(address, {}).status == 404
    for frame in ("choose", "add", "sendai/leave"):
        assert bo.get(f"/p/{programme.code}/frames/{frame}").status == 404
    with pytest.raises(Conflict), make.act("facilitator", place) as act:
        tag_items(act, "sendai", {1: ItemCodes(["2"], 1)})
    for wrong, sentence in (
        ({1: ItemCodes(["9"], 3)}, "Choose one"),
        ({7: ItemCodes(["1"], 1)}, "no longer in the plan"),
    ):
        with pytest.raises(Refused, match=sentence), make.act("facilitator", place) as act:
            tag_items(act, "sendai", wrong)


def test_eleven_actions_cover_all_priorities_and_a_priority_without_any_is_named(
    make: Make, browser: People
) -> None:
    programme = make.programme()
    place = planned(make, programme, 11)
    use(make, programme, "sendai")
    put(make, place, "sendai", ["1", "1", "1", "2", "2", "3", "3", "3", "3", "4", "4"])
    page = browser("programme_manager", place).get(f"/p/{programme.code}/frames/sendai")
    counts = {name[0]: cells[0] for name, cells in rows(page).items()}
    assert [counts[code] for code in "1234"] == ["3", "2", "4", "2"]
    assert "Codes with an item: 4 of 4 (100 %)." in page.text and "no item:" not in page.text
    put(make, place, "sendai", ["1", "1", "1", "2", "2", "3", "3", "3", "3", "3", "3"], version=2)
    page = browser("programme_manager", place).get(f"/p/{programme.code}/frames/sendai")
    assert "1 code has no item: 4 Enhancing preparedness and building back better" in page.text


def test_14_of_20_are_tagged_and_the_others_are_listed(make: Make, browser: People) -> None:
    programme = make.programme()
    place = planned(make, programme, 20)
    use(make, programme, "nua")
    put(make, place, "nua", ["77 78"] * 10 + ["102"] * 4)
    efua = browser("programme_manager", place)
    page = efua.get(f"/p/{programme.code}/frames/nua")
    assert "Items with a code: 14 of 20 (70 %)." in page.text
    assert "6 items have no code yet Work 15" in page.text
    assert f"{place.address}/plan/1/items/20" in page.links
    found = rows(page)
    assert [(name, cells[0]) for name, cells in found.items()][1:] == [
        ("77 Paragraph 77", "10"),
        ("78 Paragraph 78", "10"),
        ("102 Paragraph 102", "4"),
        ("In all, each item once", "14"),
    ]
    # Money, works, settlements and households: an item and a settlement count once.
    assert found["In all, each item once"][1:] == ["0", "1", "184", "140,000 PKR"]
    assert found["77 Paragraph 77"][1:] == ["0", "1", "184", "100,000 PKR"]


def test_an_administrator_reads_the_report_without_ways_into_settlements(make: Make, browser: People) -> None:
    programme = make.programme()
    place = planned(make, programme, 2)
    use(make, programme, "sendai")
    ada = browser("administrator")
    for address in ("sendai", "sendai/items"):
        page = ada.get(f"/p/{programme.code}/frames/{address}")
        assert "Work 2" in page.text and not any(link.startswith(place.address) for link in page.links)


def test_three_of_twenty_are_in_no_cluster_and_stay_in_who_does_what_where(
    make: Make, browser: People
) -> None:
    programme = make.programme()
    place = planned(make, programme, 20)
    use(make, programme, "iasc")
    put(make, place, "iasc", ["WSH PRO"] * 9 + ["SHL"] * 8)
    efua = browser("programme_manager", place)
    page = efua.get(f"/p/{programme.code}/frames/iasc")
    assert f"/p/{programme.code}/export/3w.csv" in page.links
    assert "3 items have no code yet Work 18" in page.text
    lines = file(efua, f"/p/{programme.code}/export/3w.csv")
    assert len(lines) == 20
    assert [line["#activity+name"] for line in lines if not line["#sector+code"]] == [
        "Work 18",
        "Work 19",
        "Work 20",
    ]
    assert (lines[0]["#sector+code"], lines[0]["#sector+others"]) == ("WSH", "PRO")
    assert lines[0]["#sector+name"] == "Water, sanitation and hygiene"
    told = {tag: lines[0][tag] for tag in ("#status", "#date+start", "#value+planned", "#loc+id")}
    assert told == {
        "#status": "Planned",
        "#date+start": "2023-05-02",
        "#value+planned": "10000.00",
        "#loc+id": place.code,
    }
    assert not any(tag.startswith("#geo") for tag in lines[0])
    lines = file(efua, f"/p/{programme.code}/frames/iasc/report.csv")
    found = {line["#activity+code"]: line["#output+items+num"] for line in lines}
    assert (found["WSH"], found["PRO"], found["SHL"], found[""], found["NUT"]) == ("9", "9", "8", "3", "0")
    assert len(lines) == len(SHIPPED_FRAMES["iasc"].codes) + 1


def test_the_command_gives_what_pages_give_and_says_where_nothing_is_chosen(
    make: Make, browser: People, app: Flask
) -> None:
    programme = make.programme()
    place = planned(make, programme, 3)
    run, efua = app.test_cli_runner().invoke, browser("programme_manager", place)
    refused = run(args=["export", "frames", "--programme", programme.code])
    assert refused.exit_code == 2 and "reports by no framework yet" in refused.stderr
    use(make, programme, "iasc", "hdp")
    put(make, place, "hdp", ["H", "D P"])
    for name, address in (("frames", "frames.csv"), ("3w", "export/3w.csv")):
        told = run(args=["export", name, "--programme", programme.code])
        assert told.exit_code == 0
        assert told.stdout_bytes == efua.client.get(f"/p/{programme.code}/{address}").data
    lines = file(efua, f"/p/{programme.code}/frames.csv")
    by_code = {line["#activity+code"]: line["#value+planned"] for line in lines}
    assert (by_code["H"], by_code["D"], by_code["P"]) == ("10000.00",) * 3


def test_a_frame_of_its_own_is_written_corrected_and_keeps_what_items_say(
    make: Make, browser: People
) -> None:
    programme = make.programme()
    place = planned(make, programme, 4)
    efua, home = browser("programme_manager", place), f"/p/{programme.code}/frames"
    own = {
        "name": "Donor X",
        "document": "Agreement 7",
        "codes": "A.1 Safe schools\nA.2\n\nB Water",
        "reason": "The donor asks for it",
    }
    page = efua.send(f"{home}/add", **{**own, "codes": "A.1 Safe\na.1 Again\nC/D What"})
    assert page.status == 422 and "Line 2: the code a.1 is in a line above." in page.text
    page = efua.send(f"{home}/add", **{**own, "name": "new urban agenda"})
    assert "There is a framework of this name already." in page.problems[0]
    assert "Donor X" in efua.send(f"{home}/add", **own).text
    put(make, place, "own-1", ["A.1", "A.2 B", "B"])
    page = efua.get(f"{home}/own-1")
    assert "Items with a code: 3 of 4 (75 %)." in page.text and "A.1 Safe schools" in rows(page)
    page = efua.send(f"{home}/own-1/change", codes="A.1 Schools that stand\nC Roads", reason="Revised")
    page = efua.get(f"{home}/own-1")
    found = rows(page)
    assert found["A.1 Schools that stand"][0] == "1" and found["B No longer in this framework"][0] == "2"
    bo = browser("facilitator", place)
    assert bo.send(f"{place.address}/plan/frames/own-1", codes4="C").problems == []
    assert "4 of 4 (100 %)" in efua.get(f"{home}/own-1").text
    with pytest.raises(Conflict), make.act("programme_manager", programme) as act:
        frame_choices.change_own_frame(act, "own-1", OwnFrameInput("X", "", "A", "Why"), 1)
    with pytest.raises(Refused, match="own can be changed"), make.act("programme_manager", programme) as act:
        frame_choices.change_own_frame(act, "sdg", OwnFrameInput("X", "", "A", "Why"), 1)


def test_a_code_is_found_by_another_name_and_lists_its_items(make: Make, browser: People) -> None:
    programme = make.programme()
    place = planned(make, programme, 6)
    use(make, programme, "agendas")
    bo, efua = browser("facilitator", place), browser("programme_manager", place)
    bo.send(
        f"{place.address}/plan/frames/agendas",
        codes1="包容性城市",
        codes2="inclusive cities",
        codes3="inclusive-cities, paris",
        codes4="Inclusive-Cities",
    )
    listed = [
        efua.get(f"/p/{programme.code}/frames/agendas/items?code={code}").text
        for code in ("包容性城市", "inclusive-cities")
    ]
    assert listed[0] == listed[1] and all(f"Work {line} " in listed[0] for line in range(1, 5))
    assert "Work 5" not in listed[0]
    assert "Work 5" in efua.get(f"/p/{programme.code}/frames/agendas/items").text
    for nothing in ("code=paragraph+9", "after=x", "code=paris&after=zzz+99999999999"):
        assert efua.get(f"/p/{programme.code}/frames/agendas/items?{nothing}").status == 200


def test_codes_are_suggested_by_the_sectors_of_needs_and_saved_only_when_sent(
    make: Make, browser: People, db: Session
) -> None:
    programme = make.programme()
    place = planned(make, programme, 2)
    use(make, programme, "iasc")
    bo = browser("facilitator", place)
    address = f"{place.address}/plan/frames/iasc"
    assert bo.get(address).values["codes1"] == [""]
    assert bo.get(f"{address}?suggest=1").values["codes1"] == ["WSH"]
    assert db.scalars(select(PlanItem.frame_tags)).all() == [[], []]
    db.rollback()
    assert "2 of 2 (100 %)" in bo.send(f"{address}?suggest=1").text


def test_nine_of_fifteen_cells_are_filled_and_pages_cost_few_statements(make: Make, browser: People) -> None:
    programme = make.programme()
    place = planned(make, programme, 9)
    use(make, programme, "platform", "sdg")
    put(make, place, "platform", SHIPPED_FRAMES["platform"].codes[:9])
    efua, bo = browser("programme_manager", place), browser("facilitator", place)
    page = efua.get(f"/p/{programme.code}/frames/platform")
    assert "Codes with an item: 9 of 15 (60 %)." in page.text
    for visitor, address in (
        (efua, f"/p/{programme.code}/frames"),
        (efua, f"/p/{programme.code}/frames/platform"),
        (efua, f"/p/{programme.code}/frames/platform/items"),
        (bo, f"{place.address}/plan/frames"),
        (bo, f"{place.address}/plan/frames/sdg?suggest=1"),
    ):
        assert statements_of(make.engine, visitor, address) <= 6


def test_the_list_of_settlements_shows_the_4_under_a_code(make: Make, browser: People) -> None:
    programme = make.programme()
    places = [planned(make, programme, 2, name=f"Place {letter}") for letter in "ABCDEF"]
    use(make, programme, "agendas")
    for place in places[:4]:
        put(make, place, "agendas", ["network-migration", "paris network-migration"])
    put(make, places[4], "agendas", ["paris"])
    efua = browser("programme_manager", programme)
    report = efua.get(f"/p/{programme.code}/frames/agendas")
    [link] = [
        each for each in report.links if "tag=agendas%3Anetwork" in each or "tag=agendas:network" in each
    ]
    page = efua.get(link)
    assert [name for name in map("Place {}".format, "ABCDEF") if name in page.text] == [
        "Place A",
        "Place B",
        "Place C",
        "Place D",
    ]
    assert "Only with an item under network-migration of “Agendas, networks and initiatives”" in page.text
    assert "United Nations Network on Migration" in page.text
    assert statements_of(make.engine, efua, link) <= 6
    # The same list as a file, the filter together with another, and one of a framework that was never chosen.
    tag = "agendas:network-migration"
    file = efua.client.get(f"/p/{programme.code}.csv?tag={tag}").text
    assert [place.code in file for place in places] == [True] * 4 + [False] * 2
    assert "Place B" in efua.get(f"/p/{programme.code}?search=Place+B&tag={tag}").text
    assert "Place A" not in efua.get(f"/p/{programme.code}?search=Place+B&tag={tag}").text
    for nothing in ("sdg:6.1", "x", "own-9:a"):
        assert "No settlement matches." in efua.get(f"/p/{programme.code}?tag={nothing}").text


@pytest.mark.parametrize(
    ("frame", "code", "tagged"),
    [
        ("gcr", "ii", 5),
        ("agendas", "sustaining-peace", 3),
        ("agendas", "system-strategy", 6),
        ("agendas", "biodiversity", 2),
    ],
)
def test_what_is_tagged_is_counted_listed_and_filters_the_settlements(
    make: Make, browser: People, frame: str, code: str, tagged: int
) -> None:
    programme = make.programme()
    place, other = planned(make, programme, tagged + 1), planned(make, programme, 1, name="Nowhere")
    use(make, programme, frame)
    put(make, place, frame, [code] * tagged)
    efua, report = browser("programme_manager", programme), f"/p/{programme.code}/frames/{frame}"
    assert rows(efua.get(report))["In all, each item once"][0] == str(tagged)
    listed = efua.get(f"{report}/items?code={code}").text
    assert f"Work {tagged} " in listed and f"Work {tagged + 1} " not in listed
    found = {line["#activity+code"]: line["#output+items+num"] for line in file(efua, f"{report}/report.csv")}
    assert (found[code], found[""]) == (str(tagged), "2")
    page = efua.get(f"/p/{programme.code}?tag={frame}:{code}").text
    assert place.name in page and other.name not in page


def test_16_of_20_are_under_a_goal(make: Make, browser: People) -> None:
    programme = make.programme()
    place = planned(make, programme, 20)
    use(make, programme, "sdg")
    put(make, place, "sdg", ["6.1"] * 9 + ["11.7"] * 4 + ["6.1 11.7"] * 3)
    page = browser("programme_manager", programme).get(f"/p/{programme.code}/frames/sdg")
    assert "Items with a code: 16 of 20 (80 %)." in page.text
