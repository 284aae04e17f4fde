"""Taking in a file of boundaries: checked whole, kept whole or not at all."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import shapely
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from shapely.geometry.base import BaseGeometry

from parvis.domains.territory import events as facts
from parvis.domains.territory.models import Area
from parvis.domains.territory.selectors import is_region_with_holidays
from parvis.domains.territory.services.boundaries import BadBoundary, boundary_of, lies_inside
from parvis.domains.territory.vocabulary import (
    ABOUT_LENGTH,
    AREAS_PER_FILE,
    DEFAULT_TIME_ZONE,
    NAME_LENGTH,
    PARENT_KINDS,
    AreaKind,
)
from parvis.kernel import events, text
from parvis.kernel.errors import Refusal

KINDS_DOWN: Final = (AreaKind.REGION, AreaKind.COMMUNE, AreaKind.NEIGHBOURHOOD)
WRITTEN: Final = (
    "parent", "kind", "name", "aliases", "about", "boundary", "time_zone", "holidays_region",
)  # fmt: skip


class AreasRefused(Refusal):
    """What is wrong in the file, one sentence an area; nothing was kept."""

    field = "file"
    sentence = gettext_lazy("Ce fichier contient des contours à corriger. Rien n’a été enregistré.")

    def __init__(self, problems: list[str]) -> None:
        super().__init__()
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    added: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def import_areas(
    geojson: Mapping[str, Any], *, at: dt.datetime, by: UUID | None = None
) -> ImportOutcome:
    """Add or update areas from a GeoJSON FeatureCollection in longitude, latitude (RFC 7946).

    Properties of a feature: ``name`` and ``kind`` (region, commune, neighbourhood); ``slug`` (from
    the name when left out), ``parent`` (a slug, of this file or known), ``aliases``, ``about``,
    ``time_zone`` and ``holidays_region`` (the parent's when left out). The slug tells which area it
    is: importing the same file again changes nothing. The geometry may be null.

    :raises AreasRefused: anything is wrong with any of them.
    """
    features = _features(geojson)
    problems: list[str] = []
    drafts: list[tuple[Mapping[str, Any], dict[str, Any]]] = []
    for number, feature in enumerate(features, start=1):
        try:
            drafts.append((feature, _properties(feature)))
        except Refusal as refusal:
            problems.append(
                _("Contour n° %(number)d : %(why)s") % {"number": number, "why": refusal}
            )
    known = {area.slug: area for area in Area.objects.select_for_update()}
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for kind in KINDS_DOWN:
        for feature, properties in drafts:
            if properties["kind"] != kind:
                continue
            try:
                counts[_keep(feature, properties, known, at)] += 1
            except Refusal as refusal:
                problems.append(
                    _("%(name)s : %(why)s") % {"name": properties["name"], "why": refusal}
                )
    if problems:
        raise AreasRefused(problems)
    outcome = ImportOutcome(**counts)
    if outcome.added or outcome.changed:
        fact = facts.AreasImported(added=outcome.added, changed=outcome.changed)
        events.publish(fact, by, at=at)
    return outcome


def _features(geojson: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    features = geojson.get("features") if isinstance(geojson, Mapping) else None
    if (
        not isinstance(features, list)
        or geojson.get("type") != "FeatureCollection"
        or not all(isinstance(feature, Mapping) for feature in features)
    ):
        raise AreasRefused([_("Ce n’est pas un fichier GeoJSON de contours (FeatureCollection).")])
    if not 1 <= len(features) <= AREAS_PER_FILE:
        raise AreasRefused(
            [_("Un fichier contient de 1 à %(limit)d contours.") % {"limit": AREAS_PER_FILE}]
        )
    slugs = [_slug_of(feature.get("properties")) for feature in features]
    twice = sorted({slug for slug in slugs if slug and slugs.count(slug) > 1})
    if twice:
        raise AreasRefused(
            [_("Deux contours portent le même nom : %(slug)s.") % {"slug": twice[0]}]
        )
    return features


def _slug_of(properties: Any) -> str:
    if not isinstance(properties, Mapping):
        return ""
    wished = properties.get("slug") or properties.get("name") or ""
    return slugify(text.fold(str(wished)))[:NAME_LENGTH]


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    given = feature.get("properties")
    if not isinstance(given, Mapping):
        raise Refusal(_("il manque ses propriétés (nom, genre)."))
    name = " ".join(text.clean(str(given.get("name") or "")).split())
    if not _slug_of(given) or not name or len(name) > NAME_LENGTH:
        raise Refusal(_("il manque un nom lisible."))
    if given.get("kind") not in AreaKind.values:
        raise Refusal(_("le genre (kind) doit être region, commune ou neighbourhood."))
    aliases = given.get("aliases") or []
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise Refusal(_("les autres noms (aliases) doivent être une liste de mots."))
    return {
        "name": name,
        "slug": _slug_of(given),
        "kind": AreaKind(given["kind"]),
        "parent": given.get("parent") or None,
        "aliases": [text.clean(alias) for alias in aliases if text.clean(alias)],
        "about": text.clean(str(given.get("about") or ""))[:ABOUT_LENGTH],
        "time_zone": given.get("time_zone") or "",
        "holidays_region": given.get("holidays_region") or "",
    }


def _keep(
    feature: Mapping[str, Any],
    properties: dict[str, Any],
    known: dict[str, Area],
    at: dt.datetime,
) -> str:
    parent = _parent(properties, known)
    area = known.get(properties["slug"])
    is_new = area is None
    if area is None:
        area = Area(slug=properties["slug"], created_at=at)
    elif area.kind != properties["kind"]:
        raise Refusal(_("un territoire d’un autre genre porte déjà ce nom."))
    before = [] if is_new else [getattr(area, name) for name in WRITTEN]
    geometry = boundary_of(feature.get("geometry"))
    if geometry is not None and parent is not None and parent.boundary:
        _check_inside(geometry, parent)
    area.parent = parent
    for name in ("kind", "name", "aliases", "about"):
        setattr(area, name, properties[name])
    inherited = (parent.time_zone, parent.holidays_region) if parent else (DEFAULT_TIME_ZONE, "")
    area.time_zone = _zone(properties["time_zone"] or inherited[0])
    area.holidays_region = _region(properties["holidays_region"] or inherited[1])
    area.boundary = None if geometry is None else _as_json(geometry)
    known[area.slug] = area
    if [getattr(area, name) for name in WRITTEN] == before:
        return "unchanged"
    area.updated_at = at
    if not is_new:
        area.version += 1
    area.save(force_insert=is_new)
    return "added" if is_new else "changed"


def _parent(properties: dict[str, Any], known: Mapping[str, Area]) -> Area | None:
    allowed = PARENT_KINDS[properties["kind"]]
    if properties["parent"] is None:
        if properties["kind"] == AreaKind.NEIGHBOURHOOD:
            raise Refusal(_("un quartier appartient à une commune : il manque « parent »."))
        return None
    parent = known.get(properties["parent"])
    if parent is None:
        raise Refusal(_("son parent « %(slug)s » n’existe pas.") % {"slug": properties["parent"]})
    if parent.kind not in allowed:
        raise Refusal(_("un quartier se trouve dans une commune, une commune dans une région."))
    return parent


def _check_inside(geometry: BaseGeometry, parent: Area) -> None:
    outer = shapely.geometry.shape(parent.boundary)
    if lies_inside(geometry, outer):
        return
    swapped = shapely.transform(geometry, lambda points: points[:, ::-1])
    if lies_inside(swapped, outer):
        raise BadBoundary(
            _("latitude et longitude sont inversées : GeoJSON écrit la longitude d’abord.")
        )
    raise BadBoundary(_("le contour dépasse de %(parent)s.") % {"parent": parent.name})


def _as_json(geometry: BaseGeometry) -> dict[str, Any]:
    """As it comes back from the database: lists, not tuples."""
    return {"type": geometry.geom_type, "coordinates": _lists(shapely.geometry.mapping(geometry))}


def _lists(mapping: Mapping[str, Any]) -> Any:
    def plain(value: Any) -> Any:
        return [plain(each) for each in value] if isinstance(value, tuple | list) else value

    return plain(mapping["coordinates"])


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise Refusal(
            _("le fuseau horaire « %(zone)s » n’existe pas.") % {"zone": name}
        ) from unknown


def _region(code: str) -> str:
    if code and not is_region_with_holidays(code):
        raise Refusal(
            _("les jours fériés de « %(region)s » ne sont pas connus (exemple : FR-57).")
            % {"region": code}
        )
    return code
