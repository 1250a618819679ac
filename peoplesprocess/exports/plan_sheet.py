"""The action plan as a spreadsheet: each line as the newest version that has it says it, with its answer."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from peoplesprocess.core import choice_lists
from peoplesprocess.core.authority_decisions import VERDICT_DONE, Verdict
from peoplesprocess.core.messages import N_
from peoplesprocess.core.plan_items import FIELD_NAMES
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.facts.plans import LAST_ITEMS

PLAN_HEADINGS = (
    *(N_("Line of the plan"), N_("Version"), FIELD_NAMES["rank"], FIELD_NAMES["title"], FIELD_NAMES["place"]),
    *(FIELD_NAMES["needs"], FIELD_NAMES["cost"], FIELD_NAMES["in_cash"], FIELD_NAMES["in_labour"]),
    *(FIELD_NAMES["in_materials"], N_("Grant"), FIELD_NAMES["source"], FIELD_NAMES["implementer"]),
    *(FIELD_NAMES["starts_on"], FIELD_NAMES["ends_on"], FIELD_NAMES["operation_and_maintenance"]),
    *(N_("The authority's answer"), N_("Reason or condition"), N_("Answered on")),
)


def plan(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    """Return the lines of a settlement's plan: a plan is as long as people can read in an assembly."""
    for item in LAST_ITEMS.all(connection, settlement=reader.settlement.id):
        money = (item.cost, item.in_cash, item.in_labour, item.in_materials, item.grant)
        yield (
            *(item.line, item.plan, item.rank, item.title, item.place),
            reader.listed(map(str, item.needs)),
            *map(reader.money, money),
            item.source,
            reader.word(choice_lists.IMPLEMENTERS, item.implementer),
            *(item.starts_on, item.ends_on, item.operation_and_maintenance),
            reader.say(VERDICT_DONE[Verdict(item.verdict)]) if item.verdict else "",
            item.reason,
            reader.day(item.decided_at),
        )
