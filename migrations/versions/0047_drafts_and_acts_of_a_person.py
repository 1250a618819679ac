"""How often a draft's day and place were changed, and the journal by the person who acted.

Revision: 0047, after 0046

Two people who change one draft see each other's words by the first. By the second, who did what in a
programme is found for one person without reading what everybody did.

Going back loses: response_draft.version.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    version = sa.Column("version", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("response_draft", version)
    op.create_index(op.f("ix_journal_entry_actor_at"), "journal_entry", ["actor", "at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_journal_entry_actor_at"), table_name="journal_entry")
    op.drop_column("response_draft", "version")
