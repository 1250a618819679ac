"""Photos of papers are known to whoever copies, restores, tidies and verifies, also when they were struck."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from peoplesprocess.db.session import reading
from peoplesprocess.models import Attachment, Settlement
from peoplesprocess.photos.chosen_store import open_photos
from tests.browser import Browser
from tests.cli.conftest import Installation
from tests.factories import Make
from tests.works.test_visiting import MULTIPART, jpeg

pytestmark = pytest.mark.one_database

Places = Callable[..., Installation]


def test_papers_come_back_with_a_copy_and_are_never_tidied_away(place: Places, tmp_path: Path) -> None:
    here, there = place(), place(empty=True)
    here.app.extensions["engine"], here.app.config["INSTANCE"] = here.engine, here.folder
    here.app.extensions["photos"] = open_photos("", here.folder)
    with reading(here.engine) as db:
        settlement = db.scalars(select(Settlement)).one()
    sam = Browser(here.app)
    sam.sign_in_as(Make(here.engine).account("technical_officer", settlement))
    papers = f"/s/{settlement.code}/contracts/1/papers"
    for number, side in enumerate((50, 70), start=1):
        url = f"{papers}/attach"
        sent = {**sam.filled(url, paper="contract"), "photo": (jpeg(side), f"{number}.jpg")}
        assert sam.post(url, sent, **MULTIPART).status == 303
    sam.send(f"{papers}/2/strike", reason="Not sharp")
    with reading(here.engine) as db:
        digests = set(db.scalars(select(Attachment.digest)))
    before = {path.stem: path.read_bytes() for path in here.photos}
    assert len(digests) == 2 and digests <= set(before)
    for path in here.photos:
        os.utime(path, (time.time() - 1_000_000,) * 2)
    assert json.loads(here.flask("tidy", "--json").output)["removed"]["photos"] == 0
    file = tmp_path / "all.backup"
    told = json.loads(here.flask("backup", file, "--json").output)
    assert (told["photos"], told["missing_photos"]) == (3, [])
    assert there.flask("restore", file).exit_code == 0
    assert {path.stem: path.read_bytes() for path in there.photos} == before
    for machine in (here, there):
        assert machine.flask("journal", "verify").exit_code == 0
        assert machine.flask("drill").exit_code == 0
