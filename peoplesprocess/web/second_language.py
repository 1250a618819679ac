"""A second language beside the reader's, on papers: whoever prints one chooses it, in the address."""

from __future__ import annotations

from flask import g, request

from peoplesprocess.web.i18n import SHIPPED, Translator, translator


def second_language() -> Translator | None:
    """Return the language that stands beside the reader's, None where none or the same one was chosen."""
    asked = request.args.get("second", "")
    return translator(asked) if asked in SHIPPED and asked != g.language else None
