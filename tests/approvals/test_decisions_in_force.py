"""Which decision is in force: the rule in words of Python and the rule in words of SQL say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import combinations_with_replacement, product
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.core.approval_chain import USUAL_LEVELS, AnswerTurn, turn, waiting_since
from peoplesprocess.core.authority_decisions import AuthorityVerdict, DecisionOnItemContent, in_force
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.db import journal
from peoplesprocess.facts.plans import SUBMITTED_ITEMS
from peoplesprocess.facts.submitted_items import decided_items
from peoplesprocess.facts.waiting_items import waiting_items
from peoplesprocess.models import Decision, Plan, PlanItem, PlanSubmission, Settlement
from tests.factories import MARKET_DAY, Make
from tests.plan_factory import plan_item
from tests.row_columns import belonging

AREA, ABOVE = "PK/SD/DADU", "PK/SD"
MOST = 3


def decision(
    verdict: AuthorityVerdict, *, area: str = AREA, here: bool = True, day: int = 0
) -> DecisionOnItemContent:
    return DecisionOnItemContent(verdict, area, here, MARKET_DAY + timedelta(days=day))


def since(area: str, decisions: Sequence[DecisionOnItemContent], submitted_at: datetime) -> datetime | None:
    return waiting_since(turn(USUAL_LEVELS, area, decisions), decisions, submitted_at)


def test_the_newest_decision_is_in_force() -> None:
    first, second = decision(AuthorityVerdict.DECLINE), decision(AuthorityVerdict.ENDORSE, day=1)
    assert in_force([]) is None
    assert in_force([first]) is first
    assert in_force([first, second]) is second


def test_a_return_holds_in_no_later_version_and_all_else_does() -> None:
    assert in_force([decision(AuthorityVerdict.RETURN)]) is not None
    assert in_force([decision(AuthorityVerdict.RETURN, here=False)]) is None
    assert (
        in_force(
            [decision(AuthorityVerdict.ENDORSE, here=False), decision(AuthorityVerdict.RETURN, here=False)]
        )
        is None
    )
    for verdict in set(AuthorityVerdict) - {AuthorityVerdict.RETURN}:
        assert in_force([decision(verdict, here=False)]) is not None


def test_an_item_waits_since_the_office_has_it() -> None:
    handed_over = MARKET_DAY - timedelta(days=9)
    forwarded = decision(AuthorityVerdict.FORWARD, day=2)
    assert since(AREA, [], handed_over) == handed_over
    assert since(AREA, [decision(AuthorityVerdict.RETURN, here=False)], handed_over) == handed_over
    assert since(AREA, [forwarded], handed_over) == forwarded.made_at
    assert turn(USUAL_LEVELS, AREA, [forwarded]) == AnswerTurn(1, ABOVE, forwarded=True)
    assert since(AREA, [forwarded, decision(AuthorityVerdict.DECLINE, area=ABOVE)], handed_over) is None
    assert since(AREA, [decision(AuthorityVerdict.ENDORSE)], handed_over) is None
    assert since("PK", [decision(AuthorityVerdict.FORWARD, area="PK")], handed_over) is None


def test_both_forms_of_the_rule_agree_on_every_history(make: Make, db: Session) -> None:
    place = make.settlement(households=184)
    histories = [
        [*zip(verdicts, versions, strict=True)]
        for length in range(MOST + 1)
        for verdicts in product(AuthorityVerdict, repeat=length)
        for versions in combinations_with_replacement((1, 2), length)
    ]
    write(db, place, histories)
    said = {item.line: item.verdict for item in SUBMITTED_ITEMS.all(db, settlement=place.id)}
    newest = {each.item.line: each for each in decided_items(db, place.id) if each.item.plan == 2}
    assert len(said) == len(newest) == len(histories)
    for line, each in newest.items():
        read = in_force(each.decisions)
        assert said[line] == (read.verdict if read else None), histories[line - 1]
    waits = {
        line
        for line, each in newest.items()
        if since(AREA, each.decisions, each.item.submitted_at) is not None
    }
    assert len(waiting_items(db, Settlement.id == place.id, {place.programme_id: ProgrammeRules()})) == len(
        waits
    )
    assert 0 < len(waits) < len(histories)


def write(db: Session, place: Any, histories: list[list[tuple[AuthorityVerdict, int]]]) -> None:
    """Two versions with the same items, one for each history of verdicts, each given on one of them."""
    first, second = (handed_over(db, place, number, len(histories)) for number in (1, 2))
    for line, history in enumerate(histories, start=1):
        area = AREA
        for verdict, version in history:
            db.add(
                Decision(
                    **belonging(place, None, MARKET_DAY),
                    plan_id=(first, second)[version - 1],
                    line=line,
                    fingerprint=f"content {line}",
                    verdict=verdict.value,
                    reason="Because",
                    area=area,
                    office="Office",
                )
            )
            area = area.rpartition("/")[0] or area if verdict is AuthorityVerdict.FORWARD else area
            db.flush()
    journal.write(db, place.id, None, "test.make", "histories", MARKET_DAY)
    db.commit()


def handed_over(db: Session, place: Any, number: int, items: int) -> UUID:
    """The key of a version that was handed over with so many items."""
    whose = belonging(place, None, MARKET_DAY)
    plan = Plan(**whose, number=number)
    db.add(plan)
    db.flush()
    db.add(PlanSubmission(**whose, plan_id=plan.id))
    for line in range(1, items + 1):
        content = asdict(plan_item(line, rank=line))
        db.add(PlanItem(plan_id=plan.id, line=line, fingerprint=f"content {line}", **content))
    db.flush()
    return plan.id
