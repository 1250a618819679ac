"""The secret key is changed while people work: all it had closed opens, and whoever was signed in is not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.accounts import secret_change, totp
from peoplesprocess.act import act_in_installation
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.db.session import writing
from peoplesprocess.models import Account, JournalEntry, SecondFactor, SignInSession
from peoplesprocess.secret_keys import SecretKeySource, UnusableKey
from tests.accounts.conftest import sign_in
from tests.accounts.test_invitations import NEW, invited
from tests.accounts.test_second_factor import CONFIRM, code, set_up
from tests.another_key import ChangeableKey
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]


@pytest.fixture
def guarded(bo: str, browser: People) -> tuple[Browser, str, list[str]]:
    """Bo with a second factor: the browser, what the telephone computes from, and the printed codes."""
    visitor = browser()
    sign_in(visitor, bo)
    return (visitor, *set_up(visitor))


def stored(db: Session) -> SecondFactor:
    factor = db.scalars(select(SecondFactor)).one()
    db.expunge_all()
    db.rollback()
    return factor


def test_everybody_signs_in_again_with_the_same_password_telephone_and_printed_codes(
    guarded: Any, key: ChangeableKey, db: Session, noted: Callable[[str], list[str]]
) -> None:
    bo, secret, printed = guarded
    before = stored(db).sealed_secret
    told = key.change().output
    assert "There is a new key: 1 second factor closed anew, 1 session ended." in told
    assert "1 former key is kept, and 10 printed codes depend on them." in told
    assert bo.get("/account").status == 303, "signed out"
    factor, keys = stored(db), key.place.read()
    assert factor.sealed_secret != before
    assert totp.opened(keys.newest, factor.account_id, factor.sealed_secret) == secret
    assert totp.opened(keys.first, factor.account_id, factor.sealed_secret) == ""
    assert sign_in(bo, "bo").status == 303
    assert bo.post(CONFIRM, bo.filled(CONFIRM, code=code(secret, 1))).status == 303
    assert bo.post(CONFIRM, bo.filled(CONFIRM, code=printed[0])).status == 303
    assert "9 printed codes are left." in bo.get("/account").text
    assert noted("secret.change") == [f"key {keys.mark}"]


def test_a_former_key_proves_nothing_any_more_but_what_it_closed(
    guarded: Any, key: ChangeableKey, browser: People
) -> None:
    stranger = browser()
    form = stranger.get("/sign-in").values
    key.change()
    again = stranger.post("/sign-in", {**form, "username": "bo", "password": "wrong and long"})
    assert again.status == 422, "a token of the former key is none"
    assert again.values["username"] == ["bo"], "and nothing typed is lost"


def test_the_key_is_changed_twice_and_codes_of_the_first_one_still_count(
    guarded: Any, key: ChangeableKey
) -> None:
    bo, secret, printed = guarded
    key.change()
    told = key.change().output
    assert "1 second factor closed anew, 0 sessions ended." in told
    assert len(key.place.read().former) == 2
    sign_in(bo, "bo")
    assert bo.post(CONFIRM, bo.filled(CONFIRM, code=printed[3])).status == 303
    assert bo.post(CONFIRM, bo.filled(CONFIRM, code=code(secret, 1))).status == 303


def test_a_page_that_the_browser_keeps_is_another_one_with_another_key(
    guarded: Any, key: ChangeableKey, db: Session
) -> None:
    bo, _, _ = guarded
    tag = bo.get("/").headers.get("ETag")
    key.change()
    sign_in(bo, "bo")
    assert bo.get("/", headers={"If-None-Match": str(tag)}).status == 200


def test_an_open_invitation_stays_as_it_is(make: Make, browser: People, key: ChangeableKey) -> None:
    programme = make.programme()
    place = SimpleNamespace(**vars(make.settlement(programme)), programme=programme)
    link = invited(make, place)
    key.change()
    assert browser().send(link, **NEW).status == 200


class Killed(BaseException):
    """The machine stops here."""


@pytest.mark.parametrize("at", ["former", "newest", "rows", "commit"])
def test_a_change_that_is_killed_leaves_all_open_and_is_finished_by_the_next(
    guarded: Any, key: ChangeableKey, db: Session, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    bo, secret, printed = guarded
    with monkeypatch.context() as killing:
        kill(killing, at)
        with pytest.raises(Killed):
            key.flask("secret", "change")
    keys = key.place.read()
    factor = stored(db)
    assert totp.opened_with_any(keys.every, factor.account_id, factor.sealed_secret) == secret
    assert bo.get("/account").status == 200, "nobody was signed out yet"
    assert bo.post(CONFIRM, bo.filled(CONFIRM, code=code(secret, 1))).status == 303
    assert bo.post(CONFIRM, bo.filled(CONFIRM, code=printed[0])).status == 303
    is_begun = at in ("rows", "commit")
    checked = key.flask("secret", "check")
    assert checked.exit_code == is_begun
    assert ("A change was begun and is not finished" in checked.output) is is_begun
    told = key.change().output
    assert ("The change that was begun is finished" in told) is is_begun
    assert len(key.place.read().every) == 2, "one key more, however often it was tried"
    assert key.flask("secret", "check").exit_code == 0
    sign_in(bo, "bo")
    assert bo.post(CONFIRM, bo.filled(CONFIRM, code=printed[1])).status == 303


def kill(monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """Let the machine stop before the file of the former keys, before the newest, or in the transaction."""

    def stop(*args: object, **options: object) -> None:
        raise Killed

    if at in ("former", "newest"):
        replace, name = Path.replace, "former.key" if at == "former" else "secret.key"

        def replaced(part: Path, target: Path) -> Path:
            if target.name == name:
                raise Killed
            return replace(part, target)

        monkeypatch.setattr(Path, "replace", replaced)
    elif at == "rows":
        monkeypatch.setattr(totp, "sealed", stop)
    else:
        monkeypatch.setattr(Session, "commit", stop)


def test_what_another_machine_closed_with_the_former_key_is_told_and_closed_anew(
    guarded: Any, key: ChangeableKey, make: Make, engine: Engine
) -> None:
    _, secret, _ = guarded
    key.change()
    keys = key.place.read()
    with make.act(at=datetime.now(UTC)) as act:
        factor = act.db.scalars(select(SecondFactor)).one()
        factor.sealed_secret = totp.sealed(keys.first, factor.account_id, secret)
        act.note("test", "account")
    checked = json.loads(key.flask("secret", "check", "--json").output)
    assert (checked["ok"], checked["sealed_before"], checked["lost"]) == (False, 1, 0)
    done = json.loads(key.flask("secret", "change", "--json").output)
    assert (done["ok"], done["new_key"], done["sealed"]) == (True, False, 1)


def test_a_key_that_is_gone_is_told_and_not_hidden(guarded: Any, key: ChangeableKey) -> None:
    assert key.place.file is not None
    key.place.file.write_bytes(b"another one, as after a disk was lost")
    checked = key.flask("secret", "check")
    assert checked.exit_code == 1
    assert "1 second factor cannot be opened with any key that is here" in checked.output


def test_a_key_in_the_environment_is_changed_there_and_the_command_closes_anew(
    guarded: Any, key: ChangeableKey, db: Session, tmp_path: Path
) -> None:
    bo, secret, printed = guarded
    old = key.app.config["SECRET"]
    key.app.extensions["key_source"] = SecretKeySource(tmp_path / "none", given=(old,))
    refused = key.flask("secret", "change")
    assert refused.exit_code == 2
    assert re.search(r"SECRET=[\w-]{43}\n  SECRET_FORMER=", refused.output)
    assert "Nothing was changed." in refused.output
    given = (b"the new one", old)
    key.app.extensions["key_source"] = SecretKeySource(tmp_path / "none", given=given)
    key.app.config["SECRET"] = given[0]
    assert bo.get("/account").status == 200
    assert bo.post(CONFIRM, bo.filled(CONFIRM, code=printed[0])).status == 303
    done = key.flask("secret", "change")
    assert done.exit_code == 0, done.output
    assert "The change that was begun is finished: 1 second factor closed anew" in done.output
    assert db.scalars(select(SignInSession)).all() == []
    db.rollback()
    factor = stored(db)
    assert totp.opened(b"the new one", factor.account_id, factor.sealed_secret) == secret
    assert key.flask("secret", "change").exit_code == 2, "there is nothing to finish"


def test_no_account_changes_the_key(bo: str, db: Session, key: ChangeableKey) -> None:
    account = db.scalars(select(Account.id)).one()
    act = act_in_installation(db, account, datetime.now(UTC))
    with pytest.raises(Forbidden):
        secret_change.seal_anew(act, key.place.read())


def test_a_file_of_former_keys_that_cannot_be_read_changes_nothing(key: ChangeableKey) -> None:
    before = key.place.read()
    key.place.former_file.parent.mkdir()
    key.place.former_file.write_text("no key\n")
    key.place.former_file.chmod(0o600)
    refused = key.flask("secret", "change")
    assert refused.exit_code == 2 and "each of its lines is a former key" in refused.output
    with pytest.raises(UnusableKey):
        key.place.read()
    assert key.place.file is not None and key.place.file.read_bytes() == before.newest


def test_two_commands_at_the_same_moment_lose_no_key(
    guarded: Any, key: ChangeableKey, engine: Engine, db: Session
) -> None:
    from threading import Thread

    results: list[Any] = []
    runs = [Thread(target=lambda: results.append(key.flask("secret", "change"))) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [done.exit_code for done in results] == [0, 0]
    with writing(engine) as looking:
        assert secret_change.sealed_value_counts(looking, key.place.read()).is_finished
    assert len(key.place.read().every) == 3
    assert len(db.scalars(select(JournalEntry).where(JournalEntry.act == "secret.change")).all()) == 2


def test_a_check_beside_a_change_waits_for_it_and_calls_it_finished(
    guarded: Any, key: ChangeableKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event, Thread, Timer

    has_new_key, goes_on = Event(), Event()
    seal = totp.sealed

    def sealed(*arguments: Any) -> str:
        has_new_key.set()
        assert goes_on.wait(10)
        return seal(*arguments)

    monkeypatch.setattr(totp, "sealed", sealed)
    change = Thread(target=key.change)
    change.start()
    assert has_new_key.wait(10)
    Timer(0.2, goes_on.set).start()
    checked = key.flask("secret", "check")
    change.join()
    assert checked.exit_code == 0, checked.output
    assert "not finished" not in checked.output


def test_a_change_tells_what_it_left_though_the_next_one_has_begun(
    guarded: Any, key: ChangeableKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = Session.commit

    def commit_beside_another(db: Session) -> None:
        commit(db)
        monkeypatch.setattr(Session, "commit", commit)
        key.place.add()

    monkeypatch.setattr(Session, "commit", commit_beside_another)
    assert "not finished" not in key.change().output
