"""A PostgreSQL server of a test run's own: from the programs this machine has, and gone when the run ends."""

import atexit
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

# The server lives as long as our end of a pipe, which the system closes however this process ends.
# Its data is thrown away, so it is stopped at once and never waits for a disk.
WATCHMAN = """
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c full_page_writes=off \
    -c max_wal_size=128MB -c max_connections=50 >"$2/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -QUIT "$server"
wait "$server"
rm -rf "$2"
"""
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
PATIENCE = 30.0
MEMORY, ROOM = Path("/dev/shm"), 1_000_000_000
"""Where data of no consequence lie if so many bytes are free: a copied database is a thousand files."""


def find_binaries() -> Path | None:
    """The folder that holds a server's programs, the newest if there are several."""
    places = [Path(found).parent for found in (shutil.which("initdb"),) if found]
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        places.append(Path(told.stdout.strip()))
    installed = (place for pattern in PLACES for place in Path("/").glob(pattern.lstrip("/")))
    places += sorted(installed, key=_version, reverse=True)
    return next((p for p in places if (p / "initdb").exists() and (p / "postgres").exists()), None)


def _version(place: Path) -> int:
    return int("".join(filter(str.isdigit, place.parent.name.partition(".")[0])) or 0)


class PrivatePostgres:
    """Listens on a socket in a folder of its own: no port to fight over, no password, unseen from outside.

    Every process of a parallel run may start one.
    """

    def __init__(self, binaries: Path | None = None) -> None:
        binaries = binaries or find_binaries()
        if binaries is None:
            raise RuntimeError("PostgreSQL's programs (initdb, postgres) are not installed")
        # A socket's path must fit in 103 bytes and be reached by another user: some TMPDIRs allow neither.
        in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
        self.folder = Path(tempfile.mkdtemp(prefix="peoplesprocess-", dir=MEMORY if in_memory else "/tmp"))
        as_owner: dict[str, Any] = {"cwd": self.folder}
        if os.getuid() == 0:
            as_owner |= self._give_away()
        self._make_cluster(binaries, as_owner)
        self._watchman = subprocess.Popen(
            ["sh", "-c", WATCHMAN, "sh", binaries, self.folder],
            stdin=subprocess.PIPE,
            start_new_session=True,  # an interrupt from the keyboard is ours to handle
            **as_owner,
        )
        atexit.register(self.stop)
        self._wait()

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, database: str, template: str | None = None) -> None:
        self.drop(database)
        source = sql.Identifier(template or "template1")
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), source))

    def drop(self, database: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def stop(self) -> None:
        atexit.unregister(self.stop)
        self._watchman.communicate()

    def _give_away(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root."""
        known = {user.pw_name: user for user in pwd.getpwall()}
        owner = known.get("postgres") or known["nobody"]
        os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def _make_cluster(self, binaries: Path, as_owner: dict[str, Any]) -> None:
        letters = "UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        options = (
            f"--username=postgres --auth=trust --no-sync --encoding=UTF8 --locale=C --lc-ctype={letters}"
        )
        made = subprocess.run(
            [binaries / "initdb", "--pgdata", self.folder / "data", *options.split()],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **as_owner,
        )
        if made.returncode:
            shutil.rmtree(self.folder)
            raise RuntimeError(f"initdb failed:\n{made.stdout}")

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self._connect().close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    log = (self.folder / "log").read_text()
                    self.stop()
                    raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
                time.sleep(0.02)

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True)

    def _run(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)
