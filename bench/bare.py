"""The limit of recording: the same rows in bare SQLite, by two processes that take turns as workers do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
import uuid
from pathlib import Path

from bench.servers import PROJECT
from peoplesprocess.db.engine import PRAGMAS, WAIT_SECONDS
from peoplesprocess.db.writer_queue import QueuedConnection, WriterQueue

WRITERS = 2
ROWS = {"need": "id", "need_group": "need_id", "journal_entry": "sequence", "form_submission": "form_id"}
"""The tables of a recorded need, each with the column that tells its rows apart."""


def needs_a_second(database: Path, seconds: float) -> float:
    """Return how many needs two processes write into `database` in a second."""
    command = [sys.executable, "-m", "bench.bare", str(database), str(seconds)]
    writers = [
        subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) for _ in range(WRITERS)
    ]
    return sum(float(writer.communicate()[0]) for writer in writers)


def _write(database: Path, seconds: float) -> float:
    """Write the rows of the need that was recorded last again and again, one commit each."""
    connection = sqlite3.connect(
        database, timeout=WAIT_SECONDS, isolation_level=None, factory=QueuedConnection
    )
    connection.queue = WriterQueue(database, WAIT_SECONDS)
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")
    last = _last(connection)
    written, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        connection.take_turn()
        connection.execute("BEGIN IMMEDIATE")
        _again(connection, last)
        connection.commit()
        written += 1
    return written / (time.perf_counter() - begun)


def _last(connection: sqlite3.Connection) -> dict[str, list[sqlite3.Row]]:
    connection.row_factory = sqlite3.Row
    need = connection.execute("SELECT * FROM need ORDER BY id DESC LIMIT 1").fetchone()
    entry = "SELECT * FROM journal_entry WHERE chain_id = ? ORDER BY sequence DESC LIMIT 1"
    return {
        "need": [need],
        "need_group": connection.execute(
            "SELECT * FROM need_group WHERE need_id = ?", (need["id"],)
        ).fetchall(),
        "journal_entry": connection.execute(entry, (need["settlement_id"],)).fetchall(),
        "form_submission": connection.execute(
            "SELECT * FROM form_submission ORDER BY rowid DESC LIMIT 1"
        ).fetchall(),
    }


def _again(connection: sqlite3.Connection, last: dict[str, list[sqlite3.Row]]) -> None:
    place = last["need"][0]["settlement_id"]
    number = connection.execute("SELECT max(number) FROM need WHERE settlement_id = ?", (place,)).fetchone()[
        0
    ]
    sequence = connection.execute("SELECT sequence FROM journal_head WHERE id = ?", (place,)).fetchone()[0]
    need = uuid.uuid4().hex
    fresh = {"id": need, "need_id": need, "sequence": sequence + 1, "form_id": uuid.uuid4().hex}
    for table, rows in last.items():
        for row in rows:
            values = dict(row) | {ROWS[table]: fresh[ROWS[table]]}
            if table == "need":
                values["number"] = number + 1
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {table} VALUES ({marks})", tuple(values.values()))
    connection.execute("UPDATE journal_head SET sequence = ? WHERE id = ?", (sequence + 1, place))
    connection.execute(
        "UPDATE settlement_summary SET needs = needs + 1, sequence = ? WHERE settlement_id = ?",
        (sequence + 1, place),
    )


if __name__ == "__main__":
    print(_write(Path(sys.argv[1]), float(sys.argv[2])))
