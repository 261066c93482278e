"""A small registry and a few figures, published for real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

import pytest
from audiences import declare_audiences
from psycopg.types.json import Jsonb
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication import Publication, publish
from sress.quality.ledger import store_verdicts
from sress.quality.verdict import Verdict

MARTS: LiteralString = """
drop table if exists audit.dim_measure, audit.dim_operator, audit.indicator_value;
create table audit.dim_measure as
select * from (values
    ('A10-I2', 'Région (vie associative)', 'count', 'projets', true),
    ('A01-I2', 'CRESS', 'count', 'porteurs', true),
    ('A04-I1', 'France Active', 'count', 'entreprises', true),
    ('A05-I2.coverage', 'Région', 'ratio', '%', true),
    ('A04-I3.amount', 'France Active', 'amount', '€', true),
    ('A06-I1', 'CRESS', 'count', 'projets', false)
) as measure (measure_code, owner_fr, value_type, unit_fr, is_computed);
create table audit.dim_operator as
select * from (values
    ('cress', 1, 'Chambre régionale de l''économie sociale et solidaire', false),
    ('france_active', 2, 'France Active Pays de la Loire', false),
    ('apess', 3, 'APESS', false),
    ('dreets', 4, 'DREETS', true),
    ('region', 5, 'Région Pays de la Loire', true)
) as operator (operator_code, position, label_fr, is_steering);
create table audit.indicator_value as
select measure_code, period, period_kind, period_end, territory, dimension, null::text as member, value, status
from (values
    ('2025', 'year', date '2025-12-31'), ('2025-10', 'ytd', date '2025-10-31')
) as period (period, period_kind, period_end),
(values
    ('A10-I2', 'REG-52', null, 29, 'final'), ('A10-I2', 'DEP-49', null, null, 'not_received'),
    ('A10-I2', 'DEP-53', null, 2, 'final'), ('A10-I2', 'EPCI-244400404', null, 1, 'final'),
    ('A10-I2', 'REG-52', 'operator', 7, 'final'),
    ('A01-I2', 'REG-52', null, 184, 'final'), ('A04-I1', 'REG-52', null, 11, 'final'),
    ('A05-I2.coverage', 'REG-52', null, 80, 'final'), ('A04-I3.amount', 'REG-52', null, 719200, 'final')
) as cell (measure_code, territory, dimension, value, status);
"""
NAMES = ("dim_measure", "dim_operator", "indicator_value")


@dataclass(frozen=True)
class House:
    """Publishes the small marts on one database."""

    settings: Settings

    def publish(self, change: LiteralString = "select 1", month: str = "2026-10") -> Publication:
        """The marts, changed by one statement, judged and published."""
        with connect(self.settings, "transformer") as connection:
            connection.execute(MARTS)
            connection.execute(change)
            declare_audiences(connection)
            row = connection.execute(
                "insert into ops.build (month, cut_off, status, manifest_hash, deliveries) "
                "values (%s, (%s || '-01')::date + interval '1 month - 1 day', 'built', 'm', %s) returning build_id",
                [month, month, Jsonb([])],
            ).fetchone()
        assert row is not None
        verdicts = [Verdict(2, name, name, "0" * 64, 1, (), build_id=row[0]) for name in NAMES]
        store_verdicts(self.settings, verdicts)
        return publish(self.settings, row[0])


@pytest.fixture
def house(fresh_settings: Settings) -> House:
    """A house where something is published."""
    made = House(fresh_settings)
    made.publish()
    return made
