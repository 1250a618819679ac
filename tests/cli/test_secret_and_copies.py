"""Copies from before and after a change of the secret key: each comes back with the keys that open it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from peoplesprocess.accounts import totp
from peoplesprocess.db import journal
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.db.session import reading
from peoplesprocess.models import Account, SecondFactor
from peoplesprocess.models.accounts import FailureStreak, ThrottledCodeVote
from peoplesprocess.secret_keys import SecretKeySource
from tests.cli.conftest import Installation
from tests.factories import Make

Places = Callable[..., Installation]
PLAIN = "JBSWY3DPEHPK3PXP"


def keys_of(machine: Installation) -> SecretKeySource:
    """Where this machine has its keys; its commands look there from now on."""
    place = SecretKeySource(machine.folder / "keys" / "former.key", machine.folder / "secret.key")
    machine.app.extensions["key_source"] = place
    return place


def with_factor(machine: Installation) -> Installation:
    """Somebody there has a second factor, which the key of this machine has closed."""
    with Make(machine.engine).act(at=datetime.now(UTC)) as act:
        account = act.db.scalars(select(Account.id).order_by(Account.username)).first()
        assert account is not None
        sealed = totp.sealed(keys_of(machine).read().newest, account, PLAIN)
        act.db.add(SecondFactor(account_id=account, sealed_secret=sealed, confirmed_at=act.now, last_step=0))
        act.note_in(journal.INSTALLATION, "second_factor.add", "account")
    return machine


def check(machine: Installation) -> dict[str, object]:
    keys_of(machine)
    told: dict[str, object] = json.loads(machine.flask("secret", "check", "--json").output)
    return {name: told[name] for name in ("ok", "keys", "sealed_anew", "lost")}


def done(machine: Installation, *command: object) -> None:
    keys_of(machine)
    result = machine.flask(*command)
    assert result.exit_code == 0, result.output


def test_a_copy_from_after_the_change_brings_the_former_keys_too(place: Places, tmp_path: Path) -> None:
    here, there, file = with_factor(place()), place(empty=True), tmp_path / "after.backup"
    first = keys_of(here).read().newest
    done(here, "secret", "change")
    done(here, "backup", file)
    done(here, "drill", file)
    done(there, "restore", file)
    assert keys_of(there).read() == keys_of(here).read()
    assert keys_of(there).read().first == first
    assert check(there) == {"ok": True, "keys": 2, "sealed_anew": 1, "lost": 0}
    assert keys_of(there).former_file.stat().st_mode & 0o077 == 0
    done(there, "journal", "verify")


def test_a_copy_from_before_the_change_opens_where_the_key_is_another_one_now(
    place: Places, tmp_path: Path
) -> None:
    here, file = with_factor(place()), tmp_path / "before.backup"
    before = keys_of(here).read()
    done(here, "backup", file)
    done(here, "secret", "change")
    changed = keys_of(here).read()
    done(here, "restore", file, "--replace")
    assert keys_of(here).read() == before
    assert check(here) == {"ok": True, "keys": 1, "sealed_anew": 1, "lost": 0}
    aside = here.folder / "secret.key.before-restore", here.folder / "keys/former.key.before-restore"
    assert aside[0].read_bytes() == changed.newest and before.newest.hex() in aside[1].read_text()
    done(here, "secret", "change")
    again = tmp_path / "again.backup"
    done(here, "backup", again)
    done(here, "drill", again)


def test_what_a_killed_command_left_beside_the_keys_is_in_no_copy(place: Places, tmp_path: Path) -> None:
    here, there, file = with_factor(place()), place(empty=True), tmp_path / "all.backup"
    done(here, "secret", "change")
    (here.folder / "keys/former.key.0123abcd.part").write_text("half of it")
    done(here, "backup", file)
    done(there, "restore", file)
    assert [path.name for path in (there.folder / "keys").iterdir()] == ["former.key"]


def test_a_key_on_a_disk_that_cannot_be_written_stays_as_it_is(place: Places, monkeypatch: object) -> None:
    here = with_factor(place())
    before = keys_of(here).read()
    (here.folder / "keys").write_text("no folder")
    refused = here.flask("secret", "change")
    assert refused.exit_code == 2 and "Nothing was changed." in refused.output
    (here.folder / "keys").unlink()
    assert keys_of(here).read() == before
    assert check(here)["ok"]


def test_what_was_tried_and_sent_lately_is_in_no_copy(place: Places, tmp_path: Path) -> None:
    here, there, file = place(), place(empty=True), tmp_path / "all.backup"
    with Make(here.engine).act(at=datetime.now(UTC)) as act:
        act.db.add(FailureStreak(key="k", owner="", failures=1, last_at=act.now))
        act.db.add(ThrottledCodeVote(id=uuid7(), key="k", at=act.now))
        act.note("test", "account")
    done(here, "backup", file)
    done(here, "drill", file)
    done(there, "restore", file)
    with reading(there.engine) as db:
        assert db.scalars(select(FailureStreak.key)).all() == []
        assert db.scalars(select(ThrottledCodeVote.key)).all() == []
