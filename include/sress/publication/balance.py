"""Keeps what a publication told of the ambitions' balance: dbt seals the last one up to the closing date.

The balance bears on the horizon (31/12/2025) and takes late rows up to its closing date. From then on it is what
the last publication before told, row by row, so that it can still be explained (dbt: int_ambition__seal).
"""

from __future__ import annotations

from typing import Any

import psycopg

# Before the horizon there is nothing to keep; a sealed balance was kept by the publication that it comes from.
_KEEP = """
    insert into ops.ambition_balance (publication_id, cut_off, closing_date)
    select publication.publication_id, publication.cut_off, max(status.closing_date)
    from publication.publication as publication
    cross join audit.ambition_status as status
    where publication.publication_id = %(publication_id)s and status.edition = 'bilan'
    group by publication.publication_id, publication.cut_off
    having count(status.sealed_publication_id) = 0 and max(status.last_day) < publication.cut_off
"""
_COVERAGE = """
    insert into ops.ambition_balance_coverage (publication_id, reading_code, is_received, is_complete, is_synthetic)
    select
        %(publication_id)s, reading_code, status <> 'not_received', status not in ('not_received', 'late_source'),
        is_synthetic
    from audit.ambition_value
    where edition = 'bilan' and territory = 'REG-52' and member_code is null
"""
_EVIDENCE = """
    insert into ops.ambition_balance_evidence (
        publication_id, reading_code, role, unit_key, amount, reference_date, departement_code, member_code,
        record_key, reason, source_code, delivery_id, row_number, flags
    )
    select
        %(publication_id)s, reading_code, role, unit_key, amount, reference_date, departement_code, member_code,
        record_key, reason, source_code, delivery_id, row_number, flags
    from audit.ambition_evidence
    where edition = 'bilan'
"""


def keep_balance(connection: psycopg.Connection[Any], publication_id: int) -> bool:
    """Keep the balance that the candidate marts tell, under `publication_id`; whether there was one to keep.

    Within the publication's transaction, as the publisher. Nothing is kept before the horizon, nor once sealed.
    """
    row = connection.execute("select to_regclass('audit.ambition_status') is not null").fetchone()
    if row is None or not row[0]:
        return False
    arguments = {"publication_id": publication_id}
    if connection.execute(_KEEP, arguments).rowcount == 0:
        return False
    connection.execute(_COVERAGE, arguments)
    connection.execute(_EVIDENCE, arguments)
    return True
