"""Rounds that choose works under an envelope, and sheets that two people type in.

Revision: 0002, after 0001

Going back loses: typing, round.costs, round.envelope, round.lot, round.typed_twice.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

UTC_TIME = sa.DateTime(timezone=True)

JSON_ = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("round") as table:
        table.add_column(sa.Column("costs", JSON_, nullable=False, server_default="{}"))
        table.add_column(sa.Column("envelope", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("lot", JSON_, nullable=False, server_default="[]"))
        table.add_column(sa.Column("typed_twice", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "typing",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("tokens", JSON_, nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_typing_round_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_typing_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_typing_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typing")),
        sa.UniqueConstraint(
            "round_id", "group_code", "made_by", name=op.f("uq_typing_round_id_group_code_made_by")
        ),
    )
    op.create_index(op.f("ix_typing_round_id"), "typing", ["round_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_typing_round_id"), table_name="typing")
    op.drop_table("typing")
    with op.batch_alter_table("round") as table:
        for column in ("typed_twice", "lot", "envelope", "costs"):
            table.drop_column(column)
