"""Small groups with their savings, needs that people found to be different, and what groups observed.

Revision: 0033, after 0028

No settlement has a small group yet, so the summaries' new figure begins with 0.

Going back loses: observation, need_distinction, small_group, small_group_change, group_saving.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0028"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _create(
        "small_group",
        _number("number"),
        _text("name"),
        sa.Column("block_id", sa.Uuid(), nullable=True),
        _text("lane"),
        _number("households"),
        _text("leader"),
        sa.Column("since", sa.Date(), nullable=True),
        _number("version"),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_small_group_block_id")),
        _unique("small_group", "settlement_id", "number"),
    )
    _create(
        "small_group_change",
        *_refers("small_group_change", "small_group"),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        _text("reason"),
    )
    op.create_index(op.f("ix_small_group_change_small_group_id"), "small_group_change", ["small_group_id"])
    _create(
        "group_saving",
        *_refers("group_saving", "small_group"),
        sa.Column("month", sa.Date(), nullable=False),
        _number("number"),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("savers", sa.BigInteger(), nullable=True),
        _text("reason"),
        _unique("group_saving", "small_group_id", "month", "number"),
    )
    _create(
        "need_distinction",
        *_refers("need_distinction", "need"),
        *_refers("need_distinction", "need", "other_id"),
        _unique("need_distinction", "need_id", "other_id"),
    )
    _create(
        "observation",
        _number("number"),
        *(_text(name) for name in ("kind", "title")),
        sa.Column("observed_on", sa.Date(), nullable=False),
        _text("group_code"),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_observation_meeting_id")),
        _unique("observation", "settlement_id", "number"),
    )
    none = sa.Column("grouped_households", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("settlement_summary", none)


def downgrade() -> None:
    op.drop_column("settlement_summary", "grouped_households")
    for name in ("observation", "need_distinction", "group_saving", "small_group_change", "small_group"):
        op.drop_table(name)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _refers(table: str, other: str, column: str = "") -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    column = column or f"{other}_id"
    key = sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
    return sa.Column(column, sa.Uuid(), nullable=False), key


def _create(table: str, *parts: sa.Column | sa.Constraint) -> None:
    """A table of rows that belong to a settlement."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(f"{owner}_id", sa.Uuid(), nullable=False) for owner in ("programme", "settlement")),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{table}_made_by")),
        *(
            sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_{table}_{owner}_id"))
            for owner in ("programme", "settlement")
        ),
    )
    op.create_index(op.f(f"ix_{table}_settlement_id"), table, ["settlement_id"])
