"""Mobile telephone numbers as gateways take them, and the code that confirms whose number it is."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import timedelta

from peoplesprocess.core.numerals import western

CODE_DIGITS = 6
CODE_HOLDS = timedelta(days=1)
"""How long a code can confirm a number."""
_BETWEEN = re.compile(r"[-().,/]")
_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")


def plain_number(typed: str) -> str:
    """Return a number as gateways take it: + and 8 to 15 digits; "" if the text cannot be one.

    Digits of any script are accepted; blanks, hyphens and brackets are skipped. A leading 00 stands for +,
    and so does a trailing +, which people who write from right to left may type last. A number without a
    country code is refused, as the country would be a guess. Source: ITU-T E.164.
    """
    plain = _BETWEEN.sub("", western(typed))
    plain = f"+{plain[2:]}" if plain.startswith("00") else plain
    plain = f"+{plain[:-1]}" if plain.endswith("+") else plain
    return plain if _NUMBER.fullmatch(plain) else ""


def code_for(secret: bytes, name: str, number: str) -> str:
    """Return the digits that confirm a number; `name` differs each time that a code is asked for.

    They are derived from the installation's secret, so that no database or backup holds them.
    """
    digest = hmac.digest(secret, f"mobile number\n{name}\n{number}".encode(), hashlib.sha256)
    return f"{int.from_bytes(digest[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def is_code(secrets: Iterable[bytes], name: str, number: str, typed: str) -> bool:
    """Return whether `typed` is the code of a number under any of the secrets, in digits of any script."""
    plain = western(typed)
    sent = [code_for(secret, name, number) for secret in secrets]
    return plain.isascii() and any(hmac.compare_digest(plain, code) for code in sent)
