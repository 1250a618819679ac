"""A bucket that keeps photos, one that fails, and one that is slow: who else saves notices nothing."""

from __future__ import annotations

import ast
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.models import Visit, VisitPhoto
from peoplesprocess.photos import bucket as buckets
from peoplesprocess.photos import circuit_breaker
from peoplesprocess.photos.chosen_store import open_photos
from peoplesprocess.photos.circuit_breaker import CircuitBreaker
from peoplesprocess.photos.store import BadPhotoStore, PhotosUnreachable
from peoplesprocess.web.health import Readiness
from tests.browser import Browser, Page
from tests.bucket_server import KEY_ID, NAME, SECRET_KEY, Bucket
from tests.contracts.story import signed
from tests.factories import Make
from tests.works.test_visiting import VISIT, count, jpeg

People = Callable[..., Browser]
PACKAGE = Path(buckets.__file__).parents[1]


@pytest.fixture(autouse=True)
def photos(app: Flask, bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The application keeps its photos in the bucket."""
    monkeypatch.setattr(buckets, "RETRIES", 0)
    monkeypatch.setitem(app.extensions, "photos", open_photos(bucket.setting, tmp_path))


@pytest.fixture
def impatient(
    app: Flask, photos: None, bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The application waits for the bucket no longer than a test may take."""
    for name in ("ANSWER_SECONDS", "PROOF_SECONDS"):
        monkeypatch.setattr(buckets, name, 0.15)
    monkeypatch.setattr(circuit_breaker, "LONG_SECONDS", 0.1)
    monkeypatch.setitem(app.extensions, "photos", open_photos(bucket.setting, tmp_path))


def visit(sam: Browser, story: Any, **fields: Any) -> Callable[[], Page]:
    """A visit with a photo that is filled in, and what sends it: the same form each time."""
    address = f"{story.url}/visits/record"
    form = sam.filled(address, **VISIT, **{"moment1": "before", **fields})
    return lambda: sam.post(
        address, {**form, "photo1": (jpeg(47), "a.jpg")}, content_type="multipart/form-data"
    )


def check_form_is_back(page: Page, db: Session, bucket: Bucket) -> None:
    assert page.status == 503
    assert page.problems[0].startswith("The store of photos does not answer. Nothing was saved;")
    assert page.problems[1] == "Photos cannot be kept: choose them again."
    assert page.values["notes"] == ["Pits are lined."]
    assert count(db, Visit) == count(db, VisitPhoto) == 0
    assert bucket.photos == []


def test_a_photo_is_kept_in_the_bucket_once_and_shown_to_those_whom_it_concerns(
    make: Make, browser: People, app: Flask, bucket: Bucket, db: Session
) -> None:
    story = signed(make)
    sam = browser("technical_officer", story.place)
    assert visit(sam, story)().status == visit(sam, story)().status == 303
    digest = db.scalars(select(VisitPhoto.digest).distinct()).one()
    db.rollback()
    assert bucket.photos == [f"town/photos/{digest[:2]}/{digest}.jpg"]
    assert not list(app.config["INSTANCE"].glob(f"photos/*/{digest}.jpg"))
    for link in (f"{story.url}/visits/2/photos/1", f"/board/{story.place.code}/photos/1/1/1"):
        shown = sam.client.get(link)
        assert (shown.status_code, shown.data) == (200, bucket.objects[bucket.photos[0]][0])
    kept = {"If-None-Match": shown.headers["ETag"]}
    asked = len(bucket.asked)
    assert browser().client.get(link, headers=kept).status_code == 304
    assert len(bucket.asked) == asked, "a photo that somebody keeps is sent for again"
    stranger = browser("technical_officer", make.settlement())
    assert stranger.get(f"{story.url}/visits/1/photos/1").status == 404


def test_a_bucket_that_answers_503_costs_nothing_typed_and_keeps_nobody_waiting(
    make: Make, browser: People, bucket: Bucket, db: Session
) -> None:
    story = signed(make)
    send = visit(browser("technical_officer", story.place), story)
    saved: list[object] = []
    # Whoever sends the photo waits for this: a writer who waited for the bucket would wait for ever.
    bucket.meanwhile = lambda: saved.append(make.need(story.place))
    bucket.mood = "503"
    check_form_is_back(send(), db, bucket)
    assert len(saved) == 1
    bucket.mood = ""
    assert send().status == 303
    assert len(bucket.photos) == 1


def test_a_bucket_that_says_nothing_is_waited_for_once_and_then_left_alone(
    make: Make, browser: People, impatient: None, bucket: Bucket, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = signed(make)
    sam = browser("technical_officer", story.place)
    send = visit(sam, story)
    bucket.mood = "silent"
    check_form_is_back(send(), db, bucket)
    asked = len(bucket.asked)
    check_form_is_back(send(), db, bucket)
    assert len(bucket.asked) == asked == 1
    bucket.mood = ""
    bucket.wake.set()
    monkeypatch.setattr("time.monotonic", lambda: 1e9)
    assert send().status == 303


def test_a_form_that_was_saved_leads_to_its_answer_whatever_the_bucket_says(
    make: Make, browser: People, bucket: Bucket, db: Session
) -> None:
    story = signed(make)
    send = visit(browser("technical_officer", story.place), story)
    first = send()
    bucket.mood = "503"
    again = send()
    assert (again.status, again.location) == (303, first.location)
    assert count(db, Visit) == 1


def test_nothing_is_kept_of_a_form_that_did_not_come_from_a_page_of_ours(
    make: Make, browser: People, bucket: Bucket
) -> None:
    story = signed(make)
    send = visit(browser("technical_officer", story.place), story, token="made up")
    assert send().status == 422
    assert bucket.asked == []


@pytest.mark.parametrize("mood", ["503", "cut", "silent"])
def test_a_photo_that_the_bucket_does_not_give_is_a_page_that_says_so(
    make: Make, browser: People, bucket: Bucket, request: pytest.FixtureRequest, mood: str
) -> None:
    story = signed(make)
    sam = browser("technical_officer", story.place)
    visit(sam, story)()
    if mood == "silent":
        request.getfixturevalue("impatient")
    bucket.mood = mood
    for link in (f"{story.url}/visits/1/photos/1", f"/board/{story.place.code}/photos/1/1/1"):
        page = sam.get(link)
        assert (page.status, page.h1) == (503, "The store of photos does not answer")
        assert "public" not in page.headers["Cache-Control"]
    assert sam.get(f"{story.url}/visits/1").status == 200


def test_a_photo_that_is_gone_or_is_another_is_not_there(make: Make, browser: People, bucket: Bucket) -> None:
    story = signed(make)
    sam = browser("technical_officer", story.place)
    visit(sam, story)()
    [name] = bucket.photos
    bucket.objects[name] = (b"another picture", bucket.objects[name][1])
    assert sam.get(f"{story.url}/visits/1/photos/1").status == 404
    del bucket.objects[name]
    assert sam.get(f"{story.url}/visits/1/photos/1").status == 404


def test_two_threads_of_a_process_wait_for_a_bucket_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circuit_breaker, "TURN_SECONDS", 0.01)
    waiting = CircuitBreaker()
    third = pytest.raises(PhotosUnreachable, match="keeps others waiting")
    with waiting.turn(), waiting.turn(), third, waiting.turn():
        pass
    with waiting.turn():
        pass


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mood": "503"}, "answers with error 503"),
        ({"mood": "silent"}, "does not answer"),
        ({"keys": "of somebody else"}, "The bucket refuses AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        ({"name": "no-such-bucket"}, "There is no bucket no-such-bucket at http://127.0.0.1"),
    ],
)
def test_readiness_says_bucket_and_the_log_says_why(
    app: Flask,
    engine: Engine,
    bucket: Bucket,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    request: pytest.FixtureRequest,
    wrong: dict[str, str],
    sentence: str,
) -> None:
    assert Readiness().now(engine, tmp_path, open_photos(bucket.setting, tmp_path)) == ""
    bucket.mood = wrong.get("mood", "")
    if bucket.mood == "silent":
        request.getfixturevalue("impatient")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", wrong.get("keys", KEY_ID))
    photos = open_photos(bucket.setting.replace(NAME, wrong.get("name", NAME)), tmp_path)
    with caplog.at_level(logging.ERROR):
        assert Readiness().now(engine, tmp_path, photos) == "bucket"
    assert sentence in caplog.text
    assert SECRET_KEY not in caplog.text and wrong.get("keys", KEY_ID) not in caplog.text


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        (
            "/srv/photos",
            "PHOTO_STORE is not of the form s3://bucket/prefix?endpoint=https://host&region=name.",
        ),
        ("s3://", "is not of the form"),
        ("s3://KEY:SECRET@bucket", "is not of the form"),
        ("s3://bucket?endpoint=ftp://host", "is not of the form"),
        ("s3://bucket?endpoint=https://KEY:SECRET@host", "is not of the form"),
        ("s3://bucket?endpoint=https://[host", "is not of the form"),
        ("s3://bucket?endpoint", "is not of the form"),
        ("s3://bucket?host=x", "PHOTO_STORE knows endpoint and region only, not host."),
    ],
)
def test_a_setting_that_cannot_be_followed_is_refused_with_a_sentence(
    setting: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(BadPhotoStore) as refusal:
        open_photos(setting, tmp_path)
    assert sentence in str(refusal.value)
    assert "SECRET" not in str(refusal.value)


def test_a_bucket_without_keys_or_without_its_library_is_refused(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peoplesprocess.photos.chosen_store.find_spec", lambda name: None)
    with pytest.raises(BadPhotoStore, match="run make bucket"):
        open_photos(bucket.setting, tmp_path)
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(BadPhotoStore, match="which needs AWS_SECRET_ACCESS_KEY too"):
        open_photos(bucket.setting, tmp_path)


def test_the_library_for_buckets_is_loaded_for_nobody_else() -> None:
    """It weighs ten megabytes: one file imports it, and one function that file."""
    found = {
        (str(path.relative_to(PACKAGE)), node in tree.body)
        for path in PACKAGE.rglob("*.py")
        for source in [path.read_text()]
        if "obstore" in source or "photos.bucket" in source
        for tree in [ast.parse(source)]
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and any(each.name == "obstore" for each in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "peoplesprocess.photos.bucket")
    }
    assert found == {("photos/bucket.py", True), ("photos/chosen_store.py", False)}
