"""Templates and the stylesheet are minified on loading: smaller to send, and the same to a reader."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, UndefinedError

from peoplesprocess.web import minify
from peoplesprocess.web.minify import MinifyingLoader, stylesheet_source, template_source
from peoplesprocess.web.page_response import PACKAGE
from peoplesprocess.web.stylesheets import AFTER_FIRST_PAINT, FORMS, PRINTERS, SOURCES, stylesheet

TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))


def rendered(source: str, **values: object) -> str:
    return Environment().from_string(template_source(source)).render(values)


def test_indentation_and_line_breaks_beside_blocks_are_nothing() -> None:
    assert rendered("<table>\n  <tr>\n    <td>\n      {{ n }}\n    </td>\n  </tr>\n</table>\n", n=3) == (
        "<table><tr><td>3</table>"
    )


def test_a_line_break_between_words_is_one_space() -> None:
    assert rendered("<p>\n  <b>{{ a }}</b> ·\n\n  one\n  {{ a }}\n  <i>two</i>\n</p>", a="x") == (
        "<p><b>x</b> · one x <i>two</i></p>"
    )


def test_what_stands_together_on_a_line_stays_together_or_apart() -> None:
    line = "<b>{{ a }}</b>{{ a }} {{ a }}, <i>({{ a }})</i>  end"
    assert template_source(line) == line


@pytest.mark.parametrize(
    ("late", "told"), [(True, "<p>3 days late, and more</p>"), (False, "<p>3 days, and more</p>")]
)
def test_a_statement_on_a_line_of_its_own_takes_no_room(late: bool, told: str) -> None:
    source = "<p>\n  3 days\n  {% if late %}\n    late{% endif %}, and\n  {# why #}\n  more\n</p>"
    assert rendered(source, late=late) == told


def test_a_loop_parts_its_turns_with_spaces() -> None:
    source = "<p>\n  {% for n in (1, 2) %}\n    <b>{{ n }}</b>\n  {% endfor %}\n  end\n</p>"
    assert rendered(source) == "<p> <b>1</b> <b>2</b> end</p>"


def test_a_macro_begins_and_ends_without_space() -> None:
    source = "{% macro m() %}\n  <b>x</b>\n{% endmacro %}\n({{ m() }})\n"
    assert rendered(source) == "(<b>x</b>)"


def test_a_dash_asks_for_no_space() -> None:
    assert rendered("<a>\n  {{- a -}}\n</a>{% if a -%}\n  : {{ a }}\n{%- endif %}", a="x") == "<a>x</a>: x"


@pytest.mark.parametrize(
    "kept",
    [
        "<pre>\n  a\n\n  b\n</pre>",
        "<textarea>\n\n  {{ '' }} a\n</textarea>",
        "<style>\n  a { b: c }\n</style>",
        '<a title="one\n  two </li>">x</a>',
        "<a title='one\n  {{ \"it's\" }}'>x</a>",
        '{{ "one\n  two </li> }} <p>\n</p>" }}',
        "{% if '%}\n  </td>' %}x{% endif %}",
        "10\u00a0%\u202f!",
    ],
)
def test_it_never_touches(kept: str) -> None:
    assert template_source(kept) == kept


def test_white_space_inside_a_tag_is_one_space_and_nothing_at_its_end() -> None:
    source = '<input\n  name="a"\n  {%- if a %} checked{% endif %}\n  value="{{ "a > b" }}"\n>'
    assert rendered(source, a=1) == '<input name="a" checked value="a > b">'
    assert rendered(source, a=0) == '<input name="a" value="a > b">'


def test_closing_tags_that_may_be_left_out_are_left_out_and_no_others() -> None:
    source = "<ul><li>a</li></ul><p>b</p><select><option>c</option></select><dl><dt>d</dt><dd>e</dd></dl>"
    assert rendered(source) == "<ul><li>a</ul><p>b</p><select><option>c</select><dl><dt>d<dd>e</dl>"


def test_an_error_names_the_line_of_the_source(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        "<p>\n\n  <input\n    name='a'>\n</p>\n<p>\n  {{ nothing.at_all }}\n</p>\n"
    )
    environment = Environment(loader=MinifyingLoader(FileSystemLoader(tmp_path)))
    with pytest.raises(UndefinedError) as caught:
        environment.get_template("page.html").render()
    frames = traceback.extract_tb(caught.tb)
    assert [frame.lineno for frame in frames if frame.filename.endswith("page.html")] == [7]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_minified_twice_is_minified_once(path: Path) -> None:
    once = template_source(path.read_text())
    assert template_source(once) == once
    assert once.count("\n") == path.read_text().count("\n")


def test_these_stories_notice_a_minifier_that_eats_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minify, "_gap", lambda before, after: "")
    with pytest.raises(AssertionError):
        test_a_line_break_between_words_is_one_space()


def test_a_stylesheet_keeps_its_rules_and_its_strings() -> None:
    source = """/* Gone. */
        p > a:hover , dl + p :lang(ar) {
          margin: calc(1px + 2px) auto !important;
          content: " /* a ;  b */ ";
        }
        @media (min-width: 2rem) and (color) {
          a { color: red }
        }
    """
    assert stylesheet_source(source) == (
        'p>a:hover,dl+p :lang(ar){margin:calc(1px + 2px) auto!important;content:" /* a ;  b */ "}'
        "@media(min-width:2rem) and (color){a{color:red}}"
    )


def test_the_stylesheet_comes_in_parts_on_one_line_and_printers_alone_wait_for_the_file() -> None:
    sheet, source = stylesheet(), (SOURCES / "style.css").read_text()
    assert source.count(AFTER_FIRST_PAINT) == source.count(FORMS) == source.count(PRINTERS) == 1
    inside = sheet.first + sheet.rest + sheet.forms
    assert sheet.whole.startswith(inside) and sheet.whole.removeprefix(inside).startswith("@media print{")
    assert "@media print" not in inside
    assert ".mark{" in sheet.first and ".go,.plain{" in sheet.rest and ".field{" in sheet.forms
    assert "\n" not in sheet.whole and "/*" not in sheet.whole
