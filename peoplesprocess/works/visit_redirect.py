"""Where a recorded visit leads."""

from __future__ import annotations

from flask import url_for

from peoplesprocess.core.contract_closure import NEARLY_BUILT
from peoplesprocess.models import Visit
from peoplesprocess.works.queries import WorkRow


def address_after(work: WorkRow, visit: Visit) -> str:
    """Return the address of the next step: the closing of a nearly built or ended work, else the visit."""
    if visit.physical >= NEARLY_BUILT or work.ended_on is not None:
        return url_for("closure.contract", number=work.number)
    return url_for("works.visit", number=work.number, visit=visit.number)
