"""The index on a need's settlement alone goes: two others begin with the same column.

Revision: 0008, after 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.drop_index("ix_need_settlement_id", "need")


def downgrade() -> None:
    op.create_index("ix_need_settlement_id", "need", ["settlement_id"])
