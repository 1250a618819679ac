"""Invitations are found by who used them: a page of people asks for each of fifty.

Revision: 0059, after 0058

Going back loses nothing.
"""

from alembic import op

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    op.create_index("ix_invitation_used_by", "invitation", ["used_by"])


def downgrade() -> None:
    op.drop_index("ix_invitation_used_by", table_name="invitation")
