"""What follows words stands apart from them: before a statement the line break of a template is no space."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "peoplesprocess"
_WORD = r"(?:<(?:a|b|bdi|em|i|small|span|strong)\b|\{\{ (?:_|badge|bdi|day|money|number|plural|say|sum)\()"
_INLINE = re.compile(rf"\s*\{{% if [^%]*%\}}{_WORD}")
_APART = re.compile(
    r"(?:<(?:br|p|li|t[dhr]|d[dt]|div|ul|section|h\d|summary)\b[^>]*>|[%#]\}"
    r"|</(?:p|li|ul|div|table|t[dhr]|d[dt]|section|h\d|details)>)$"
)
_RUN_ON = re.compile(
    r"(?:\{\{-? day\([^}]*\}\}|</a>|</bdi>)\s+"
    r"(?:<bdi|<span dir|<span class=\"late\">\s*\{\{-? day|\{\{-? (?:money|say|sum|day|bdi)\()"
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


def test_a_glued_sentence_is_seen() -> None:
    """The form of a visit that is corrected read "… were taken is removed.Without new ones …"."""
    sentences = '<p>\n  {{ _("It goes.") }}\n  {%% if again %%}%s{{ _("One stays.") }}{%% endif %%}\n</p>'
    assert list(glued(sentences % "")) == [3]
    assert list(glued(sentences % " ")) == []


def test_a_day_a_name_and_a_sum_in_a_row_are_told_apart() -> None:
    """Lists read "5 Jan 2024 Fees of October" and "Measure 1 of item 1 7 Apr 2025": a sign stands between."""
    found = {
        f"{path.relative_to(TEMPLATES)}:{text.count(chr(10), 0, at) + 1}"
        for path in TEMPLATES.rglob("*.html")
        for text in [path.read_text(encoding="utf-8")]
        for at in run_on(text)
    }
    assert found == set()
    assert list(run_on("<th>{{ day(line.moved_on) }} <bdi>{{ line.what }}</bdi></th>")) == [4]
    assert list(run_on("<th>{{ day(line.moved_on) }} · <bdi>{{ line.what }}</bdi></th>")) == []


def run_on(template: str) -> Iterator[int]:
    """Where a day, a link or people's words are followed by others with nothing but a blank between."""
    for match in _RUN_ON.finditer(template):
        yield match.start()


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
