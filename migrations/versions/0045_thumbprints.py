"""Signatures by thumbprint: who witnessed them, by role.

Revision: 0045, after 0044

Going back loses: signature.thumbprint_witness, amendment_signature.thumbprint_witness.
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"

TABLES = ("signature", "amendment_signature")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("thumbprint_witness", sa.String(), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "thumbprint_witness")
