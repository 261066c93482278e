"""A proposed value, read from what a person typed and held against what the measure can be."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from sress.proposals.figure import Measure
from sress.proposals.proposal import ProposalRefused

_WHOLE = frozenset({"count", "milestone", "frequency"})
_PER_CENT = Decimal(100)


def read_quantity(text: str, measure: Measure) -> Decimal:
    """The number in `text`, French or English ("1 234,5" or "1234.5"), in the measure's unit.

    Raises ProposalRefused for what is no number, is negative, or cannot be a value of the measure.
    """
    typed = re.sub(r"\s", "", text).replace(",", ".")
    try:
        quantity = Decimal(typed)
    except InvalidOperation:
        raise ProposalRefused(f"« {text} » n'est pas un nombre.") from None
    if not quantity.is_finite() or quantity < 0:
        raise ProposalRefused(f"« {text} » n'est pas une quantité : il faut un nombre positif ou nul.")
    if measure.value_type in _WHOLE and quantity != quantity.to_integral_value():
        raise ProposalRefused(f"{measure.code} se compte en {measure.unit} entiers : « {text} » ne convient pas.")
    if measure.value_type == "ratio" and quantity > _PER_CENT:
        raise ProposalRefused(f"{measure.code} est un pourcentage : « {text} » dépasse 100.")
    return quantity
