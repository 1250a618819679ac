"""Overviews keep the time zone of each settlement: a file of all of them reads one table.

Revision: 0063, after 0062

Going back loses nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
AS_KEPT = """
UPDATE settlement_summary SET time_zone = (
    SELECT settlement.time_zone FROM settlement WHERE settlement.id = settlement_summary.settlement_id
) WHERE settlement_id IN (SELECT id FROM settlement WHERE time_zone <> '')
"""


def upgrade() -> None:
    op.add_column(
        "settlement_summary", sa.Column("time_zone", sa.String(), nullable=False, server_default="")
    )
    op.execute(AS_KEPT)


def downgrade() -> None:
    op.drop_column("settlement_summary", "time_zone")
