"""What the authority does: answer one item of the submitted plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.approvals import queries
from peoplesprocess.approvals.plan_review import Line, lines
from peoplesprocess.core.decisions import Verdict, checked
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.db import journal
from peoplesprocess.db.rows import Place, belonging
from peoplesprocess.models import Decision


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """An answer to one item. `seen` is the `mark` that was on the page, None to take what is there."""

    verdict: Verdict
    reason: str = ""
    forwarded_to: str = ""
    seen: str | None = None


def decide(
    db: Session,
    actor: UUID,
    place: Place,
    line: int,
    decision: DecisionInput,
    area: str,
    office: str,
    now: datetime,
) -> Decision:
    """Answer an item of the newest submitted version, for the authority of `area`.

    A later answer takes the place of an earlier one; both stay on record. Errors: Refused, Conflict.
    """
    here = _open_to(db, place, line, decision, area)
    checked(decision.verdict, decision.reason, decision.forwarded_to)
    row = Decision(
        **belonging(place, actor, now),
        plan_id=here.item.plan_id,
        line=line,
        fingerprint=here.item.fingerprint,
        verdict=decision.verdict.value,
        reason=decision.reason.strip(),
        forwarded_to=decision.forwarded_to.strip() if decision.verdict is Verdict.FORWARD else "",
        area=area,
        office=office,
    )
    db.add(row)
    journal.write(
        db,
        place.id,
        actor,
        "item.decide",
        f"plan {here.item.plan} line {line}",
        now,
        verdict=row.verdict,
        area=area,
        digest=row.fingerprint,
    )
    return row


def mark(line: Line) -> str:
    """Return a word for what a page shows of a line: another content or another answer, another word."""
    last = line.answers[-1].id.hex if line.answers else ""
    return f"{line.item.fingerprint}{last}"


def _open_to(db: Session, place: Place, line: int, decision: DecisionInput, area: str) -> Line:
    """The item, if the authority of `area` may answer it now and nothing changed since it was seen."""
    found, _ = lines(queries.submitted(db, place.id), queries.area_of(db, place.id))
    here = next((candidate for candidate in found if candidate.item.line == line), None)
    if here is None:
        raise Refused(Message(N_("This item is not with the authority.")))
    if here.turn != area:
        name = queries.offices(db, place.programme_id, [here.turn]).get(here.turn, here.goes_to or here.turn)
        raise Refused(
            Message(N_("It is not your turn. This office answers now: %(office)s."), {"office": name})
        )
    if here.item.contracted:
        raise Refused(Message(N_("There is a contract for this item, so the answer stands.")))
    if decision.seen is not None and decision.seen != mark(here):
        last = here.last
        raise Conflict({"reason": last.reason, "forwarded_to": last.forwarded_to} if last else {"reason": ""})
    return here
