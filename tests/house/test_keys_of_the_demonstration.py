"""Who releases money in the demonstration has a second factor, and scripts find what computes its codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from peoplesprocess.accounts import totp
from tests.browser import Browser

MONEY = "/s/samagipura/works/1/tranches/3/refuse"


def test_the_letters_in_the_file_compute_codes_that_let_money_be_answered(
    demonstration: Callable[[], AbstractContextManager[Flask]],
) -> None:
    with demonstration() as app:
        made = json.loads((Path(app.config["INSTANCE"]) / "demo.json").read_text())
        secrets = {a["username"]: a["second_factor"] for a in made["accounts"] if "second_factor" in a}
        assert set(secrets) == {"efua", "finance"}
        femi = Browser(app)
        femi.sign_in_as("finance", proven=False)
        asked = femi.post(MONEY, femi.filled(MONEY, reason="The papers are missing."))
        assert asked.status == 403
        kept = femi.post(
            "/account/confirm", {**asked.values, "code": totp.code_at(secrets["finance"], datetime.now(UTC))}
        )
        assert femi.post(MONEY, kept.values).status == 303


def test_a_community_with_a_part_of_its_own_is_not_measured_by_the_programmes(
    demonstration: Callable[[], AbstractContextManager[Flask]],
) -> None:
    with demonstration() as app:
        berivan = Browser(app)
        berivan.sign_in_as("berivan")
        plan = berivan.get("/s/hay-al-nawroz/plan").text
        assert "From the community, in all" in plan
        assert "The community gives less than" not in plan
