"""Former secret keys are dropped once nothing hangs on them, and what a thief could make ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts import former_keys
from peoplesprocess.db.session import writing
from peoplesprocess.models import RecoveryCode
from peoplesprocess.secret_keys import SecretKeySource
from tests.accounts.conftest import sign_in
from tests.accounts.test_invitations import invited
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


@pytest.fixture
def a_day_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is on its way for a day has come."""
    monkeypatch.setattr(former_keys, "IN_TRANSIT", timedelta(0))


def drop(key: ChangeableKey, *more: str) -> dict[str, Any]:
    result = key.flask("secret", "drop", "--json", *more)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def left(db: Session) -> int:
    found = db.scalar(select(func.count()).select_from(RecoveryCode).where(RecoveryCode.used_at.is_(None)))
    db.rollback()
    return found or 0


def test_a_key_goes_once_its_printed_codes_were_made_anew(
    guarded: Any, key: ChangeableKey, a_day_later: None, make: Make
) -> None:
    bo, secret, _ = guarded
    first = key.place.read().newest
    key.change()
    told = drop(key)
    assert (told["dropped"], told["kept"], told["printed_codes"]) == (0, 1, 10)
    assert "10 printed codes that nobody has used or made anew" in key.flask("secret", "drop").output
    with writing(make.engine) as session:  # made anew after the second in which the key was changed
        late = datetime.now(UTC) + timedelta(seconds=5)
        session.connection().execute(update(RecoveryCode.__table__).values(made_at=late))  # type: ignore[arg-type]
        session.connection().commit()
    assert "1 former key dropped, 0 kept." in key.flask("secret", "drop").output
    assert key.place.read().every == (key.place.read().newest,) and key.place.read().newest != first
    assert not key.place.former_file.exists()
    assert json.loads(key.flask("secret", "check", "--json").output)["ok"]
    sign_in(bo, "bo")
    assert bo.post(CONFIRM, bo.filled(CONFIRM, code=code(secret, 1))).status == 303


def test_a_key_stays_for_a_day_and_while_an_invitation_hangs_on_it(
    make: Make, browser: People, key: ChangeableKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = make.programme()
    place = SimpleNamespace(**vars(make.settlement(programme)), programme=programme)
    link = invited(make, place)
    key.change()
    assert drop(key)["kept"] == 1
    monkeypatch.setattr(former_keys, "IN_TRANSIT", timedelta(0))
    assert (drop(key)["kept"], drop(key)["invitations"]) == (1, 1)
    told = drop(key, "--stolen")
    assert (told["ended_invitations"], told["dropped"]) == (1, 1)
    assert "This invitation was withdrawn." in browser().get(link).text


def test_of_keys_in_the_environment_it_is_said_which_can_be_taken_out(
    make: Make, key: ChangeableKey, tmp_path: Path, a_day_later: None
) -> None:
    given = (b"the newest", b"the one before", b"the first")
    for count in (2, 3):
        key.app.extensions["key_source"] = SecretKeySource(tmp_path / "none", given=given[-count:])
        assert key.flask("secret", "change").exit_code == 0
    told = key.flask("secret", "drop").output
    assert "Take these words out of SECRET_FORMER on every machine, counted from its first: 1, 2." in told


def test_after_a_theft_printed_codes_and_open_invitations_end_and_factors_are_named(
    guarded: Any, key: ChangeableKey, db: Session
) -> None:
    """Whoever has the key and the database makes printed codes, and links of slips, by computing them."""
    bo, secret, printed = guarded
    key.change()
    told = key.flask("secret", "drop", "--stolen").output
    assert "10 printed codes, 0 open invitations and 0 links to a new password ended." in told
    assert re.search(r"set it up again:\n  bo\n", told)
    assert "1 former key dropped, 0 kept." in told
    assert left(db) == 0
    sign_in(bo, "bo")
    assert bo.post(CONFIRM, bo.filled(CONFIRM, code=printed[0])).status == 422
    assert bo.post(CONFIRM, bo.filled(CONFIRM, code=code(secret, 1))).status == 303
    assert drop(key, "--stolen")["ended_codes"] == 0, "done twice it ends nothing more"


def test_nothing_is_dropped_before_a_change_is_finished(guarded: Any, key: ChangeableKey) -> None:
    key.place.add()
    result = key.flask("secret", "drop")
    assert result.exit_code == 1 and "Nothing was dropped." in result.output
    assert len(key.place.read().every) == 2


def test_a_key_that_was_never_changed_is_the_stolen_one_and_nothing_is_called_done(
    guarded: Any, key: ChangeableKey, db: Session
) -> None:
    result = key.flask("secret", "drop", "--stolen")
    assert result.exit_code == 1
    assert "the stolen one is still in use" in result.output
    assert "Run flask --app wsgi secret change first" in result.output
    assert left(db) == 10, "codes of a key that the thief still has are not all that must end"
    key.change()
    assert drop(key, "--stolen")["ended_codes"] == 10


def test_whose_second_factor_a_thief_can_compute_is_named_until_it_is_another_one(
    guarded: Any, key: ChangeableKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As people do after a theft: whoever loses the list of the first time reads it again."""
    bo, secret, _ = guarded
    key.change()
    assert drop(key, "--stolen")["set_up_before"] == ["bo"]
    assert drop(key)["kept"] == 0
    told = drop(key, "--stolen")
    assert (told["kept"], told["set_up_before"]) == (0, ["bo"]), "the key is gone, and the thief still has it"
    assert "The key was last changed at" in key.flask("secret", "drop", "--stolen").output
    sign_in(bo, "bo")
    assert bo.post(CONFIRM, bo.filled(CONFIRM, code=code(secret, 1))).status == 303
    assert "Not set up." in bo.send("/account/second-factor/off").text
    monkeypatch.setattr(former_keys, "_WHOLE_SECOND", timedelta(seconds=-60))
    _, printed = set_up(bo)
    told = drop(key, "--stolen")
    assert (told["ended_codes"], told["set_up_before"]) == (0, [])
    assert len(printed) == 10


def test_a_change_between_the_decision_and_the_dropping_loses_no_key(
    make: Make, key: ChangeableKey, a_day_later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    key.change()
    second = key.place.read().newest
    commit = Session.commit

    def commit_before_a_change(db: Session) -> None:
        commit(db)
        monkeypatch.setattr(Session, "commit", commit)
        db.close()
        key.change()

    monkeypatch.setattr(Session, "commit", commit_before_a_change)
    assert drop(key)["dropped"] == 1
    assert second in key.place.read().former, "what the second key closed meanwhile still opens"
