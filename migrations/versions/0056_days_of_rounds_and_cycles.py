"""The day on paper of a round's opening and close, of what is put off, of closed steps and of cycles.

Revision: 0056, after 0055

Rows from before were typed in on their day.

Going back loses: round.on_paper_at, result.on_paper_at, round_ending.on_paper_at, item_deferral.on_paper_at,
step_closure.on_paper_at, cycle.on_paper_at.
"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"

TABLES = ("round", "result", "round_ending", "item_deferral", "step_closure", "cycle")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("on_paper_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "on_paper_at")
