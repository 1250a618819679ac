"""Overviews keep since when a need waits to be taken to an office, and find the longest wait by an index.

Who facilitates a whole programme reads the settlements that wait longest, not each need that waits.

Revision: 0065, after 0063

Going back loses nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0063"

SUMMARY, OLDEST = "settlement_summary", "ix_need_referral"
LONGEST = "ix_settlement_summary_programme_id_referral_rank_name_code"
AS_KEPT = """
UPDATE settlement_summary SET referral_rank = waits.since FROM (
    SELECT need.settlement_id, min(need.made_at) AS since FROM need
    WHERE need.response_type = 'referral'
    AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = need.id)
    AND NOT EXISTS (SELECT 1 FROM merge WHERE merge.need_id = need.id
        AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = merge.id))
    AND NOT EXISTS (SELECT 1 FROM split WHERE split.need_id = need.id
        AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = split.id))
    AND NOT EXISTS (SELECT 1 FROM need_referral WHERE need_referral.need_id = need.id
        AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = need_referral.id))
    AND NOT EXISTS (SELECT 1 FROM merge JOIN need_referral ON need_referral.need_id = merge.need_id
        WHERE merge.into_id = need.id
        AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id IN (merge.id, need_referral.id)))
    AND NOT EXISTS (
        SELECT 1 FROM plan_item JOIN plan ON plan.id = plan_item.plan_id
        WHERE plan.settlement_id = need.settlement_id AND {holds} AND (
            EXISTS (SELECT 1 FROM contract WHERE contract.plan_id = plan.id
                AND contract.line = plan_item.line AND NOT EXISTS (
                    SELECT 1 FROM contract_ending WHERE contract_ending.contract_id = contract.id))
            OR (
                NOT EXISTS (SELECT 1 FROM plan AS newer WHERE newer.settlement_id = plan.settlement_id
                    AND newer.number > plan.number)
                AND NOT EXISTS (SELECT 1 FROM contract WHERE contract.settlement_id = plan.settlement_id
                    AND contract.line = plan_item.line)
                AND NOT EXISTS (SELECT 1 FROM decision WHERE decision.verdict = 'decline' AND decision.id = (
                    SELECT last.id FROM decision AS last WHERE last.settlement_id = plan.settlement_id
                    AND last.line = plan_item.line
                    AND last.fingerprint IN (plan_item.fingerprint, substr(plan_item.fingerprint, 1, 16))
                    ORDER BY last.id DESC LIMIT 1))
            )
        )
    )
    GROUP BY need.settlement_id
) AS waits WHERE waits.settlement_id = settlement_summary.settlement_id
"""


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    never = "9999-12-31 00:00:00+00:00" if is_postgresql else "9999-12-31 00:00:00.000000"
    rank = sa.Column("referral_rank", sa.DateTime(timezone=True), nullable=False, server_default=never)
    op.add_column(SUMMARY, rank)
    holds = (
        "plan_item.needs @> to_jsonb(need.number)"
        if is_postgresql
        else "need.number IN (SELECT value FROM json_each(plan_item.needs))"
    )
    is_referred = sa.text("response_type = 'referral'")
    op.create_index(
        OLDEST,
        *("need", ["settlement_id", "made_at"]),
        sqlite_where=is_referred,
        postgresql_where=is_referred,
    )
    op.execute(AS_KEPT.format(holds=holds))
    op.create_index(LONGEST, SUMMARY, ["programme_id", "referral_rank", "name", "code"])


def downgrade() -> None:
    op.drop_index(LONGEST, table_name=SUMMARY)
    op.drop_index(OLDEST, table_name="need")
    op.drop_column(SUMMARY, "referral_rank")
