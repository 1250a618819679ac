"""Short sessions of those who typed in a code, so that no address has to hold it.

Revision: 0012, after 0011

Going back loses: voting_session.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "voting_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("voting_code_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["voting_code_id"], ["voting_code.id"], name=op.f("fk_voting_session_voting_code_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_voting_session")),
    )


def downgrade() -> None:
    op.drop_table("voting_session")
