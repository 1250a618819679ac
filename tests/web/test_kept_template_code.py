"""What a template was compiled to is kept for the next process, as long as it is still the template's."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemLoader

from peoplesprocess.web.minify import MinifyingLoader
from peoplesprocess.web.template_compiler import PageEnvironment
from tests.browser import Browser

pytestmark = pytest.mark.one_database


def test_the_next_process_compiles_no_template_that_is_still_the_same(
    app: Flask, browser: Callable[..., Browser], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []
    compile_anew = PageEnvironment.compile

    def compile_and_note(environment: PageEnvironment, source: str, name: str, filename: str) -> object:
        compiled.append(name)
        return compile_anew(environment, source, name, filename)

    def first_page_of_a_process() -> list[str]:
        compiled.clear()
        app.jinja_env.cache.clear()
        assert "password" in browser().get("/sign-in").html
        return [*compiled]

    monkeypatch.setattr(PageEnvironment, "compile", compile_and_note)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert first_page_of_a_process() and not [*tmp_path.iterdir()], "nothing is written where nothing may be"
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    names = first_page_of_a_process()
    assert "layout.html" in names
    assert first_page_of_a_process() == []
    layout, other = tmp_path.rglob("layout.*.pyc"), tmp_path.rglob("sign_in.*.pyc")
    [broken], [older] = layout, other
    broken.write_bytes(broken.read_bytes()[:-9])
    older.write_bytes(b"0" + older.read_bytes()[1:])
    assert sorted(first_page_of_a_process()) == sorted(
        name for name in names if Path(name).stem in ("layout", "sign_in")
    )
    assert first_page_of_a_process() == []
    monkeypatch.setattr(app.jinja_env, "list_templates", lambda: ["accounts/account.html", "layout.html"])
    made = app.test_cli_runner().invoke(args=["compile-templates"])
    assert (made.exit_code, made.output) == (0, "")
    assert [*tmp_path.rglob("accounts/**/account.*.pyc")]


def test_templates_are_compiled_beforehand_also_where_their_code_is_kept_beside_them(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", None)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "room").mkdir()
    (tmp_path / "room/page.html").write_text("<p>{{ 1 }}</p>")
    monkeypatch.setattr(app.jinja_env, "loader", MinifyingLoader(FileSystemLoader(tmp_path)))
    for _ in range(2):
        app.jinja_env.cache.clear()
        made = app.test_cli_runner().invoke(args=["compile-templates"])
        assert (made.exit_code, made.output) == (0, ""), made.exception
        assert len([*tmp_path.rglob("__pycache__/page.*.pyc")]) == 1
