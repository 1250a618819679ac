"""What follows words stands apart from them: before a statement the line break of a template is no space."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "peoplesprocess"
_INLINE = re.compile(r"\s*\{% if [^%]*%\}<(?:a|b|bdi|em|i|small|span|strong)\b")
_APART = re.compile(
    r"(?:<(?:br|p|li|t[dhr]|d[dt]|div|ul|section|h\d|summary)\b[^>]*>|[%#]\}"
    r"|</(?:p|li|ul|div|table|t[dhr]|d[dt]|section|h\d|details)>)$"
)
BETWEEN = {"", "{% endif %}", "{% else %}"}


def test_no_word_is_glued_to_the_one_before_it() -> None:
    found = {
        f"{path.relative_to(TEMPLATES)}:{line}"
        for path in TEMPLATES.rglob("*.html")
        for line in glued(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_a_glued_word_is_seen() -> None:
    """Planted fault: "Pump" and "Struck" read "PumpStruck"."""
    word = '<span class="late">Struck</span>'
    rows = "<td>\n  <bdi>{{ row.name }}</bdi>\n  {%% if row.is_struck %%}%s" + word + "{%% endif %%}\n"
    assert list(glued(rows % "")) == [3]
    assert list(glued(rows % " ")) == []
    assert list(glued("<td>\n  {% if row.name %}<bdi>{{ row.name }}</bdi>{% endif %}\n")) == []


def glued(template: str) -> Iterator[int]:
    """The lines that begin with a word which only sometimes is there, without a blank before it."""
    before = ""
    for number, line in enumerate(template.split("\n"), 1):
        if _INLINE.match(line) and before and not _APART.search(before):
            yield number
        if line.strip() not in BETWEEN:
            before = line.strip()


def test_codes_run_from_left_to_right_in_every_language() -> None:
    """On Arabic pages a code like 2947-NDGC-HHYT, which begins with digits alone, read as NDGC-HHYT-2947."""
    code = re.compile(r'<\w+ [^>]*class="code[^>]*>|<code\b[^>]*>')
    found = [tag for path in TEMPLATES.rglob("*.html") for tag in code.findall(path.read_text())]
    assert len(found) >= 6
    assert [tag for tag in found if 'dir="ltr"' not in tag] == []
