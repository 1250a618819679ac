"""What is decided for groups before a count: first needs, and parts of the money set aside.

Revision: 0005, after 0004

Going back loses: round.first_needs, round.earmarks.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"

JSON_ = sa.JSON().with_variant(JSONB(), "postgresql")
QUOTAS = ("first_needs", "earmarks")


def upgrade() -> None:
    with op.batch_alter_table("round") as table:
        for name in QUOTAS:
            table.add_column(sa.Column(name, JSON_, nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("round") as table:
        for name in QUOTAS:
            table.drop_column(name)
