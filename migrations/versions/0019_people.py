"""The journal by time, for whoever asks who did what; an account's language and former
names; why a role ended.

Revision: 0019, after 0018

Going back loses: name_change, account.language, membership.end_reason.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_index(op.f("ix_journal_entry_at"), "journal_entry", ["at"], unique=False)
    op.create_index(op.f("ix_journal_entry_chain_id_at"), "journal_entry", ["chain_id", "at"], unique=False)
    op.add_column("account", sa.Column("language", sa.String(), nullable=False, server_default=""))
    op.add_column("membership", sa.Column("end_reason", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "name_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_name_change_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_change")),
    )
    op.create_index(op.f("ix_name_change_account_id"), "name_change", ["account_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_name_change_account_id"), table_name="name_change")
    op.drop_table("name_change")
    op.drop_column("membership", "end_reason")
    op.drop_column("account", "language")
    op.drop_index(op.f("ix_journal_entry_chain_id_at"), table_name="journal_entry")
    op.drop_index(op.f("ix_journal_entry_at"), table_name="journal_entry")
