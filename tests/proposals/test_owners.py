"""Who answers for a measure, whatever the case and the accents."""

from __future__ import annotations

import pytest
from sress.proposals.owners import Operator, may_answer

OPERATORS = [
    Operator("cress", "Chambre régionale de l'économie sociale et solidaire des Pays de la Loire (CRESS)", False),
    Operator("france_active", "France Active Pays de la Loire", False),
    Operator("apess", "APESS", False),
    Operator("banque_des_territoires", "Banque des Territoires", True),
    Operator("region", "Région Pays de la Loire", True),
]


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("CRESS", "CRESS"),
        ("cress", "CRESS"),
        (" chambre regionale de l'economie sociale et solidaire des pays de la loire (cress) ", "CRESS"),
        ("FRANCE-ACTIVE", "France Active"),
        ("France Active Pays de la Loire", "France Active"),
        ("region (vie associative)", "Région (vie associative)"),
        ("reseaux departementaux", "Réseaux départementaux"),
        ("REGION", "CRESS"),
        ("région pays de la loire", "CRESS"),
        ("banque_des_territoires", "France Active"),
    ],
)
def test_the_owner_and_the_steering_bodies_answer(name: str, owner: str) -> None:
    assert may_answer(name, owner, OPERATORS)


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("APESS", "CRESS"),
        ("CRESS", "France Active"),
        ("France", "France Active"),
        ("Région Bretagne", "CRESS"),
        ("", "CRESS"),
        ("Apess", "Réseaux départementaux"),
    ],
)
def test_nobody_else_does(name: str, owner: str) -> None:
    assert not may_answer(name, owner, OPERATORS)
