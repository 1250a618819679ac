"""Votes with a code that came after the close: that they came, not what they were.

Revision: 0006, after 0005

Going back loses: late_vote.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "late_vote",
        sa.Column("slip_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["slip_id"], ["slip.id"], name=op.f("fk_late_vote_slip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_vote")),
        sa.UniqueConstraint("slip_id", name=op.f("uq_late_vote_slip_id")),
    )


def downgrade() -> None:
    op.drop_table("late_vote")
