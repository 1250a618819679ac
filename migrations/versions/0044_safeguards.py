"""Screenings of items for what could go wrong, measures against it, and their re-checks.

Revision: 0044, after 0043

Going back loses: screening, mitigation, recheck.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _create(
        "screening",
        *_numbers("line"),
        *_texts("fingerprint"),
        *(sa.Column(name, JSON, nullable=False) for name in ("answers", "political_answers")),
        *_texts("answered_level", "level", "public_level", "raise_reason"),
        sa.Column("eviction_risk", sa.Boolean(), nullable=False),
    )
    _create(
        "mitigation",
        *_numbers("line"),
        *_texts("domain", "measure", "responsible"),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("due_on", "recheck_on")),
    )
    for table in ("screening", "mitigation"):
        op.create_index(op.f(f"ix_{table}_settlement_id_line"), table, ["settlement_id", "line"])
    _create(
        "recheck",
        sa.Column("mitigation_id", sa.Uuid(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        *_texts("found"),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["mitigation_id"], ["mitigation.id"], name=op.f("fk_recheck_mitigation_id")),
    )
    op.create_index(op.f("ix_recheck_mitigation_id"), "recheck", ["mitigation_id"])


def downgrade() -> None:
    for table in ("recheck", "mitigation", "screening"):
        op.drop_table(table)


def _numbers(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _create(table: str, *parts: sa.Column | sa.Constraint) -> None:
    """A table of numbered rows that belong to a settlement."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(f"{owner}_id", sa.Uuid(), nullable=False) for owner in ("programme", "settlement")),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *_numbers("number"),
        *parts,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{table}_made_by")),
        *(
            sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_{table}_{owner}_id"))
            for owner in ("programme", "settlement")
        ),
        sa.UniqueConstraint("settlement_id", "number", name=op.f(f"uq_{table}_settlement_id_number")),
    )
    op.create_index(op.f(f"ix_{table}_settlement_id"), table, ["settlement_id"])
