"""A template says with our compiler what it says with Jinja's own, and refuses what that refuses."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.templating import Environment
from jinja2 import UndefinedError
from markupsafe import Markup

from peoplesprocess.core.messages import Msgid
from peoplesprocess.web.templating import OPTIONS

VALUES: dict[str, Any] = {
    "words": '<i> & "so"',
    "safe": Markup("<b>x</b>"),
    "msgid": Msgid("a < b"),
    "count": 3,
    "share": 0.5,
    "nothing": None,
    "yes": True,
    "options": {"class": "<wide>", "size": 2},
    "rows": [("a", 1), ("b", 2)],
}
SAID = """
{% macro cell(label, class="", size=0) %}<td class="{{ class }}">{{ label }}{{ size }}{% endmacro %}
{% macro framed(name) %}<p title="{{ name }}">{{ caller(name ~ "!") }}</p>{% endmacro %}
{{ words }}{{ safe }}{{ msgid }}{{ count }}{{ share }}{{ nothing }}{{ yes }}{{ missing|default("none") }}
<b{{ " hidden" if nothing }}{{ ' class="late"' if yes }}>{{ words if yes else safe }}</b>
{{ cell(words) }}{{ cell(words, class="n") }}{{ cell(safe, **options) }}{{ cell(*rows[0]) }}
{% call(said) framed(words) %}{{ said }}{{ words }}{% endcall %}
{% for name, number in rows %}{{ loop.index }}{{ dict(a=name).get("a", number) }}{% endfor %}
{% set kept %}{{ words }}{{ safe }}{% endset %}{{ kept }}{{ kept|trim }}
{{ words ~ safe }}{{ range(count)|list }}{{ words.upper() }}
"""


@pytest.fixture
def plain(app: Flask) -> Environment:
    return Environment(app, **OPTIONS)


def test_a_page_says_the_same(app: Flask, plain: Environment) -> None:
    said = app.jinja_env.from_string(SAID).render(VALUES)
    assert said == plain.from_string(SAID).render(VALUES)
    assert "&lt;i&gt; &amp; &#34;so&#34;<b>x</b>a &lt; b30.5NoneTruenone" in said


@pytest.mark.parametrize(
    "source", ["{{ missing }}", "{{ missing() }}", "{{ words.missing }}", "{{ words(1) }}"]
)
def test_what_is_not_there_is_refused(app: Flask, plain: Environment, source: str) -> None:
    for environment in (app.jinja_env, plain):
        with pytest.raises((UndefinedError, TypeError)):
            environment.from_string(source).render(VALUES)
