"""``parvis role``: a duty given from the server, for the first coordinator of a town."""

import typer

from parvis.domains.people.models import Resident
from parvis.domains.people.services import duties
from parvis.domains.people.vocabulary import STAFF_ROLES, Role
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible
from parvis.surfaces.cli.start import Stop


def give(*, email: str, kind: str, area: str) -> None:
    """:raises Stop: there is no such account, role or area, or the role is held already."""
    role = role_called(kind)
    resident = resident_at(email)
    where = area_called(area) if area else None
    place = where.name if where else "the whole town"
    try:
        duties.give_role(to=resident, role=role, by=None, at=clock.now(), area=where)
    except duties.RoleAlreadyHeld:
        raise Stop(f"{resident.name} ({email}) is {role.value} for {place} already.") from None
    typer.echo(f"{resident.name} ({email}) is now {role.value} for {place}.")
    if role in STAFF_ROLES:
        typer.echo("At their next visit they are asked to set up a second factor.")


def role_called(kind: str) -> Role:
    if kind not in Role.values:
        raise Stop(f"There is no role “{kind}”. Roles: {', '.join(Role.values)}.")
    return Role(kind)


def resident_at(email: str) -> Resident:
    known = Resident.objects.filter(is_active=True, confirmed_at__isnull=False)
    found = known.filter(email=email.strip().lower()).first()
    if found is None:
        raise Stop(f"Nobody has a confirmed account with {email}: they sign up first.")
    return found


def area_called(slug: str) -> Area:
    try:
        return territory.find_area(slug)
    except NotVisible:
        known = ", ".join(Area.objects.order_by("slug").values_list("slug", flat=True))
        raise Stop(f"There is no area “{slug}”. Areas: {known or 'none yet'}.") from None
