"""The demonstration: told once, and a copy of it for each file of tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask

from peoplesprocess.app import create_app
from peoplesprocess.config import Config
from peoplesprocess.db.migrate import upgrade
from peoplesprocess.demonstration.loader import load
from tests.conftest import MEMORY, hasten


@pytest.fixture(scope="session")
def demonstration() -> Iterator[Callable[[], AbstractContextManager[Flask]]]:
    """`demonstration()` is an application of its own on a copy of the demonstration."""
    with TemporaryDirectory(dir=MEMORY) as folder:
        first = Path(folder)
        with served(first) as app:
            upgrade(app.extensions["engine"])
            load(app.extensions["engine"], first)
        yield lambda: copy_of(first)


@contextmanager
def copy_of(first: Path) -> Iterator[Flask]:
    with TemporaryDirectory(dir=MEMORY) as folder:
        shutil.copytree(first, folder, dirs_exist_ok=True)
        with served(Path(folder)) as app:
            hasten(app.extensions["engine"])
            yield app


@contextmanager
def served(folder: Path) -> Iterator[Flask]:
    app = create_app(Config(f"sqlite:///{folder / 'told.db'}", folder, b"told", fast_hash=True))
    app.testing = True
    yield app
    app.extensions["engine"].dispose()
