"""A round: opened with its rule, sheets by group, their representatives' word, the close, corrections."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Conflict, Refused
from peoplesprocess.core.prioritisation.result_json import to_json
from peoplesprocess.models import Attestation, BallotSheet, BallotSheetCorrection, JournalEntry, Result, Round
from tests.browser import Browser
from tests.statements import statements_of

People = Callable[..., Browser]
HEARD = {"women": 14, "youth": 4, "displaced": 4}
ISSUE = {"women": (14, (24, 12, 4)), "youth": (4, (1, 6, 3)), "displaced": (4, (1, 3, 6))}


def bo_of(browser: People, town: Any) -> Browser:
    """The facilitator at the browser."""
    return browser("facilitator", town.place)


def test_equal_groups_put_b_first_where_tokens_alone_put_a(community: Any, browser: People) -> None:
    town = community(HEARD, ("A", "B", "C"))
    stored = to_json(town.decide(ISSUE))
    assert stored["orders"] == {
        "equal-groups": [[2, "40", 1], [3, "33.3", 2], [1, "26.7", 3]],
        "most-tokens": [[1, "26", 1], [2, "21", 2], [3, "13", 3]],
    }
    page = bo_of(browser, town).get(f"{town.url}/1")
    assert page.h1 == "B: this comes first"
    assert (
        "If all choices are simply added up, A comes first; if each group counts the same, it is B."
        in page.text
    )
    for figure in ("40 %", "33.3 %", "26.7 %", "1 (26)", "2 (21)", "3 (13)"):
        assert figure in page.text


def test_a_round_does_not_open_before_each_required_group_was_heard(
    community: Any, browser: People, db: Session
) -> None:
    town = community({"women": 0, "youth": 9, "displaced": 0})
    bo = bo_of(browser, town)
    asked = bo.get(f"{town.url}/open")
    assert "No session of women yet" in asked.text
    assert "No session of displaced people yet" in asked.text
    page = bo.send(
        f"{town.url}/open",
        method="tokens",
        tokens="3",
        rule="equal-groups",
        ballot=["1", "2"],
        read_out="yes",
    )
    assert page.status == 422
    assert page.problems == ["No session of women yet. No session of displaced people yet"]
    assert db.scalar(select(func.count(Round.id))) == 0


def test_a_round_is_opened_with_its_rule_read_out(community: Any, browser: People, db: Session) -> None:
    town = community(HEARD)
    bo = bo_of(browser, town)
    page = bo.send(f"{town.url}/open", rule="equal-groups", read_out="yes")
    assert page.h1 == "The groups are choosing"
    assert "Each person has 3 tokens." in page.text
    opened = db.scalars(select(Round)).one()
    assert (opened.method, opened.rule, opened.tokens, opened.ballot) == (
        "tokens",
        "equal-groups",
        3,
        [1, 2, 3],
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"rule": None}, "Choose how the groups are counted together."),
        ({"read_out": None}, "Read the rule out in the assembly first, then tick this."),
        ({"ballot": ["1"]}, "Choose at least two needs. With one there is nothing to put first."),
        ({"ballot": ["1", "9"]}, "Choose from the list."),
        ({"tokens": "0"}, "This must be at least 1."),
        ({"tokens": "three"}, "Write a whole number in digits."),
    ],
)
def test_what_is_wrong_with_a_new_round_is_told_at_its_field(
    community: Any, browser: People, db: Session, wrong: dict[str, Any], told: str
) -> None:
    town = community(HEARD)
    page = bo_of(browser, town).send(
        f"{town.url}/open", **{"rule": "equal-groups", "read_out": "yes", **wrong}
    )
    assert page.status == 422
    assert told in page.problems[0]
    assert db.scalar(select(func.count(Round.id))) == 0


def test_one_round_is_open_at_a_time(community: Any, browser: People) -> None:
    town = community(HEARD)
    bo = bo_of(browser, town)
    opened_before = bo.filled(f"{town.url}/open", rule="most-tokens", read_out="yes")
    town.open()
    page = bo.post(f"{town.url}/open", opened_before)
    assert page.problems == ["Round 1 is still open. Close it first."]
    assert page.values["rule"] == ["most-tokens"]
    page = bo.get(f"{town.url}/open")
    assert "A round is open. The next one can open when this one is closed." in page.text
    assert town.url in page.links
    assert not page.controls


def test_a_sheet_is_typed_in_and_confirmed_by_its_own_representative(
    community: Any, browser: People, db: Session
) -> None:
    town = community(HEARD, ("A", "B", "C"))
    town.open()
    bo, amina = bo_of(browser, town), browser("group_representative", town.place, "women")
    url = f"{town.url}/1/sheets/women"
    page = bo.send(url, people="14", need1="٢٤", need2="12", need3="4", nothing_missing="yes")
    assert "typed in" in page.text
    seen = amina.get(f"{town.url}/1/sheets/women/attest")
    assert "14 people chose." in seen.text
    assert "1. A 24" in seen.text
    amina.send(f"{town.url}/1/sheets/women/attest", dissent="Two of us want the drain.")
    assert db.scalars(select(Attestation)).one().dissent == "Two of us want the drain."
    db.rollback()
    assert "Confirmed on" in amina.get(f"{town.url}/1/sheets/women/attest").text
    entry = db.scalars(select(JournalEntry).where(JournalEntry.act == "sheet.attest")).one()
    assert "drain" not in str(entry.detail)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            {"people": "15"},
            "15 people chose, but the number of people at the session is 14. Count them again.",
        ),
        ({"people": "0"}, "Give the number of people who chose."),
        (
            {"need1": "27"},
            "The sheet has 43 choices. The number of people is 14, each with 3: they can make 42 at most. "
            "Count the people and the choices again.",
        ),
        ({"need1": "-1"}, "This must be at least 0."),
        ({"need1": "0", "need2": "0", "need3": "0"}, "The sheet is empty."),
        ({"need2": "twelve"}, "Write a whole number in digits."),
    ],
)
def test_a_sheet_that_cannot_be_true_is_not_kept(
    community: Any, browser: People, db: Session, wrong: dict[str, str], told: str
) -> None:
    town = community(HEARD, ("A", "B", "C"))
    town.open()
    typed = {"people": "14", "need1": "24", "need2": "12", "need3": "4", **wrong}
    page = bo_of(browser, town).send(f"{town.url}/1/sheets/women", **typed)
    assert page.status == 422
    assert told in page.problems[0]
    assert {name: page.values[name][0] for name in typed} == typed
    assert db.scalar(select(func.count(BallotSheet.id))) == 0


def test_a_photo_of_the_paper_is_kept_as_evidence_for_those_whom_it_concerns(
    community: Any, browser: People, db: Session
) -> None:
    town = community(HEARD, ("A", "B", "C"))
    town.open()
    bo, url, photo = bo_of(browser, town), f"{town.url}/1/sheets/women", io.BytesIO()
    Image.new("RGB", (900, 700), "white").save(photo, "PNG")
    sent = bo.filled(url, people="14", need1="24", nothing_missing="yes")
    text = (io.BytesIO(b"Dear officer, here is the paper."), "paper.jpg")
    page = bo.post(url, {**sent, "photo": text}, content_type="multipart/form-data")
    assert page.problems == [
        "Photo of the paper: This file is not a photo that can be read. Send a JPEG, PNG or WebP."
    ]
    assert page.values["need1"] == ["24"]
    picture = (io.BytesIO(photo.getvalue()), "x.png")
    bo.post(url, {**sent, "photo": picture}, content_type="multipart/form-data")
    assert "Photo of the paper," in bo.get(url).text
    second = io.BytesIO()
    Image.new("RGB", (900, 700), "black").save(second, "PNG")
    second.seek(0)
    alone = {**bo.filled(url), "photo": (second, "later.png")}
    answer = bo.post(url, alone, content_type="multipart/form-data")
    assert (answer.problems, answer.status) == ([], 303)
    assert bo.get(url).text.count("Photo of the paper,") == 2
    acts = db.scalars(select(JournalEntry.act).order_by(JournalEntry.sequence)).all()
    assert acts.count("sheet.photo") == 2
    assert "sheet.correct" not in acts
    db.rollback()
    amina = browser("group_representative", town.place, "women")
    assert "Photo of the paper," in amina.get(f"{url}/attest").text
    for person in (bo, amina):
        kept = person.client.get(f"{url}/photos/1")
        assert (kept.status_code, kept.mimetype) == (200, "image/jpeg")
    others = browser("group_representative", town.place, "youth")
    assert others.get(f"{url}/photos/1").status == bo.get(f"{url}/photos/3").status == 404


def test_a_correction_needs_its_reason_and_a_new_confirmation(
    community: Any, browser: People, db: Session
) -> None:
    town = community(HEARD, ("A", "B", "C"))
    town.open()
    town.enter("women", 14, {1: 24, 2: 12, 3: 4})
    town.attest("women")
    bo = bo_of(browser, town)
    page = bo.send(f"{town.url}/1/sheets/women", need1="23")
    assert page.problems == ["Why is the sheet corrected?: Write why the sheet is corrected."]
    bo.send(f"{town.url}/1/sheets/women", need1="23", reason="One bean was counted twice.")
    row = db.scalars(select(BallotSheetCorrection)).one()
    assert (row.before["tokens"]["1"], row.after["tokens"]["1"]) == (24, 23)
    assert db.scalars(select(BallotSheet.version)).one() == 2
    db.rollback()
    town.enter("displaced", 4, {1: 1})
    town.attest("displaced")
    page = bo.send(f"{town.url}/1/close")
    assert page.problems == ["Women: the representative has not confirmed the sheet"]
    town.attest("women")
    assert town.close().sheets[0].tokens[1] == 23


def test_who_saves_a_sheet_second_sees_both(community: Any, browser: People, db: Session) -> None:
    town = community(HEARD, ("A", "B", "C"))
    town.open()
    bo, other = bo_of(browser, town), bo_of(browser, town)
    url = f"{town.url}/1/sheets/women"
    sent = bo.filled(url, people="14", need1="24", need2="12", need3="4")
    other.send(url, people="13", need1="5", nothing_missing="yes")
    page = bo.post(url, sent)
    assert page.status == 409
    assert page.values["need1"] == ["24"]
    assert "Saved meanwhile" in page.text
    again = bo.post(url, {**page.values, "reason": "Both counted; this is right."})
    assert again.status == 303
    assert db.scalars(select(BallotSheet.version)).one() == 2


def test_a_representative_confirms_the_sheet_that_was_seen(
    community: Any, browser: People, db: Session
) -> None:
    town = community(HEARD)
    town.open()
    town.enter("women", 14, {1: 5})
    amina = browser("group_representative", town.place, "women")
    sent = amina.filled(f"{town.url}/1/sheets/women/attest")
    town.enter("women", 14, {1: 6}, "Counted again", 1)
    assert amina.post(f"{town.url}/1/sheets/women/attest", sent).status == 409
    assert db.scalar(select(func.count(Attestation.id))) == 0


def test_nobody_confirms_for_another_group(community: Any, browser: People) -> None:
    town = community(HEARD)
    town.open()
    town.enter("women", 14, {1: 5})
    url = f"{town.url}/1/sheets/women"
    deng, bo = browser("group_representative", town.place, "displaced"), bo_of(browser, town)
    assert deng.get(f"{url}/attest").status == 404
    assert deng.post(f"{url}/attest", {}).status == 404
    assert deng.get(url).status == 404
    assert bo.get(f"{url}/attest").status == 404
    for door in ("open", "1/close"):
        assert deng.get(f"{town.url}/{door}").status == 404


def test_while_the_round_is_open_only_the_facilitator_sees_figures(community: Any, browser: People) -> None:
    town = community(HEARD)
    town.open()
    town.enter("women", 13, {1: 37})
    assert "37" in bo_of(browser, town).get(f"{town.url}/1").text
    for visitor in (
        browser("group_representative", town.place, "displaced"),
        browser("programme_manager", town.place),
        browser("local_authority", town.place),
    ):
        for url in (town.url, f"{town.url}/1"):
            page = visitor.get(url)
            assert page.status == 200
            text = page.text.replace(town.place.name, "")
            assert "37" not in text
            assert "13" not in text.replace("(", " ").split()


def test_a_round_does_not_close_before_every_sheet_is_there_and_confirmed(
    community: Any, browser: People, db: Session
) -> None:
    town = community(HEARD)
    town.open()
    town.enter("women", 14, {1: 5})
    bo = bo_of(browser, town)
    page = bo.send(f"{town.url}/1/close")
    assert page.status == 422
    assert page.problems == [
        "Women: the representative has not confirmed the sheet. Displaced people: no sheet yet"
    ]
    assert db.scalar(select(func.count(Result.id))) == 0
    db.rollback()
    town.enter("displaced", 4, {2: 5})
    town.attest("women")
    town.attest("displaced")
    assert bo.send(f"{town.url}/1/close").h1 == "Several needs share the first rank"
    assert db.scalar(select(func.count(Result.id))) == 1


def test_a_close_sent_twice_makes_one_result(community: Any, browser: People, db: Session) -> None:
    town = community({"women": 9, "displaced": 9})
    town.open()
    for group in ("women", "displaced"):
        town.enter(group, 9, {1: 5})
        town.attest(group)
    bo = bo_of(browser, town)
    sent = bo.filled(f"{town.url}/1/close")
    assert [bo.post(f"{town.url}/1/close", sent).status for _ in range(2)] == [303, 303]
    assert db.scalar(select(func.count(Result.id))) == 1
    db.rollback()
    assert bo.get(f"{town.url}/1/close").status == 404


def test_a_correction_after_the_close_makes_a_second_result_and_both_are_shown(
    community: Any, browser: People, db: Session
) -> None:
    town = community(HEARD, ("A", "B", "C"))
    town.decide(ISSUE)
    bo, url = bo_of(browser, town), f"{town.url}/1/sheets/youth"
    page = bo.send(url, need2="1", need3="8", reason="Two columns were mixed up.")
    assert page.h1 == "B: this comes first"
    omid = browser("group_representative", town.place, "youth")
    page = omid.send(f"{url}/correction", agrees="yes")
    assert page.h1 == "C: this comes first"
    for words in (
        "What was changed after the first result",
        "Two columns were mixed up.",
        "B : 6 → 1",
        "1 (40 %)",
        "1 (50 %)",
    ):
        assert words in page.text
    assert bo.get(f"{town.url}/1?result=1").h1 == "B: this comes first"
    assert [row.number for row in db.scalars(select(Result).order_by(Result.number))] == [1, 2]
    db.rollback()
    with pytest.raises(Refused):
        town.enter("men", 1, {1: 1})


def test_what_a_group_wants_and_the_whole_does_not_show_is_flagged(community: Any, browser: People) -> None:
    titles = [f"Need {letter}" for letter in "ABCDEFG"]
    town = community({"women": 30, "displaced": 30, "youth": 5}, titles)
    town.decide(
        {
            "women": (30, (20, 20, 20, 15, 15, 0, 0)),
            "displaced": (30, (20, 20, 20, 15, 15, 0, 0)),
            "youth": (5, (4, 4, 0, 1, 1, 0, 5)),
        },
        "most-tokens",
    )
    page = bo_of(browser, town).get(f"{town.url}/1")
    assert "Among the first three of a group, but not among the first five of all." in page.text
    assert "Youth Need G" in page.text


def test_a_group_under_five_is_warned_of_being_traceable(community: Any, browser: People) -> None:
    town = community({"women": 14, "displaced": 4})
    town.open()
    bo = bo_of(browser, town)
    assert "others could find out who chose what" in bo.get(f"{town.url}/1/sheets/displaced").text
    assert "others could find out" not in bo.get(f"{town.url}/1/sheets/women").text


def test_what_is_not_there_is_not_found(community: Any, browser: People) -> None:
    town = community(HEARD)
    bo = bo_of(browser, town)
    for door in ("1", "1/close", "1/sheets/women", "99999999999999999999"):
        assert bo.get(f"{town.url}/{door}").status == 404
    town.open()
    assert bo.get(f"{town.url}/1/sheets/martians").status == 404
    assert (
        browser("group_representative", town.place, "women").get(f"{town.url}/1/sheets/women/attest").status
        == 404
    )
    farid = browser("facilitator", community(HEARD).place)
    assert farid.get(town.url).status == 404
    assert farid.get(f"{town.url}/1").status == 404


def test_the_act_refuses_a_stale_sheet_and_a_foreign_representative(community: Any) -> None:
    town = community(HEARD)
    town.open()
    town.enter("women", 14, {1: 5})
    with pytest.raises(Conflict):
        town.enter("women", 14, {1: 6}, "Counted again", 7)
    with pytest.raises(Refused, match="Nothing is different"):
        town.enter("women", 14, {1: 5}, "Counted again", 1)


def test_no_page_asks_the_database_more_than_six_times(
    community: Any, browser: People, engine: Engine
) -> None:
    town = community(HEARD, ("A", "B", "C"))
    town.decide(ISSUE)
    bo = bo_of(browser, town)
    bo.send(f"{town.url}/1/sheets/youth", need2="1", need3="8", reason="Mixed up.")
    browser("group_representative", town.place, "youth").send(
        f"{town.url}/1/sheets/youth/correction", agrees="yes"
    )
    for door in ("", "/open", "/1/result", "/1/sheets/women"):
        assert statements_of(engine, bo, f"{town.url}{door}") <= 6, door
