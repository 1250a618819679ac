"""A real server on loopback, a real browser, and an empty installation."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from peoplesprocess.app import create_app
from peoplesprocess.config import Config
from tests.loopback import listening

LANGUAGES = ("en", "ar")
"""Every journey can be walked in these: one is written from the left, one from the right."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Walk in the language a file names, so that both directions come in every run; or in each."""
    if "language" in metafunc.fixturenames:
        every = metafunc.config.getoption("--campaign")
        metafunc.parametrize("language", LANGUAGES if every else (metafunc.module.LANGUAGE,))


class Silent(WSGIRequestHandler):
    """Says nothing on the terminal."""

    def log(self, type: str, message: str, *args: object) -> None:
        return


@pytest.fixture
def installation(tmp_path: Path, migrated: Path) -> Iterator[tuple[Flask, str]]:
    """An empty installation and its address."""
    shutil.copy(migrated, tmp_path / "journey.db")
    app = create_app(Config(f"sqlite:///{tmp_path / 'journey.db'}", tmp_path, b"journey", fast_hash=True))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    with listening(server):
        yield app, f"http://127.0.0.1:{server.server_port}"
    app.extensions["engine"].dispose()
