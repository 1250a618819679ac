"""The drill: restoring a backup into a temporary place and comparing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from peoplesprocess.db import journal
from peoplesprocess.db.engine import make_engine
from peoplesprocess.db.migrate import upgrade
from peoplesprocess.db.session import reading
from peoplesprocess.operations.backup import back_up_to, snapshot
from peoplesprocess.operations.backup_format import BackupTotals
from peoplesprocess.operations.database_restore import build_sqlite
from peoplesprocess.operations.journal_fault_sentences import misfits
from peoplesprocess.operations.portable_rows import fingerprint
from peoplesprocess.operations.restore import FilesToRestore, open_backup, prove
from peoplesprocess.photos.folder import PhotoFolder
from peoplesprocess.photos.store import PhotoStore

TEMPORARY = "drill-"
"""The prefix of the temporary folders for drills."""


@dataclass(frozen=True, slots=True)
class DrillResult:
    """The totals of the restored backup, and the differences to what was backed up, one line for each."""

    end: BackupTotals
    differences: Sequence[str]


def drill(
    engine: Engine,
    instance: Path,
    photos: PhotoStore,
    path: Path | None,
    passphrase: bytes | None,
    now: datetime,
) -> DrillResult:
    """Restore the backup in `path`, or one made now, in a temporary place and compare. Errors: BadBackup."""
    with TemporaryDirectory(prefix=TEMPORARY, dir=instance) as folder:
        scratch = Path(folder)
        if path is None:
            path = scratch / "made.backup"
            back_up_to(engine, instance, photos, path, passphrase, now)
        prove(path, passphrase)
        files = FilesToRestore(scratch, PhotoFolder(scratch))
        database = scratch / "restored.db"
        with open_backup(path, passphrase) as found:
            # Compared at the backup's revision: later migrations may change rows.
            end = build_sqlite(database, found, files.keep, migrates=False)
        files.put_keys(keep_old=False)
        restored = make_engine(f"sqlite:///{database}")
        try:
            return DrillResult(
                end, [*_differences(restored, end), *_photos(scratch, end), *_journal(restored)]
            )
        finally:
            restored.dispose()


def _differences(restored: Engine, end: BackupTotals) -> list[str]:
    with snapshot(restored) as moment:
        tables: dict[str, list[object]] = {}
        for shape in moment.shapes:
            found = fingerprint(moment.connection, shape)
            tables[shape.name] = [found.rows, found.digest]
        return [*_compared("table", end.tables, tables), *_compared("journal", end.heads, moment.heads)]


def _compared(what: str, copied: Mapping[str, object], restored: Mapping[str, object]) -> list[str]:
    return [
        f"{what} {name}: {copied.get(name)} was copied, {restored.get(name)} came back"
        for name in sorted({*copied, *restored})
        if copied.get(name) != restored.get(name)
    ]


def _photos(scratch: Path, end: BackupTotals) -> list[str]:
    missing = [f"photo {digest}: it was missing when the copy was made" for digest in end.missing]
    found = sum(1 for _ in (scratch / "photos").glob("*/*.jpg"))
    return (
        missing if found == end.photos else [*missing, f"photos: {end.photos} were copied, {found} came back"]
    )


def _journal(restored: Engine) -> list[str]:
    upgrade(restored)
    with reading(restored) as db:
        return [f"journal: {line}" for line in misfits(journal.verify(db))]
