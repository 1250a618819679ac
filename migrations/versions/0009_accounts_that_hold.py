"""Second factors with codes on paper, links to a new password, growing waits, and what sessions tell.

Revision: 0009, after 0008

Going back loses: attempt, second_factor, recovery_code, password_link, streak, sign_in.proven_at,
sign_in.device.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("sign_in", sa.Column("proven_at", sa.DateTime(timezone=True)))
    op.add_column("sign_in", sa.Column("device", sa.String(), nullable=False, server_default=""))
    _second_factors()
    _recovery_codes()
    _password_links()
    _streaks()
    # Sign-ins are counted in another way now: old counts would say nothing.
    op.execute("DELETE FROM attempt")


def _second_factors() -> None:
    op.create_table(
        "second_factor",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_secret", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.Column("removed_by", sa.Uuid()),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_second_factor_account_id")),
        sa.ForeignKeyConstraint(["removed_by"], ["account.id"], name=op.f("fk_second_factor_removed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor")),
    )
    op.create_index("ix_second_factor_account_id", "second_factor", ["account_id"])
    op.create_index(
        "uq_second_factor_account_id",
        "second_factor",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )


def _recovery_codes() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])


def _password_links() -> None:
    op.create_table(
        "password_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_password_link_account_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_password_link_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_link_token_hash")),
    )
    op.create_index("ix_password_link_account_id", "password_link", ["account_id"])


def _streaks() -> None:
    op.create_table(
        "streak",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_streak")),
    )
    op.create_index("ix_streak_owner", "streak", ["owner"])
    op.create_index("ix_streak_last_at", "streak", ["last_at"])


def downgrade() -> None:
    for table in ("streak", "password_link", "recovery_code", "second_factor"):
        op.drop_table(table)
    op.drop_column("sign_in", "device")
    op.drop_column("sign_in", "proven_at")
