"""Overviews keep since when works wait for the steps of their closing; recent broken works have an index.

Who sees to works of a whole programme reads the settlements that wait longest, not every contract.

Revision: 0071, after 0070

Going back loses nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"

SUMMARY, BROKEN = "settlement_summary", "ix_work_check_broken"
LONGEST = "ix_settlement_summary_programme_id_{}_name_code"
SINCE = (
    *("second_audit_since", "certificate_since", "final_visit_since"),
    *("account_since", "handover_since", "repair_since"),
)
AS_KEPT = """
WITH work AS (
    SELECT contract.id, contract.settlement_id, visit.id AS visit_id, visit.made_at AS visited_at,
        visit.final, contract_ending.made_at AS ended_at,
        coalesce((
            SELECT amended_progress.physical FROM amended_progress WHERE amended_progress.visit_id = visit.id
            ORDER BY amended_progress.id DESC LIMIT 1), visit.physical) AS physical,
        (SELECT audit.made_at FROM audit WHERE audit.accepted AND audit.id = (
            SELECT newest.id FROM audit AS newest WHERE newest.contract_id = contract.id
            AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = newest.id)
            ORDER BY newest.id DESC LIMIT 1)) AS read_at,
        (SELECT max(meeting.held_on) FROM audit JOIN meeting ON meeting.id = audit.meeting_id
            WHERE audit.contract_id = contract.id AND audit.accepted
            AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = audit.id)) AS heard_on,
        (SELECT audit.made_at FROM audit JOIN meeting ON meeting.id = audit.meeting_id
            WHERE audit.contract_id = contract.id AND audit.accepted
            AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = audit.id)
            ORDER BY meeting.held_on DESC, audit.made_at DESC LIMIT 1) AS heard_at,
        (SELECT certificate.made_at FROM certificate
            WHERE certificate.contract_id = contract.id) AS certified_at,
        (SELECT final_account.made_at FROM final_account WHERE final_account.contract_id = contract.id
            AND NOT EXISTS (
                SELECT 1 FROM strike WHERE strike.record_id = final_account.id)) AS accounted_at,
        (SELECT max(coalesce(tranche_release.on_paper_at, tranche_release.made_at)) FROM tranche_release
            JOIN tranche ON tranche.id = tranche_release.tranche_id
            WHERE tranche.contract_id = contract.id) AS released_at,
        EXISTS (SELECT 1 FROM tranche WHERE tranche.contract_id = contract.id AND NOT tranche.is_retention
            AND NOT EXISTS (SELECT 1 FROM tranche_release
                WHERE tranche_release.tranche_id = tranche.id)) AS is_unreleased,
        EXISTS (SELECT 1 FROM amendment WHERE amendment.contract_id = contract.id
            AND NOT EXISTS (SELECT 1 FROM amendment_outcome
                WHERE amendment_outcome.amendment_id = amendment.id)) AS is_amended,
        EXISTS (SELECT 1 FROM handover WHERE handover.contract_id = contract.id) AS is_handed_over,
        3 <= (SELECT count(*) FROM signature WHERE signature.contract_id = contract.id) AS is_signed
    FROM contract
    LEFT JOIN visit ON visit.id = (SELECT last.id FROM visit AS last WHERE last.contract_id = contract.id
        AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = last.id)
        ORDER BY last.number DESC LIMIT 1)
    LEFT JOIN contract_ending ON contract_ending.contract_id = contract.id
), unread AS (
    SELECT work.id AS contract_id, sum(cash_book_entry.amount) AS spent, min(cash_book_entry.made_at) AS since
    FROM work JOIN cash_book_entry ON cash_book_entry.contract_id = work.id
    WHERE (cash_book_entry.spent_on > work.heard_on OR cash_book_entry.made_at > work.heard_at)
    AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = cash_book_entry.id)
    GROUP BY work.id
), repair AS (
    SELECT defect.contract_id, min(defect.made_at) AS since FROM defect
    WHERE (defect.visit_id IS NULL
        OR NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = defect.visit_id))
    AND (defect.found_on IS NULL OR NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = defect.id))
    AND NOT EXISTS (SELECT 1 FROM defect_rectification WHERE defect_rectification.defect_id = defect.id)
    GROUP BY defect.contract_id
), waiting AS (
    SELECT work.*, unread.since AS unread_since, coalesce(unread.spent, 0) AS unread_spent,
        repair.since AS repair_since, work.is_signed AND NOT work.is_handed_over AS is_at_work,
        work.ended_at IS NOT NULL AS is_ended, work.physical >= 9500 AS is_nearly_built,
        work.visit_id IS NOT NULL AND work.final
            AND (work.physical >= 10000 OR work.ended_at IS NOT NULL) AS is_measured
    FROM work
    LEFT JOIN unread ON unread.contract_id = work.id
    LEFT JOIN repair ON repair.contract_id = work.id
), kept AS (
    SELECT settlement_id,
        min(CASE WHEN is_at_work AND (is_nearly_built OR is_ended) AND read_at IS NOT NULL
            AND unread_spent > 0 THEN unread_since END) AS second_audit_since,
        min(CASE WHEN is_at_work AND is_nearly_built AND certified_at IS NULL AND NOT is_ended
            AND NOT is_amended THEN visited_at END) AS certificate_since,
        min(CASE WHEN is_at_work AND (is_ended OR certified_at IS NOT NULL) AND NOT is_measured
            AND accounted_at IS NULL THEN coalesce(ended_at, certified_at) END) AS final_visit_since,
        min(CASE WHEN is_at_work AND (is_ended OR (certified_at IS NOT NULL AND NOT is_unreleased))
            AND is_measured AND read_at IS NOT NULL AND accounted_at IS NULL AND NOT is_amended
            AND unread_spent <= 0 THEN
                CASE WHEN released_at > read_at AND released_at > coalesce(ended_at, visited_at)
                    THEN released_at
                WHEN read_at > coalesce(ended_at, visited_at) THEN read_at
                ELSE coalesce(ended_at, visited_at) END END) AS account_since,
        min(CASE WHEN is_at_work AND accounted_at IS NOT NULL AND certified_at IS NOT NULL AND NOT is_ended
            AND NOT is_unreleased AND repair_since IS NULL THEN accounted_at END) AS handover_since,
        min(CASE WHEN NOT is_ended THEN repair_since END) AS repair_since
    FROM waiting GROUP BY settlement_id
)
UPDATE settlement_summary SET
    second_audit_since = kept.second_audit_since, certificate_since = kept.certificate_since,
    final_visit_since = kept.final_visit_since, account_since = kept.account_since,
    handover_since = kept.handover_since, repair_since = kept.repair_since
FROM kept WHERE kept.settlement_id = settlement_summary.settlement_id
"""


def upgrade() -> None:
    for name in SINCE:
        op.add_column(SUMMARY, sa.Column(name, sa.DateTime(timezone=True)))
    op.execute(AS_KEPT)
    for name in SINCE:
        waits = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            LONGEST.format(name),
            *(SUMMARY, ["programme_id", name, "name", "code"]),
            sqlite_where=waits,
            postgresql_where=waits,
        )
    op.create_index(
        BROKEN,
        *("work_check", ["checked_on", "settlement_id"]),
        sqlite_where=sa.text("works = 0"),
        postgresql_where=sa.text("NOT works"),
    )


def downgrade() -> None:
    op.drop_index(BROKEN, table_name="work_check")
    for name in SINCE:
        op.drop_index(LONGEST.format(name), table_name=SUMMARY)
        op.drop_column(SUMMARY, name)
