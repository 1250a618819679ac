"""The journal by time, for whoever asks who did what.

Revision: 0019, after 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_index(op.f("ix_journal_entry_at"), "journal_entry", ["at"], unique=False)
    op.create_index(op.f("ix_journal_entry_chain_id_at"), "journal_entry", ["chain_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_journal_entry_chain_id_at"), table_name="journal_entry")
    op.drop_index(op.f("ix_journal_entry_at"), table_name="journal_entry")
