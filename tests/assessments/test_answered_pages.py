"""A form is filled in on pages, by two people and in two languages; then corrected, struck and compared."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from peoplesprocess.assessments.actions import publish_form
from tests.assessments.conftest import FORM, SPACES, sheets, xlsx
from tests.browser import Browser, Page
from tests.factories import Make


def published(make: Make, programme: Any = None, tables: Any = SPACES) -> Any:
    """A settlement whose programme uses a form."""
    programme = programme or make.programme()
    goth = make.settlement(programme)
    with make.act("programme_manager", programme) as act:
        publish_form(act, sheets(**tables))
    return goth


def begun(bo: Browser, goth: Any) -> str:
    """The address of a draft that was begun."""
    bo.send(f"/s/{goth.code}/assessments/form/spaces/begin", about="Old market", answered_on="2026-03-01")
    return f"/s/{goth.code}/assessments/drafts/1"


def filled(bo: Browser, draft: str) -> Page:
    """All that has to be answered."""
    bo.send(f"{draft}/1", q0="Canal side", q1="yes")
    bo.send(f"{draft}/1", q2="12")
    bo.send(f"{draft}/2", q0=["women", "old"], q1="0.75")
    bo.send(f"{draft}/3/new", q0="Market square", q1="3", q2="27.5 N, 68.2 E")
    return bo.send(f"{draft}/4", q0="2026-02-28")


def respond(bo: Browser, goth: Any) -> None:
    """Fill in a draft and send it."""
    draft = begun(bo, goth)
    filled(bo, draft)
    bo.send(f"{draft}/send")


def test_a_form_is_filled_in_page_by_page_and_sent(make: Make, browser: Callable[..., Browser]) -> None:
    goth = published(make)
    bo = browser("facilitator", goth)
    page = bo.get(f"/s/{goth.code}/assessments")
    assert "Floods and spaces" in page.text
    draft = begun(bo, goth)
    page = bo.get(f"{draft}/1")
    assert page.h1 == "The place" and "Which quarter?" in page.text and "Page 1 of 4" in page.text
    assert "For how many days?" not in page.text
    # What applies only after an answer on the same page is asked before the next page.
    page = bo.send(f"{draft}/1", q0="Canal side", q1="yes")
    assert "there are more questions" in page.text and "For how many days?" in page.text
    page = bo.send(f"{draft}/1", q2="40")
    assert page.problems == ["For how many days?: Between 1 and 30 days."] and page.values["q2"] == ["40"]
    page = bo.send(f"{draft}/1", q2="many")
    assert "Write a whole number" in page.problems[0] and page.values["q2"] == ["many"]
    page = bo.send(f"{draft}/1", q2="12")
    assert page.h1 == "Who suffers" and "Who in Canal side?" in page.text
    page = bo.send(f"{draft}/2", q0=["women", "old"], q1="0.75")
    assert page.h1 == "Open spaces" and "Nothing is written here yet" in page.text
    page = bo.send(f"{draft}/3/new", q0="Market square", q1="9")
    assert "does not fit" in page.problems[0]
    bo.send(f"{draft}/3/new", q0="Market square", q1="3", q2="27.5 N, 68.2 E")
    page = bo.send(f"{draft}/3/new", q0="Mosque yard", q1="1")
    assert "Market square" in page.text and "27.5, 68.2" in page.text and "Mosque yard" in page.text
    bo.send(f"{draft}/3/2/remove")
    assert "Mosque yard" not in bo.get(f"{draft}/3").text
    page = bo.send(f"{draft}/4", q0="2126-02-28")
    assert "does not fit" in page.problems[0]
    page = bo.send(f"{draft}/4", q0="2026-02-28")
    assert "3 of 3 answered" in page.text and "1 written" in page.text
    page = bo.send(f"{draft}/send")
    assert page.h1 == "1. Old market" and "Women" in page.text and "12" in page.text
    # Sent once: the draft leads to what it became.
    assert "This draft was sent" in bo.get(draft).text
    assert "already" in " ".join(bo.post(f"{draft}/send", bo.get(f"{draft}/send").values).problems)
    answers = bo.client.get(f"/s/{goth.code}/assessments/form/spaces/responses.csv").text
    lines = answers.splitlines()
    assert lines[0].endswith("When seen?,total")
    assert "#loc+name" in lines[1] and '"Women, Old people",0.75' in lines[2] and lines[2].endswith(",15")


def test_what_does_not_apply_any_more_is_not_sent_and_comes_back(
    make: Make, browser: Callable[..., Browser]
) -> None:
    goth = published(make)
    bo = browser("facilitator", goth)
    draft = begun(bo, goth)
    filled(bo, draft)
    page = bo.send(f"{draft}/1", q1="no")
    assert page.h1 == "Open spaces"
    assert "Who suffers" not in bo.get(draft).text
    # Going back, what was answered before is there again.
    bo.send(f"{draft}/1", q1="yes")
    assert bo.get(f"{draft}/2").values["q1"] == ["0.75"]
    bo.send(f"{draft}/1", q1="no")
    page = bo.send(f"{draft}/send")
    assert "No" in page.text and "For how many days?" not in page.text and "Women" not in page.text


def test_what_is_missing_is_named_with_its_page_before_sending(
    make: Make, browser: Callable[..., Browser]
) -> None:
    goth = published(make)
    bo = browser("facilitator", goth)
    draft = begun(bo, goth)
    assert bo.send(f"{draft}/1", q0="Canal side").problems == ["Does it flood?: Answer this question."]
    # Who has to leave saves what there is.
    page = bo.send(f"{draft}/1", q0="Canal side", another="1")
    assert "1 of 2 answered" in page.text
    page = bo.get(f"{draft}/send")
    assert "Does it flood?" in page.text and "Answer this question." in page.text and not page.controls
    assert f"{draft}/1" in page.links


def test_two_people_go_on_with_one_draft(make: Make, browser: Callable[..., Browser]) -> None:
    goth = published(make)
    bo, ines = browser("facilitator", goth), browser("technical_officer", goth)
    draft = begun(bo, goth)
    stale = ines.filled(f"{draft}/1", q0="Bridge", q1="no")
    bo.send(f"{draft}/1", q0="Canal side", q1="yes")
    # On one page: the second reads both, and decides.
    page = ines.post(f"{draft}/1", stale)
    assert page.status == 409 and "Saved meanwhile" in page.text and "Canal side" in page.text
    assert page.values["q0"] == ["Bridge"]
    ines.post(f"{draft}/1", page.values)
    assert bo.get(f"{draft}/1").values["q0"] == ["Bridge"]
    # On two pages, or with two instances, nobody is in the way of the other.
    first, second = (each.filled(f"{draft}/3/new", q1="2") for each in (bo, ines))
    assert bo.post(f"{draft}/3/new", {**first, "q0": "Yard"}).status == 303
    assert ines.post(f"{draft}/3/new", {**second, "q0": "Bank"}).status == 303
    page = bo.get(f"{draft}/3")
    assert "Yard" in page.text and "Bank" in page.text
    # One sends it; what the other was typing is kept, and says where it went.
    typing = bo.filled(f"{draft}/4", q0="2026-01-01")
    ines.send(f"{draft}/send")
    page = bo.post(f"{draft}/4", typing)
    assert "already been sent, as filled-in form 1" in page.problems[0] and page.values["q0"] == [
        "2026-01-01"
    ]


def test_two_people_change_what_a_draft_is_about(make: Make, browser: Callable[..., Browser]) -> None:
    goth = published(make)
    bo, ines = browser("facilitator", goth), browser("technical_officer", goth)
    address = f"{begun(bo, goth)}/about"
    stale = ines.filled(address, about="The bridge", answered_on="2026-03-02")
    bo.send(address, about="The canal")
    page = ines.post(address, stale)
    assert page.status == 409 and "Saved meanwhile" in page.text and "The canal" in page.text
    assert page.values["about"] == ["The bridge"] and page.values["answered_on"] == ["2026-03-02"]
    assert bo.get(address).values["about"] == ["The canal"]
    # The second has read both and decides.
    ines.post(address, page.values)
    assert bo.get(address).values["about"] == ["The bridge"]


def test_it_is_asked_and_read_in_the_readers_language(make: Make, browser: Callable[..., Browser]) -> None:
    goth = published(make)
    bo = browser("facilitator", goth)
    bo.client.set_cookie("l", "ar")
    draft = begun(bo, goth)
    page = bo.get(f"{draft}/1")
    assert "المكان" in page.h1 and "هل يغرق؟" in page.text and "نعم" in page.text
    bo.send(f"{draft}/1", q0="ضفة القناة", q1="yes")
    assert "بين يوم و30 يوماً." in bo.send(f"{draft}/1", q2="٤٠").problems[0]
    page = bo.send(f"{draft}/1", q2="١٢")
    assert "من في ضفة القناة؟" in page.text
    bo.send(f"{draft}/2", q0=["women"])
    bo.send(f"{draft}/send")
    page = bo.get(f"/s/{goth.code}/assessments/1")
    assert "النساء" in page.text and "12" in page.text
    # The same answers in another language: words follow the reader, and where there are none the form's own.
    bo.client.set_cookie("l", "fr")
    page = bo.get(f"/s/{goth.code}/assessments/1")
    assert "Quel quartier ?" in page.text and "Femmes" in page.text and "Floods and spaces" in page.text


def test_a_response_is_corrected_with_a_reason_compared_and_struck(
    make: Make, browser: Callable[..., Browser]
) -> None:
    goth = published(make)
    bo = browser("facilitator", goth)
    respond(bo, goth)
    here = f"/s/{goth.code}/assessments"
    bo.send(f"{here}/1/correct")
    bo.send(f"{here}/1/correct")
    first, second = f"{here}/drafts/2", f"{here}/drafts/3"
    assert bo.get(f"{first}/1").values["q0"] == ["Canal side"]
    assert "Market square" in bo.get(f"{first}/3").text
    bo.send(f"{first}/1", q2="20")
    assert "Write the reason" in bo.send(f"{first}/send").problems[0]
    page = bo.send(f"{first}/send", reason="Counted again")
    assert "20" in page.text and "Counted again" in page.text
    assert (
        "12" in bo.get(f"{here}/1?version=1").text and "earlier version" in bo.get(f"{here}/1?version=1").text
    )
    # The other correction began from what does not stand any more.
    assert "corrected in the meantime" in bo.send(f"{second}/send", reason="Mine").problems[0]
    page = bo.send(f"{second}/strike", reason="Done by the other")
    assert "Draft 3" not in page.text and bo.get(second).status == 404
    # Another one, beside it.
    bo.send(f"{here}/form/spaces/begin", about="Hill", answered_on="2026-03-02")
    bo.send(f"{here}/drafts/4/1", q0="Hill", q1="no")
    bo.send(f"{here}/drafts/4/send")
    page = bo.get(f"{here}/form/spaces/compare?first=1&second=2")
    assert "Canal side" in page.text and "Hill" in page.text and "different" in page.text
    page = bo.get(f"{here}/form/spaces/compare?first=1&second=9")
    assert "Two filled-in forms are needed. Their numbers stand in the list." in page.text
    page = bo.send(f"{here}/1/strike", reason="It was the wrong place")
    assert "It was the wrong place" in page.text
    assert "Struck" in bo.get(f"{here}/form/spaces").text
    assert "Canal side" not in bo.client.get(f"{here}/form/spaces/responses.csv").text
    assert "already been struck" in bo.send(f"{here}/1/strike", reason="Again").problems[0]


def test_a_sheet_keeps_what_earlier_versions_asked_and_shows_scores(
    make: Make, browser: Callable[..., Browser]
) -> None:
    programme = make.programme()
    goth = published(make, programme)
    bo = browser("facilitator", goth)
    respond(bo, goth)
    survey = [row for row in SPACES["survey"] if row[:2] != ("date", "seen")]
    survey.insert(-2, ("calculate", "twice", *[""] * 8, "${quality} * 2"))
    head = ("name", "kind", "of", "label::English (en)", "becomes")
    raised = ("raise", "issue", "days_in_all", "Raise the road", "action")
    scoring = (head, ("days_in_all", "sum", "days", "Days in all", ""), raised)
    with make.act("programme_manager", programme) as act:
        publish_form(act, sheets(**{**SPACES, "survey": tuple(survey), "scoring": scoring}))
    bo.send(f"/s/{goth.code}/assessments/form/spaces/begin", answered_on="2026-03-02")
    second = f"/s/{goth.code}/assessments/drafts/2"
    bo.send(f"{second}/1", q0="Bank", q1="yes")
    bo.send(f"{second}/1", q2="5")
    bo.send(f"{second}/3/new", q0="Yard", q1="4")
    bo.send(f"{second}/send")
    here = f"/s/{goth.code}/assessments/form/spaces/responses"
    lines = bo.client.get(f"{here}.csv").text.splitlines()
    assert lines[0].endswith("total,Days in all,seen")
    assert lines[2].endswith(",15,,2026-02-28") and lines[3].endswith(",9,5,")
    assert bo.client.get(f"{here}.xlsx").data.startswith(b"PK")
    assert bo.client.get(f"{here}.ods").status_code == 404
    # What follows from it as an action begins an item of the plan, for the need that it came with.
    page = bo.get(f"/s/{goth.code}/assessments/2")
    need = next(link for link in page.links if "/needs/record" in link)
    bo.send(
        need, group_code="women", sector="water", households="9", severity="2", response_type="infrastructure"
    )
    page = bo.get(f"/s/{goth.code}/assessments/2")
    item = bo.get(next(link for link in page.links if "/plan/items/add" in link))
    assert item.values["title"] == ["Raise the road"] and item.values["needs"] == ["1"]


def test_a_need_that_comes_of_a_response_leads_back_to_it(
    make: Make, browser: Callable[..., Browser]
) -> None:
    goth = published(make)
    bo = browser("facilitator", goth)
    respond(bo, goth)
    need = {"group_code": "women", "sector": "water", "households": "20", "severity": "2"}
    need |= {"response_type": "infrastructure"}
    page = bo.send(f"/s/{goth.code}/needs/record?title=Drains&response=1&issue=flood:0", **need)
    assert "From an assessment" in page.text
    assert "Drains" in bo.get(f"/s/{goth.code}/assessments/1").text
    # An address may say anything: what is no form here, or no line of one, is kept nowhere.
    for asked in ("response=99&issue=flood:0", "response=1&issue=Ask+Ali+at+0300+1234567"):
        refused = bo.send(f"/s/{goth.code}/needs/record?title=Roofs&{asked}", **need)
        assert "no such filled-in form" in refused.problems[0]
    bo.send(f"/s/{goth.code}/assessments/1/strike", reason="Of another place")
    refused = bo.send(f"/s/{goth.code}/needs/record?title=Roofs&response=1&issue=flood:0", **need)
    assert "no such filled-in form" in refused.problems[0]


def test_who_may_only_read_sees_and_does_not_fill_in(make: Make, browser: Callable[..., Browser]) -> None:
    goth = published(make)
    bo, reader = browser("facilitator", goth), browser("programme_manager", goth)
    draft = begun(bo, goth)
    page = reader.get(f"/s/{goth.code}/assessments/form/spaces")
    assert "Draft 1" in page.text and draft not in page.links
    assert reader.get(draft).status == 404
    assert reader.get(f"/s/{goth.code}/assessments/form/spaces/begin").status == 404
    stranger = browser("facilitator", make.settlement())
    assert stranger.get(draft).status == 404 and stranger.get(f"/s/{goth.code}/assessments").status == 404


def upload(browser: Browser, address: str, tables: Any, **fields: str) -> Page:
    """Send the file of a form."""
    sent = {**browser.filled(address), **fields, "spreadsheet": (io.BytesIO(xlsx(tables)), "form.xlsx")}
    page = browser.post(address, sent, content_type="multipart/form-data")
    return browser.get(page.location) if page.status == 303 else page


def test_a_manager_publishes_a_form_by_page_and_reads_what_is_wrong_with_it(
    make: Make, browser: Callable[..., Browser]
) -> None:
    programme = make.programme()
    goth = make.settlement(programme)
    efua = browser("programme_manager", programme)
    address = f"/p/{programme.code}/forms/publish"
    head = ("type", "name", "label", "relevant")
    rows = (("textt", "a", "A?"), ("text", "b b", "B?"))
    page = upload(efua, address, {**FORM, "survey": (head, *rows)})
    assert [each.split(":")[0] for each in page.problems[:2]] == [
        "Sheet survey, row 2, column type",
        "Sheet survey, row 3, column name",
    ]
    # What pages cannot do is said at once, by sheet and row, and telephones may have it all the same.
    rows = (("text", "a", "A?"), ("text", "b", "B?", "pulldata('x', 'y', 'z', ${a}) = 1"))
    unsupported = {**FORM, "survey": (head, *rows)}
    page = upload(efua, address, unsupported)
    assert "Sheet survey, row 3, column relevant: Our pages do not compute “pulldata()”" in page.problems[0]
    page = upload(efua, address, unsupported, for_telephones="yes")
    assert "filled in on telephones only, not on our pages" in page.text and "row 3" in page.text
    bo = browser("facilitator", goth)
    page = bo.get(f"/s/{goth.code}/assessments/form/water_points")
    assert "filled in on telephones only, not on our pages" in page.text
    assert not [link for link in page.links if link.endswith("/begin")]
    address_of_begin = f"/s/{goth.code}/assessments/form/water_points/begin"
    assert "telephones only" in bo.send(address_of_begin).problems[0]
    page = upload(efua, address, SPACES)
    assert page.h1 == "Floods and spaces"
    assert "Floods and spaces" in efua.get(f"/p/{programme.code}/forms").text
    again = efua.client.get(f"/p/{programme.code}/forms/show/spaces.xlsx").data
    assert upload(efua, address, SPACES).h1 == "Floods and spaces" and again.startswith(b"PK")
    assert browser("facilitator", goth).get(address).status == 404


@pytest.mark.parametrize("nested", [True, False])
def test_a_repeat_inside_a_repeat_is_for_telephones(
    make: Make, browser: Callable[..., Browser], nested: bool
) -> None:
    programme = make.programme()
    efua = browser("programme_manager", programme)
    inner = (("begin_repeat", "b", "B"), ("text", "t", "T?"), ("end_repeat",))
    survey = (
        ("type", "name", "label"),
        ("begin_repeat", "a", "A"),
        ("text", "u", "U?"),
        *inner,
        ("end_repeat",),
    )
    if not nested:
        survey = (survey[0], *inner)
    page = upload(efua, f"/p/{programme.code}/forms/publish", {**FORM, "survey": survey})
    assert ("Sheet survey, row 4, column type" in " ".join(page.problems)) is nested


HAZARDS = {"Flood": ("4", "3", "2"), "Heat": ("5", "4", "5"), "Storm": ("2", "2", "1")}


def assessed(bo: Browser, goth: Any, hazards: dict[str, tuple[str, ...]]) -> Page:
    """The form of climate risk, filled in and sent."""
    bo.send(f"/s/{goth.code}/assessments/form/climate_risk/begin", answered_on="2026-03-01")
    page = bo.get(f"/s/{goth.code}/assessments/form/climate_risk")
    draft = next(link for link in page.links if "/drafts/" in link)
    bo.send(f"{draft}/1", q1="all", q2="2026-03-01")
    for name, (exposure, sensitivity, capacity) in hazards.items():
        answers = {"q0": name, "q1": "flood", "q2": exposure, "q3": sensitivity, "q4": capacity}
        page = bo.send(f"{draft}/2/new", **answers, q5="same", q6=["all"])
        assert not page.problems, page.problems
    bo.send(f"{draft}/3", **{f"q{number}": "1" for number in range(6)})
    return bo.send(f"{draft}/send")


def test_scores_say_how_they_came_about_and_ranked_issues_become_needs(
    make: Make, browser: Callable[..., Browser]
) -> None:
    programme = make.programme()
    goth = make.settlement(programme)
    efua, bo = browser("programme_manager", programme), browser("facilitator", goth)
    page = efua.get(f"/p/{programme.code}/forms/shipped/climate_risk")
    assert "Which hazard is it, and where?" in page.text
    french = browser("programme_manager", programme)
    html = french.get(f"/p/{programme.code}/forms/shipped/climate_risk?language=fr").html
    assert "\u00a0?</bdi>" in html and " ?</bdi>" not in html, "a sign in French stays with its word"
    efua.send(f"/p/{programme.code}/forms/shipped/climate_risk")
    assert "/forms/shipped/climate_risk" not in " ".join(efua.get(f"/p/{programme.code}/forms").links)
    page = assessed(bo, goth, HAZARDS)
    found = re.findall(r'<li value="(\d)">\s*<bdi>(\w+)</bdi>\s*<b>([\d.]+)', page.html)
    assert found == [("1", "Flood", "6.0"), ("2", "Heat", "4.0"), ("2", "Storm", "4.0")]
    assert "equal to another" in page.text and "4 × 3 ÷ 2" in page.text
    need = next(link for link in page.links if "/needs/record" in link)
    page = bo.send(
        need,
        group_code="women",
        sector="water",
        households="20",
        severity="2",
        response_type="infrastructure",
    )
    assert "From an assessment" in page.text and "6.0" in page.text and "filled-in form 1" in page.text
    page = bo.get(f"/s/{goth.code}/assessments/1")
    assert "Need 1" in page.text
    assert need not in page.links
    # Another year: both side by side, by the names of hazards.
    assessed(bo, goth, {"Flood": ("4", "3", "4"), "Heat": ("5", "4", "5")})
    page = bo.get(f"/s/{goth.code}/assessments/form/climate_risk/compare?first=1&second=2")
    assert "Flood 6.0 3.0 -3.0" in page.text and "4.0 –" in page.text
