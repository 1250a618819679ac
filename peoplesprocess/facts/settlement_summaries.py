"""The definition of the summaries that overviews show of settlements, and their upkeep.

Each column of `SettlementSummary` is one expression about a settlement. The same expressions update the
row at the end of an act, fill the whole table, and give the rows with which `verify` compares it. An act
updates only the columns that read a table it has changed; these tables are found from the expression.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    Table,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql import visitors

from peoplesprocess.core.contributions import CASH
from peoplesprocess.db.journal import INSTALLATION
from peoplesprocess.db.prepared_statements import PreparedStatement
from peoplesprocess.db.row_changes import ChangedTables
from peoplesprocess.facts import oldest_waits, programme_totals_upkeep
from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.contracts import COST_SO_FAR, IS_ENDED, NEWEST_VISIT, PHYSICAL
from peoplesprocess.facts.cycles import CLOSED_STEPS, CYCLES_BEFORE, IS_ENDED_EARLY, LAST_CLOSED_AT
from peoplesprocess.facts.decision_in_force import MAY_WAIT
from peoplesprocess.facts.gate_facts import FACT_COLUMNS, GateFactsRow
from peoplesprocess.facts.grant_returns import GRANT_IN_FORCE
from peoplesprocess.facts.plans import newest_submitted_plan
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import (
    Area,
    CashBookEntry,
    Contract,
    ContributionEntry,
    GrantReturn,
    JournalHead,
    NoObjection,
    PlanItem,
    Programme,
    Settlement,
    SettlementSummary,
    StepClosure,
    TrancheRelease,
    Visit,
)

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The time for something that does not wait, so that it sorts last."""


def _of_contracts(value: SQLColumnExpression[int]) -> ScalarSelect[int]:
    """Return a sum over a settlement's signed contracts that have not ended, each with its newest visit."""
    return (
        # PostgreSQL returns the sum of big integers as a decimal.
        select(cast(func.coalesce(func.sum(value), 0), BigInteger))
        .select_from(Contract)
        .outerjoin(Visit, Visit.id == NEWEST_VISIT)
        .where(Contract.settlement_id == _settlement.id, IS_SIGNED, ~IS_ENDED)
        .correlate(Settlement)
        .scalar_subquery()
    )


def _total(
    amount: SQLColumnExpression[int], owner: SQLColumnExpression[UUID], *conditions: ColumnElement[bool]
) -> ScalarSelect[int]:
    return (
        select(cast(func.coalesce(func.sum(amount), 0), BigInteger))
        .where(owner == _settlement.id, *conditions)
        .correlate(Settlement)
        .scalar_subquery()
    )


_summary, _settlement = SettlementSummary.__table__, Settlement.__table__.c
_granted = (
    select(GRANT_IN_FORCE)
    .where(Contract.settlement_id == _settlement.id, IS_SIGNED)
    .correlate(Settlement)
    .scalar_subquery()
)
_contracted = _of_contracts(Contract.total)
_done = _of_contracts(Contract.total * func.coalesce(PHYSICAL, 0))
_contracted_cost = _of_contracts(COST_SO_FAR.expression)
_spent = _total(CashBookEntry.amount, CashBookEntry.settlement_id, not_struck(CashBookEntry.id))
_given_in_kind = _total(
    ContributionEntry.value,
    ContributionEntry.settlement_id,
    ContributionEntry.kind != CASH,
    not_struck(ContributionEntry.id),
)
_waits = or_(
    and_(
        ~exists(select(1).where(NoObjection.settlement_id == _settlement.id).correlate(Settlement)),
        ~IS_ENDED_EARLY,
    ),
    exists(
        select(1)
        .where(PlanItem.plan_id == newest_submitted_plan(_settlement.id).correlate(Settlement), MAY_WAIT)
        .correlate(Settlement)
    ),
)
_steps_closed = (
    select(func.count())
    .where(StepClosure.settlement_id == _settlement.id, StepClosure.cycles_before == CYCLES_BEFORE)
    .correlate(Settlement)
    .scalar_subquery()
)
_area = select(Area.path).where(Area.id == _settlement.area_id).correlate(Settlement).scalar_subquery()
_sequence = (
    select(JournalHead.sequence)
    .where(JournalHead.id == _settlement.id)
    .correlate(Settlement)
    .scalar_subquery()
)
_FIGURES: Mapping[str, SQLColumnExpression[object]] = {
    "settlement_id": _settlement.id,
    **{name: _settlement[name] for name in ("programme_id", "process_id", "code", "name")},
    "area": _area,
    **{name: _settlement[name] for name in ("time_zone", "currency", "required_groups", "made_at")},
    "closed_steps": CLOSED_STEPS,
    "steps_closed": _steps_closed,
    "cycles_before": CYCLES_BEFORE,
    "since": func.coalesce(LAST_CLOSED_AT, _settlement.made_at),
    "granted": _granted,
    "released": _total(TrancheRelease.amount, TrancheRelease.settlement_id)
    - _total(GrantReturn.amount, GrantReturn.settlement_id, not_struck(GrantReturn.id)),
    "spent": _spent,
    "given_in_kind": _given_in_kind,
    "contracted": _contracted,
    "done": _done,
    "contracted_cost": _contracted_cost,
    "requested_at": oldest_waits.REQUESTED_AT,
    "waits_rank": case((_waits, 0), else_=1),
    # Ascending order puts the widest gap between work and money first and settlements without contracts last.
    "gap_rank": case(
        (_contracted > 0, -(func.abs(_done - 10_000 * _contracted_cost) // func.nullif(_contracted, 0))),
        else_=1,
    ),
    "late_rank": func.coalesce(oldest_waits.REQUESTED_AT, literal(NEVER)),
    "referral_rank": func.coalesce(oldest_waits.REFERRAL_SINCE, literal(NEVER)),
    "audit_rank": func.coalesce(oldest_waits.AUDIT_SINCE, literal(NEVER)),
    "check_rank": func.coalesce(oldest_waits.CHECK_DUE, literal(NEVER.date())),
    "second_audit_since": oldest_waits.SECOND_AUDIT_SINCE,
    "certificate_since": oldest_waits.CERTIFICATE_SINCE,
    "final_visit_since": oldest_waits.FINAL_VISIT_SINCE,
    "account_since": oldest_waits.ACCOUNT_SINCE,
    "handover_since": oldest_waits.HANDOVER_SINCE,
    "repair_since": oldest_waits.REPAIR_SINCE,
    **dict(zip((field.name for field in fields(GateFactsRow)), FACT_COLUMNS, strict=False)),
    "sequence": func.coalesce(_sequence, 0),
}
"""The expression of each column, for the row of the table `settlement`."""


def _tables(figure: SQLColumnExpression[object]) -> frozenset[str]:
    """Return the names of the tables that an expression reads."""
    parts = list(visitors.iterate(select(figure)))
    owners = [getattr(part, "table", None) for part in parts]
    return frozenset(each.name for each in (*parts, *owners) if isinstance(each, Table))


_SOURCES = {name: _tables(figure) for name, figure in _FIGURES.items()}
_READ = frozenset().union(*_SOURCES.values())
"""Every table that any column reads."""
_MADE: Select[*tuple[object, ...]] = select(*(figure.label(name) for name, figure in _FIGURES.items()))
_FILL = insert(_summary).from_select(list(_FIGURES), _MADE)
_ADD = insert(_summary).from_select(list(_FIGURES), _MADE.where(_settlement.id == bindparam("settlement")))
_ADD_MANY = insert(_summary).from_select(
    list(_FIGURES), _MADE.where(_settlement.id.in_(bindparam("settlements", expanding=True)))
)
# One statement for both, so that no act can come between computing and reading the kept row.
_BESIDE = (
    _MADE.add_columns(*(_summary.c[name].label(f"kept_{name}") for name in _FIGURES))
    .select_from(Settlement.__table__.outerjoin(_summary, _summary.c.settlement_id == _settlement.id))
    .order_by(_settlement.id)
)


def update_after_act(connection: Connection, chains: Set[UUID], changed: ChangedTables) -> None:
    """Update the summaries of an act's settlements, as far as they depend on the tables that it changed."""
    read = frozenset(changed) & _READ | {JournalHead.__tablename__}
    moves_money = any(_SOURCES[name] & read for name in programme_totals_upkeep.ADDED_UP)
    if Programme.__tablename__ in changed:
        for programme in chains - {INSTALLATION}:
            _FOLLOWING_PROGRAMME.write(connection, {"programme": programme})
    for settlement in chains - {INSTALLATION}:
        here = {"settlement": settlement}
        before = programme_totals_upkeep.money_of(connection, settlement) if moves_money else None
        if not _made_again(read).write(connection, here):
            # The settlement's first act; for a programme's chain, this inserts nothing.
            connection.execute(_ADD, here)
        if moves_money:
            programme_totals_upkeep.apply_difference(
                connection, before, programme_totals_upkeep.money_of(connection, settlement)
            )


# An act in a programme has no settlement's chain, but can change what settlements wait for.
_follows = {name: figure for name, figure in _FIGURES.items() if Programme.__tablename__ in _SOURCES[name]}
_FOLLOWING_PROGRAMME = PreparedStatement(
    update(_summary)
    .values(_follows)
    .where(
        _summary.c.settlement_id == _settlement.id,
        _settlement.programme_id == bindparam("programme"),
        or_(*(_summary.c[name].is_distinct_from(figure) for name, figure in _follows.items())),
    )
)


@lru_cache(maxsize=256)
def _made_again(changed: frozenset[str]) -> PreparedStatement:
    """Return the update of all columns that read a changed table."""
    figures = {name: figure for name, figure in _FIGURES.items() if _SOURCES[name] & changed}
    return PreparedStatement(
        update(_summary)
        .values(figures)
        .where(_summary.c.settlement_id == _settlement.id, _settlement.id == bindparam("settlement"))
    )


def add(connection: Connection, settlements: Sequence[UUID]) -> None:
    """Make the summaries of settlements that have none, for callers that write many rows outside of acts."""
    connection.execute(_ADD_MANY, {"settlements": settlements})
    programme_totals_upkeep.recompute(connection)


def rebuild(connection: Connection) -> int:
    """Make all summaries and totals anew; return how many settlements there are."""
    connection.execute(delete(_summary))
    connection.execute(_FILL)
    programme_totals_upkeep.recompute(connection)
    return connection.scalar(select(func.count()).select_from(_summary)) or 0


@dataclass(frozen=True, slots=True)
class SummaryCheckResult:
    """The number of verified summaries, and the first wrong one, as settlement or programme and column."""

    rows: int
    first_bad: tuple[str, str] | None


def verify(connection: Connection) -> SummaryCheckResult:
    """Compute every summary again and compare it with the kept one."""
    rows, first_bad = 0, None
    for row in connection.execute(_BESIDE, execution_options={"yield_per": 500}):
        rows += 1
        made, kept = row[: len(_FIGURES)], row[len(_FIGURES) :]
        if first_bad is None and (wrong := _difference(made, kept)):
            first_bad = (str(made[0]), wrong)
    return SummaryCheckResult(rows, first_bad or programme_totals_upkeep.first_wrong(connection))


def _difference(made: Sequence[object], kept: Sequence[object]) -> str:
    """Return the name of the first differing column, "" if none differs; the first one if no row is kept."""
    pairs = zip(_FIGURES, made, kept, strict=True)
    return next((name for name, here, there in pairs if _in_order(name, here) != _in_order(name, there)), "")


def _in_order(name: str, value: object) -> object:
    """Return a value for comparison: databases aggregate strings in no certain order."""
    if name in ("closed_steps", "attendance") and isinstance(value, str):
        return sorted(value.split())
    return value
