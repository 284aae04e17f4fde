"""What each field of a place accepts, and the sentence for the person when it does not."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext_lazy as _

from parvis.domains.territory.models import Area
from parvis.domains.territory.vocabulary import (
    ABOUT_LENGTH,
    NAME_LENGTH,
    AccessFact,
    Answer,
    PlaceKind,
)
from parvis.kernel import text
from parvis.kernel.errors import Refusal

PHONE: Final = re.compile(r"\+?[\d .\-()]{3,23}")
web_address = URLValidator(schemes=["http", "https"])


def _line(limit: int) -> Callable[[Any], str]:
    def cleaned(value: Any) -> str:
        line = " ".join(text.clean(str(value or "")).split())
        if len(line) > limit:
            raise Refusal(_("C’est un peu long : %(limit)d caractères au plus.") % {"limit": limit})
        return line

    return cleaned


def _paragraphs(value: Any) -> str:
    kept = text.clean(str(value or ""))
    if len(kept) > ABOUT_LENGTH:
        raise Refusal(
            _("C’est un peu long : %(limit)d caractères au plus.") % {"limit": ABOUT_LENGTH}
        )
    return kept


def _name(value: Any) -> str:
    name = _line(NAME_LENGTH)(value)
    if not any(character.isalnum() for character in name):
        raise Refusal(_("Donnez le nom du lieu, comme on le dit dans le quartier."))
    return name


def _kind(value: Any) -> str:
    if value not in PlaceKind.values:
        raise Refusal(_("Choisissez de quel genre de lieu il s’agit."))
    return str(value)


def _area(value: Any) -> Area:
    if not isinstance(value, Area):
        raise Refusal(_("Choisissez le quartier où se trouve ce lieu."))
    return value


def _degrees(limit: float) -> Callable[[Any], float | None]:
    def cleaned(value: Any) -> float | None:
        if value is None or value == "":
            return None
        try:
            degrees = float(value)
        except (TypeError, ValueError):
            degrees = math.nan
        if not abs(degrees) <= limit:
            raise Refusal(_("Cette position n’existe pas."))
        return degrees

    return cleaned


def _phone(value: Any) -> str:
    phone = _line(24)(value)
    if phone and not PHONE.fullmatch(phone):
        raise Refusal(_("Écrivez le numéro en chiffres, par exemple 01 23 45 67 89."))
    return phone


def _email(value: Any) -> str:
    address = _line(254)(value)
    try:
        if address:
            validate_email(address)
    except ValidationError as problem:
        raise Refusal(_("Cette adresse électronique ne semble pas complète.")) from problem
    return address


def _website(value: Any) -> str:
    address = _line(300)(value)
    if address and "://" not in address:
        address = f"https://{address}"
    try:
        if address:
            web_address(address)
    except ValidationError as problem:
        raise Refusal(
            _("Cette adresse de site ne semble pas complète, par exemple https://exemple.fr.")
        ) from problem
    return address


def _access(value: Any) -> dict[str, str]:
    """Facts in the vocabulary's order; an unknown answer is left out, which says the same."""
    given = dict(value or {})
    if set(given) - set(AccessFact.values) or set(given.values()) - set(Answer.values):
        raise Refusal(_("Répondez à chaque question d’accès par oui, non, ou on ne sait pas."))
    return {
        fact.value: str(given[fact.value])
        for fact in AccessFact
        if given.get(fact.value, Answer.UNKNOWN) != Answer.UNKNOWN
    }


CLEANERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "name": _name,
    "kind": _kind,
    "area": _area,
    "about": _paragraphs,
    "address": _line(240),
    "latitude": _degrees(90),
    "longitude": _degrees(180),
    "opening_hours": lambda value: " ".join(str(value or "").split()),
    "phone": _phone,
    "email": _email,
    "website": _website,
    "how_to_come": _paragraphs,
    "access": _access,
    "published": bool,
}
