"""Free text is where names and numbers leak; this notices what looks like a number of a person."""

from __future__ import annotations

import re

from peoplesprocess.core.numerals import western

_LONG_NUMBER = re.compile(r"\+?\d(?:[ \-/]?\d){7,}")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")


def looks_personal(text: str) -> bool:
    """Return whether `text` holds something like a telephone or identity number or an e-mail address."""
    digits = "".join(western(c) or " " for c in text)
    return bool(_LONG_NUMBER.search(digits) or _ADDRESS.search(text))
