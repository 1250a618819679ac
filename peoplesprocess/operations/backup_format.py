"""The format of a backup: a tar of small members, so that any machine can read one that is not sealed.

It begins with `beginning.json` (version, installation, tables); then come the rows of each table as
compressed lines of JSON, the keys and the photos, and `end.json` with the totals of everything. A reader
checks every member, and the totals before it reports the end.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from peoplesprocess.operations.backup_streams import BackupSource, BackupTarget, BadBackup

FORMAT = 1
BLOCK = tarfile.BLOCKSIZE
MEMBER_BYTES = 1_000_000
"""The size of the lines in one member; the last line may exceed it."""
MOST_BYTES = 64_000_000
"""The largest member, compressed or not; a larger one was not made by this software."""
ROWS = re.compile(r"rows/([a-z_]{1,63})\.\d{6}\.jsonl\.z")
PHOTO = re.compile(r"photos/([0-9a-f]{64})\.jpg")
KEY = re.compile(r"keys/((?:[a-z0-9_-]+/)?[a-z0-9_-]+(?:\.[a-z0-9]+)?)")
DAMAGED = "This backup is damaged: %s."
NEWER = "This backup was made by a newer version of peoplesprocess than this one: update this one first."


@dataclass(frozen=True, slots=True)
class BackupHeader:
    """The first member of a backup, about the backup itself."""

    revision: str
    """The revision of its tables."""
    installation: str
    """A digest that identifies the installation and reveals nothing; empty without acts."""
    made_at: str
    tables: Mapping[str, Sequence[Sequence[str]]]
    """The columns of each table in order, each with its kind."""
    format: int = FORMAT
    software: str = "peoplesprocess"


@dataclass(frozen=True, slots=True)
class BackupTotals:
    """The totals of a backup, its last member."""

    tables: Mapping[str, Sequence[object]]
    """The number of rows of each table and the SHA-256 of their lines."""
    keys: Mapping[str, str]
    """The SHA-256 of each key file."""
    photos: int
    photo_names: str
    """The SHA-256 of the names of all photos; each name is the digest of its picture."""
    heads: Mapping[str, Sequence[object]]
    """The last number and digest of each journal chain."""
    missing: Sequence[str] = ()
    """Photos that rows refer to but that were not in the store."""

    @property
    def rows(self) -> int:
        """The number of rows in all tables."""
        return sum(int(str(count)) for count, _ in self.tables.values())


@dataclass(frozen=True, slots=True)
class TableRows:
    """Some rows of a table, as lines."""

    table: str
    lines: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class BackedUpFile:
    """A photo, named by its digest, or a key, named by its file."""

    name: str
    data: bytes
    is_key: bool = False


Item = BackupHeader | TableRows | BackedUpFile | BackupTotals


@dataclass(slots=True)
class _BackupSums:
    """The totals so far: the writer stores them, the reader compares them."""

    tables: dict[str, tuple[int, hashlib._Hash]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    photos: int = 0
    photo_names: hashlib._Hash = field(default_factory=hashlib.sha256)

    def begin_table(self, table: str) -> None:
        self.tables.setdefault(table, (0, hashlib.sha256()))

    def add_rows(self, table: str, data: bytes, count: int) -> None:
        rows, digest = self.tables[table]
        digest.update(data)
        self.tables[table] = (rows + count, digest)

    def add_photo(self, name: str) -> None:
        self.photos += 1
        self.photo_names.update(name.encode())

    def as_end(self, heads: Mapping[str, Sequence[object]], missing: Sequence[str]) -> BackupTotals:
        tables = {table: [rows, digest.hexdigest()] for table, (rows, digest) in self.tables.items()}
        return BackupTotals(
            tables, self.keys, self.photos, self.photo_names.hexdigest(), heads, list(missing)
        )


class BackupWriter:
    """A writer of backups, member by member."""

    def __init__(self, output: BackupTarget, beginning: BackupHeader) -> None:
        self._output, self._sums = output, _BackupSums()
        self._add("beginning.json", _json(asdict(beginning)))

    def add_table(self, table: str, lines: Iterable[bytes]) -> None:
        """Add all rows of a table."""
        self._sums.begin_table(table)
        waiting: list[bytes] = []
        size = number = 0
        for line in lines:
            waiting.append(line)
            size += len(line)
            if size >= MEMBER_BYTES:
                number += 1
                self._add_rows(table, number, waiting)
                waiting, size = [], 0
        if waiting:
            self._add_rows(table, number + 1, waiting)

    def add_key(self, name: str, data: bytes) -> None:
        """Add a key file."""
        self._sums.keys[name] = hashlib.sha256(data).hexdigest()
        self._add(f"keys/{name}", data)

    def add_photo(self, digest: str, data: bytes) -> None:
        """Add a photo."""
        self._sums.add_photo(digest)
        self._add(f"photos/{digest}.jpg", data)

    def finish(self, heads: Mapping[str, Sequence[object]], missing: Sequence[str]) -> BackupTotals:
        """Write the totals and return them."""
        end = self._sums.as_end(heads, missing)
        self._add("end.json", _json(asdict(end)))
        self._output.write(bytes(2 * BLOCK))
        self._output.finish()
        return end

    def _add_rows(self, table: str, number: int, lines: list[bytes]) -> None:
        data = b"".join(lines)
        self._sums.add_rows(table, data, len(lines))
        self._add(f"rows/{table}.{number:06}.jsonl.z", zlib.compress(data))

    def _add(self, name: str, data: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(data), 0o600
        self._output.write(member.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % BLOCK))


def items(source: BackupSource) -> Iterator[Item]:
    """Yield the contents of a backup; the totals come only if everything matches them. Errors: BadBackup."""
    members = _members(source)
    name, data = next(members, ("", b""))
    if name != "beginning.json":
        raise BadBackup("This is no backup of peoplesprocess.")
    beginning = _beginning(data)
    yield beginning
    sums = _BackupSums({table: (0, hashlib.sha256()) for table in beginning.tables})
    for name, data in members:
        if name == "end.json":
            end = _end(data)
            if end != sums.as_end(end.heads, end.missing):
                raise BadBackup(DAMAGED % "what it holds is not what its end says")
            if next(members, None) is not None:
                raise BadBackup(DAMAGED % "something follows its end")
            source.finish()
            yield end
            return
        yield _item(name, data, sums)
    raise BadBackup(DAMAGED % "it was cut short")


def _item(name: str, data: bytes, sums: _BackupSums) -> Item:
    if found := ROWS.fullmatch(name):
        return _rows(found[1], data, sums)
    if found := PHOTO.fullmatch(name):
        if hashlib.sha256(data).hexdigest() != found[1]:
            raise BadBackup(DAMAGED % "a photo was changed")
        sums.add_photo(found[1])
        return BackedUpFile(found[1], data)
    if found := KEY.fullmatch(name):
        sums.keys[found[1]] = hashlib.sha256(data).hexdigest()
        return BackedUpFile(found[1], data, is_key=True)
    raise BadBackup(DAMAGED % "it holds something unknown")


def _rows(table: str, data: bytes, sums: _BackupSums) -> TableRows:
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(data, MOST_BYTES)
    except zlib.error:
        raise BadBackup(DAMAGED % "rows cannot be unpacked") from None
    if not unpacking.eof or table not in sums.tables:
        raise BadBackup(DAMAGED % "rows are not what its beginning says")
    lines = unpacked.splitlines(keepends=True)
    sums.add_rows(table, unpacked, len(lines))
    return TableRows(table, lines)


def _members(source: BackupSource) -> Iterator[tuple[str, bytes]]:
    while (head := source.read(BLOCK)) and head != bytes(BLOCK):
        try:
            member = tarfile.TarInfo.frombuf(head, "ascii", "strict")
        except (tarfile.HeaderError, UnicodeDecodeError):
            raise BadBackup("This is no backup of peoplesprocess, or it is damaged.") from None
        if not member.isreg() or not 0 <= member.size <= MOST_BYTES:
            raise BadBackup(DAMAGED % "it holds something unknown")
        data = source.read(member.size)
        if len(data) < member.size or len(source.read(-member.size % BLOCK)) < -member.size % BLOCK:
            raise BadBackup(DAMAGED % "it was cut short")
        yield member.name, data


def _beginning(data: bytes) -> BackupHeader:
    try:
        said = json.loads(data)
        ours, version = said["software"] == "peoplesprocess", int(said["format"])
    except (ValueError, TypeError, KeyError):
        raise BadBackup(DAMAGED % "its beginning cannot be read") from None
    if not ours:
        raise BadBackup("This is no backup of peoplesprocess.")
    if version > FORMAT:
        raise BadBackup(NEWER)
    return BackupHeader(**said)


def _end(data: bytes) -> BackupTotals:
    try:
        return BackupTotals(**json.loads(data))
    except (ValueError, TypeError):
        raise BadBackup(DAMAGED % "its end cannot be read") from None


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
