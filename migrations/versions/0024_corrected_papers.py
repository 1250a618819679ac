"""Papers that were corrected, so that both photos stay readable unless one may be seen by nobody.

Revision: 0024, after 0023

Going back loses: strike.hides_picture.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("strike", sa.Column("hides_picture", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("strike", "hides_picture")
