"""When it was done on paper: submissions, answers and signatures that were typed in later.

Revision: 0035, after 0033

Going back loses: submission.on_paper_at, decision.on_paper_at, signature.on_paper_at,
amendment_signature.on_paper_at.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0033"

TABLES = ("submission", "decision", "signature", "amendment_signature")


def upgrade() -> None:
    for name in TABLES:
        op.add_column(name, sa.Column("on_paper_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in TABLES:
        op.drop_column(name, "on_paper_at")
