"""JSON from other programs, without unpaired surrogates, which neither databases nor pages accept."""

from __future__ import annotations

import json
import re

_MAY_BE_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""JSON escapes a character beyond U+FFFF as a pair of surrogates, which cutting a text can split."""


def received_json(data: str | bytes) -> object:
    """Return the value of a JSON document; an unpaired surrogate becomes U+FFFD, the replacement character.

    Errors: ValueError if it is not JSON, RecursionError if it is nested too deeply.
    """
    text = data if isinstance(data, str) else data.decode(json.detect_encoding(data))
    value: object = json.loads(text)
    if _MAY_BE_HALF.search(text) is None:
        return value
    halves = json.dumps(value, ensure_ascii=False).encode("utf-16-le", "surrogatepass")
    whole: object = json.loads(halves.decode("utf-16-le", "replace"))
    return whole
