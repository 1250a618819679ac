"""The checklist behind an authority's answer, addresses for reminders, and the outbox they leave from.

Revision: 0022, after 0018

Going back loses: decision.points, mail_address, outbox_mail.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0018"

JSON_ = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("decision", sa.Column("points", JSON_, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("decision", "points")
