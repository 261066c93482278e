"""Hide what identifies a person inside a text: mail addresses, telephone and account numbers.

The allow-list keeps columns of persons out; this catches what somebody typed into another one.
"""

from __future__ import annotations

import re

MASK = "[masqué]"
_MAIL = r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"
_COUNTRIES = "FR|MC|BE|DE|ES|IT|LU|PT|NL|GB|CH|IE|AT|PL|RO"
_IBAN = rf"\b(?:{_COUNTRIES})\d{{2}}(?:[ \u00a0]?[0-9A-Z]{{4}}){{3,7}}(?:[ \u00a0]?[0-9A-Z]{{1,4}})?\b"
_PHONE = r"(?<![\d.,/-])(?:\+33[ \u00a0.]?(?:\(0\))?[1-9]|0[1-9])(?:[ \u00a0.\-]\d{2}){4}(?![\d])"
_BARE_PHONE = r"(?i)(?<=[a-zà-ÿ:] )0[1-9]\d{8}(?!\d)|(?<!\d)0[1-9]\d{8}(?= [a-zà-ÿ])|\+33[1-9]\d{8}(?!\d)"
_PERSONAL = re.compile("|".join((_MAIL, _IBAN, _PHONE)))
_BARE = re.compile(_BARE_PHONE)


def mask_personal(text: str) -> tuple[str, bool]:
    """The text with every mail address, telephone number and IBAN replaced, and whether there was one.

    Ten digits that stand alone are left: they are more often a file number than a telephone.
    """
    masked = _BARE.sub(MASK, _PERSONAL.sub(MASK, text))
    return masked, masked != text
