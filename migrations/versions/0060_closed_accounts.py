"""That an account was closed, by whom and why, and who opened it again.

Revision: 0060, after 0059

Nothing closed an account before. Going back leaves a closed account closed.

Going back loses: account_closing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
TABLE = "account_closing"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reopened_by", sa.Uuid(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopening_reason", sa.String(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_{TABLE}_{column}"))
            for column in ("account_id", "closed_by", "reopened_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_account_id"), TABLE, ["account_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
