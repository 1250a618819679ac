"""The demonstration: told once, and a copy of it for each file of tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask

from peoplesprocess.accounts import passwords
from peoplesprocess.app import create_app
from peoplesprocess.config import Config
from peoplesprocess.db.engine import make_engine
from peoplesprocess.demonstration.loader import load
from tests.conftest import MEMORY, hasten


@pytest.fixture(scope="session")
def demonstration(migrated: Path) -> Iterator[Callable[[], AbstractContextManager[Flask]]]:
    """`demonstration()` is an application of its own on a copy of the demonstration."""
    with TemporaryDirectory(dir=MEMORY) as folder:
        first = Path(folder)
        shutil.copy(migrated, first / "told.db")
        engine = make_engine(f"sqlite:///{first / 'told.db'}")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(passwords, "hash", partial(_fast, passwords.hash))
            load(engine, first, b"told")
        engine.dispose()
        yield lambda: copy_of(first)


def _fast(hashed: Callable[[str, bool], str], password: str, fast: bool) -> str:
    """What the tests' application would store: each of the people's real hashes takes as long as a page."""
    return hashed(password, True)


@contextmanager
def copy_of(first: Path) -> Iterator[Flask]:
    with TemporaryDirectory(dir=MEMORY) as copy:
        folder = Path(shutil.copytree(first, copy, dirs_exist_ok=True))
        app = create_app(Config(f"sqlite:///{folder / 'told.db'}", folder, b"told", fast_hash=True))
        app.testing = True
        hasten(app.extensions["engine"])
        yield app
        app.extensions["engine"].dispose()
