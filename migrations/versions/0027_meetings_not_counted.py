"""What nobody counted at a meeting is unknown, and no 0: optional counts may be empty.

Revision: 0027, after 0026

Rows from before keep their 0: nobody can tell now which of them were left empty. On the way back what is
unknown becomes 0, of displaced people and persons with disabilities as well.

Going back loses: meeting.households, meeting.women_headed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

DIGESTS_ANEW = ("meeting",)
COUNTS = ("displaced", "with_disability", "women_headed", "households")


def upgrade() -> None:
    with op.batch_alter_table("meeting") as table:
        for name in COUNTS:
            table.alter_column(name, existing_type=sa.BigInteger(), nullable=True)


def downgrade() -> None:
    for name in COUNTS:
        column = sa.column(name)
        op.execute(sa.table("meeting", column).update().where(column.is_(None)).values({name: 0}))
    with op.batch_alter_table("meeting") as table:
        for name in COUNTS:
            table.alter_column(name, existing_type=sa.BigInteger(), nullable=False)
