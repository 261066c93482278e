"""Dirt of the Région's file that destroys a row or a field: no reader can undo it, and gone.json says so."""

from __future__ import annotations

import random

from sandbox.cog import fold_name
from sandbox.identifiers import break_key
from sandbox.spelling import ambiguous_amount, impossible_date, scientific
from sandbox.tables import Kind, Line, Loss, Mess
from sandbox.vocabulary import UNKNOWN_DISPOSITIFS, UNKNOWN_STATUTS


def date_impossible(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A decision on a day that does not exist."""
    line.cells["date_decision"] = impossible_date(line.item.dossier.exercice, rng)
    return _row(line, "date_decision", "date_impossible", "ce jour n'existe pas")


def date_missing(line: Line, mess: Mess, rng: random.Random) -> bool:
    """No day of decision."""
    line.cells["date_decision"] = ""
    return _row(line, "date_decision", "date_missing", "date de décision vide")


def date_unreadable(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Words where a day should be."""
    line.cells["date_decision"] = rng.choice(("courant juin", "CP de mars", "à préciser", "fin d'année"))
    return _row(line, "date_decision", "date_unreadable", "date de décision illisible")


def number_missing(line: Line, mess: Mess, rng: random.Random) -> bool:
    """No number of dossier."""
    line.cells["n_dossier"] = ""
    return _row(line, "n_dossier", "number_missing", "numéro de dossier vide")


def statut_unknown(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A statut outside the vocabulary."""
    line.cells["statut"] = rng.choice(UNKNOWN_STATUTS)
    return _row(line, "statut", "statut_unknown", "statut hors vocabulaire")


def dispositif_unknown(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A scheme outside the vocabulary."""
    line.cells["dispositif"] = rng.choice(UNKNOWN_DISPOSITIFS)
    return _row(line, "dispositif", "dispositif_unknown", "dispositif hors vocabulaire")


def amount_ambiguous(line: Line, mess: Mess, rng: random.Random) -> bool:
    """1,234 or 1.234; where thousands have dots elsewhere in the file, only the comma leaves a doubt."""
    mark = "," if mess.dotted else rng.choice(",.")
    line.cells["montant_vote"] = ambiguous_amount(rng, mark)
    return _row(line, "montant_vote", "amount_ambiguous", "montant voté ambigu : millier ou unité")


def too_many_fields(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A separator inside a text that nobody quoted: all cells after it are shifted."""
    line.shape = "extra"
    return _row(line, None, "too_many_fields", "un séparateur non protégé décale la ligne")


def too_few_fields(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Several cells are missing from the line."""
    line.shape = "short"
    return _row(line, None, "too_few_fields", "des cellules manquent dans la ligne")


def siret_scientific(line: Line, mess: Mess, rng: random.Random) -> bool:
    """The SIRET in scientific notation: most digits are lost."""
    siret = line.item.dossier.organisation.siret
    if siret:
        line.cells["siret"] = scientific(siret)
    return bool(siret) and _field(line, "siret", "siret_scientific", "SIRET en notation scientifique")


def siret_wrong_key(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A SIRET with a wrong digit."""
    siret = line.item.dossier.organisation.siret
    if siret:
        line.cells["siret"] = break_key(siret, rng)
    return bool(siret) and _field(line, "siret", "siret_wrong_key", "un chiffre du SIRET est faux")


def commune_unknown(line: Line, mess: Mess, rng: random.Random) -> bool:
    """No commune at all: blanks, or words that name none."""
    if line.item.dossier.place is None:
        return False
    words = rng.choice(("", "Pays de la Loire", "Plusieurs communes", "Divers", "Hors région", "à définir"))
    line.cells.update(code_insee="", code_postal="", commune=words)
    return _field(line, "commune", "commune_unknown", "aucune commune n'est désignée")


def commune_homonym(line: Line, mess: Mess, rng: random.Random) -> bool:
    """A name that several communes, present or former, have, without any code."""
    if not is_homonym(line, mess):
        return False
    line.cells.update(code_insee="", code_postal="", commune=line.item.dossier.place.name)
    return _field(line, "commune", "commune_homonym", "plusieurs communes portent ce nom")


def is_homonym(line: Line, mess: Mess) -> bool:
    """Whether the commune's name is ambiguous in this and every later vintage."""
    dossier = line.item.dossier
    if dossier.place is None:
        return False
    name = fold_name(dossier.place.name)
    return all(len(vintage.names.get(name, ())) > 1 for vintage in mess.cog.since(dossier.exercice))


def ess_unreadable(line: Line, mess: Mess, rng: random.Random) -> bool:
    """Neither yes nor no."""
    if line.item.dossier.ess is not None:
        line.cells["statut_ess"] = rng.choice(("?", "NSP", "à vérifier", "en cours"))
    known = line.item.dossier.ess is not None
    return known and _field(line, "statut_ess", "ess_unreadable", "statut ESS illisible")


def ess_erased(line: Line, mess: Mess, rng: random.Random) -> bool:
    """The ESS status was known and the cell is empty."""
    if line.item.dossier.ess is not None:
        line.cells["statut_ess"] = ""
    known = line.item.dossier.ess is not None
    return known and _field(line, "statut_ess", "ess_erased", "statut ESS effacé")


def _row(line: Line, column: str | None, kind: str, why: str) -> bool:
    line.losses.append(Loss(column, kind, why, True))
    return True


def _field(line: Line, column: str, kind: str, why: str) -> bool:
    line.losses.append(Loss(column, kind, why, False))
    return True


ROW_KINDS = [
    Kind(1, date_impossible),
    Kind(1, amount_ambiguous),
    Kind(1, statut_unknown),
    Kind(2, date_missing),
    Kind(2, date_unreadable),
    Kind(2, number_missing),
    Kind(2, dispositif_unknown),
    Kind(2, too_many_fields),
    Kind(3, too_few_fields),
]
FIELD_KINDS = [
    Kind(1, siret_scientific),
    Kind(1, commune_unknown),
    Kind(1, ess_erased),
    Kind(2, siret_wrong_key),
    Kind(2, ess_unreadable),
]
HOMONYM_KINDS = [Kind(1, commune_homonym)]
