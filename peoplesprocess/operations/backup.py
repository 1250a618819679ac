"""Making a backup: database, photos and keys in one file, of the same moment, without stopping the server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from peoplesprocess.config import KEY_FILE
from peoplesprocess.db.journal import INSTALLATION
from peoplesprocess.db.migrate import stored_revision
from peoplesprocess.db.session import snapshot_connection
from peoplesprocess.operations.backup_format import KEY, BackupHeader, BackupTotals, BackupWriter
from peoplesprocess.operations.backup_streams import BackupTarget, BadBackup, output_to
from peoplesprocess.operations.portable_rows import TableShape, lines, table_shapes
from peoplesprocess.photos.store import PhotoStore

PHOTO_TABLES = ("photo", "paper_photo", "attachment", "sketch_map")
"""The tables whose rows refer to photos by digest."""
JOURNAL_HEADS = ("journal_head", "chain")
"""The table of journal heads, by its present and its former name."""
COPIED_EMPTY = ("sign_in", "voting_session", "streak", "attempt")
"""Tables that are backed up empty: a session that was ended later would be valid again after a restore.

Counts of recent tries, and of codes sent, must not outlive their purpose in backups.
"""
KEY_FOLDER = "keys"

_ID, _SEQUENCE, _DIGEST = (
    sa.column("id", sa.Uuid()),
    sa.column("sequence", sa.BigInteger()),
    sa.column("digest", sa.String()),
)
_CHAIN, _AT = sa.column("chain_id", sa.Uuid()), sa.column("at", sa.String())
_IS_INSTALLATION = _CHAIN == INSTALLATION
_EARLY_ACT = (
    sa.select(_DIGEST)
    .select_from(sa.table("journal_entry"))
    .where((_SEQUENCE == 1) | (_IS_INSTALLATION & (_SEQUENCE == 2)))
    .order_by(sa.case((_IS_INSTALLATION, 0), else_=1), _SEQUENCE.desc(), _AT, _CHAIN)
    .limit(1)
)
"""The installation's second act, which is bound to the first and names an account; or the oldest act."""


@dataclass(frozen=True, slots=True)
class DatabaseSnapshot:
    """A database at one moment, with what a backup says about it."""

    connection: Connection
    shapes: list[TableShape]
    revision: str

    @property
    def installation(self) -> str:
        """The digest of an early act, which identifies the installation; empty without acts."""
        return str(self.connection.execute(_EARLY_ACT).scalar() or "")

    @property
    def heads(self) -> dict[str, list[object]]:
        """The last number and digest of each journal chain."""
        names = {shape.name for shape in self.shapes}
        table = next(name for name in JOURNAL_HEADS if name in names)
        found = self.connection.execute(
            sa.select(_ID, _SEQUENCE, _DIGEST).select_from(sa.table(table)).order_by(_ID)
        )
        return {str(chain): [sequence, digest] for chain, sequence, digest in found}

    @property
    def photos(self) -> Iterator[str]:
        """The digests of all photos that rows refer to, sorted and without duplicates."""
        tables = [name for name in PHOTO_TABLES if name in {shape.name for shape in self.shapes}]
        if not tables:
            return
        named = sa.union(*(sa.select(_DIGEST).select_from(sa.table(table)) for table in tables)).subquery()
        statement = sa.select(named.c.digest).order_by(named.c.digest)
        yield from self.connection.execute(statement.execution_options(yield_per=1000)).scalars()


def back_up(
    engine: Engine, instance: Path, photos: PhotoStore, output: BackupTarget, now: datetime
) -> BackupTotals:
    """Write a backup of the installation to `output`. Errors: BadBackup if there is nothing to back up."""
    with snapshot(engine) as moment:
        beginning = BackupHeader(
            revision=moment.revision,
            installation=moment.installation,
            made_at=now.isoformat(timespec="seconds"),
            tables={shape.name: [list(column) for column in shape.columns] for shape in moment.shapes},
        )
        writer = BackupWriter(output, beginning)
        for shape in moment.shapes:
            writer.add_table(
                shape.name, () if shape.name in COPIED_EMPTY else lines(moment.connection, shape)
            )
        heads, digests = moment.heads, list(moment.photos)
    # A photo is stored before its row is committed, and never changes: all photos of the rows read are there,
    # so that the transaction need not stay open.
    for name, path in key_files(instance):
        writer.add_key(name, path.read_bytes())
    missing = []
    for digest in digests:
        if (data := photos.read(digest)) is not None:
            writer.add_photo(digest, data)
        else:
            missing.append(digest)
    return writer.finish(heads, missing)


@contextmanager
def snapshot(engine: Engine) -> Iterator[DatabaseSnapshot]:
    """Open the database at one moment, without blocking anybody or seeing later commits."""
    with snapshot_connection(engine) as connection:
        revision = stored_revision(connection)
        if revision is None:
            raise BadBackup("There are no tables here yet, so there is nothing to back up.")
        yield DatabaseSnapshot(connection, table_shapes(connection), revision)


@contextmanager
def new_file(path: Path, *, overwrite: bool = False) -> Iterator[BinaryIO]:
    """Open a file that appears under its name once it is complete and on the disk, or not at all.

    Errors: BadBackup if a file of that name exists, unless `overwrite` is set.
    """
    _refuse_taken(path, overwrite)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    mine = os.fstat(descriptor)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # Another process may have made the file meanwhile, or have begun to.
        _refuse_taken(path, overwrite)
        if not _is_still(part, mine):
            raise BadBackup(f"Another command writes {path} as well, and this one has left it to that one.")
        part.replace(path)
        sync_folder(path.parent)
    finally:
        if _is_still(part, mine):
            part.unlink()


def _is_still(path: Path, file: os.stat_result) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(path.stat(), file)
    return False


def back_up_to(
    engine: Engine,
    instance: Path,
    photos: PhotoStore,
    path: Path,
    passphrase: bytes | None,
    now: datetime,
    *,
    overwrite: bool = False,
) -> BackupTotals:
    """Write a backup of the installation to a file. Errors: BadBackup, OSError, PhotosUnreachable."""
    with new_file(path, overwrite=overwrite) as file:
        return back_up(engine, instance, photos, output_to(file, passphrase), now)


def _refuse_taken(path: Path, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise BadBackup(
            f"{path} is there already, and may be the only copy of its day."
            " Name another file, or add --overwrite to replace it."
        )


def key_files(instance: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of the installation's keys, each with its name below the instance folder."""
    found = [instance / KEY_FILE, *sorted((instance / KEY_FOLDER).rglob("*"))]
    named = ((str(path.relative_to(instance)), path) for path in found if path.is_file())
    # Files that a restore set aside, or that a killed command left, are not present keys.
    yield from ((name, path) for name, path in named if KEY.fullmatch(f"keys/{name}"))


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
