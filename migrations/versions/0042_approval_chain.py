"""Levels of authority, conditions and promises of their answers, remarks, looks and objections.

Revision: 0042, after 0041

Every programme has the one level that it had, and every role, invitation and answer belongs to it. On the way
back, roles and answers of later levels become ones of the first.

Going back loses: level_change, decision_condition, condition_event, authority_promise, promise_outcome,
item_remark, answer_reminder, authority_look, objection, objection_answer,
decision.in_stead_of.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042"
down_revision = "0041"

DIGESTS_ANEW = ("decision", "invitation", "membership")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    for table in ("decision", "invitation", "membership"):
        op.add_column(table, _number("level", "1"))
    op.add_column("decision", _number("in_stead_of", "0"))
    _create(
        "level_change",
        _number("number"),
        *(sa.Column(name, JSON, nullable=False) for name in ("before", "after")),
        *_texts("reason"),
        _unique("level_change", "programme_id", "number"),
        of_settlement=False,
    )
    _create(
        "decision_condition",
        *_refers("decision_condition", "decision"),
        _number("number"),
        *_texts("due", "words"),
        _day("due_on"),
        _unique("decision_condition", "settlement_id", "number"),
    )
    _create(
        "condition_event",
        *_refers("condition_event", "decision_condition", "condition_id"),
        *_texts("kind", "words"),
    )
    _create(
        "authority_promise",
        *_refers("authority_promise", "decision"),
        *(_number(name) for name in ("number", "amount")),
        *_texts("kind", "words"),
        _unique("authority_promise", "settlement_id", "number"),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_authority_promise_amount")),
    )
    _create(
        "promise_outcome",
        *_refers("promise_outcome", "authority_promise", "promise_id"),
        _truth("kept"),
        _day("seen_on"),
        *_texts("words"),
    )
    _create(
        "item_remark",
        *_refers("item_remark", "plan"),
        *(_number(name) for name in ("line", "level")),
        *_texts("office", "words"),
    )
    _create(
        "answer_reminder",
        *_refers("answer_reminder", "plan"),
        *(_number(name) for name in ("level", "asked_by")),
        *_texts("words"),
    )
    _create("authority_look", _number("seen"))
    _create(
        "objection",
        *(_number(name) for name in ("number", "line")),
        *_texts("group_code", "words"),
        sa.Column("on_paper_at", sa.DateTime(timezone=True), nullable=True),
        _unique("objection", "settlement_id", "number"),
    )
    _create(
        "objection_answer", *_refers("objection_answer", "objection"), _truth("mistaken"), *_texts("words")
    )
    for table, column in INDEXED:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


INDEXED = (
    ("decision_condition", "decision_id"),
    ("condition_event", "condition_id"),
    ("authority_promise", "decision_id"),
    ("promise_outcome", "promise_id"),
    ("objection_answer", "objection_id"),
)


def downgrade() -> None:
    for table in (
        "objection_answer",
        "objection",
        "authority_look",
        "answer_reminder",
        "item_remark",
        "promise_outcome",
        "authority_promise",
        "condition_event",
        "decision_condition",
        "level_change",
    ):
        op.drop_table(table)
    op.drop_column("decision", "in_stead_of")
    for table in ("membership", "invitation", "decision"):
        op.drop_column(table, "level")


def _number(name: str, default: str | None = None) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default=default)


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _day(name: str) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=False)


def _truth(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _refers(table: str, other: str, column: str = "") -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    column = column or f"{other}_id"
    key = sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
    return sa.Column(column, sa.Uuid(), nullable=False), key


def _create(table: str, *parts: sa.Column | sa.Constraint, of_settlement: bool = True) -> None:
    """A table of rows that belong to a settlement, or to a programme."""
    owners = ("programme", "settlement") if of_settlement else ("programme",)
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(f"{owner}_id", sa.Uuid(), nullable=False) for owner in owners),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{table}_made_by")),
        *(
            sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_{table}_{owner}_id"))
            for owner in owners
        ),
    )
    if of_settlement:
        op.create_index(op.f(f"ix_{table}_settlement_id"), table, ["settlement_id"])
