"""Programmes choose frames of reference, and items of plans are tagged by their codes.

Revision: 0070, after 0069

Going back loses: programme_frame, plan_item.frame_tags.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0070"
down_revision = "0069"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TABLE = "programme_frame"


def upgrade() -> None:
    op.add_column("plan_item", sa.Column("frame_tags", JSON, nullable=False, server_default="[]"))
    op.create_table(
        TABLE,
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "programme_id")),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frame", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "document", "reason")),
        sa.Column("codes", JSON, nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_frame")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_frame_programme_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_programme_frame_made_by")),
        sa.UniqueConstraint(
            "programme_id", "frame", "number", name=op.f("uq_programme_frame_programme_id_frame_number")
        ),
    )


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_column("plan_item", "frame_tags")
