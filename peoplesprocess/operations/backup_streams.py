"""The bytes of a copy on their way to a file and back: sealed, or open with a digest at the end.

Either way a byte that is changed, moved, added or missing is found, and no more than a chunk is in memory.
"""

from __future__ import annotations

import hashlib
import struct
from typing import BinaryIO, Protocol

from nacl import bindings, exceptions
from nacl import utils as random
from nacl.pwhash import argon2id

MAGIC = b"peoplesprocess backup, sealed\n"
OPERATIONS, MEMORY = argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE
"""What one try of a passphrase costs: 256 MB and most of a second."""
MOST_OPERATIONS, MOST_MEMORY = 16, 1 << 30
"""A file says what its key costs; one that asks for more was not made here."""
CHUNK = 1 << 16
SEALED_CHUNK = CHUNK + bindings.crypto_secretstream_xchacha20poly1305_ABYTES
HEADER = struct.Struct(f">{len(MAGIC)}s16sQQ{bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES}s")
LAST = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
SEAL = struct.Struct(">7s64s1s")
"""What an open copy ends with: "sha256:", the digest of all bytes before it, a line's end."""


class BadBackup(Exception):
    """A copy that cannot be used; says why in one line."""


class BackupTarget(Protocol):
    """Where a copy goes."""

    def write(self, data: bytes) -> None:
        """Take more bytes."""

    def finish(self) -> None:
        """Write what proves that nothing is missing."""


class BackupSource(Protocol):
    """Where a copy comes from."""

    def read(self, size: int) -> bytes:
        """Return so many bytes, fewer only at the end. Errors: BadBackup."""

    def finish(self) -> None:
        """Make sure that all was read and is as it was written. Errors: BadBackup."""


class PlainBackupTarget:
    """Bytes as they are, with their digest at the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Take more bytes."""
        self._digest.update(data)
        self._file.write(data)

    def finish(self) -> None:
        """Write the digest."""
        self._file.write(SEAL.pack(b"sha256:", self._digest.hexdigest().encode(), b"\n"))


class SealedBackupTarget:
    """Bytes that only who has the passphrase can read or change."""

    def __init__(self, file: BinaryIO, passphrase: bytes) -> None:
        salt = random.random(argon2id.SALTBYTES)
        key = _key(passphrase, salt, OPERATIONS, MEMORY)
        self._file, self._waiting = file, bytearray()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        self._bound: bytes | None = HEADER.pack(MAGIC, salt, OPERATIONS, MEMORY, header)
        file.write(self._bound)

    def write(self, data: bytes) -> None:
        """Take more bytes."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._push(bytes(self._waiting[:CHUNK]), MORE)
            del self._waiting[:CHUNK]

    def finish(self) -> None:
        """Write the last chunk, which says that it is the last."""
        self._push(bytes(self._waiting), LAST)

    def _push(self, chunk: bytes, tag: int) -> None:
        # The first chunk is bound to the file's head, each other one by its place in the stream.
        sealed = bindings.crypto_secretstream_xchacha20poly1305_push(self._state, chunk, self._bound, tag)
        self._file.write(sealed)
        self._bound = None


class PlainBackupSource:
    """Bytes as they are; the digest at the end is compared when all were read."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._digest, self._left = file, hashlib.sha256(), size - SEAL.size

    def read(self, size: int) -> bytes:
        """Return so many bytes, fewer only at the end."""
        data = self._file.read(min(size, max(self._left, 0)))
        self._left -= len(data)
        self._digest.update(data)
        return data

    def finish(self) -> None:
        """Compare the digest. Errors: BadBackup."""
        while self.read(CHUNK):
            pass
        if self._file.read() != SEAL.pack(b"sha256:", self._digest.hexdigest().encode(), b"\n"):
            raise BadBackup("This backup is damaged: it was cut short or changed.")


class SealedBackupSource:
    """Bytes that are opened chunk by chunk, each one proved before it is used."""

    def __init__(self, file: BinaryIO, passphrase: bytes) -> None:
        self._file, self._ready, self._ended = file, b"", False
        self._bound: bytes | None = file.read(HEADER.size)
        if len(self._bound) < HEADER.size:
            raise BadBackup("This backup is damaged: it was cut short.")
        _, salt, operations, memory, header = HEADER.unpack(self._bound)
        if operations > MOST_OPERATIONS or memory > MOST_MEMORY:
            raise BadBackup("This backup is damaged: its head was changed.")
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        key = _key(passphrase, salt, operations, memory)
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(self._state, header, key)
        self._pull(
            "The passphrase is not the one that this backup was made with, or its beginning is damaged."
        )

    def read(self, size: int) -> bytes:
        """Return so many bytes, fewer only at the end. Errors: BadBackup."""
        while len(self._ready) < size and not self._ended:
            self._pull("This backup is damaged: it was cut short or changed.")
        data, self._ready = self._ready[:size], self._ready[size:]
        return data

    def finish(self) -> None:
        """Read what is left, which ends with the chunk that says so. Errors: BadBackup."""
        while self.read(CHUNK):
            pass
        if self._file.read(1):
            raise BadBackup("This backup is damaged: something was added to it.")

    def _pull(self, otherwise: str) -> None:
        sealed = self._file.read(SEALED_CHUNK)
        try:
            chunk, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(self._state, sealed, self._bound)
        except exceptions.CryptoError:
            raise BadBackup(otherwise) from None
        self._ready += chunk
        self._ended, self._bound = tag == LAST, None


def output_to(file: BinaryIO, passphrase: bytes | None) -> BackupTarget:
    """Return where a copy is written."""
    return PlainBackupTarget(file) if passphrase is None else SealedBackupTarget(file, passphrase)


def input_from(file: BinaryIO, size: int, passphrase: bytes | None) -> BackupSource:
    """Return where the copy in a file of `size` bytes is read. Errors: BadBackup."""
    sealed = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    if sealed and passphrase is None:
        raise BadBackup("This backup is sealed: name the file with its passphrase (--passphrase-file).")
    if not sealed and passphrase is not None:
        raise BadBackup("This backup was made without a passphrase, or is none of peoplesprocess.")
    return PlainBackupSource(file, size) if passphrase is None else SealedBackupSource(file, passphrase)


def _key(passphrase: bytes, salt: bytes, operations: int, memory: int) -> bytes:
    size = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES
    try:
        return argon2id.kdf(size, passphrase, salt, operations, memory)
    except exceptions.CryptoError:
        raise BadBackup("This backup is damaged: its head was changed.") from None
