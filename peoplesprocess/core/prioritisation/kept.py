"""A result under an envelope as it is kept: plain values that every version since the first can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def built_in(shares: Mapping[str, Any]) -> list[str]:
    """Return all needs whose works a kept result builds, in order; what came with later versions may lack."""
    aside = [need for each in shares.get("asides", ()) for need in each["needs"]]
    bought = [each["need"] for each in shares["bought"]]
    return [*shares.get("mandatory", ()), *aside, *bought, *shares["filled"]]
