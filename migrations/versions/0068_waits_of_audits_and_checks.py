"""Overviews keep since when accounts wait to be read out and when a work is checked next.

Who facilitates a whole programme reads the settlements that wait longest, not every contract.

Revision: 0068, after 0066

Going back loses nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0066"

SUMMARY, RETURNED = "settlement_summary", "ix_decision_returned"
LONGEST = "ix_settlement_summary_programme_id_{}_name_code"
AUDITS = """
UPDATE settlement_summary SET audit_rank = waits.since FROM (
    SELECT contract.settlement_id, min(coalesce(contract_ending.made_at, visit.made_at)) AS since
    FROM contract
    LEFT JOIN visit ON visit.id = (SELECT last.id FROM visit AS last WHERE last.contract_id = contract.id
        AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = last.id)
        ORDER BY last.number DESC LIMIT 1)
    LEFT JOIN contract_ending ON contract_ending.contract_id = contract.id
    WHERE 3 <= (SELECT count(*) FROM signature WHERE signature.contract_id = contract.id)
    AND (contract_ending.id IS NOT NULL OR 9500 <= coalesce((
        SELECT amended_progress.physical FROM amended_progress WHERE amended_progress.visit_id = visit.id
        ORDER BY amended_progress.id DESC LIMIT 1), visit.physical))
    AND NOT EXISTS (SELECT 1 FROM audit WHERE audit.accepted AND audit.id = (
        SELECT newest.id FROM audit AS newest WHERE newest.contract_id = contract.id
        AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = newest.id)
        ORDER BY newest.id DESC LIMIT 1))
    GROUP BY contract.settlement_id
) AS waits WHERE waits.settlement_id = settlement_summary.settlement_id AND waits.since IS NOT NULL
"""
CHECKS = """
UPDATE settlement_summary SET check_rank = waits.since FROM (
    SELECT contract.settlement_id, min({due}) AS since FROM contract
    JOIN handover ON handover.contract_id = contract.id
    JOIN settlement ON settlement.id = contract.settlement_id
    JOIN programme ON programme.id = settlement.programme_id
    CROSS JOIN {asked} AS asked
    WHERE NOT EXISTS (SELECT 1 FROM work_check
        WHERE work_check.contract_id = contract.id AND work_check.month = CAST(asked.value AS INTEGER))
    GROUP BY contract.settlement_id
) AS waits WHERE waits.settlement_id = settlement_summary.settlement_id
"""
ON_SQLITE = {
    "due": """min(date(handover.handed_on, asked.value || ' months'),
        date(handover.handed_on, 'start of month', (asked.value + 1) || ' months', '-1 day'))""",
    "asked": "json_each(coalesce(json_extract(programme.rules, '$.check_months'), '[3, 6, 12]'))",
}
ON_POSTGRESQL = {
    "due": "CAST(handover.handed_on + make_interval(months => CAST(asked.value AS INTEGER)) AS DATE)",
    "asked": "jsonb_array_elements_text(coalesce(programme.rules -> 'check_months', '[3, 6, 12]'))",
}


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    never = "9999-12-31 00:00:00+00:00" if is_postgresql else "9999-12-31 00:00:00.000000"
    for name, kind, since in (
        ("audit_rank", sa.DateTime(timezone=True), never),
        ("check_rank", sa.Date(), "9999-12-31"),
    ):
        op.add_column(SUMMARY, sa.Column(name, kind, nullable=False, server_default=since))
    op.execute(AUDITS)
    op.execute(CHECKS.format(**(ON_POSTGRESQL if is_postgresql else ON_SQLITE)))
    for name in ("audit_rank", "check_rank"):
        op.create_index(LONGEST.format(name), SUMMARY, ["programme_id", name, "name", "code"])
    is_returned = sa.text("verdict = 'return'")
    op.create_index(
        RETURNED,
        *("decision", ["settlement_id"]),
        sqlite_where=is_returned,
        postgresql_where=is_returned,
    )


def downgrade() -> None:
    op.drop_index(RETURNED, table_name="decision")
    for name in ("audit_rank", "check_rank"):
        op.drop_index(LONGEST.format(name), table_name=SUMMARY)
        op.drop_column(SUMMARY, name)
