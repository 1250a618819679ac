"""Photos of papers: attached to what they prove, told with their weight, struck with a reason."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from peoplesprocess.attachment_actions import MOST_ATTACHED
from peoplesprocess.db import journal
from peoplesprocess.models import Attachment, Contract, JournalEntry, Strike
from tests.browser import Browser, Page
from tests.contracts.story import signed
from tests.factories import MARKET_DAY, Make
from tests.statements import statements_of
from tests.works.test_instalments import spend
from tests.works.test_visiting import MULTIPART, count

People = Callable[..., Browser]


@dataclass(frozen=True)
class DemonstrationStory:
    """A settlement with a record of each kind, where its papers are shown, and where they are attached."""

    place: Any
    shown: dict[str, str]
    papers: dict[str, str]


WHO = {
    "meeting": "facilitator",
    "cash_book_entry": "committee_officer",
    "plan_item": "committee_officer",
    "contract": "technical_officer",
    "decision": "local_authority",
}
KIND = {
    "meeting": "minutes",
    "cash_book_entry": "receipt",
    "plan_item": "land",
    "contract": "contract",
    "decision": "letter",
}


@pytest.fixture
def story(make: Make, db: Session) -> DemonstrationStory:
    """A contract under way, with an assembly and a line in its cash book."""
    made = signed(make)
    number = make.meeting(made.place, "assembly", women=20)
    spend(db, made, date(2023, 5, 27), 81_200)
    db.commit()
    here = f"/s/{made.place.code}"
    shown = {
        "meeting": f"{here}/meetings/{number}",
        "cash_book_entry": f"{here}/works/1/spending/1/papers",
        "plan_item": f"{here}/plan/items/2/papers",
        "contract": f"{here}/contracts/1/papers",
        "decision": f"{here}/approval/2/papers",
    }
    papers = {record: address.removesuffix("/papers") + "/papers" for record, address in shown.items()}
    return DemonstrationStory(made.place, shown, papers)


def photo(shade: int = 120) -> io.BytesIO:
    """Another picture for each shade, whose camera told where it was."""
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera that tells"
    Image.new("RGB", (60, 40), (shade, 90, 60)).save(buffer, "JPEG", exif=exif)
    return io.BytesIO(buffer.getvalue())


def attached(somebody: Browser, address: str, paper: str, picture: Any = None) -> Page:
    """What answers when somebody attaches a paper."""
    url = f"{address}/attach"
    sent = {**somebody.filled(url, paper=paper), "photo": (picture or photo(), "scan.jpg")}
    return somebody.post(url, sent, **MULTIPART)


def pictures(page: Page) -> list[str]:
    return [link for link in page.links if re.fullmatch(r"/s/[^/]+/papers/\d+", link)]


@pytest.mark.parametrize("record", WHO)
def test_a_paper_is_attached_seen_and_struck(
    make: Make, browser: People, db: Session, story: DemonstrationStory, record: str
) -> None:
    somebody = browser(WHO[record], story.place)
    answer = attached(somebody, story.papers[record], KIND[record])
    assert answer.status == 303, answer.problems
    page = somebody.get(story.shown[record])
    name = {"minutes": "Minutes", "receipt": "Bill or receipt", "land": "Land letter"}.get(KIND[record], "")
    assert f"Paper 1: {name}" in page.text and ", 1 kB" in page.text
    [link] = pictures(page)
    kept = somebody.client.get(link)
    assert kept.mimetype == "image/jpeg" and b"Camera that tells" not in kept.data
    assert browser("programme_manager", story.place).client.get(link).data == kept.data
    strike = f"{story.papers[record]}/1/strike"
    page = somebody.post(strike, somebody.filled(strike, reason=" "))
    assert "Write the reason" in page.problems[0]
    page = somebody.send(strike, reason="It shows an identity card")
    assert "It shows an identity card" in page.text and pictures(page) == []
    assert somebody.client.get(link).status_code == 404
    page = somebody.post(strike, somebody.filled(strike, reason="Again"))
    assert page.problems == ["This has already been struck."]
    assert db.scalars(select(Strike.kind)).all() == ["attachment"]
    acts = select(JournalEntry.act).where(JournalEntry.act.like("paper.%")).order_by(JournalEntry.sequence)
    assert db.scalars(acts).all() == ["paper.attach", "paper.strike"]
    db.rollback()


def test_an_item_with_a_paper_leaves_the_plan_and_its_line_keeps_the_paper(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement(households=100)
    make.need(place, "Drain")
    make.plan(place)
    bo = browser("facilitator", place)
    papers, removal = f"/s/{place.code}/plan/items/1/papers", f"/s/{place.code}/plan/items/1/remove"
    assert attached(bo, papers, "land").status == 303
    page = bo.send(removal)
    assert page.problems == [
        "Papers are attached to this item, and no earlier version of the plan has it. "
        "Strike its papers first, then take it out."
    ]
    bo.send(f"{papers}/1/strike", reason="Another item's")
    assert bo.send(removal).status == 200
    assert db.scalars(select(Attachment.line)).all() == [1]
    db.rollback()
    assert journal.verify(db).first_bad is None


def test_what_an_earlier_version_has_keeps_its_papers_when_a_later_one_drops_it(
    make: Make, browser: People
) -> None:
    place = make.settlement(households=100)
    for title in ("Drain", "Road"):
        make.need(place, title)
    make.plan(place, {1: {"needs": [1]}, 2: {"needs": [2]}}, submitted=MARKET_DAY)
    bo = browser("facilitator", place)
    papers = f"/s/{place.code}/plan/items/1/papers"
    make.decision(place, 1, "return")
    bo.send(f"/s/{place.code}/plan/revise")
    assert attached(bo, papers, "land").status == 303
    page = bo.send(f"/s/{place.code}/plan/items/1/remove", reason="Too dear")
    assert page.status == 200, page.problems
    page = bo.get(papers)
    assert len(pictures(page)) == 1


def test_the_picker_says_first_what_is_not_photographed(browser: People, story: DemonstrationStory) -> None:
    page = browser("facilitator", story.place).get(f"{story.papers['meeting']}/attach")
    warned = page.html.index("Do not photograph faces or identity papers.")
    assert warned < page.html.index('type="file"')


@pytest.mark.one_database
@pytest.mark.parametrize("record", WHO)
def test_the_usual_kind_of_paper_is_chosen_where_there_is_one(
    browser: People, story: DemonstrationStory, record: str
) -> None:
    """Who forgot the kind had to choose the photo again."""
    somebody, url = browser(WHO[record], story.place), f"{story.papers[record]}/attach"
    usual = {**KIND, "plan_item": ""}[record]
    sent = somebody.filled(url)
    assert sent.get("paper", [""]) == [usual]
    answer = somebody.post(url, {**sent, "photo": (photo(), "scan.jpg")}, **MULTIPART)
    assert answer.status == (303 if usual else 422), answer.problems


@pytest.mark.parametrize("another", [False, True])
def test_the_photo_of_a_receipt_is_one_click_from_its_line(
    browser: People, db: Session, story: DemonstrationStory, another: bool
) -> None:
    cleo, work = browser("committee_officer", story.place), f"/s/{story.place.code}/works/1"
    line = {"spent_on": "2023-05-28", "what": "Cement", "amount": "81,200", "paper": "Bill 2"}
    attach = f"{work}/spending/2/papers/attach"
    page = cleo.send(f"{work}/spending/record", **line, **({"another": "1"} if another else {}))
    assert "Attach the photo of the receipt of line 2" in page.text and attach in page.links
    assert attach in cleo.get(f"{work}/spending/2").links
    assert attach not in cleo.get(work).links
    assert attach not in browser("finance_officer", story.place).get(f"{work}/spending/2").links
    answer = cleo.post(attach, {**cleo.filled(attach), "photo": (photo(), "bill.jpg")}, **MULTIPART)
    assert answer.status == 303, answer.problems
    assert count(db, Attachment) == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"Dear office, here are the minutes.", "This file is not a photo that can be read."),
        (b"\xff\xd8" + b"0" * 6_000_000, "This photo is larger than 5 MB."),
        (b"", "This file is not a photo that can be read."),
    ],
)
def test_what_is_no_photo_or_too_large_is_refused(
    browser: People, db: Session, story: DemonstrationStory, content: bytes, problem: str
) -> None:
    bo = browser("facilitator", story.place)
    page = attached(bo, story.papers["meeting"], "minutes", io.BytesIO(content))
    assert page.status == 422
    assert problem in page.problems[0]
    assert page.values["paper"] == ["minutes"]
    assert count(db, Attachment) == 0


def test_a_paper_needs_its_photo_and_its_kind(
    browser: People, db: Session, story: DemonstrationStory
) -> None:
    bo, url = browser("facilitator", story.place), f"{story.papers['meeting']}/attach"
    page = bo.post(url, bo.filled(url, paper=""))
    assert page.problems == ["Choose a photo of the paper.", "Choose which paper it is."]
    assert "receipt" not in page.html, "a kind of paper that proves no meeting"
    assert attached(bo, story.papers["meeting"], "receipt").status == 422
    assert count(db, Attachment) == 0


def test_a_file_is_no_word_and_a_word_is_no_photo(
    browser: People, db: Session, story: DemonstrationStory
) -> None:
    """What stood in a file's place in the program's memory was saved as the reason of a strike."""
    bo, papers = browser("facilitator", story.place), story.papers["meeting"]
    sent = bo.filled(f"{papers}/attach")
    letter = (io.BytesIO(b"minutes"), "paper.txt")
    page = bo.post(f"{papers}/attach", {**sent, "paper": letter, "photo": "scan.jpg"}, **MULTIPART)
    assert page.problems == ["Choose a photo of the paper.", "Choose which paper it is."]
    two = [(photo(40), "first.jpg"), (io.BytesIO(b"no photo"), "second.jpg")]
    assert bo.post(f"{papers}/attach", {**sent, "paper": "minutes", "photo": two}, **MULTIPART).status == 303
    assert count(db, Attachment) == 1
    strike = bo.filled(f"{papers}/1/strike")
    page = bo.post(f"{papers}/1/strike", {**strike, "reason": (io.BytesIO(b"x"), "why.txt")}, **MULTIPART)
    assert page.status == 422 and "Write the reason" in page.problems[0]
    assert count(db, Strike) == 0


def test_the_seventh_paper_waits_until_one_is_struck(
    browser: People, db: Session, story: DemonstrationStory
) -> None:
    bo, papers = browser("facilitator", story.place), story.papers["meeting"]
    for shade in range(MOST_ATTACHED):
        assert attached(bo, papers, "attendance", photo(40 * shade)).status == 303
    page = attached(bo, papers, "minutes", photo(250))
    assert "There are 6 papers here already." in page.problems[0]
    page = attached(bo, papers, "minutes", photo(0))
    assert page.status == 422
    bo.send(f"{papers}/1/strike", reason="Not sharp")
    assert attached(bo, papers, "minutes", photo(250)).status == 303
    page = attached(bo, papers, "minutes", photo(250))
    assert page.status == 422
    assert len(pictures(bo.get(story.shown["meeting"]))) == MOST_ATTACHED
    assert count(db, Attachment) == MOST_ATTACHED + 1


def test_the_same_form_twice_is_one_paper_and_the_same_picture_is_refused(
    browser: People, db: Session, story: DemonstrationStory
) -> None:
    bo, url = browser("facilitator", story.place), f"{story.papers['meeting']}/attach"
    sent = bo.filled(url, paper="minutes")
    first = bo.post(url, {**sent, "photo": (photo(), "a.jpg")}, **MULTIPART)
    again = bo.post(url, {**sent, "photo": (photo(), "a.jpg")}, **MULTIPART)
    assert (first.status, again.status, first.location) == (303, 303, again.location)
    assert count(db, Attachment) == 1
    page = attached(bo, story.papers["meeting"], "attendance")
    assert "This same photo is already attached." in page.problems[0]
    assert count(db, Attachment) == 1


def test_nobody_but_members_sees_or_attaches(
    make: Make, browser: People, db: Session, story: DemonstrationStory
) -> None:
    bo = browser("facilitator", story.place)
    attached(bo, story.papers["meeting"], "minutes")
    other = make.settlement()
    stranger, visitor = browser("facilitator", other), browser()
    picture = f"/s/{story.place.code}/papers/1"
    for address in (picture, f"{story.papers['meeting']}/attach", f"{story.papers['meeting']}/1/strike"):
        assert stranger.client.get(address).status_code == 404
        assert visitor.client.get(address).status_code in (302, 303, 401)
    assert stranger.client.get(f"/s/{other.code}/papers/1").status_code == 404
    assert bo.client.get(f"/s/{story.place.code}/papers/2").status_code == 404
    # Who sees it does not yet attach or strike.
    finance = browser("finance_officer", story.place)
    assert finance.client.get(picture).status_code == 200
    assert finance.get(f"{story.papers['meeting']}/attach").status == 404
    assert f"{story.papers['meeting']}/attach" not in finance.get(story.shown["meeting"]).links
    board = visitor.get(f"/board/{story.place.code}")
    assert "/papers/" not in board.html


def test_a_paper_is_struck_only_from_its_own_record(
    browser: People, make: Make, story: DemonstrationStory
) -> None:
    bo = browser("facilitator", story.place)
    attached(bo, story.papers["meeting"], "minutes")
    other = make.meeting(story.place, "assembly", women=5)
    assert bo.get(f"/s/{story.place.code}/meetings/{other}/papers/1/strike").status == 404
    assert bo.get(f"/s/{story.place.code}/meetings/99/papers/attach").status == 404
    assert bo.get(f"/s/{story.place.code}/plan/items/99/papers").status == 404
    assert bo.get(f"/s/{story.place.code}/approval/99/papers").status == 404


def test_a_struck_meeting_takes_no_paper(browser: People, story: DemonstrationStory) -> None:
    bo = browser("facilitator", story.place)
    url = f"{story.papers['meeting']}/attach"
    sent = bo.filled(url, paper="minutes")
    bo.send(f"{story.shown['meeting']}/strike", reason="Held elsewhere")
    page = bo.post(url, {**sent, "photo": (photo(), "a.jpg")}, **MULTIPART)
    assert "Attach the paper to the record that replaced it." in page.problems[0]
    assert url not in bo.get(story.shown["meeting"]).links


def test_a_land_letter_stays_with_its_line_in_the_next_version(
    make: Make, browser: People, story: DemonstrationStory
) -> None:
    officer = browser("committee_officer", story.place)
    attached(officer, f"/s/{story.place.code}/plan/items/1/papers", "land")
    officer.send(f"/s/{story.place.code}/plan/revise")
    page = officer.get(f"/s/{story.place.code}/plan/items/1/papers")
    assert len(pictures(page)) == 1 and "12 raised hand pumps" in page.text
    assert pictures(officer.get(f"/s/{story.place.code}/plan/items/2/papers")) == []
    assert f"/s/{story.place.code}/plan/items/1/papers" in officer.get(f"/s/{story.place.code}/plan").links


def test_only_the_office_that_answered_attaches_its_letter(
    make: Make, browser: People, db: Session, story: DemonstrationStory
) -> None:
    higher = make.authority(story.place, "PK/SD")
    mayor = browser("local_authority", story.place)
    attached(mayor, story.papers["decision"], "letter")
    above = browser()
    above.sign_in_as(higher)
    attach = f"{story.papers['decision']}/attach"
    told = above.get(attach)
    assert "It is not your turn." in told.text and not told.controls
    page = above.send_unshown(attach, paper="letter", photo=(photo(9), "letter.jpg"))
    assert page.status == 422 and "It is not your turn." in page.problems[0]
    assert f"{story.papers['decision']}/attach" not in above.get(story.shown["decision"]).links
    assert count(db, Attachment) == 1


def test_many_papers_take_no_more_statements(
    browser: People, story: DemonstrationStory, engine: Engine
) -> None:
    bo, address = browser("facilitator", story.place), story.shown["meeting"]
    none = statements_of(engine, bo, address)
    for shade in (10, 90, 170):
        attached(bo, story.papers["meeting"], "minutes", photo(shade))
    assert statements_of(engine, bo, address) == none


def test_the_database_itself_keeps_a_paper_with_one_record(
    make: Make, db: Session, story: DemonstrationStory
) -> None:
    values = {"number": 1, "paper": "other", "digest": "0" * 64, "size": 1, "width": 1, "height": 1}
    contract = db.scalars(select(Contract)).one()
    whose = {"programme_id": contract.programme_id, "settlement_id": contract.settlement_id}
    made = {"made_by": None, "made_at": contract.made_at}
    db.add(Attachment(**whose, **made, **values))
    with pytest.raises(IntegrityError):
        db.flush()
    db.rollback()
    assert db.scalar(select(func.count()).select_from(Attachment)) == 0
    db.rollback()
