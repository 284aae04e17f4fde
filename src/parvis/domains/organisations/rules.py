"""Who may act in the name of an organisation."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from parvis.domains.organisations.models import Membership, Organisation
from parvis.domains.organisations.vocabulary import Part
from parvis.domains.people.rules import (
    Visitor,
    has_role,
    held_roles,
    is_signed_in,
    is_staying,
    rule,
)
from parvis.domains.people.vocabulary import Role
from parvis.domains.territory.models import Area, Place


@rule(_("Seules les personnes qui animent cette association peuvent faire cela."))
def is_host(resident: Visitor, organisation: Organisation, *_args: Any) -> bool:
    if not resident.is_authenticated:
        return False
    hosts = Membership.objects.filter(organisation=organisation, part=Part.HOST)
    return hosts.filter(resident=resident).exists()


@rule(_("Seule la coordination peut faire cela."))
def coordinates(resident: Visitor, organisation: Organisation, *_args: Any) -> bool:
    """Coordinates the area of the organisation; the whole town, when it belongs to no area."""
    if organisation.area is not None:
        return has_role(resident, Role.COORDINATOR, organisation.area)
    return any(
        held.kind == Role.COORDINATOR and held.area_id is None for held in held_roles(resident)
    )


@rule(_("Seules les personnes qui s’occupent de ce lieu peuvent faire cela."))
def _tends_place(resident: Visitor, place: Place, *_args: Any) -> bool:
    """Hosts of an organisation that lives there, and who coordinates the area."""
    if not resident.is_authenticated:
        return False
    hosts = Membership.objects.filter(organisation__place=place, part=Part.HOST, resident=resident)
    return hosts.exists() or has_role(resident, Role.COORDINATOR, place.area)


@rule(_("Seule la coordination de ce quartier peut y ajouter un lieu."))
def _coordinates_area(resident: Visitor, area: Area, *_args: Any) -> bool:
    return has_role(resident, Role.COORDINATOR, area)


@rule(_("Seule la coordination peut ajouter un lieu."))
def _coordinates_somewhere(resident: Visitor, *_args: Any) -> bool:
    return has_role(resident, Role.COORDINATOR)


may_tend_place = is_signed_in & is_staying & _tends_place
may_add_places = is_signed_in & is_staying & _coordinates_somewhere
may_add_place_in = is_signed_in & is_staying & _coordinates_area
may_edit = is_signed_in & is_staying & is_host
may_choose_members = (is_signed_in & is_staying & (is_host | coordinates)).saying(
    _("Seules les personnes qui animent cette association, ou la coordination, peuvent faire cela.")
)
