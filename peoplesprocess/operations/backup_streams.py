"""The bytes of a backup on the way to a file and back, sealed with a passphrase or plain with a digest.

Either way, any byte that is changed, moved, added or missing is detected, and at most a chunk is in memory.
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
"""The cost of one try of a passphrase: 256 MB and most of a second."""
MOST_OPERATIONS, MOST_MEMORY = 16, 1 << 30
"""A file states the cost of its key; one that asks for more was not made by this software."""
CHUNK = 1 << 16
SEALED_CHUNK = CHUNK + bindings.crypto_secretstream_xchacha20poly1305_ABYTES
HEADER = struct.Struct(f">{len(MAGIC)}s16sQQ{bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES}s")
LAST = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
SEAL = struct.Struct(">7s64s1s")
"""The end of a plain backup: "sha256:", the digest of all bytes before it, and a newline."""


class BadBackup(Exception):
    """A backup that cannot be used; the message says why in one line."""


class BackupTarget(Protocol):
    """A target to which a backup is written."""

    def write(self, data: bytes) -> None:
        """Write more bytes."""

    def finish(self) -> None:
        """Write what proves that nothing is missing."""


class BackupSource(Protocol):
    """A source from which a backup is read."""

    def read(self, size: int) -> bytes:
        """Return `size` bytes, or fewer at the end. Errors: BadBackup."""

    def finish(self) -> None:
        """Check that everything was read and is as it was written. Errors: BadBackup."""


class PlainBackupTarget:
    """A target for plain bytes, followed by their digest."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Write more bytes."""
        self._digest.update(data)
        self._file.write(data)

    def finish(self) -> None:
        """Write the digest."""
        self._file.write(SEAL.pack(b"sha256:", self._digest.hexdigest().encode(), b"\n"))


class SealedBackupTarget:
    """A target for bytes that can only be read or changed with the passphrase."""

    def __init__(self, file: BinaryIO, passphrase: bytes) -> None:
        salt = random.random(argon2id.SALTBYTES)
        key = _key(passphrase, salt, OPERATIONS, MEMORY)
        self._file, self._waiting = file, bytearray()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        self._bound: bytes | None = HEADER.pack(MAGIC, salt, OPERATIONS, MEMORY, header)
        file.write(self._bound)

    def write(self, data: bytes) -> None:
        """Write more bytes."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._push(bytes(self._waiting[:CHUNK]), MORE)
            del self._waiting[:CHUNK]

    def finish(self) -> None:
        """Write the last chunk, which is marked as the last."""
        self._push(bytes(self._waiting), LAST)

    def _push(self, chunk: bytes, tag: int) -> None:
        # The first chunk is bound to the file's header, each later one to its position in the stream.
        sealed = bindings.crypto_secretstream_xchacha20poly1305_push(self._state, chunk, self._bound, tag)
        self._file.write(sealed)
        self._bound = None


class PlainBackupSource:
    """A source of plain bytes, whose digest is compared when all were read."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._digest, self._left = file, hashlib.sha256(), size - SEAL.size

    def read(self, size: int) -> bytes:
        """Return `size` bytes, or fewer at the end."""
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
    """A source of bytes that are decrypted chunk by chunk, each authenticated before it is used."""

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
        """Return `size` bytes, or fewer at the end. Errors: BadBackup."""
        while len(self._ready) < size and not self._ended:
            self._pull("This backup is damaged: it was cut short or changed.")
        data, self._ready = self._ready[:size], self._ready[size:]
        return data

    def finish(self) -> None:
        """Read the rest, which must end with the chunk marked as the last. Errors: BadBackup."""
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
    """Return the target that writes a backup to a file, sealed if there is a passphrase."""
    return PlainBackupTarget(file) if passphrase is None else SealedBackupTarget(file, passphrase)


def input_from(file: BinaryIO, size: int, passphrase: bytes | None) -> BackupSource:
    """Return the source that reads a backup of `size` bytes from a file. Errors: BadBackup."""
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
