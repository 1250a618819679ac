"""Needs are found by their titles: whoever records one is asked about another of that name.

Revision: 0062, after 0061

Going back loses nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
NAME = "ix_need_settlement_id_lower_title"


def upgrade() -> None:
    op.create_index(NAME, "need", ["settlement_id", sa.text("lower(title)")])


def downgrade() -> None:
    op.drop_index(NAME, table_name="need")
