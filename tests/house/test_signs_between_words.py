"""Signs between words stand in messages, with the words: each language has its own colon, comma and arrow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
TEMPLATES = sorted((PROJECT / "peoplesprocess").rglob("templates/**/*.html"))
IN_ENGLISH = {"style.html"}
"""The style guide is for developers, and speaks only English."""

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"</?[a-zA-Z!][^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)=("[^"]*"|\'[^\']*\')')
READ_ALOUD = {"aria-label", "alt", "title", "placeholder"}
GLUED = re.compile(r"""~\s*(?:"([^"]*)"|'([^']*)')|(?:"([^"]*)"|'([^']*)')\s*~|_\(\s*["'](\W*)["']\s*\)""")
ALLOWED = re.compile(r"[\s·–×☐+_\x00-]*")
"""A dot or a dash between two things, a box, a line to write on: drawn, and alike in every language."""

NUMBERED = re.compile(r"\x00\.(?=\s)")
"""The number of an item before it, as in a list."""


def glued(template: str) -> list[str]:
    """Return the signs and words that a template puts beside what it translates."""
    found = []
    blank = JINJA.sub("\0", template)
    for name, value in ATTRIBUTE.findall(blank):
        if name in READ_ALOUD and re.search(r"[:;,()→]", value):
            found.append(f"{name}={value}".replace("\0", "{}"))
    for expression in JINJA.findall(template):
        if expression.startswith("{#"):
            continue
        for match in GLUED.finditer(expression):
            text = next(group for group in match.groups() if group is not None)
            if re.search(r"[:;,()→!?]|\.\s| ", text):
                found.append(match[0])
    for line in ATTRIBUTE.sub("", TAG.sub("\n", blank)).split("\n"):
        if not ALLOWED.fullmatch(NUMBERED.sub("", line)):
            found.append(line.replace("\0", "{}").strip())
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_sign_that_belongs_to_a_sentence(path: Path) -> None:
    assert path.name in IN_ENGLISH or glued(path.read_text()) == []


@pytest.mark.parametrize(
    "planted",
    [
        '<p>{{ _("Grant") }}: {{ sum }}</p>',
        '<p>{{ _("Yes") }}, {{ day(at) }}</p>',
        "<p>{{ before }} → {{ after }}</p>",
        "<li>{{ name }} ({{ group }})</li>",
        "<p>{{ say(sentence) }}.</p>",
        "<p>Seen by {{ name }}</p>",
        '<td>{{ control(f, name ~ ", " ~ band) }}</td>',
        '<td>{{ control(f, _("Defect") ~ " " ~ number) }}</td>',
        '<p>{{ first }}{{ _(", ") }}{{ second }}</p>',
        """<a aria-label="{{ _('Repaired') }}: {{ what }}">x</a>""",
    ],
)
def test_a_sign_that_is_planted_is_seen(planted: str) -> None:
    assert glued(planted)


def test_what_is_drawn_between_things_is_no_sign_of_a_sentence() -> None:
    assert not glued('<p class="where">{{ way }} · <bdi>{{ name }}</bdi></p>')
    assert not glued("<h1>{{ need.number }}. <bdi>{{ need.title }}</bdi></h1>")
    assert not glued('<p>{{ _("Signature") }} ________</p>')
