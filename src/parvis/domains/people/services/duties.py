"""Roles: given, ended, never deleted."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from parvis.domains.people import rules, vocabulary
from parvis.domains.people.events import RoleEnded, RoleGiven
from parvis.domains.people.models import Resident, Role
from parvis.domains.territory.models import Area
from parvis.kernel import events
from parvis.kernel.errors import Refusal


class RoleAlreadyHeld(Refusal):
    sentence = _("Cette personne tient déjà ce rôle.")


class RoleNotHeld(Refusal):
    sentence = _("Cette personne ne tient plus ce rôle.")


def give_role(
    *,
    to: Resident,
    role: vocabulary.Role,
    by: Resident | None,
    at: datetime,
    area: Area | None = None,
) -> Role:
    """Give somebody a duty, everywhere or in one area; ``by`` is None for the server's commands.

    :raises rules.NotAllowed: the giver may not give roles there.
    :raises RoleAlreadyHeld: they hold that very role already.
    """
    if by is not None:
        _may_give(by, role, area)
    try:
        with transaction.atomic():
            given = Role.objects.create(resident=to, kind=role, area=area, given_by=by, given_at=at)
            fact = RoleGiven(resident_id=to.id, kind=str(role), area_id=area.id if area else None)
            events.publish(fact, by=by.id if by else None, at=at)
    except IntegrityError as doubled:
        raise RoleAlreadyHeld from doubled
    rules.remember_roles(to, None)
    return given


@transaction.atomic
def end_role(*, role: Role, by: Resident | None, at: datetime) -> None:
    """End a duty. Who holds it may always lay it down.

    :raises rules.NotAllowed: neither the holder nor somebody who may give it.
    :raises RoleNotHeld: it had ended.
    """
    if by is not None and by.pk != role.resident_id:
        _may_give(by, vocabulary.Role(role.kind), role.area)
    if not Role.objects.filter(pk=role.pk, ended_at=None).update(ended_at=at):
        raise RoleNotHeld
    role.ended_at = at
    rules.remember_roles(role.resident, None)
    fact = RoleEnded(resident_id=role.resident_id, kind=str(role.kind), area_id=role.area_id)
    events.publish(fact, by=by.id if by else None, at=at)


def _may_give(by: Resident, role: vocabulary.Role, area: Area | None) -> None:
    """Who coordinates an area gives roles within it; only an operator makes operators.

    :raises rules.NotAllowed: otherwise.
    """
    rules.may_give_roles.require(by, area)
    everywhere = {held.kind for held in rules.held_roles(by) if held.area_id is None}
    is_operator = vocabulary.Role.OPERATOR in everywhere
    if role == vocabulary.Role.OPERATOR and not is_operator:
        raise rules.NotAllowed(_("Seul·e un·e opérateur·rice peut confier ce rôle."))
    if area is None and not everywhere & {vocabulary.Role.COORDINATOR, vocabulary.Role.OPERATOR}:
        raise rules.NotAllowed(_("Ce rôle doit rester dans votre territoire."))
