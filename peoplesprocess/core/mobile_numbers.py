"""Numbers of mobile telephones as gateways take them, and the code that confirms whose one is."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import timedelta

from peoplesprocess.core.numerals import western

CODE_DIGITS = 6
CODE_HOLDS = timedelta(days=1)
"""So long a code confirms a number."""
_BETWEEN = re.compile(r"[-().,/]")
_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")


def plain_number(typed: str) -> str:
    """Return a number as gateways take it: + and 8 to 15 digits; "" if what was typed cannot be one.

    Digits of any script are read, and blanks, hyphens and brackets between them are not; 00 in front stands
    for +, and so does a + behind: who writes from right to left may type it last. Without its country's code
    a number is none: nobody knows which country is meant. Source: ITU-T E.164.
    """
    plain = _BETWEEN.sub("", western(typed))
    plain = f"+{plain[2:]}" if plain.startswith("00") else plain
    plain = f"+{plain[:-1]}" if plain.endswith("+") else plain
    return plain if _NUMBER.fullmatch(plain) else ""


def code_for(secret: bytes, name: str, number: str) -> str:
    """Return the digits that confirm a number; `name` is another one each time that it is asked for.

    They are worked out from the installation's secret, so that no database or backup holds them.
    """
    digest = hmac.digest(secret, f"mobile number\n{name}\n{number}".encode(), hashlib.sha256)
    return f"{int.from_bytes(digest[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def is_code(secrets: Iterable[bytes], name: str, number: str, typed: str) -> bool:
    """Return whether somebody typed the code of a number, in digits of any script."""
    plain = western(typed)
    sent = [code_for(secret, name, number) for secret in secrets]
    return plain.isascii() and any(hmac.compare_digest(plain, code) for code in sent)
