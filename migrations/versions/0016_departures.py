"""Why a contract departs from the plan.

Revision: 0016, after 0015

Going back loses: contract.departure.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("contract", sa.Column("departure", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("contract", "departure")
