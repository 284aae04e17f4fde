"""Who may publish, change and see what."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings.models import Gathering
from parvis.domains.organisations import rules as organisations
from parvis.domains.organisations.models import Membership, Organisation
from parvis.domains.organisations.vocabulary import Part
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor, has_role, is_signed_in, is_staying, rule
from parvis.domains.people.vocabulary import Role
from parvis.domains.territory.models import Area


@rule(_("Choisissez une association que vous animez."))
def _hosts(resident: Visitor, organisation: Organisation | None, *_args: Any) -> bool:
    return organisation is not None and organisations.is_host(resident, organisation)


@rule(_("Seule la coordination publie sans association. Choisissez celle que vous animez."))
def _coordinates(resident: Visitor, organisation: Organisation | None, area: Area | None) -> bool:
    """In the name of the town, at a place of an area they coordinate; in nobody else's name."""
    return organisation is None and area is not None and has_role(resident, Role.COORDINATOR, area)


@rule(_("Vous pourrez publier ici quand vous animerez une association ou une maison de quartier."))
def _hosts_somewhere(resident: Visitor, *_args: Any) -> bool:
    if not isinstance(resident, Resident):
        return False
    hosts = Membership.objects.filter(resident=resident, part=Part.HOST)
    return hosts.exists() or has_role(resident, Role.COORDINATOR)


#: Over ``(resident)``: whether the page to publish exists for them.
may_publish_somewhere = is_signed_in & is_staying & _hosts_somewhere

#: Over ``(resident, organisation or None, area of the place or None)``.
may_publish = is_signed_in & is_staying & (_coordinates | _hosts)


@rule(_("Seules les personnes qui animent cette rencontre peuvent la changer."))
def _runs(resident: Visitor, gathering: Gathering, *_args: Any) -> bool:
    """Hosts of its organisation; who published it, when it has none; who coordinates its area."""
    if not isinstance(resident, Resident):
        return False
    if gathering.organisation is not None:
        if organisations.is_host(resident, gathering.organisation):
            return True
    elif gathering.host_id == resident.pk:
        return True
    return has_role(resident, Role.COORDINATOR, gathering.place.area)


@rule(_("Seules les personnes qui animent cette rencontre voient qui vient."))
def _greets(resident: Visitor, gathering: Gathering, *_args: Any) -> bool:
    return isinstance(resident, Resident) and gathering.greeter_id == resident.pk


may_edit = is_signed_in & is_staying & _runs
#: Who comes, by first name (a block hides the name all the same).
may_see_who_comes = is_signed_in & is_staying & (_greets | _runs)
may_come = is_signed_in & is_staying
