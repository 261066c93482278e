"""The search of recherche-entreprises (R1): GET /search by pages of at most 25, as its documentation says.

What is searched for has to be there and is not looked at: every record is found.
"""

from __future__ import annotations

from sandbox.serve.exchange import Answer, Refused, Request, json_answer
from sandbox.serve.listing import Listing, Record

_PER_PAGE, _MOST_PER_PAGE, _MOST_RESULTS = 10, 25, 10_000
_NO_QUESTION = {"page", "per_page", "minimal", "include"}


class Recherche:
    """The records that are found."""

    def __init__(self, records: list[Record], *, drift: bool = False) -> None:
        self._listing = Listing(records, drift=drift)

    def __call__(self, request: Request) -> Answer:
        """One page of results."""
        if request.path != "/search":
            return json_answer({"erreur": "Ressource inconnue"}, 404)
        if not set(request.params) - _NO_QUESTION:
            raise _refused("Veuillez indiquer au moins un paramètre de recherche.")
        page, per_page = _number(request, "page", 1, 1000), _number(request, "per_page", _PER_PAGE, _MOST_PER_PAGE)
        if page * per_page > _MOST_RESULTS:
            raise _refused(f"Le nombre total de résultats est restreint à {_MOST_RESULTS}.")
        results, total = self._listing.part((page - 1) * per_page, per_page)
        # The service itself never tells of more than it gives.
        total = min(total, _MOST_RESULTS)
        pages = -(-total // per_page)
        return json_answer(
            {"results": results, "total_results": total, "page": page, "per_page": per_page, "total_pages": pages}
        )


def _number(request: Request, name: str, default: int, most: int) -> int:
    try:
        return request.number(name, default, most=most)
    except Refused:
        raise _refused(f"Veuillez indiquer un paramètre `{name}` entre 1 et {most}.") from None


def _refused(message: str) -> Refused:
    return Refused(json_answer({"erreur": message}, 400))
