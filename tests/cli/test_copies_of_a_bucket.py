"""Copies, restores, drills and tidying where photos lie in a bucket."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from peoplesprocess.photos import bucket as buckets
from tests.bucket_server import SECRET_KEY, Bucket
from tests.cli.conftest import Installation

pytestmark = pytest.mark.one_database

Places = Callable[..., Installation]


@pytest.fixture(autouse=True)
def no_second_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "RETRIES", 0)


@pytest.fixture
def with_bucket(place: Places, bucket: Bucket, tmp_path: Path) -> Installation:
    """An installation that was restored from one with a folder, and keeps its photos in the bucket."""
    backed_up = tmp_path / "folder.backup"
    assert place().flask("backup", backed_up).exit_code == 0
    there = place(empty=True)
    there.photo_store = bucket.setting
    result = there.flask("restore", backed_up)
    assert result.exit_code == 0, result.output
    return there


def test_a_backup_goes_from_a_folder_into_a_bucket_and_back(
    place: Places, with_bucket: Installation, bucket: Bucket, tmp_path: Path
) -> None:
    here = place()
    [photo] = here.photos
    [name] = bucket.photos
    assert name == f"town/photos/{photo.parent.name}/{photo.name}"
    assert bucket.objects[name][0] == photo.read_bytes()
    assert with_bucket.photos == []
    drilled = with_bucket.flask("drill")
    assert drilled.exit_code == 0, drilled.output
    assert with_bucket.flask("backup", tmp_path / "bucket.backup").exit_code == 0
    back = place(empty=True)
    assert back.flask("restore", tmp_path / "bucket.backup").exit_code == 0
    assert [path.read_bytes() for path in back.photos] == [photo.read_bytes()]


def test_a_restore_makes_a_damaged_photo_whole_and_leaves_others_alone(
    with_bucket: Installation, bucket: Bucket, tmp_path: Path
) -> None:
    assert with_bucket.flask("backup", tmp_path / "whole.backup").exit_code == 0
    [name] = bucket.photos
    whole, at = bucket.objects[name]
    newer = f"town/photos/ff/{'f' * 64}.jpg"
    bucket.objects |= {name: (b"half", at), newer: (b"of another day", at)}
    told = json.loads(with_bucket.flask("backup", tmp_path / "damaged.backup", "--json").stdout)
    assert told["missing_photos"] == [Path(name).stem]
    drilled = with_bucket.flask("drill")
    assert drilled.exit_code == 1 and Path(name).stem in drilled.output
    assert with_bucket.flask("restore", tmp_path / "whole.backup", "--replace").exit_code == 0
    assert bucket.objects[name][0] == whole and newer in bucket.objects


def test_a_bucket_that_fails_leaves_no_half_copy_and_nothing_half_restored(
    with_bucket: Installation, bucket: Bucket, tmp_path: Path
) -> None:
    assert with_bucket.flask("backup", tmp_path / "whole.backup").exit_code == 0
    before = with_bucket.flask("journal", "verify").output
    bucket.mood = "503"
    for command in (
        ("backup", tmp_path / "half.backup"),
        ("restore", tmp_path / "whole.backup", "--replace"),
        ("drill",),
        ("tidy",),
    ):
        result = with_bucket.flask(*command)
        assert result.exit_code == 2, command
        assert result.stderr.startswith(f"The bucket at {bucket.address} answers with error 503.")
        assert result.stderr.count("\n") == 1 and SECRET_KEY not in result.output
    assert not list(tmp_path.glob("half.backup*"))
    assert not list(with_bucket.folder.glob("*before-restore*"))
    assert with_bucket.flask("journal", "verify").output == before


def test_an_object_that_no_row_names_goes_a_day_later_and_others_never(
    with_bucket: Installation, bucket: Bucket
) -> None:
    [named] = bucket.photos
    shelf = Path(named).parent
    forgotten, on_its_way, not_ours = (
        f"{shelf}/{shelf.name}{'0' * 62}.jpg",
        f"{shelf}/{shelf.name}{'1' * 62}.jpg",
        "town/photos/of somebody else.jpg",
    )
    for name in (forgotten, on_its_way, not_ours):
        bucket.objects[name] = (b"bytes", bucket.objects[named][1])
    for name in (named, forgotten, not_ours):
        bucket.age(name, 400)
    assert json.loads(with_bucket.flask("tidy", "--json").output)["removed"]["photos"] == 1
    assert bucket.photos == sorted((named, on_its_way, not_ours))


def test_an_object_that_is_sent_again_while_it_is_tidied_away_stays(
    with_bucket: Installation, bucket: Bucket
) -> None:
    [named] = bucket.photos
    forgotten = f"{Path(named).parent}/{Path(named).parent.name}{'0' * 62}.jpg"
    bucket.objects[forgotten] = (b"bytes", bucket.objects[named][1])
    bucket.age(forgotten, 2)
    bucket.listed = lambda: bucket.age(forgotten, 0)
    assert json.loads(with_bucket.flask("tidy", "--json").output)["removed"]["photos"] == 0
    assert forgotten in bucket.photos
