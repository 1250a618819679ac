"""Encryption of words for a few readers, under a key of their own that is sealed to each reader.

A complaint and its answers share one random key. The key is sealed, with libsodium's sealed boxes, to each
complaints officer and to the receipt. An officer's private key is stored encrypted under the officer's
passphrase; the receipt's is derived from its words, which are not stored.
"""

from __future__ import annotations

import base64
import hashlib

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

BUCKET = 1024
"""Words are padded to a multiple of this number of bytes, so that their length tells nothing."""


class WrongKey(Exception):
    """A passphrase or a receipt that does not open what it should."""


def new_key() -> bytes:
    """Return a key for the words of one complaint."""
    return random(SecretBox.KEY_SIZE)


def sealed(key: bytes, text: str) -> str:
    """Return words encrypted and encoded for storage."""
    plain = text.encode()
    filled = len(plain).to_bytes(4) + plain
    filled += bytes(-len(filled) % BUCKET)
    return _written(SecretBox(key).encrypt(filled))


def opened(key: bytes, stored: str) -> str:
    """Return the decrypted words. Errors: WrongKey."""
    try:
        filled = SecretBox(key).decrypt(_read(stored))
    except CryptoError:
        raise WrongKey from None
    return filled[4 : 4 + int.from_bytes(filled[:4])].decode()


def sealed_key(key: bytes, public: str) -> str:
    """Return the key of a complaint, sealed to the owner of the public key `public`."""
    return _written(SealedBox(PublicKey(_read(public))).encrypt(key))


def opened_key(stored: str, private: PrivateKey) -> bytes:
    """Return the unsealed key of a complaint. Errors: WrongKey."""
    try:
        return SealedBox(private).decrypt(_read(stored))
    except CryptoError:
        raise WrongKey from None


def new_private_key() -> PrivateKey:
    """Return a new private key for an officer."""
    return PrivateKey.generate()


def private_key_of_receipt(words: str) -> PrivateKey:
    """Return the private key derived from the words of a receipt, which are random and need no slow hash."""
    return PrivateKey(hashlib.blake2b(words.encode(), digest_size=32, person=b"receipt key").digest())


def public_key(private: PrivateKey) -> str:
    """Return the public key of a private one, encoded for storage."""
    return _written(bytes(private.public_key))


def locked(private: PrivateKey, passphrase: str, *, fast: bool) -> str:
    """Return an officer's private key encrypted under a passphrase; `fast` is for tests only."""
    salt = random(argon2id.SALTBYTES)
    return _written(salt + SecretBox(_stretched(passphrase, salt, fast)).encrypt(bytes(private)))


def unlocked(stored: str, passphrase: str, *, fast: bool) -> PrivateKey:
    """Return the decrypted private key of an officer. Errors: WrongKey."""
    data = _read(stored)
    salt, box = data[: argon2id.SALTBYTES], data[argon2id.SALTBYTES :]
    try:
        return PrivateKey(SecretBox(_stretched(passphrase, salt, fast)).decrypt(box))
    except CryptoError:
        raise WrongKey from None


def _stretched(passphrase: str, salt: bytes, fast: bool) -> bytes:
    operations = argon2id.OPSLIMIT_MIN if fast else argon2id.OPSLIMIT_INTERACTIVE
    memory = argon2id.MEMLIMIT_MIN if fast else argon2id.MEMLIMIT_INTERACTIVE
    return argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, operations, memory)


def _written(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _read(stored: str) -> bytes:
    return base64.b64decode(stored)
