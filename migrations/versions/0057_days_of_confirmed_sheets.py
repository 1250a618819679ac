"""The day on paper of a representative's word for the group's sheet.

Revision: 0057, after 0056

Rows from before were typed in on their day.

Going back loses: attestation.on_paper_at.
"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    op.add_column("attestation", sa.Column("on_paper_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("attestation", "on_paper_at")
