"""A second person's word for a role that one person gave.

Revision: 0010, after 0009

Going back loses: role_confirmation.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "role_confirmation",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_role_confirmation_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["account.id"], name=op.f("fk_role_confirmation_confirmed_by")
        ),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_role_confirmation")),
    )
    # Who releases money already goes on: work that runs does not stop for a rule that is new.
    op.execute(
        "INSERT INTO role_confirmation (membership_id, confirmed_by, confirmed_at)"
        " SELECT id, NULL, made_at FROM membership"
        " WHERE made_by IS NOT NULL AND role IN ('programme_manager', 'finance_officer')"
    )


def downgrade() -> None:
    op.drop_table("role_confirmation")
