"""Addresses are built, never written: the application may stand below any path, a route may be renamed."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from werkzeug.test import Client

from tests.browser import Browser
from tests.factories import Make, signed_in_cookie

PACKAGE = Path(__file__).parents[2] / "peoplesprocess"
IN_TEMPLATES = re.compile(
    r"""(?:href|action|src|formaction)\s*=\s*["'](?!\{\{|#|\?|data:)|"/[a-z]|context\.url ~"""
)
IN_PYTHON = re.compile(r"""f?["']/(?:s|p|board|vote|receipt|invitation|static|account|sign-)\b(?![^"']*<)""")
OUTSIDE_REQUESTS = {"demonstration"}
"""Its list of accounts names addresses for other programs, as the interface of the commands promises."""
ROUTES = re.compile(r"@bp\.(?:get|post|route)\([^)]*\)")


def test_no_address_is_written_by_hand() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}: {line.strip()[:90]}"
        for path in PACKAGE.rglob("*.html")
        for line in path.read_text().splitlines()
        if IN_TEMPLATES.search(line)
    ]
    found += [
        f"{path.relative_to(PACKAGE)}: {match[0]}"
        for path in PACKAGE.rglob("*.py")
        if path.parent.name not in OUTSIDE_REQUESTS
        for match in IN_PYTHON.finditer(ROUTES.sub("", path.read_text()))
    ]
    assert found == []


def test_a_hand_written_address_is_seen() -> None:
    """Planted fault."""
    assert IN_TEMPLATES.search('<a href="/s/{{ code }}">')
    assert IN_TEMPLATES.search('<a href="needs/{{ number }}">')
    assert IN_TEMPLATES.search('{{ go("/vote", _("Vote")) }}')
    assert not IN_TEMPLATES.search("<a href=\"{{ url_for('needs.index') }}\">")
    assert IN_PYTHON.search('redirect("/sign-in")')
    assert not IN_PYTHON.search(ROUTES.sub("", '@bp.get("/s/<code>/needs")'))


def test_the_application_runs_below_a_path(app: Flask, make: Make) -> None:
    place = make.settlement()
    username = make.account("facilitator", place)
    client = Client(app)
    client.set_cookie("sid", signed_in_cookie(make.engine, username), path="/")
    environ = {"SCRIPT_NAME": "/recovery"}
    for address in (
        "/",
        f"/s/{place.code}",
        f"/s/{place.code}/needs/record",
        f"/board/{place.code}",
        "/vote",
    ):
        text = client.get(address, environ_overrides=environ).get_data(as_text=True)
        links = re.findall(r'(?:href|action|src)="(/[^"]*)"', text)
        assert links, address
        assert [link for link in links if not link.startswith("/recovery/")] == [], address


def test_what_a_page_links_to_is_there_when_signed_out(app: Flask) -> None:
    farid = Browser(app)
    assert farid.get("/sign-in").status == 200
