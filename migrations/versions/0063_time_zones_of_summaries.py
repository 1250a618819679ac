"""Overviews keep each settlement's time zone, and find those with an unsigned contract by an index.

A file of all settlements reads one table, and who signs for many is not told after a look at each.

Revision: 0063, after 0062

Going back loses nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
UNSIGNED = "ix_settlement_summary_unsigned"
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
    is_unsigned = sa.text("contracts > contracts_signed")
    op.create_index(
        UNSIGNED,
        *("settlement_summary", ["settlement_id"]),
        sqlite_where=is_unsigned,
        postgresql_where=is_unsigned,
    )


def downgrade() -> None:
    op.drop_index(UNSIGNED, table_name="settlement_summary", if_exists=True)
    op.drop_column("settlement_summary", "time_zone")
