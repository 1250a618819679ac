"""Corrections that a representative answers, why a result was counted again, and needs by their words then.

Revision: 0015, after 0014

Going back loses: proposed_correction, correction_answer, result.reason, round.need_titles,
adoption.need_titles.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"

JSON_ = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    _create(
        "proposed_correction",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("sheet_version", "people")),
        *(sa.Column(name, JSON_, nullable=False) for name in ("tokens", "marks")),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["ballot_sheet.id"], name=op.f("fk_proposed_correction_sheet_id")
        ),
    )
    name = op.f("ix_proposed_correction_sheet_id")
    op.create_index(name, "proposed_correction", ["sheet_id"], unique=False)
    _create(
        "correction_answer",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposed_correction.id"], name=op.f("fk_correction_answer_proposal_id")
        ),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_correction_answer_proposal_id")),
    )
    op.add_column("result", sa.Column("reason", sa.String(), nullable=False, server_default=""))
    for table in ("round", "adoption"):
        op.add_column(table, sa.Column("need_titles", JSON_, nullable=False, server_default="{}"))
    none = sa.Column("corrections_open", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("settlement_summary", none)


def downgrade() -> None:
    op.drop_column("settlement_summary", "corrections_open")
    for table in ("adoption", "round"):
        op.drop_column(table, "need_titles")
    op.drop_column("result", "reason")
    op.drop_table("correction_answer")
    op.drop_index(op.f("ix_proposed_correction_sheet_id"), table_name="proposed_correction")
    op.drop_table("proposed_correction")


def _create(table: str, *parts: sa.Column | sa.Constraint) -> None:
    """A table of rows of a programme."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f(f"fk_{table}_programme_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{table}_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
