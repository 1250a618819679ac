"""The journal's commands: what does not fit is named, and a head on paper proves what came before it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from peoplesprocess.core import journal_hash_chain as chain_rules
from peoplesprocess.core.journal_head_word import UnreadableHeadWord, head_word, parse_word
from peoplesprocess.db import printed_journal_heads
from peoplesprocess.models import JournalEntry, JournalHead, Need
from tests.cli.test_commands import run
from tests.db.test_journal import past_the_guard
from tests.factories import Make

DIGEST = hashlib.sha256(b"x").hexdigest()


def head_of(app: Flask, place: Any) -> str:
    heads: dict[str, str] = json.loads(run(app, "journal", "head", "--json")[1])["heads"]
    return heads[place.code]


def test_a_row_changed_past_the_acts_is_named(app: Flask, engine: Engine, make: Make) -> None:
    place = make.settlement()
    make.need(place)
    code, output = run(app, "journal", "verify", "--json")
    told = json.loads(output)
    assert (code, told["ok"], told["first_bad"], told["bad_rows"]) == (0, True, None, [])
    assert told["rows"] > 5
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(update(Need).values(households=4000))
        need = connection.execute(select(Need.id)).scalar_one()
    code, output = run(app, "journal", "verify", "--json")
    told = json.loads(output)
    assert (code, told["ok"], told["first_bad"]) == (1, False, None)
    named = {"fault": "changed", "table": "need", "key": str(need), "chain": str(place.id), "sequence": 2}
    assert told["bad_rows"] == [named | {"act": "need.record"}]
    code, output = run(app, "journal", "verify")
    assert code == 1
    assert output == f"need {need} is not as entry 2 (need.record) of chain {place.id} left it.\n"


def test_a_head_on_paper_is_found_while_the_journal_goes_on(app: Flask, engine: Engine, make: Make) -> None:
    place = make.settlement()
    make.need(place)
    word = head_of(app, place)
    assert word.startswith("2-")
    make.need(place, "Another need")
    assert head_of(app, place) != word
    code, output = run(app, "journal", "verify", "--head", word, "--json")
    assert (code, json.loads(output)["heads"]) == (0, {word: True})
    typed = word.upper().replace("-", " ").replace("2", "٢")
    assert run(app, "journal", "verify", "--head", typed) == (
        0,
        run(app, "journal", "verify", "--head", word)[1],
    )


@pytest.mark.parametrize("typed", ["", "412", "412-9f3a", "x-9f3a-01bc-22de-77aa", "412-9f3a-01bc-22de-77ag"])
def test_a_word_that_cannot_be_read_is_said_to_be_so(app: Flask, engine: Engine, typed: str) -> None:
    code, output = run(app, "journal", "verify", "--head", typed)
    assert code == 2
    assert "no record number" in output


def test_records_cut_off_after_a_paper_was_printed_are_noticed(
    app: Flask, engine: Engine, make: Make, db: Session
) -> None:
    """Whoever has the database takes entry, rows and head back alike: inside, everything fits."""
    place = make.settlement()
    make.need(place)
    word = head_of(app, place)
    chain = place.id.hex if engine.dialect.name == "sqlite" else place.id
    for table in ("need_group", "need_text", "need"):
        past_the_guard(db, f"DELETE FROM {table}")
    for table in ("journal_row", "journal_entry"):
        past_the_guard(db, f"DELETE FROM {table} WHERE sequence = 2 AND chain_id = :chain", chain)
    digest = "(SELECT digest FROM journal_entry WHERE chain_id = journal_head.id AND sequence = 1)"
    past_the_guard(db, f"UPDATE journal_head SET sequence = 1, digest = {digest} WHERE id = :chain", chain)
    assert run(app, "journal", "verify")[0] == 0
    code, output = run(app, "journal", "verify", "--head", word)
    assert code == 1
    assert f"{word}: not found." in output


def test_a_chain_written_anew_with_other_sums_fits_but_no_longer_holds_its_head(
    app: Flask, engine: Engine, make: Make, db: Session
) -> None:
    place = make.settlement()
    make.need(place, households=40)
    word = head_of(app, place)
    entry = db.scalars(select(JournalEntry).where(JournalEntry.act == "need.record")).one()
    detail = dict(entry.detail) | {"households": 400}
    said = (entry.at, entry.actor, entry.act, entry.subject, detail, entry.previous)
    digest = chain_rules.digest(str(place.id), 2, *said)
    db.rollback()
    chain = place.id.hex if engine.dialect.name == "sqlite" else place.id
    written = json.dumps(detail)
    change = f"UPDATE journal_entry SET detail = '{written}', digest = '{digest}'"
    past_the_guard(db, f"{change} WHERE sequence = 2 AND chain_id = :chain", chain)
    past_the_guard(db, f"UPDATE journal_head SET digest = '{digest}' WHERE id = :chain", chain)
    assert run(app, "journal", "verify")[0] == 0
    assert run(app, "journal", "verify", "--head", word)[0] == 1


def test_one_word_for_all_chains_is_found_later(app: Flask, engine: Engine, make: Make, db: Session) -> None:
    one, other = make.settlement(), make.settlement()
    facilitator = make.facilitator(one)
    later = datetime.now(UTC) + timedelta(minutes=2)
    word = str(printed_journal_heads.head_of_all(db, later))
    db.rollback()
    assert word.startswith((later - timedelta(minutes=1)).strftime("%Y%m%d%H%M-"))
    with make.act(facilitator, one, at=later + timedelta(hours=1)) as act:
        act.note("test.note", "later")
    assert run(app, "journal", "verify", "--head", word)[0] == 0
    # Dated back by a clock that was set wrong, but written behind a later one.
    with make.act(facilitator, one, at=later - timedelta(days=1)) as act:
        act.note("test.note", "earlier")
    assert run(app, "journal", "verify", "--head", word)[0] == 0
    chain = other.id.hex if engine.dialect.name == "sqlite" else other.id
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(update(JournalHead).where(JournalHead.id == other.id).values(sequence=0))
    past_the_guard(db, "DELETE FROM journal_row WHERE chain_id = :chain", chain)
    past_the_guard(db, "DELETE FROM journal_entry WHERE chain_id = :chain", chain)
    assert not printed_journal_heads.holds(db, parse_word(word))


def test_no_month_has_a_thirty_second_day(db: Session) -> None:
    assert not printed_journal_heads.holds(db, head_word(202602320000, DIGEST))


def test_heads_are_named_by_their_places(app: Flask, engine: Engine, make: Make) -> None:
    programme = make.programme()
    place = make.settlement(programme)
    make.account("facilitator", place)
    told = json.loads(run(app, "journal", "head", "--json")[1])
    assert set(told["heads"]) == {place.code, f"programme {programme.code}", "installation"}
    output = run(app, "journal", "head")[1]
    assert f"{told['heads'][place.code]:32} {place.code}\n" in output
    assert output.endswith("all chains together\n")


@pytest.mark.parametrize(
    "typed",
    [
        "412-2d71-1642-b726-b044",
        "412 2D71 1642 B726 B044",
        "412·2d711642b726b044",
        "\u2068٤١٢-2d71-1642-b726-b044\u2069",
        "412 – 2d71 – 1642 – b726 – b044.",
    ],
)
def test_a_word_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_word(typed) == (412, "2d711642b726b044")
    assert str(head_word(412, DIGEST)) == "412-2d71-1642-b726-b044"


def test_a_digest_alone_is_no_word() -> None:
    with pytest.raises(UnreadableHeadWord):
        parse_word(DIGEST[:16])
