"""For whom an invitation is, as whoever made it remembers.

Revision: 0055, after 0052

Going back loses: invitation.note.
"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0052"


def upgrade() -> None:
    op.add_column("invitation", sa.Column("note", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("invitation") as table:
        table.alter_column("note", server_default=None)


def downgrade() -> None:
    op.drop_column("invitation", "note")
