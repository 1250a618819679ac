"""A settlement with telephones."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.browser import Browser
from tests.factories import Make
from tests.openrosa.phone import Phone, add_device


@pytest.fixture
def goth(make: Make) -> Any:
    """A settlement of 100 households with a facilitator."""
    return make.settlement(households=100)


@pytest.fixture
def bo(make: Make, browser: Callable[..., Browser], goth: Any) -> Browser:
    """Its facilitator."""
    visitor = browser()
    visitor.sign_in_as(make.facilitator(goth))
    return visitor


@pytest.fixture
def phone(app: Flask, bo: Browser, goth: Any) -> Phone:
    """A telephone whose address was shown to the facilitator."""
    page = add_device(bo, goth)
    assert page.status == 200, page.problems
    return Phone(app, address_on(page))


def address_on(page: Any) -> str:
    """The address that the page of a new device shows."""
    found = re.search(r"http://localhost(/openrosa/\w+)", page.html)
    assert found
    return found[1]
