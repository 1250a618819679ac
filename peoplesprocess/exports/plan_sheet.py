"""The sheets of the action plan: each line as in the newest version that has it, and its estimate."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from peoplesprocess.core import choice_lists
from peoplesprocess.core.authority_decisions import VERDICT_DONE, AuthorityVerdict
from peoplesprocess.core.item_fields import CHOICES, FIELD_NAMES
from peoplesprocess.core.messages import N_
from peoplesprocess.core.plan_choice_lists import OUTCOMES, SOURCES
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.facts.plans import LAST_ITEMS, ItemWithDecision
from peoplesprocess.spreadsheets.cells import Cell, scaled

_LINE = N_("Line of the plan")
_CHOSEN = ("horizon", "rung", "level", "outcome", "climate")
PLAN_HEADINGS = (
    *(_LINE, N_("Version"), FIELD_NAMES["rank"], FIELD_NAMES["title"], FIELD_NAMES["place"]),
    *(FIELD_NAMES["needs"], FIELD_NAMES["cost"], FIELD_NAMES["in_cash"], FIELD_NAMES["in_labour"]),
    *(FIELD_NAMES["in_materials"], N_("Grant"), FIELD_NAMES["source"], FIELD_NAMES["implementer"]),
    *(FIELD_NAMES["starts_on"], FIELD_NAMES["ends_on"], FIELD_NAMES["operation_and_maintenance"]),
    *(N_("The authority's answer"), N_("Reason or remark"), N_("Answered on")),
    *(FIELD_NAMES["labour_days"], FIELD_NAMES["problem"], FIELD_NAMES["cause"]),
    *(FIELD_NAMES[name] for name in _CHOSEN),
    *(FIELD_NAMES["other_outcomes"], FIELD_NAMES["policy_gap"]),
    *(*SOURCES.values(), N_("From land"), N_("Promised"), N_("Gap"), FIELD_NAMES["frame_tags"]),
)
ESTIMATE_HEADINGS = (
    *(_LINE, N_("Number"), N_("What"), N_("Unit"), N_("Quantity"), N_("Cost of one unit"), N_("Sum")),
)


def plan(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    """Yield the lines of a settlement's plan, all read at once: a plan is short enough for an assembly."""
    for item in LAST_ITEMS.all(connection, settlement=reader.settlement.id):
        money = (item.cost, item.in_cash, item.in_labour, item.in_materials, item.grant)
        yield (
            *(item.line, item.plan, item.rank, item.title, item.place),
            reader.listed(map(str, item.needs)),
            *map(reader.money, money),
            item.source,
            reader.word(choice_lists.IMPLEMENTERS, item.implementer),
            *(item.starts_on, item.ends_on, item.operation_and_maintenance),
            reader.say(VERDICT_DONE[AuthorityVerdict(item.verdict)]) if item.verdict else "",
            item.reason,
            reader.day(item.decided_at),
            *(item.labour_days or None, item.problem, item.cause),
            *(reader.word(CHOICES[name], getattr(item, name)) for name in _CHOSEN),
            *(reader.words(OUTCOMES, item.other_outcomes), item.policy_gap),
            *_finance(item, reader),
            reader.listed(item.frame_tags),
        )


def estimates(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    """Yield the lines of the estimates of a settlement's plan."""
    for item in LAST_ITEMS.all(connection, settlement=reader.settlement.id):
        for number, line in enumerate(item.bill, start=1):
            yield (
                *(item.line, number, line.title, line.unit, scaled(line.quantity, 3)),
                *(reader.money(line.rate), reader.money(line.amount)),
            )


def _finance(item: ItemWithDecision, reader: ExportFormatter) -> Iterator[Cell]:
    """Yield the sums of who pays, empty for an item without funding lines."""
    found = item.finance
    sums = (*(found.by_source.get(source, 0) for source in SOURCES), found.land_based)
    for amount in (*sums, found.committed - found.contribution, found.gap):
        yield reader.money(amount) if item.funding else None
