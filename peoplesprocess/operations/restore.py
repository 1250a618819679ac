"""Restoring a backup: all of it is verified first, and the old data stay until the new are in place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from peoplesprocess.config import FORMER_KEYS, KEY_FILE
from peoplesprocess.db.schema_status import SCRIPTS, revisions
from peoplesprocess.operations.backup import new_file, snapshot
from peoplesprocess.operations.backup_format import (
    NEWER,
    BackedUpFile,
    BackupHeader,
    BackupTotals,
    Item,
    items,
)
from peoplesprocess.operations.backup_streams import BadBackup, input_from
from peoplesprocess.operations.database_restore import restore_postgresql, restore_sqlite
from peoplesprocess.operations.portable_rows import REVISIONS
from peoplesprocess.operations.replaced_by_restore import keeps_replaced, unused
from peoplesprocess.photos.store import PhotoStore, PhotosUnreachable


@dataclass(frozen=True, slots=True)
class TargetDatabaseState:
    """The contents of a database before a backup is restored into it."""

    is_populated: bool = False
    is_readable: bool = True
    installation: str = ""


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """The totals of the restored backup, and when it was made."""

    made_at: str
    end: BackupTotals


@dataclass(slots=True)
class FilesToRestore:
    """Files of a backup: photos are stored at once, as they disturb nothing; keys after the database."""

    instance: Path
    photos: PhotoStore
    keys: dict[str, bytes] = field(default_factory=dict)
    before: set[str] = field(default_factory=set)
    """The photos that were there before."""
    added: list[str] = field(default_factory=list)

    @contextmanager
    def removed_on_failure(self) -> Iterator[None]:
        """Remove the photos that were added, if the restore fails."""
        ever = datetime.now(UTC) + timedelta(days=1)
        self.before |= set(self.photos.older_than(ever))
        try:
            yield
        except BaseException:
            with suppress(OSError, PhotosUnreachable):
                for digest in self.added:
                    self.photos.remove(digest, ever)
            raise

    def keep(self, file: BackedUpFile) -> None:
        """Take a file of the backup."""
        if file.is_key:
            self.keys[file.name] = file.data
            return
        if file.name not in self.before:
            self.added.append(file.name)
        self.photos.keep({file.name: file.data})

    def put_keys(self, *, keep_old: bool) -> None:
        """Write the keys to their places; a different key that was there is kept beside its database.

        In an empty place the existing key was only just made by this command and belongs to no data, so that
        keeping it could only mislead.
        """
        # A backup from before any change of the key has no former keys; those that are here are set aside.
        if (former := self.instance / FORMER_KEYS).exists() and self.keys.keys() == {KEY_FILE}:
            former.replace(unused(former))
        for name, data in self.keys.items():
            path = self.instance / name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if keep_old and path.exists() and path.read_bytes() != data:
                path.replace(unused(path))
            with new_file(path, overwrite=True) as key:
                key.write(data)


def restore(
    engine: Engine,
    instance: Path,
    photos: PhotoStore,
    path: Path,
    passphrase: bytes | None,
    *,
    replace: bool = False,
    other_installation: bool = False,
) -> RestoreResult:
    """Restore the backup in `path` in place of what is there.

    Errors: BadBackup, PhotosUnreachable; nothing has been changed then.
    """
    beginning = prove(path, passphrase)
    place = state_of_database(engine)
    _refuse(place, beginning, replace=replace, other_installation=other_installation)
    engine.dispose()
    files = FilesToRestore(instance, photos)
    with files.removed_on_failure(), open_backup(path, passphrase) as found:
        if engine.dialect.name == "postgresql":
            end = restore_postgresql(engine, found, files.keep, keep_old=place.is_populated)
        else:
            keep_old = unused(Path(str(engine.url.database))) if place.is_populated else None
            end = restore_sqlite(engine, found, files.keep, keep_old, is_readable=place.is_readable)
    files.put_keys(keep_old=place.is_populated or keeps_replaced(engine))
    engine.dispose()
    return RestoreResult(beginning.made_at, end)


def prove(path: Path, passphrase: bytes | None) -> BackupHeader:
    """Read and verify a whole backup and return its header. Errors: BadBackup."""
    with open_backup(path, passphrase) as found:
        beginning, *_ = (item for item in found if isinstance(item, BackupHeader))
    known, _ = revisions(SCRIPTS / "versions")
    if beginning.revision not in known:
        raise BadBackup(NEWER)
    return beginning


@contextmanager
def open_backup(path: Path, passphrase: bytes | None) -> Iterator[Iterator[Item]]:
    """Open a backup and yield its contents in order. Errors: BadBackup."""
    with path.open("rb") as file:
        yield items(input_from(file, path.stat().st_size, passphrase))


def state_of_database(engine: Engine) -> TargetDatabaseState:
    """Return the state of a database before a restore."""
    try:
        with engine.connect() as connection:
            tables = set(sa.inspect(connection).get_table_names()) - {REVISIONS}
            populated = any(
                connection.execute(sa.select(sa.exists().select_from(sa.table(table)))).scalar()
                for table in sorted(tables)
            )
        if not populated:
            return TargetDatabaseState()
        with snapshot(engine) as moment:
            return TargetDatabaseState(is_populated=True, installation=moment.installation)
    except (DBAPIError, BadBackup):
        return TargetDatabaseState(is_populated=True, is_readable=False)


def _refuse(
    place: TargetDatabaseState, beginning: BackupHeader, *, replace: bool, other_installation: bool
) -> None:
    if place.is_populated and not replace:
        raise BadBackup(
            "There are data here already, and nothing was changed."
            " To put the backup in their place, add --replace: they will stay beside it."
        )
    if place.installation != beginning.installation and place.installation and not other_installation:
        raise BadBackup(
            "This is the backup of another installation than the one here, and nothing was changed."
            " If you mean it, add --other-installation."
        )
