"""JSON that somebody else wrote: no half signs, which no database and no page takes."""

from __future__ import annotations

import json
import re

_MAY_BE_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""JSON writes a sign beyond the first 65,536 as two halves; a telephone that cuts a text may cut between."""


def received_json(data: str | bytes) -> object:
    """Return what JSON says; half of a sign stands as the sign for what cannot be read.

    Errors: ValueError for what is no JSON, RecursionError for what is nested too deeply.
    """
    text = data if isinstance(data, str) else data.decode(json.detect_encoding(data))
    told: object = json.loads(text)
    if _MAY_BE_HALF.search(text) is None:
        return told
    halves = json.dumps(told, ensure_ascii=False).encode("utf-16-le", "surrogatepass")
    whole: object = json.loads(halves.decode("utf-16-le", "replace"))
    return whole
