"""A photo can prove a need.

On the way back the photos of needs are gone.

Revision: 0043, after 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

ONE_RECORD, FK, INDEX = "ck_attachment_one_record", "fk_attachment_need_id", "ix_attachment_need_id"
OTHERS = ("meeting_id", "cash_book_entry_id", "contract_id", "decision_id", "line")


def upgrade() -> None:
    with op.batch_alter_table("attachment") as table:
        table.add_column(sa.Column("need_id", sa.Uuid(), nullable=True))
        table.drop_constraint(op.f(ONE_RECORD), type_="check")
        table.create_foreign_key(op.f(FK), "need", ["need_id"], ["id"])
        table.create_check_constraint(op.f(ONE_RECORD), _one_of(*OTHERS, "need_id"))
        table.create_index(op.f(INDEX), ["need_id"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM attachment WHERE need_id IS NOT NULL")
    with op.batch_alter_table("attachment") as table:
        table.drop_constraint(op.f(ONE_RECORD), type_="check")
        table.drop_index(op.f(INDEX))
        table.drop_constraint(op.f(FK), type_="foreignkey")
        table.drop_column("need_id")
        table.create_check_constraint(op.f(ONE_RECORD), _one_of(*OTHERS))


def _one_of(*columns: str) -> str:
    return " + ".join(f"case when {column} is null then 0 else 1 end" for column in columns) + " = 1"
