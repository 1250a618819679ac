"""Papers that were corrected, so that both photos stay readable unless one may be seen by nobody; programmes'
own words at the points of the authority's checklist; one language for an account's pages and its mails.

There was no release yet, so that no older server misses the language of an address.

Revision: 0025, after 0024

Going back loses: strike.hides_picture, checklist_point.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("strike", sa.Column("hides_picture", sa.Boolean(), nullable=True))
    op.create_table(
        "checklist_point",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("point", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("words", "reason")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_checklist_point_programme_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_checklist_point_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_point")),
        sa.UniqueConstraint(
            "programme_id", "point", "number", name=op.f("uq_checklist_point_programme_id_point_number")
        ),
    )
    op.drop_column("mail_address", "language")


def downgrade() -> None:
    with op.batch_alter_table("mail_address") as table:
        table.add_column(sa.Column("language", sa.String(), nullable=False, server_default="en"))
    op.execute(
        "UPDATE mail_address SET language = "
        "(SELECT CASE account.language WHEN '' THEN 'en' ELSE account.language END FROM account "
        "WHERE account.id = mail_address.account_id)"
    )
    op.drop_table("checklist_point")
    op.drop_column("strike", "hides_picture")
