"""What a visit sees closely: what failed until it is repaired, why work stood still, photos from a point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.facts import settlement_summaries
from peoplesprocess.models import Defect, SettlementSummary
from tests.browser import Browser
from tests.contracts.story import signed
from tests.factories import Make
from tests.statements import statements_of
from tests.works.test_visiting import MULTIPART, VISIT, jpeg

People = Callable[..., Browser]
FAILED = {
    "tested1": "Cover slabs",
    "result1": "failed",
    "remark1": "One cracked; six are cast again",
    "due1": "2023-06-10",
    "tested2": "Walls, plumb line",
    "result2": "passed",
}
SEEN = {**VISIT, **FAILED, "days_stopped": "10", "delay_cause": "late-money", "weather": "rain"}


def test_failed_slabs_are_a_defect_until_they_are_cast_again(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    place, sam = story.place.code, browser("technical_officer", story.place)
    for wrong, said in (
        ({"result1": ""}, "Say whether it passed."),
        ({"due1": ""}, "Write by which day it must be repaired."),
        ({"due1": "2023-05-28"}, "This day is before the visit."),
        ({"tested1": ""}, "Write what was tested."),
    ):
        page = sam.send(f"{story.url}/visits/record", **{**SEEN, **wrong})
        assert said in page.problems[0], wrong
    page = sam.send(f"{story.url}/visits/record", **SEEN)
    page.check()
    for sentence in (
        "Cover slabs : Failed One cracked; six are cast again",
        "Walls, plumb line : Passed",
        "To be repaired by 10 Jun 2023: Cover slabs – One cracked; six are cast again",
        "Money came late",
        "Rain",
    ):
        assert sentence in page.text, (sentence, page.text)
    public = browser().get(f"/board/{place}/work/1").text
    assert "To be repaired by 10 Jun 2023: Cover slabs – One cracked" in public
    assert "Money came late: Work stopped for 10 days." in public
    assert "Tests passed: 1 of 2" in public and "Failed on 29 May 2023: Cover slabs" in public
    assert (
        "1 defect is not repaired yet" in browser("facilitator", story.place).get(f"/s/{place}/closure").text
    )
    work = browser("committee_officer", story.place).get(story.url)
    assert "1 defect is not repaired yet" in work.text and f"/s/{place}/closure/1" in work.links
    assert "stopped for 10 days (Money came late)" in work.text
    mended, closing = f"/s/{place}/closure/1/defects/1/mended", f"/s/{place}/closure/1"
    assert mended in sam.get(closing).links
    page = sam.send(mended, rectified_on="2023-05-28", how="Cast again")
    assert "The defect was found on 29 May 2023." in page.problems[0]
    page = sam.send(mended, rectified_on="2023-06-05", how="Six are cast again and held")
    assert "Found at the visit of 29 May 2023" in page.text and "Six are cast again and held" in page.text
    public = browser().get(f"/board/{place}/work/1").text
    assert "To be repaired by" not in public and "Repaired on" in public
    assert "not repaired yet" not in browser("committee_officer", story.place).get(story.url).text
    page = sam.send(f"{story.url}/visits/1/strike", reason="Wrong day")
    assert "Defect 1, which this visit found, is repaired already." in page.problems[0]
    assert settlement_summaries.verify(db.connection()).first_bad is None


def test_a_struck_visit_takes_its_defects_along_and_a_corrected_one_keeps_them(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    sam, opened = browser("technical_officer", story.place), select(SettlementSummary.defects_open)
    sam.send(f"{story.url}/visits/record", **SEEN)
    page = sam.get(f"{story.url}/visits/1/correct")
    assert page.values["due1"] == ["2023-06-10"] and page.values["result1"] == ["failed"]
    sam.send(f"{story.url}/visits/1/correct", reason="It was eleven days", days_stopped="11")
    assert db.scalar(opened) == 1 and len(db.scalars(select(Defect.id)).all()) == 2
    db.rollback()
    sam.send(f"{story.url}/visits/2/strike", reason="Another work")
    assert db.scalar(opened) == 0
    assert settlement_summaries.verify(db.connection()).first_bad is None


def test_photos_from_one_point_stand_in_the_order_of_their_days(make: Make, browser: People) -> None:
    story = signed(make)
    place, sam = story.place.code, browser("technical_officer", story.place)
    points = f"{story.url}/points"
    assert "No point is named yet." in sam.get(points).text
    sam.send(f"{points}/add", name="At the culvert, towards the school")
    assert (
        "already has this name"
        in sam.send(f"{points}/add", name="at the CULVERT, towards the school").problems[0]
    )
    record(sam, story, "2023-05-29", "before", "1")
    record(sam, story, "2023-06-27", "during", "1")
    record(sam, story, "2023-06-28", "during", "")
    page = sam.get(points)
    page.check()
    assert page.text.index("29 May 2023") < page.text.index("27 Jun 2023") and "28 Jun" not in page.text
    assert "At the culvert, towards the school" in sam.get(f"{story.url}/visits/1").text
    public = browser().get(f"/board/{place}/work/1")
    text = public.text.partition("Photos")[2]
    assert text.index("At the culvert") < text.index("29 May 2023") < text.index("27 Jun 2023")
    assert text.index("27 Jun 2023") < text.index("Other photos") < text.index("28 Jun 2023")
    photo = next(link for link in public.links if "/photos/" in link)
    shown = browser().client.get(photo)
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "public, max-age=3600, must-revalidate"
    kept = {"If-None-Match": shown.headers["ETag"]}
    again = browser().client.get(photo, headers=kept)
    assert (again.status_code, again.data) == (304, b"")
    page = sam.send(f"{points}/1/strike", reason="A wall hides it now")
    assert "Struck" in page.text and "29 May 2023" in page.text, "its photos stay"
    assert "point1" not in sam.get(f"{story.url}/visits/record").values
    sam.send(
        photo.replace("/board/", "/s/").replace("/photos/1/1/1", "/works/1/visits/1/strike"), reason="A child"
    )
    assert browser().client.get(photo, headers=kept).status_code == 404, "who kept it is told that it is gone"
    assert statements_of(make.engine, sam, points) <= 6
    assert statements_of(make.engine, sam, f"{story.url}/visits/1") <= 6


def record(sam: Browser, story: Any, day: str, moment: str, point: str) -> None:
    url = f"{story.url}/visits/record"
    sent = {**sam.filled(url), **VISIT, "visited_on": day, "moment1": moment, "point1": point}
    page = sam.post(url, {**sent, "photo1": (jpeg(), "photo.jpg")}, **MULTIPART)
    assert page.status == 303, page.problems
