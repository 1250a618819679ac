"""The secret keys of an installation: the newest signs and seals, former ones open what they sealed.

They come from the environment or from files. A new key replaces the newest one only after that is stored
among the former ones, so that no key is missing if the machine stops in between.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

LENGTH = 32
"""The length of generated keys, in bytes."""
SEALING = "seals "
"""The prefix, in the file of former keys, of a key that opens nothing and only salts the seals of counts."""


class UnusableKey(ValueError):
    """A key cannot be used; the message says which, and the way out."""


@dataclass(frozen=True, slots=True)
class SecretKeys:
    """The newest key, and the former ones, newest first.

    `sealing` is the first key if it opens nothing any longer and only salts the seals of counts.
    """

    newest: bytes
    former: tuple[bytes, ...] = ()
    sealing: bytes | None = None

    @property
    def every(self) -> tuple[bytes, ...]:
        """All keys that open something, the newest first."""
        return (self.newest, *self.former)

    @property
    def first(self) -> bytes:
        """The key that salts the seals of counts: the first one of this installation."""
        return self.sealing or self.every[-1]

    @property
    def mark(self) -> str:
        """A short word that stands for the newest key and reveals nothing of it."""
        return mark_of(self.newest)


@dataclass(frozen=True, slots=True)
class SecretKeySource:
    """The source of the keys: `given` in the environment, newest first, or else a file."""

    former_file: Path
    file: Path | None = None
    given: tuple[bytes, ...] = ()

    def read(self) -> SecretKeys:
        """Return the present keys. Errors: UnusableKey, OSError."""
        # The newest is read first, because a change writes the former ones before it.
        given = self.given if self.file is None else (_key_in(self.file),)
        kept, sealing = _former_in(self.former_file)
        newest, *former = dict.fromkeys((*given, *kept))
        return SecretKeys(newest, tuple(former), sealing)

    def state(self) -> tuple[int, ...]:
        """Return a value that changes when the key file is replaced. Errors: OSError."""
        if self.file is None:
            return ()
        found = self.file.stat()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def add(self) -> SecretKeys:
        """Make a new key, after storing the present one among the former ones, and return all keys.

        The caller holds a lock against other changes. Errors: UnusableKey, OSError.
        """
        if self.file is None:
            raise UnusableKey("SECRET is a variable here, which no command can change.")
        before = self.read()
        self._keep(before.every, before.sealing)
        _put(self.file, secrets.token_bytes(LENGTH))
        return self.read()

    def drop_former(self, keys: Collection[bytes], sealing: bytes | None) -> None:
        """Drop `keys` from the former ones, and keep `sealing`, which only salts seals of counts.

        The caller knows that nothing depends on them, and holds a lock against a change of the key.
        Errors: UnusableKey, OSError.
        """
        if self.file is None:
            raise UnusableKey("SECRET is a variable here, which no command can change.")
        kept = [key for key in self.read().former if key not in keys]
        if kept or sealing:
            self._keep(kept, sealing)
        else:
            # As if the key had never been changed, so that backups and restores do not need a special case.
            self.former_file.unlink(missing_ok=True)

    def _keep(self, keys: Iterable[bytes], sealing: bytes | None) -> None:
        self.former_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lines = [key.hex() for key in keys] + [
            f"{SEALING}{sealing.hex()}" for sealing in [sealing] if sealing
        ]
        _put(self.former_file, "".join(f"{line}\n" for line in lines).encode())


def mark_of(key: bytes) -> str:
    """Return a short word that stands for a key and reveals nothing of it."""
    return hmac.digest(key, b"mark of this key", "sha256").hex()[:16]


def make_first_key(path: Path) -> None:
    """Make a key that appears whole or not at all, so that processes that start together share one."""
    part = _part(path, secrets.token_bytes(LENGTH))
    try:
        try:
            path.hardlink_to(part)
        except FileExistsError:
            return
        except OSError:  # file systems of USB sticks have no hard links
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _key_in(path: Path) -> bytes:
    _refuse_open(path)
    if not (key := path.read_bytes()):
        raise UnusableKey(
            f"{path} is empty, so that anybody could sign with it. Put the key of a backup in its place;"
            " remove it only if nobody has an account here yet, and a new one is made."
        )
    return key


def _former_in(path: Path) -> tuple[list[bytes], bytes | None]:
    """Return the former keys that open something, and the one that only salts seals, or None."""
    if not path.exists():
        return [], None
    _refuse_open(path)
    try:
        lines = [line.strip() for line in path.read_text().splitlines() if line.strip()]
        sealing = [bytes.fromhex(line.removeprefix(SEALING)) for line in lines if line.startswith(SEALING)]
        kept = [bytes.fromhex(line) for line in lines if not line.startswith(SEALING)]
        return kept, sealing[-1] if sealing else None
    except ValueError:
        raise UnusableKey(
            f"{path} cannot be read: each of its lines is a former key, as letters and digits from 0 to f."
            " Put the file of a backup in its place."
        ) from None


def _refuse_open(path: Path) -> None:
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} can be read by others; make it readable by its owner alone")


def _put(path: Path, data: bytes) -> None:
    """Replace a file's content atomically, and flush it to the disk."""
    part = _part(path, data)
    try:
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _part(path: Path, data: bytes) -> Path:
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return part
