"""The word beside a role that somebody with an account was given, as an invitation has one.

Revision: 0061, after 0060

Roles from before have none.

Going back loses: membership.given_as.
"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    op.add_column("membership", sa.Column("given_as", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("membership", "given_as")
