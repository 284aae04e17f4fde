"""Words and limits of the territory."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaKind(models.TextChoices):
    REGION = "region", _("région")
    COMMUNE = "commune", _("commune")
    NEIGHBOURHOOD = "neighbourhood", _("quartier")


#: What an area may lie in: a neighbourhood belongs to a commune, a commune may belong to a region.
PARENT_KINDS: Final = {
    AreaKind.REGION: frozenset(),
    AreaKind.COMMUNE: frozenset({AreaKind.REGION}),
    AreaKind.NEIGHBOURHOOD: frozenset({AreaKind.COMMUNE}),
}


class PlaceKind(models.TextChoices):
    NEIGHBOURHOOD_HOUSE = "neighbourhood-house", _("maison de quartier")
    LIBRARY = "library", _("bibliothèque")
    CAFE = "cafe", _("café")
    PARK = "park", _("parc ou jardin")
    HALL = "hall", _("salle")
    WORKSHOP = "workshop", _("atelier partagé")
    CULTURE = "culture", _("lieu culturel")
    SPORT = "sport", _("équipement sportif")
    TOWN_HALL = "town-hall", _("mairie ou service")
    SCHOOL = "school", _("école ou campus")
    MARKET = "market", _("marché")
    OTHER = "other", _("autre lieu")


#: The small drawing beside each kind, and the large one where there is no photo.
PLACE_ICONS: Final = {
    PlaceKind.NEIGHBOURHOOD_HOUSE: "home",
    PlaceKind.LIBRARY: "book",
    PlaceKind.CAFE: "cup",
    PlaceKind.PARK: "leaf",
    PlaceKind.HALL: "door",
    PlaceKind.WORKSHOP: "tools",
    PlaceKind.CULTURE: "music",
    PlaceKind.SPORT: "walk",
    PlaceKind.TOWN_HALL: "organisation",
    PlaceKind.SCHOOL: "write",
    PlaceKind.MARKET: "gathering",
    PlaceKind.OTHER: "pin",
}
PLACE_DRAWINGS: Final = {
    PlaceKind.NEIGHBOURHOOD_HOUSE: "house",
    PlaceKind.LIBRARY: "lamp",
    PlaceKind.CAFE: "table",
    PlaceKind.PARK: "trees",
    PlaceKind.HALL: "door",
    PlaceKind.WORKSHOP: "hands",
    PlaceKind.CULTURE: "stairs",
    PlaceKind.SPORT: "paving",
    PlaceKind.TOWN_HALL: "square",
    PlaceKind.SCHOOL: "letter",
    PlaceKind.MARKET: "bench",
    PlaceKind.OTHER: "signpost",
}

#: Neighbourhood houses come first in every list of places; then the kinds in this order.
KIND_ORDER: Final = {kind: rank for rank, kind in enumerate(PlaceKind.values)}


class AccessFact(models.TextChoices):
    STEP_FREE = "step-free", _("entrée de plain-pied")
    TOILETS = "toilets", _("toilettes accessibles")
    SEATING = "seating", _("places assises")
    HEARING_LOOP = "hearing-loop", _("boucle magnétique")
    SIGN_LANGUAGE = "sign-language", _("accueil en langue des signes")
    QUIET = "quiet", _("endroit calme")
    PARKING = "parking", _("stationnement réservé")


class Answer(models.TextChoices):
    YES = "yes", _("oui")
    NO = "no", _("non")
    UNKNOWN = "unknown", _("on ne sait pas encore")


#: What a page says of each fact: known to be there, known not to be, not known.
ACCESS_SENTENCES: Final = {
    AccessFact.STEP_FREE: (
        _("Entrée de plain-pied"),
        _("Il y a des marches à l’entrée"),
        _("Marches à l’entrée : on ne sait pas encore"),
    ),
    AccessFact.TOILETS: (
        _("Toilettes accessibles en fauteuil"),
        _("Pas de toilettes accessibles en fauteuil"),
        _("Toilettes accessibles : on ne sait pas encore"),
    ),
    AccessFact.SEATING: (
        _("De quoi s’asseoir"),
        _("Pas de places assises"),
        _("Places assises : on ne sait pas encore"),
    ),
    AccessFact.HEARING_LOOP: (
        _("Boucle magnétique pour les appareils auditifs"),
        _("Pas de boucle magnétique"),
        _("Boucle magnétique : on ne sait pas encore"),
    ),
    AccessFact.SIGN_LANGUAGE: (
        _("Accueil possible en langue des signes"),
        _("Pas d’accueil en langue des signes"),
        _("Langue des signes : on ne sait pas encore"),
    ),
    AccessFact.QUIET: (
        _("Endroit calme, ou coin calme"),
        _("Endroit animé, sans coin calme"),
        _("Bruit et calme : on ne sait pas encore"),
    ),
    AccessFact.PARKING: (
        _("Stationnement réservé aux personnes handicapées"),
        _("Pas de stationnement réservé à proximité"),
        _("Stationnement réservé : on ne sait pas encore"),
    ),
}

DEFAULT_TIME_ZONE: Final = "Europe/Paris"
DEFAULT_COUNTRY: Final = "FR"

#: H3 resolution of a person's coarse cell: measured, never below 4.3 km² in metropolitan France.
#: Resolution 8 falls to 0.64 km², below the square kilometre promised.
CELL_RESOLUTION: Final = 7

#: Two boundaries this near touch: hand-drawn shapes rarely share their line to the metre.
TOUCHING_METRES: Final = 25.0

CLOSENESS_SAME: Final = 1.0
CLOSENESS_TOUCHING: Final = 0.6
CLOSENESS_FAR: Final = 0.25

#: How far ahead the next opening is looked for: a place that opens only in July is found in August.
OPENING_HORIZON_DAYS: Final = 400
#: An opening that ends before this hour belongs to the day before (« 22 h – 2 h »).
NIGHT_ENDS_HOUR: Final = 6

NAME_LENGTH: Final = 120
ABOUT_LENGTH: Final = 4_000
HOURS_LENGTH: Final = 400
BOUNDARY_POINTS: Final = 20_000
AREAS_PER_FILE: Final = 2_000
