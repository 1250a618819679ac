"""The templates under deploy/, filled in: what is measured is what an operator copies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"
TEMPLATES = ("etcd.env", "patroni.yml", "database.sql", "pgbouncer.ini", "haproxy.cfg")
QUICK = {"ttl: 30": "ttl: 20", "loop_wait: 10": "loop_wait: 2", "retry_timeout: 10": "retry_timeout: 5"}
"""Patroni's shortest times instead of those that the template recommends, for who does not want to wait."""
CONTROL = {"synchronous_mode: true": "synchronous_mode: false"}
"""One machine alone says "saved": what is lost then shows that a loss would be seen."""
_LISTED = re.compile(r"Fill in: ([A-Z0-9_ ]+)$", re.M)


def words_of(name: str) -> list[str]:
    """Return the words in capitals that a template lists as those to be filled in."""
    listed = _LISTED.search((DEPLOY / name).read_text())
    return listed[1].split() if listed else []


def filled(name: str, values: Mapping[str, object], instead: Mapping[str, str] | None = None) -> str:
    """Return a template's text with its words filled in. Errors: KeyError if one has no value.

    `instead` names lines that are replaced; each must be there once. Errors: ValueError if it is not.
    """
    text = (DEPLOY / name).read_text()
    for old, new in (instead or {}).items():
        if len(re.findall(rf"^ *{old}$", text, re.M)) != 1:
            raise ValueError(f"{name} has no single line {old!r}")
        text = text.replace(old, new)
    words = "|".join(words_of(name))
    return re.sub(rf"\b({words})\b", lambda word: str(values[word[0]]), _without_comments(text))


def _without_comments(text: str) -> str:
    # Comments name the words too, and a file that is read by a program needs none.
    return "".join(line for line in text.splitlines(True) if not line.lstrip().startswith(("#", ";", "--")))
