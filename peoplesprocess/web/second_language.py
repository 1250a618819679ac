"""The second language of a paper, chosen in the address by whoever prints it."""

from __future__ import annotations

from flask import g, request

from peoplesprocess.web.i18n import SHIPPED, Translator, translator


def second_language() -> Translator | None:
    """Return the second language, or None if none or the reader's own was chosen."""
    asked = request.args.get("second", "")
    return translator(asked) if asked in SHIPPED and asked != g.language else None
