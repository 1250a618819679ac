"""The notice board: what anybody may know, told fully; what nobody may know, not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import brotli
import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.models import (
    Decision,
    Election,
    Handover,
    Meeting,
    Plan,
    PlanAdoption,
    PlanItem,
    PlanSubmission,
    Result,
    Round,
    Seat,
    Signature,
    StepClosure,
    TrancheRequest,
    Visit,
    VisitPhoto,
)
from peoplesprocess.needs.actions import merge_need
from tests.browser import Browser
from tests.factories import Make
from tests.finished_work import Work, almost_built
from tests.small_cells import read_board
from tests.statements import statements

People = Callable[..., Browser]


def board(browser: People, work: Work) -> Any:
    return browser().get(f"/board/{work.place.code}")


def words_of(page: Any) -> str:
    """What a board tells, without the word for the newest record at its end."""
    text: str = page.text
    return text.partition("Record no.")[0]


CANARIES = {"statement": "CANARYWORDS", "landmark": "CANARYLANDMARK"}
CANARIES |= {"cause": "CANARYCAUSE", "coping": "CANARYCOPING"}
TITLES = (
    *("Raised hand pumps", "Lockable latrines", "Link road", "Core shelters", "Street lights"),
    *("Land papers", "Sports field", "Pumps again", "Drain"),
)
OUTCOMES = (
    "Endorsed on 12 Mar 2026 by Taluka office",
    "Being built under contract 1",
    "Returned on 12 Mar 2026 by Taluka office: Money comes next year",
    "Forwarded on 12 Mar 2026 by Taluka office to Province: It has a programme for shelters",
    "Declined on 12 Mar 2026 by Taluka office: No line is near",
    "For another office: the committee will take it there",
    "Not chosen this time",
    "Merged with need 1",
    "With the authority since 20 Mar 2023",
)
ANSWERS = (
    (2, "endorse", "", ""),
    (3, "return", "Money comes next year", ""),
    (4, "forward", "It has a programme for shelters", "Province"),
    (5, "decline", "No line is near", ""),
)


def item(plan_id: UUID, line: int, title: str, needs: list[int]) -> PlanItem:
    return PlanItem(
        plan_id=plan_id,
        line=line,
        rank=line,
        title=title,
        place="CANARYPLACE",
        needs=needs,
        cost=384_000_000,
        in_cash=0,
        in_labour=0,
        in_materials=0,
        source="grant",
        implementer="ourselves",
        starts_on=date(2023, 5, 2),
        ends_on=date(2023, 7, 31),
        operation_and_maintenance="CANARYUPKEEP",
        fingerprint=f"print{line}",
    )


def raise_needs(work: Work, titles: Iterable[str], *groups: str, **said: Any) -> None:
    """The facilitator records needs, each raised by these groups."""
    for title in titles:
        work.make.need(work.place, title, *groups, **CANARIES, **said)


def told(work: Work) -> None:
    """Nine needs, each with another outcome; the plan is decided, a committee is in office."""
    raise_needs(work, TITLES[:5], "women", "youth")
    raise_needs(work, TITLES[5:6], "women", "youth", response_type="referral")
    raise_needs(work, TITLES[6:], "women", "youth")
    with work.make.act(work.make.facilitator(work.place), work.place) as act:
        merge_need(act, 8, 1, "The same")
    canaries = {"place": "CANARYVENUE", "agenda": "CANARYAGENDA", "minutes": "CANARYMINUTES"}
    few = {"displaced": 2, "with_disability": 1, "women_headed": 1, "households": 4}
    day = date(2023, 3, 12)
    work.make.meeting(work.place, "assembly", 3, 2, held_on=day, **few, **canaries)
    titles = ["Pumps", "Latrine blocks", "Road", "Shelters", "Lights", "Drain"]
    # The contract of the work is for the first line of the plan.
    order = [2, 1, 3, 4, 5, 9]

    def build(db: Session, common: dict[str, Any]) -> None:
        db.add_all(
            item(work.plan_id, line, titles[line - 1], [number]) for line, number in enumerate(order, start=1)
        )
        hand_over(db, common, work.plan_id, datetime(2023, 3, 20, 9, tzinfo=UTC))
        db.add_all(decision(common, work.plan_id, *answer) for answer in ANSWERS)
        elect(db, common)

    work.add(build)


def hand_over(db: Session, common: dict[str, Any], plan_id: UUID, since: datetime) -> None:
    """An assembly adopts a version, and the authority has it from then on."""
    mine = {**common, "made_by": None}
    meeting = db.scalars(select(Meeting).where(Meeting.kind == "assembly")).one()
    db.add(PlanAdoption(**mine, plan_id=plan_id, meeting_id=meeting.id, households=4))
    db.add(PlanSubmission(**{**mine, "made_at": since}, plan_id=plan_id))


def decision(
    common: dict[str, Any], plan_id: UUID, line: int, verdict: str, reason: str, office: str
) -> Decision:
    return Decision(
        **common,
        made_by=None,
        plan_id=plan_id,
        line=line,
        fingerprint=f"print{line}",
        verdict=verdict,
        reason=reason,
        forwarded_to=office,
        area="PK/SD/DADU",
        office="Taluka office",
    )


def elect(db: Session, common: dict[str, Any]) -> None:
    """A committee with one seat."""
    days = {"held_on": date(2023, 2, 1), "observers": 2}
    counts = {"eligible_women": 100, "eligible_men": 100, "voted_women": 70, "voted_men": 71}
    election = Election(**common, made_by=None, **days, **counts)
    db.add(election)
    db.flush()
    seat = {"position": 1, "office": "CANARYSEAT", "woman": True, "group_code": "women", "signatory": True}
    db.add(Seat(election_id=election.id, **seat))


def revise(work: Work, since: datetime | None, **changed: str) -> None:
    """A new version of the plan, handed over `since` then if at all; `changed` are fingerprints by line."""

    def build(db: Session, common: dict[str, Any]) -> None:
        last = db.scalars(select(Plan.number).order_by(Plan.number.desc())).first() or 0
        plan = Plan(**common, made_by=None, number=last + 1)
        db.add(plan)
        db.flush()
        for old in db.scalars(select(PlanItem).where(PlanItem.plan_id == work.plan_id)).all():
            new = item(plan.id, old.line, old.title, old.needs)
            new.fingerprint = changed.get(f"line{old.line}", old.fingerprint)
            db.add(new)
        if since:
            hand_over(db, common, plan.id, since)

    work.add(build)


def audit_meeting(work: Work) -> None:
    """A public audit was held on 10 September, with 98 people."""
    canaries = {"agenda": "CANARYAGENDA", "minutes": "CANARYMINUTES"}
    work.make.meeting(work.place, "audit", 51, 47, held_on=date(2023, 9, 10), displaced=24, **canaries)


def counted(work: Work, people: dict[str, int], tokens: dict[str, dict[str, int]]) -> None:
    """A closed round with these people and tokens on each group's sheet."""
    needs = sorted({int(number) for sheet in tokens.values() for number in sheet})
    raw = {number: sum(sheet.get(str(number), 0) for sheet in tokens.values()) for number in needs}

    def build(db: Session, common: dict[str, Any]) -> None:
        mine = {**common, "made_by": None}
        asked = Round(
            **mine, number=1, method="tokens", rule="equal-groups", tokens=3, read_out=True, ballot=needs
        )
        db.add(asked)
        db.flush()
        ordered = sorted(needs, key=lambda number: -raw[number])
        places = [[number, f"{raw[number]}.0", place] for place, number in enumerate(ordered, start=1)]
        figures = {
            "rule": "equal-groups",
            "orders": {"equal-groups": [[n, f"{f[:-2]}.5", p] for n, f, p in places], "most-tokens": places},
            "sheets": {code: {"people": people[code], "tokens": tokens[code]} for code in people},
            "unseen": [],
        }
        db.add(Result(**mine, round_id=asked.id, number=1, figures=figures))

    work.add(build)


@pytest.fixture
def work(make: Make) -> Work:
    found = almost_built(make)
    told(found)
    return found


def test_each_need_has_its_outcome(work: Work, browser: People) -> None:
    counted(work, {"women": 14}, {"women": {"1": 20, "7": 22}})
    text = board(browser, work).text
    for number, (title, outcome) in enumerate(zip(TITLES, OUTCOMES, strict=True), start=1):
        assert f"{number}. {title} Water supply W Y {outcome}" in text, (title, text[:3000])


def test_only_a_need_that_could_be_chosen_was_not_chosen(work: Work, browser: People) -> None:
    """The field is raised when a plan is there already: no group was asked about it."""
    page = browser("facilitator", work.place)
    field, address = "7. Sports field Water supply W Y", f"/s/{work.place.code}/needs/7"
    counted(work, {"women": 14}, {"women": {"1": 20, "2": 22}})
    assert f"{field} Not decided yet" in board(browser, work).text
    assert "It waits for the groups to set their priorities." in page.get(address).text


def test_a_need_that_groups_choose_from_again_is_not_decided(work: Work, browser: People) -> None:
    counted(work, {"women": 14}, {"women": {"1": 20, "7": 22}})

    def ask_again(db: Session, common: dict[str, Any]) -> None:
        mine = {**common, "made_by": None, "number": 2, "ballot": [1, 7]}
        db.add(Round(**mine, method="tokens", rule="equal-groups", tokens=3, read_out=True))

    work.add(ask_again)
    assert "7. Sports field Water supply W Y Not decided yet" in board(browser, work).text
    text = browser("facilitator", work.place).get(f"/s/{work.place.code}/needs/7").text
    assert "The groups are choosing now." in text
    assert "Not chosen this time" not in text


def test_a_needs_own_page_tells_the_same_as_the_board(work: Work, browser: People) -> None:
    counted(work, {"women": 14}, {"women": {"1": 20, "7": 22}})
    bo = browser("facilitator", work.place)
    for number, outcome in enumerate(OUTCOMES, start=1):
        text = bo.get(f"/s/{work.place.code}/needs/{number}").text.partition("What happened")[2]
        # A merged need links to the other one, above.
        assert (outcome in text) is (number != 8), (number, text)


def test_a_returned_item_that_comes_back_as_it_was_waits_again(work: Work, browser: People) -> None:
    assert "Returned" in board(browser, work).text
    revise(work, datetime(2023, 4, 3, 9, tzinfo=UTC))
    text = board(browser, work).text
    assert "3. Link road Water supply W Y With the authority since 3 Apr 2023 4. Core shelters" in text
    assert "Road (3,840,000 PKR) With the authority since 3 Apr 2023 · Answer due by 17 Apr 2023" in text
    assert "Returned" not in text and "Money comes next year" not in text
    bo = browser("facilitator", work.place)
    assert "With the authority since 3 Apr 2023" in bo.get(f"/s/{work.place.code}/needs/3").text
    for number in (1, 4, 5):
        assert f"{TITLES[number - 1]} Water supply W Y {OUTCOMES[number - 1]}" in text


def test_a_decision_falls_with_the_content_that_it_was_given_on(work: Work, browser: People) -> None:
    revise(work, datetime(2023, 4, 3, 9, tzinfo=UTC), line4="another", line5="another")
    text = board(browser, work).text
    for number, title in ((4, "Core shelters"), (5, "Street lights")):
        assert f"{number}. {title} Water supply W Y With the authority since 3 Apr 2023" in text
    for title in ("Shelters", "Lights"):
        assert f"{title} (3,840,000 PKR) With the authority since 3 Apr 2023" in text
    assert "Declined" not in text and "Forwarded" not in text


def test_the_public_is_told_of_the_version_that_was_handed_over(work: Work, browser: People) -> None:
    before = words_of(board(browser, work))
    revise(work, None, line3="another")
    assert words_of(board(browser, work)) == before
    bo = browser("facilitator", work.place)
    assert "In the plan" in bo.get(f"/s/{work.place.code}/needs/3").text


def test_a_work_that_was_handed_over_says_so_with_its_next_check(work: Work, browser: People) -> None:
    work.add(
        lambda db, common: db.add(
            Handover(
                **common,
                made_by=None,
                contract_id=work.contract_id,
                handed_on=date(2023, 9, 24),
                receiver="Latrine users' group",
                caretaker="CANARYCARETAKER",
                tasks="Clean",
                fee=3000,
                fund=0,
            )
        )
    )
    text = board(browser, work).text
    assert "Handed over on 24 Sep 2023 to: Latrine users' group" in text
    assert "The check due on 24 Dec 2023 is late" in text and "Next check" not in text
    stages = browser().get(f"/board/{work.place.code}/work/1").text
    assert "The check due on 24 Dec 2023 is late" in stages
    flags = browser("programme_manager", work.place).get(work.url.replace("closure", "works")).text
    assert "The check due on 24 Dec 2023 is late" in flags


def test_money_and_progress_stand_side_by_side(work: Work, browser: People) -> None:
    page = board(browser, work)
    for figure in (
        "3,840,000 PKR",
        "384,000",
        "3,456,000",
        "1,036,800",
        "345,600",
        "3,110,400",
        "3,395,000",
        "445,000",
    ):
        assert figure in page.text, figure
    assert "Built 95 %" in page.text and "Cost so far 88.4 %" in page.text
    assert "No completion certificate yet" in page.text
    assert "You do not have to say who you are" in page.text


def test_the_days_that_the_agency_was_late_are_public(work: Work, browser: People) -> None:
    asked = datetime.now(UTC) - timedelta(days=22)

    def build(db: Session, common: dict[str, Any]) -> None:
        from peoplesprocess.models import Tranche

        last = db.scalars(
            select(Tranche).where(Tranche.contract_id == work.contract_id, Tranche.number == 4)
        ).one()
        db.add(
            TrancheRequest(
                **{**common, "made_at": asked}, made_by=None, tranche_id=last.id, number=1, statement="x"
            )
        )

    work.add(build)
    assert "8 days late" in board(browser, work).text
    assert "The agency was late by 8 days in all." in board(browser, work).text


def test_both_orders_and_each_groups_tokens_when_every_sheet_is_large_enough(
    work: Work, browser: People
) -> None:
    counted(
        work,
        {"women": 42, "youth": 24},
        {"women": {"1": 30, "2": 34, "3": 20}, "youth": {"1": 19, "2": 16, "3": 25}},
    )
    page = board(browser, work)
    text, read = page.text, read_board(page)
    assert "Women (42 people)" in text and "Youth (24 people)" in text
    assert read and read.people == [42, 24], "who looks for small figures on boards sees them"
    assert "2. Lockable latrines 1 (50.5) 1 (50)" in text


@pytest.mark.parametrize("small", [0, 4, 14])
def test_one_count_that_may_be_of_few_takes_every_figure_away(
    work: Work, browser: People, small: int
) -> None:
    """Fourteen dots can be five people's, as each has three: figures would tell the count itself."""
    counted(
        work,
        {"women": 42, "youth": 24},
        {"women": {"1": 30, "2": 34, "3": 20}, "youth": {"1": 19, "2": 16, "3": small}},
    )
    text = board(browser, work).text
    assert "2. Lockable latrines 1 1" in text
    assert "Women (42 people)" not in text and "Youth (24 people)" not in text
    assert "Only the ranks are shown, because the numbers could show" in text


def test_after_a_correction_only_places_are_told(work: Work, browser: People) -> None:
    """Figures of both results would tell their difference, which can be one person's."""
    large = {"women": {"1": 30, "2": 34}, "youth": {"1": 19, "2": 16}}
    counted(work, {"women": 42, "youth": 24}, large)
    assert "Women (42 people)" in board(browser, work).text

    def correct(db: Session, common: dict[str, Any]) -> None:
        first = db.scalars(select(Result)).one()
        figures = {**first.figures, "orders": {**first.figures["orders"]}}
        db.add(Result(**common, made_by=None, round_id=first.round_id, number=2, figures=figures))

    work.add(correct)
    text = board(browser, work).text
    assert "Women (42 people)" not in text
    assert "2. Lockable latrines 1 1" in text


def test_a_sheet_of_few_people_takes_every_figure_away_that_could_tell_what_they_chose(
    work: Work, browser: People
) -> None:
    counted(
        work,
        {"women": 42, "disability": 4},
        {"women": {"1": 7771, "2": 7772}, "disability": {"1": 3, "2": 9}},
    )
    text = board(browser, work).text.partition("Record no.")[0]
    assert "Only the ranks are shown" in text
    for figure in ("7771", "7,771", "7772", "7,772", "7774", "7,774", "7781", "7,781"):
        assert figure not in text
    assert "older persons (4" not in text and "Women (42 people)" not in text
    assert "2. Lockable latrines 1 1" in text


def test_no_name_no_minutes_no_seat_and_no_small_count_is_on_the_board(
    work: Work, make: Make, browser: People
) -> None:
    for number, role in enumerate(
        ("facilitator", "committee_officer", "technical_officer", "local_authority")
    ):
        make.account(role, work.place, name=f"CANARYNAME{number}", username=f"canaryuser{number}")
    audit_meeting(work)
    page = board(browser, work)
    assert "canary" not in page.html.lower()
    for count in ("older persons (4", "4 people", "3 people", "2 people", "1 person"):
        assert count not in page.text


def test_the_people_at_an_audit_are_told_only_from_five_on(work: Work, make: Make, browser: People) -> None:
    from peoplesprocess.models import PublicAudit

    def build(db: Session, common: dict[str, Any]) -> None:
        meeting = db.scalars(select(Meeting).where(Meeting.kind == "audit")).one()
        db.add(
            PublicAudit(
                **common,
                made_by=None,
                contract_id=work.contract_id,
                meeting_id=meeting.id,
                questions="CANARYQUESTION",
                accepted=True,
            )
        )

    audit_meeting(work)
    work.add(build)
    assert "Accounts read and accepted on 10 Sep 2023 (98 people)" in board(browser, work).text

    def shrink(db: Session, common: dict[str, Any]) -> None:
        meeting = db.scalars(select(Meeting).where(Meeting.kind == "audit")).one()
        meeting.people, meeting.women, meeting.displaced, meeting.with_disability = 4, 2, 0, 0

    work.add(shrink)
    page = board(browser, work)
    assert "Accounts read and accepted on 10 Sep 2023" in page.text
    assert "(4" not in page.text and "CANARY" not in page.html


def test_a_waived_gate_is_told_with_its_reason(work: Work, browser: People) -> None:
    work.add(
        lambda db, common: db.add(
            StepClosure(
                **common, made_by=None, step="mobilise", waiver="Floods cut the road", missing=["consent"]
            )
        )
    )
    assert "Floods cut the road" in board(browser, work).text


def test_a_contract_that_is_not_signed_is_not_on_the_board(work: Work, browser: People) -> None:
    work.add(
        lambda db, common: db.delete(
            db.scalars(select(Signature).where(Signature.contract_id == work.contract_id)).first()
        )
    )
    text = board(browser, work).text
    assert "8 lockable latrine blocks" not in text
    assert "2. Lockable latrines Water supply W Y With the authority since" in text


def test_an_empty_board_says_what_comes_first(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser().get(f"/board/{place.code}")
    assert "No need is written down yet." in page.text
    assert page.status == 200


def test_an_unknown_board_is_not_there(make: Make, browser: People) -> None:
    make.settlement()
    assert browser().get("/board/nowhere").status == 404
    assert browser().get("/board/nowhere/photos/1/1/1").status == 404


def test_a_photo_is_a_link_with_its_weight_and_comes_when_asked_for(
    work: Work, app: Flask, browser: People
) -> None:
    digest = "ab" * 32

    def build(db: Session, common: dict[str, Any]) -> None:
        visit = db.scalars(select(Visit).where(Visit.contract_id == work.contract_id)).one()
        db.add(
            VisitPhoto(
                **common,
                made_by=None,
                visit_id=visit.id,
                number=1,
                moment="after",
                digest=digest,
                size=83_211,
                width=1280,
                height=960,
            )
        )

    work.add(build)
    app.extensions["photos"].keep({digest: b"a picture"})
    page = board(browser, work)
    assert "After, 83 kB" in page.text
    link = next(link for link in page.links if "photos" in link)
    with browser().client.get(link) as response:
        assert (response.status_code, response.data) == (200, b"a picture")
        assert "public" in response.headers["Cache-Control"]
        assert response.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert browser().get(link[:-1] + "2").status == 404


def test_anybody_may_keep_the_board_for_a_minute_and_ask_whether_it_changed(
    work: Work, browser: People
) -> None:
    stranger = browser()
    stranger.get(f"/board/{work.place.code}")
    page = stranger.get(f"/board/{work.place.code}")
    assert page.headers["Cache-Control"] == "public, max-age=60"
    assert {"Accept-Encoding", "Accept-Language", "Cookie"} == set(page.headers["Vary"].split(", "))
    again = stranger.get(f"/board/{work.place.code}", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status == 304
    member = browser("facilitator", work.place).get(f"/board/{work.place.code}")
    assert "public" not in member.headers["Cache-Control"]


def test_over_https_too_somebody_who_is_signed_in_finds_back_and_nobody_else_gets_that_page(
    work: Work, browser: People
) -> None:
    member = browser("facilitator", work.place)
    secure = browser()
    secure.client.set_cookie("__Host-sid", member.client.get_cookie("sid").value, secure=True)
    page = secure.get(f"/board/{work.place.code}?back=1", base_url="https://localhost")
    assert "public" not in page.headers["Cache-Control"]
    assert f"/s/{work.place.code}" in page.links


def test_a_sum_with_cents_is_told_on_every_page_that_tells_money(work: Work, browser: People) -> None:
    """PostgreSQL makes decimals of sums of whole numbers: no page could write them, and the board broke."""
    work.spend(1_250)
    here, public = f"/s/{work.place.code}", f"/board/{work.place.code}"
    told = {
        "": (public, f"{public}/work/1", f"{public}/work/1/poster"),
        "committee_officer": (f"{here}/works/1", f"{here}/works/1/spending"),
        "facilitator": (f"{work.url}/audit",),
        "technical_officer": (f"{work.url}/final",),
        "programme_manager": ("/",),
    }
    for who, addresses in told.items():
        reader = browser(who, work.place) if who else browser()
        for address in addresses:
            page = reader.get(address)
            # A work's public page says what a visit found spent, which has no cents here.
            assert page.status == 200 and (".50" in page.text or "/work/1" in address), address


def test_six_statements_whatever_is_recorded_and_a_small_page(
    work: Work, browser: People, engine: Engine
) -> None:
    with statements(engine) as few:
        board(browser, work)
    raise_needs(
        work,
        [f"Need of lane {number}, with a few words more" for number in range(10, 70)],
        "women",
        "men",
        "youth",
    )
    tokens = {str(number): number for number in range(1, 21)}
    counted(
        work,
        dict.fromkeys(("women", "men", "youth", "displaced"), 40),
        dict.fromkeys(("women", "men", "youth", "displaced"), tokens),
    )
    for day in range(1, 12):
        work.visit(9_500, date(2023, 9, day))
    with statements(engine) as many:
        page = board(browser, work)
    assert len(few) == len(many) <= 6
    assert "And 44 more." in page.text
    assert len(brotli.compress(page.html.encode(), quality=5)) < 9_000


def test_the_closing_pages_keep_to_six_statements(work: Work, browser: People, engine: Engine) -> None:
    bo = browser("facilitator", work.place)
    audit_meeting(work)
    for url in (f"/s/{work.place.code}/closure", work.url, f"{work.url}/audit", f"{work.url}/certificate"):
        with statements(engine) as seen:
            assert bo.get(url).status == 200
        assert len(seen) <= (3 if url.endswith("closure") else 6), url


def test_every_piece_is_on_one_page(browser: People, make: Make) -> None:
    for language in ("en", "fr", "ar"):
        page = browser().get(f"/style?language={language}")
        assert page.status == 200
        for piece in (
            "path",
            "next",
            "gate",
            "bar",
            "two-bars",
            "card decision",
            "money",
            "clock",
            "field bad",
            "empty",
        ):
            assert f'class="{piece}' in page.html, piece


def test_the_board_leads_back_who_comes_from_the_settlements_own_pages(make: Make, browser: People) -> None:
    place = make.settlement()
    home, member = f"/s/{place.code}", browser("facilitator", place)
    address = next(link for link in member.get(home).links if "/board/" in link)
    page = member.get(address)
    assert home in page.links
    assert "public" not in page.headers["Cache-Control"]
    assert home not in browser().get(address).links
    assert home not in member.get(f"/board/{place.code}").links
    own = page.headers["ETag"]
    assert member.get(address, headers={"If-None-Match": own}).status == 304
    assert browser().get(address, headers={"If-None-Match": own}).status == 200


def test_who_knows_a_settlements_code_finds_its_board_without_an_account(make: Make, browser: People) -> None:
    place = make.settlement()
    anybody = browser()
    assert "/board" in anybody.get("/sign-in").links
    found = anybody.get(f"/board?code=%20{place.code.upper()}")
    assert (found.status, f"/board/{place.code}" in found.text) == (303, True)
    missed = anybody.get("/board?code=nowhere%3Cb%3E")
    assert "No notice board has this code: nowhere<b>" in missed.text
    assert place.name not in missed.text
