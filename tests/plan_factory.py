"""What a plan is made of in tests: needs, an assembly and items, by the acts of whoever drafts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from peoplesprocess.act import Act
from peoplesprocess.facts.meetings import MEETINGS_OF_KIND
from peoplesprocess.facts.needs import LIVE_NEEDS
from peoplesprocess.facts.plans import NEWEST_ITEM, NEWEST_ITEMS, VERSIONS
from peoplesprocess.needs import actions as needs
from peoplesprocess.plans import actions as plans
from peoplesprocess.plans.adoption_checks import last_adopted, later_assemblies
from peoplesprocess.settlements import actions as settlements

HEADS = {"women": [60, 180, 60], "men": [60, 180, 60], "other": [0, 0, 0]}


def plan_item(line: int = 1, **fields: Any) -> plans.ItemInput:
    """An item of a plan; what is not said is filled in."""
    usual: dict[str, Any] = {
        "title": f"Work {line}",
        "place": "Old well",
        "needs": [line],
        "cost": 1_000_000,
        "in_cash": 0,
        "in_labour": 100_000,
        "in_materials": 0,
        "source": "UN-Habitat",
        "implementer": "with-help",
        "starts_on": date(2023, 5, 2),
        "ends_on": date(2023, 7, 31),
        "operation_and_maintenance": "The committee",
    }
    return plans.ItemInput(**{**usual, **fields})


def draft(act: Act, items: Mapping[int, plans.ItemInput]) -> None:
    """Make the newest version hold these lines in this order; it begins anew if it is adopted.

    The needs that they answer are recorded where they are not.
    """
    live = LIVE_NEEDS.all(act.db, settlement=act.settlement.id)
    known = max((need.number for need in live), default=0)
    wanted = max(need for item in items.values() for need in item.needs)
    for number in range(known + 1, wanted + 1):
        record_need(act, number)
    newest = VERSIONS.first(act.db, settlement=act.settlement.id)
    if newest is not None and newest.adopted_on is not None:
        plans.revise(act)
    _write_items(act, items)


def adopt(act: Act) -> None:
    """Record that the newest assembly adopted the draft; all households come to one if none met since."""
    met = MEETINGS_OF_KIND.first(act.db, settlement=act.settlement.id, kind="assembly")
    last = last_adopted(VERSIONS.all(act.db, settlement=act.settlement.id))
    if met is None or not later_assemblies([met], last):
        after = {"held_on": met.held_on + timedelta(days=1)} if met else {}
        plans.adopt(act, plans.PlanAdoptionInput(hold_assembly(act, **after)))
    else:
        plans.adopt(act, plans.PlanAdoptionInput(met.number))


def record_need(act: Act, number: int, **fields: Any) -> None:
    """Record the need that gets `number`; what is not said is filled in."""
    usual: dict[str, Any] = {
        **dict.fromkeys(("statement", "since", "cause", "coping"), "As it was said"),
        "title": f"Need {number}",
        "sector": "water",
        "landmark": "Old well",
        "households": 50,
        "affected": [],
        "severity": 2,
        "season": "all",
        "response_type": "infrastructure",
    }
    row = needs.record_need(act, needs.NeedInput(**{**usual, **fields}), needs.RaisingGroupsInput("women"))
    assert row.number == number


def hold_assembly(act: Act, **fields: Any) -> int:
    """Record an assembly to which all households came, unless said otherwise; its number."""
    usual: dict[str, Any] = {
        **dict.fromkeys(("displaced", "with_disability", "women_headed"), 0),
        **dict.fromkeys(("place", "agenda", "minutes"), "School yard"),
        "kind": "assembly",
        "group_code": "",
        "held_on": date(2023, 3, 12),
        "counts": HEADS,
        "households": act.settlement.households,
        "consent": True,
    }
    return settlements.record_meeting(act, settlements.MeetingInput(**{**usual, **fields})).number


def _write_items(act: Act, wanted: Mapping[int, plans.ItemInput]) -> None:
    """Make the draft hold these lines, and no others, in this order."""
    here = act.settlement.id
    for item in NEWEST_ITEMS.all(act.db, settlement=here):
        if item.line not in wanted:
            plans.remove_item(act, item.line, "The assembly left it out.")
    for rank, (line, content) in enumerate(wanted.items(), start=1):
        item = replace(content, rank=rank)
        known = NEWEST_ITEM.first(act.db, settlement=here, line=line)
        if known is None:
            assert plans.add_item(act, item).line == line
        elif any(getattr(known, name) != value for name, value in asdict(item).items()):
            plans.change_item(act, line, item, known.version)
