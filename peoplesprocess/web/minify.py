"""Minifying templates and stylesheets when they are loaded.

A browser shows the same as without these rules. In a template:

* A line break with the blanks around it is one space, as everywhere in HTML, so indentation has no effect.
* It is nothing beside the tag of a block (`BLOCKS`: a paragraph, a cell, a list), where no browser shows it;
  before a Jinja statement or comment; at either end of a Jinja macro or block; and where Jinja's own dash
  (`{{-`, `-%}`) asks for no space.
* Blanks within a line stay. So does everything in `<pre>`, `<textarea>`, `<script>` and `<style>`, in the
  value of an attribute, and between Jinja's braces.
* Optional closing tags (`OPTIONAL`) are dropped.
* A Jinja comment keeps each dropped line break, so that errors still name the right line of the source.

In a stylesheet, comments, line breaks and the blanks beside signs are dropped; strings stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2 import BaseLoader, Environment

BLOCKS = frozenset(
    {"!doctype", "html", "head", "title", "meta", "link", "style", "body", "header", "main", "footer", "nav"}
    | {"article", "section", "div", "h1", "h2", "h3", "p", "pre", "br", "details", "summary", "rect"}
    | {"ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "th", "td"}
    | {"form", "fieldset", "legend", "option"}
)
OPTIONAL = frozenset({"dd", "dt", "li", "option", "tbody", "td", "th", "thead", "tr"})
"""Elements whose end browsers infer, as only the same kind follows them or their parent ends."""

_STRING = r""""(?>\\.|[^"\\])*"|'(?>\\.|[^'\\])*'"""
_STATEMENT = rf"\{{%(?>{_STRING}|(?!%\}}).)*%\}}"
_EXPRESSION = rf"\{{\{{(?>{_STRING}|(?!\}}\}}).)*\}}\}}"
_JINJA = rf"(?>\{{#.*?#\}}|{_STATEMENT}|{_EXPRESSION})"
_VALUE = rf"""(?>"(?>{_JINJA}|[^"])*"|'(?>{_JINJA}|[^'])*')"""
_TAG = rf"(?></?[a-zA-Z!](?>{_JINJA}|{_VALUE}|[^>])*>)"
_KEPT = "|".join(rf"<{name}\b.*?</{name}\s*>" for name in ("pre", "textarea", "script", "style"))
_BREAK = r"[ \t]*\n[ \t\n]*"  # not \s: a blank that keeps two words together is a word's own

_PIECE = re.compile(rf"({_JINJA}|{_KEPT}|{_TAG}|{_BREAK})", re.DOTALL)
_KEPT_PIECE = re.compile(_KEPT, re.DOTALL)
_IN_TAG = re.compile(rf"(?P<kept>{_JINJA}|{_VALUE})|(?P<gap>{_BREAK})(?P<end>/?>)?", re.DOTALL)
_NAME = re.compile(r"</?([a-zA-Z!][a-zA-Z0-9]*)")
_FRAME = re.compile(r"\{%[-+]?\s*(?:block|call|endblock|endcall|endmacro|extends|from|import|macro)\b")

_CSS_COMMENT = re.compile(rf"({_STRING})|/\*.*?\*/", re.DOTALL)
_CSS = re.compile(
    rf"(?P<string>{_STRING})|\s*;?\s*(?P<end>\}})\s*|\s*(?P<sign>[{{;,!])\s*|(?P<colon>:)\s+"
    r"|\s(?P<combinator>[>+])\s(?=(?:[^(){};]|\([^()]*\))*\{)|(?P<media>@media)\s+(?=\()|\s+"
)


class MinifyingLoader(BaseLoader):
    """Loads templates through another loader and minifies them."""

    def __init__(self, sources: BaseLoader) -> None:
        self._sources = sources

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return the minified source of a template. Errors: TemplateNotFound."""
        source, file, is_current = self._sources.get_source(environment, template)
        return template_source(source), file, is_current

    def list_templates(self) -> list[str]:
        """Return the names of all templates, without cached code."""
        return [name for name in self._sources.list_templates() if "__pycache__" not in name.split("/")]


def template_source(text: str) -> str:
    """Return a template that renders the same page with less white space, with unchanged line numbers."""
    pieces = [piece for piece in _PIECE.split(text) if piece]
    around = zip(["", *pieces], pieces, [*pieces[1:], ""], strict=False)
    return "".join(_smaller(before, piece, after) for before, piece, after in around)


def stylesheet_source(text: str) -> str:
    """Return a stylesheet with the same rules, without comments and needless white space."""
    bare = _CSS_COMMENT.sub(lambda found: found[1] or "\n", text)
    return _CSS.sub(lambda found: found[found.lastgroup] if found.lastgroup else " ", bare).strip()


def _smaller(before: str, piece: str, after: str) -> str:
    """Return a piece of a template minified, depending on its neighbours."""
    if re.fullmatch(_BREAK, piece):
        return _numbering(piece) + _gap(before, after)
    if piece.startswith("</") and _name(piece) in OPTIONAL:
        return _numbering(piece)
    if _name(piece) and not _KEPT_PIECE.match(piece):
        return _IN_TAG.sub(_in_tag, piece)
    return piece


def _gap(before: str, after: str) -> str:
    """Return what a line break between two pieces means to a reader: one space, or nothing."""
    if before.endswith(("-%}", "-}}", "-#}")) or after.startswith(("{%", "{#", "{{-")):
        return ""
    return "" if _is_edge(before) or _is_edge(after) else " "


def _is_edge(piece: str) -> bool:
    """Return whether white space beside the piece is invisible; an empty piece is a template's end."""
    return not piece or _name(piece) in BLOCKS or bool(_FRAME.match(piece))


def _name(piece: str) -> str:
    """Return the name of a tag, or "" for any other piece."""
    found = _NAME.match(piece)
    return found[1].lower() if found else ""


def _in_tag(found: re.Match[str]) -> str:
    """Return a part of a tag: values unchanged, line breaks as a space."""
    return found["kept"] or _numbering(found["gap"]) + (found["end"] or " ")


def _numbering(dropped: str) -> str:
    """Return a Jinja comment with the line breaks of dropped text, so that line numbers do not change."""
    lines = "\n" * dropped.count("\n")
    return f"{{#{lines}#}}" if lines else ""
