"""Flask's Jinja environment, shared by all languages; a context variable holds the request's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

import flask
from flask import Flask, Request, g, request
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from peoplesprocess.core import choice_lists, conditions_and_promises, plan_choice_lists
from peoplesprocess.core.authority_decisions import VERDICT_DONE, VERDICT_NAMES
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.messages import N_
from peoplesprocess.core.money import Money
from peoplesprocess.core.roles import ROLE_NAMES
from peoplesprocess.facts.place_and_time import Place
from peoplesprocess.facts.waiting_thing_kinds import SIGNATURES
from peoplesprocess.web import pdf_renderer, template_compiler
from peoplesprocess.web.group_badges import badge_letter
from peoplesprocess.web.i18n import SHIPPED, current_translator, digits_of, translator
from peoplesprocess.web.kept_template_code import KeptTemplateCode
from peoplesprocess.web.minify import MinifyingLoader
from peoplesprocess.web.namesakes import namesakes
from peoplesprocess.web.next_cash_book import next_cash_book
from peoplesprocess.web.pictograms import pictogram
from peoplesprocess.web.step_closing_offer import step_closing_after_saving
from peoplesprocess.web.stylesheets import stylesheet
from peoplesprocess.web.task_urls import task_url
from peoplesprocess.web.view_context import Context
from peoplesprocess.web.waiting_pages import done_at_once, waiting_act, waiting_next, waiting_url

OPTIONS: dict[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,
    "extensions": ["jinja2.ext.do"],
}
AFTER_SAVING: dict[str, Callable[[Context], object]] = {
    "waiting_next": waiting_next,
    "next_cash_book": next_cash_book,
    "step_closing_after_saving": step_closing_after_saving,
}
"""Functions for what may follow on the page to which a saved form led."""
NAMES_OF_CODES = {
    "role_names": {role.value: name for role, name in ROLE_NAMES.items()},
    "verdict_names": {verdict.value: name for verdict, name in VERDICT_NAMES.items()},
    "verdict_done": {verdict.value: name for verdict, name in VERDICT_DONE.items()},
}
"""The names of roles and verdicts by code."""
UrlValues = tuple[tuple[str, Any], ...]
ADDRESSES = 4096
"""The size of the address cache: a list of needs builds fifty addresses, and each takes time."""


def init(app: Flask) -> None:
    """Set up the environment of templates and their globals."""
    _make_environment(app)
    app.jinja_env.globals.update(
        _=_translate,
        plural=_plural,
        say=_say,
        number=lambda value: current_translator().number(value),
        decimal=_decimal,
        percent=_percent,
        share=_share,
        money=lambda amount, currency: current_translator().money(_money(amount, currency)),
        amount=_money,
        sum=lambda amount, currency: current_translator().sum(_money(amount, currency)),
        day=_day,
        titled=_titled,
        bdi=_bdi,
        isolated=lambda words: _bdi(words) if type(words) is str else _say(words),
        spoken=_RequestLanguage(),
        languages=[translator(code) for code in SHIPPED],
        pictogram=pictogram,
        choice_lists=choice_lists,
        plan_choices=plan_choice_lists,
        answer_terms=conditions_and_promises,
        **NAMES_OF_CODES,
        style=stylesheet(),
        paper_sheet=stylesheet("paper").name,
        pdf_is_made=pdf_renderer.is_made,
        badge_letter=badge_letter,
        namesakes=namesakes,
        url_for=url_for,
        task_url=task_url,
        waiting_url=waiting_url,
        done_at_once=done_at_once,
        waiting_act=waiting_act,
        **AFTER_SAVING,
        signature_kinds=tuple(SIGNATURES.values()),
        asks_proof=lambda: g.get("asks_proof", False),
    )
    app.url_defaults(_same_place)


def _make_environment(app: Flask) -> None:
    """Let the application minify its templates, compile them with our compiler, and cache the code."""
    loader = MinifyingLoader(app.create_global_jinja_loader())
    kept = KeptTemplateCode(__file__, template_compiler.__file__)
    app.jinja_environment = template_compiler.PageEnvironment
    app.jinja_options = {**OPTIONS, "loader": loader, "bytecode_cache": kept}


def url_for(endpoint: str, **values: Any) -> str:
    """Return an address as `flask.url_for` does; addresses within the site are cached."""
    # Lists build an address for each line, so the proxy is resolved only once here.
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]
    if "_external" in values:
        return flask.url_for(endpoint, **values)
    here = asked.view_args or {}
    near = asked.url_rule.endpoint if asked.url_rule is not None and endpoint[0] == "." else ""
    return _built(
        asked.root_path, near, here.get("code"), here.get("programme"), endpoint, tuple(values.items())
    )


@lru_cache(maxsize=ADDRESSES)
def _built(root: str, near: str, code: str, programme: str, endpoint: str, values: UrlValues) -> str:
    return flask.url_for(endpoint, **dict(values))


def _same_place(endpoint: str, values: dict[str, object]) -> None:
    """Add the page's settlement or programme to addresses that need one."""
    app, here = flask.current_app, request.view_args or {}
    for name in ("code", "programme"):
        if name not in values and name in here and app.url_map.is_endpoint_expecting(endpoint, name):
            values[name] = here[name]


class _RequestLanguage:
    """The language of the request, for templates."""

    def __getattr__(self, name: str) -> Any:
        return getattr(current_translator(), name)


def _translate(text: str, **values: object) -> str:
    """Return `text` in the language of the request; Markup values are neither escaped nor isolated."""
    spoken = current_translator()
    if not values:
        return spoken._(text)
    if not any(isinstance(value, Markup) for value in values.values()):
        return spoken._(text, **values)
    written = {n: value if isinstance(value, Markup) else spoken.value(value) for n, value in values.items()}
    return escape(spoken._(text)) % written


def _titled(page: Markup, place: Place | None) -> str:
    """Return the title of a tab: the page, its settlement or programme, and the site."""
    spoken, named = current_translator(), page.unescape().strip()
    if not named:
        return spoken._(N_("People’s Process"))
    if place is None or place.name == named:
        return spoken._(N_("%(page)s – People’s Process")) % {"page": named}
    # Dashes separate the names here; isolating characters would cost each page a few bytes.
    return spoken._(N_("%(page)s – %(place)s – People’s Process")) % {"page": named, "place": place.name}


def _bdi(words: object) -> Markup:
    return Markup("<bdi>%s</bdi>") % (words,)


def _say(sentence: object, **values: object) -> str:
    return current_translator().say(sentence, **values)


def _plural(one: str, many: str, count: int, **values: object) -> str:
    return current_translator().plural(one, many, count, **values)


def _decimal(value: Fraction) -> str:
    return current_translator().decimal(value)


def _percent(value: Fraction) -> str:
    return current_translator().percent(value)


def _share(share: PeopleShare) -> str:
    return current_translator().share(share)


def _day(day: date) -> str:
    return current_translator().date(day)


def _money(amount: int, currency: str) -> Money:
    return Money(amount, currency, digits_of(currency))
