"""Writes of organisations: their page, and who acts in their name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from parvis.domains.organisations import rules
from parvis.domains.organisations.events import MemberAdded, MemberRemoved, OrganisationChanged
from parvis.domains.organisations.models import Membership, Organisation
from parvis.domains.organisations.vocabulary import Part
from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section
from parvis.kernel import events, ids, text
from parvis.kernel.errors import Refusal

PARAGRAPHS: Final = frozenset({"about"})
LINES: Final = frozenset(
    {"name", "when_where", "contact_name", "email", "phone", "website", "volunteers_wanted"}
)
EDITABLE: Final = PARAGRAPHS | LINES | {"interests", "place", "area"}
SLUG_MAX: Final = 80


class LastHost(Refusal):
    sentence = _(
        "C’est la dernière personne qui anime cette association. Confiez-la d’abord à quelqu’un."
    )


@transaction.atomic
def create_organisation(
    *,
    values: Mapping[str, Any],
    kind: str,
    at: datetime,
    by: Resident | None = None,
    slug: str = "",
    published: bool = True,
) -> Organisation:
    """Add an organisation. ``values`` holds the editable fields; ``by`` is None for imports.

    :raises NotAllowed: ``by`` does not coordinate its area.
    """
    organisation = Organisation(kind=kind, published=published, created_at=at, updated_at=at)
    _fill(organisation, values)
    if by is not None:
        rules.coordinates.require(by, organisation)
    _insert(organisation, slug or slugify(text.fold(organisation.name)))
    _tell(organisation, by, at)
    return organisation


@transaction.atomic
def update_organisation(
    *, organisation: Organisation, by: Resident, values: Mapping[str, Any], at: datetime
) -> Organisation:
    """Change what its page says. The same values again change nothing and announce nothing.

    :raises NotAllowed: they do not animate it.
    """
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    rules.may_edit.require(by, held)
    if changed := _fill(held, values):
        held.updated_at = at
        held.save(update_fields=[*changed, "updated_at"])
        _tell(held, by, at)
    return held


@transaction.atomic
def add_member(
    *,
    organisation: Organisation,
    resident: Resident,
    part: Part = Part.MEMBER,
    welcomes: bool = False,
    by: Resident | None = None,
    at: datetime,
) -> Membership:
    """Have somebody act in its name, or in another part than before. Safe to repeat.

    ``by`` is None for the server's own commands.

    :raises NotAllowed: ``by`` neither animates it nor coordinates its area.
    """
    if by is not None:
        rules.may_choose_members.require(by, organisation)
    asked = {"part": part, "welcomes": welcomes}
    membership, created = Membership.objects.get_or_create(
        organisation=organisation, resident=resident, defaults={**asked, "joined_at": at}
    )
    if created or (membership.part, membership.welcomes) != (part, welcomes):
        membership.part, membership.welcomes = part, welcomes
        membership.save(update_fields=list(asked))
        fact = MemberAdded(
            organisation_id=organisation.pk,
            resident_id=resident.pk,
            part=str(part),
            welcomes=welcomes,
        )
        events.publish(fact, by=by.pk if by else None, at=at)
    return membership


@transaction.atomic
def remove_member(
    *, organisation: Organisation, resident: Resident, by: Resident, at: datetime
) -> None:
    """Somebody no longer acts in its name; everyone may leave by themselves. Safe to repeat.

    :raises NotAllowed: ``by`` may not.
    :raises LastHost: nobody would be left to animate it, unless its coordination says so.
    """
    if by.pk != resident.pk:
        rules.may_choose_members.require(by, organisation)
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # one leaves at a time
    memberships = Membership.objects.filter(organisation=organisation)
    mine = memberships.filter(resident=resident).first()
    if mine is None:
        return
    others = memberships.filter(part=Part.HOST).exclude(pk=mine.pk)
    is_last = mine.part == Part.HOST and not others.exists()
    if is_last and not rules.coordinates(by, organisation):
        raise LastHost
    mine.delete()
    fact = MemberRemoved(organisation_id=organisation.pk, resident_id=resident.pk)
    events.publish(fact, by=by.pk, at=at)


def export(resident: Resident) -> Section:
    """The organisations somebody acts for."""
    rows = resident.organisation_memberships.order_by("joined_at").values(
        "organisation__name", "part", "welcomes", "joined_at"
    )
    labels = {
        "organisation__name": _t("Association ou service"),
        "part": _t("Rôle"),
        "welcomes": _t("Répond à qui écrit"),
        "joined_at": _t("Depuis"),
    }
    return Section(_t("Associations"), list(rows), labels)


def _fill(organisation: Organisation, values: Mapping[str, Any]) -> list[str]:
    """Set the editable fields that differ, and name them."""
    changed = []
    for name in sorted(EDITABLE & values.keys()):
        value = values[name]
        if name in LINES:
            value = " ".join(text.clean(value or "").split())
        elif name in PARAGRAPHS:
            value = text.clean(value or "")
        elif name == "interests":
            value = tuple(sorted(set(value)))
        if getattr(organisation, name) != value:
            setattr(organisation, name, value)
            changed.append(name)
    return changed


def _insert(organisation: Organisation, wanted: str) -> None:
    """Save it under an address of its own: the second « Café des voisins » gets another one."""
    base = wanted[:SLUG_MAX] or "association"
    organisation.slug = base
    for _attempt in range(3):
        try:
            with transaction.atomic():
                organisation.save(force_insert=True)
        except IntegrityError:
            organisation.slug = f"{base[: SLUG_MAX - 7]}-{ids.new_id().hex[-6:]}"
        else:
            return
    raise Refusal(_("Cette association existe déjà sous ce nom."), field="name")


def _tell(organisation: Organisation, by: Resident | None, at: datetime) -> None:
    fact = OrganisationChanged(organisation_id=organisation.pk, published=organisation.published)
    events.publish(fact, by=by.pk if by else None, at=at)
