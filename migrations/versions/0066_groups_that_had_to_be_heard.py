"""Rounds keep which groups had to be heard when they were opened.

Revision: 0066, after 0065

Of rounds from before nothing is known: the settings of then were not kept with them.

Going back loses: round.required_groups.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0066"
down_revision = "0065"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("round", sa.Column("required_groups", JSON, nullable=False, server_default=sa.text("'[]'")))


def downgrade() -> None:
    op.drop_column("round", "required_groups")
