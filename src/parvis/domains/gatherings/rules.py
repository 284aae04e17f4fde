"""Who may publish, change and see what."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.domains.circles.models import Membership as CircleMembership
from parvis.domains.gatherings.models import CounterProposal, Gathering, Source
from parvis.domains.gatherings.vocabulary import Answer, Audience, CoHosting, Status
from parvis.domains.organisations import rules as organisations
from parvis.domains.organisations.models import Membership, Organisation
from parvis.domains.organisations.vocabulary import Part
from parvis.domains.people.models import Block, Resident
from parvis.domains.people.rules import Visitor, has_role, is_signed_in, is_staying, rule
from parvis.domains.people.vocabulary import Role
from parvis.domains.territory.models import Area

#: A plan of two.
PAIR: Final = 2


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


@rule(_("Seules les personnes qui ont publié cette rencontre peuvent faire cela."))
def _leads(resident: Visitor, gathering: Gathering, *_args: Any) -> bool:
    """Hosts of its organisation; who published it, when it has none; who coordinates its area."""
    # What is proposed to some is theirs alone: its terms, and who agrees, are changed by consent.
    if not isinstance(resident, Resident) or not gathering.is_public:
        return False
    if gathering.organisation is not None:
        if organisations.is_host(resident, gathering.organisation):
            return True
    elif gathering.host_id == resident.pk:
        return True
    return has_role(resident, Role.COORDINATOR, gathering.place.area)


@rule(_("Seules les personnes qui animent cette rencontre peuvent la changer."))
def _runs(resident: Visitor, gathering: Gathering, *_args: Any) -> bool:
    """Who leads it, and the hosts of those who said yes to running it together."""
    if not isinstance(resident, Resident) or not gathering.is_public:
        return False
    accepted = gathering.cohosts.filter(state=CoHosting.ACCEPTED).values("organisation")
    run_by = Q(organisation=gathering.organisation_id) | Q(organisation__in=accepted)
    if Membership.objects.filter(run_by, resident=resident, part=Part.HOST).exists():
        return True
    if gathering.organisation_id is None and gathering.host_id == resident.pk:
        return True
    return has_role(resident, Role.COORDINATOR, gathering.place.area)


@rule(_("Seules les personnes qui animent cette rencontre voient qui vient."))
def _greets(resident: Visitor, gathering: Gathering, *_args: Any) -> bool:
    return isinstance(resident, Resident) and gathering.greeter_id == resident.pk


may_edit = is_signed_in & is_staying & _runs
#: In whose name it is published, with whom it is run, and whether it goes on at all.
may_lead = is_signed_in & is_staying & _leads
#: Who comes, by first name (a block hides the name all the same).
may_see_who_comes = is_signed_in & is_staying & (_greets | _runs)
may_come = is_signed_in & is_staying


def is_pair(gathering: Gathering) -> bool:
    """Whether it is a plan of two people: who proposed it, and one who was asked."""
    return gathering.audience == Audience.INVITATION and len(invited_ids(gathering)) == PAIR


def invited_ids(gathering: Gathering) -> list[UUID]:
    """Who was asked to it, who proposed it included."""
    return list(gathering.invitations.order_by("asked_at", "pk").values_list("resident", flat=True))


def _blocked(resident_id: UUID) -> set[UUID]:
    """Those a block stands between, whoever made it."""
    pairs = Block.objects.filter(Q(by=resident_id) | Q(blocked=resident_id))
    return {one for pair in pairs.values_list("by", "blocked") for one in pair} - {resident_id}


@rule(_("Cette rencontre est entre les personnes qui y sont invitées."))
def _is_asked(resident: Visitor, gathering: Gathering, *_args: Any) -> bool:
    """Asked by name, or a member of the circle; and no block stands between them and the host.

    For two people, nor between the two: a plan of theirs no longer exists for either.
    """
    if not isinstance(resident, Resident) or gathering.is_public:
        return False
    hidden = _blocked(resident.pk)
    if gathering.host_id in hidden:
        return False
    if gathering.audience == Audience.INVITATION:
        asked = invited_ids(gathering)
        if resident.pk not in asked:
            return False
        return len(asked) != PAIR or not hidden & set(asked)
    if gathering.host_id == resident.pk:
        return True
    mine = CircleMembership.objects.filter(circle=gathering.circle_id, resident=resident)
    return mine.exists()


@rule(_("Seule la personne qui propose cette rencontre peut la changer."))
def _proposed(resident: Visitor, gathering: Gathering, *_args: Any) -> bool:
    return isinstance(resident, Resident) and gathering.host_id == resident.pk


@rule(_("Seule la personne qui propose cette rencontre peut la changer."))
def _holds_together(resident: Visitor, gathering: Gathering, *_args: Any) -> bool:
    """Who goes on together with others, by themselves, has the hand of the host too."""
    if not isinstance(resident, Resident) or not (gathering.is_shared and gathering.goes_on):
        return False
    yes = gathering.invitations.filter(state=Answer.ACCEPTED, resident=resident)
    return yes.filter(accepted_version=gathering.terms_version).exists()


@rule(_("Vous l’avez proposée : vous pouvez la changer, ou l’annuler."))
def _is_asked_by_another(resident: Visitor, gathering: Gathering, *_args: Any) -> bool:
    return isinstance(resident, Resident) and gathering.host_id != resident.pk


@rule(_("Cette rencontre est annulée. Vous pouvez en proposer une autre quand vous voudrez."))
def _stands(_resident: Visitor, gathering: Gathering, *_args: Any) -> bool:
    return gathering.status == Status.PUBLISHED


@rule(_("Cette rencontre a commencé, ou elle est passée : elle ne change plus."))
def _is_ahead(_resident: Visitor, gathering: Gathering, at: datetime) -> bool:
    return gathering.occurrences.filter(starts_at__gt=at, is_cancelled=False).exists()


@rule(_("Vous l’avez proposée à plusieurs : changez-la, chacun·e dira si cela lui va."))
def _asks_another(resident: Visitor, gathering: Gathering, *_args: Any) -> bool:
    """Who proposed it changes it; for two people, both may say what would suit them better."""
    return gathering.host_id != getattr(resident, "pk", None) or is_pair(gathering)


_goes_on = _stands & _is_ahead

#: Over ``(resident)``.
may_propose = is_signed_in & is_staying
#: Over ``(resident, gathering)``: whether what is proposed to some exists for them.
may_see_plan = is_signed_in & _is_asked
#: Over ``(resident, gathering, at)``.
may_answer = may_see_plan & is_staying & _goes_on
may_decline = may_answer & _is_asked_by_another
may_counter = may_answer & _asks_another
may_change_terms = may_see_plan & is_staying & (_proposed | _holds_together) & _goes_on
may_cancel_plan = may_see_plan & _proposed & _goes_on


@rule(_("C’est à l’autre personne de répondre à votre idée."))
def _takes(resident: Visitor, gathering: Gathering, counter: CounterProposal, *_args: Any) -> bool:
    """For two people the other of them; for more, who hosts."""
    if not isinstance(resident, Resident) or counter.by_id == resident.pk:
        return False
    return gathering.host_id == resident.pk or is_pair(gathering)


def may_take(resident: Visitor, counter: CounterProposal, at: datetime) -> bool:
    return may_answer(resident, counter.gathering, at) and _takes(
        resident, counter.gathering, counter
    )


@rule(_("Seules les personnes qui animent cette rencontre tiennent sa feuille."))
def _holds_sheet(resident: Visitor, gathering: Gathering, *_args: Any) -> bool:
    """Who runs it, alone or with others. The coordination only for what everybody may see."""
    if not isinstance(resident, Resident):
        return False
    if not gathering.is_public and gathering.organisation_id is None:
        return gathering.host_id == resident.pk
    if gathering.organisation_id is None and gathering.host_id == resident.pk:
        return True
    accepted = gathering.cohosts.filter(state=CoHosting.ACCEPTED).values("organisation")
    run_by = Q(organisation=gathering.organisation_id) | Q(organisation__in=accepted)
    hosts = Membership.objects.filter(run_by, resident=resident, part=Part.HOST)
    return hosts.exists() or (
        gathering.is_public and has_role(resident, Role.COORDINATOR, gathering.place.area)
    )


#: The attendance sheet, and what those who run it see of its dates.
may_hold_sheet = is_signed_in & is_staying & _holds_sheet


@rule(_("Seules les personnes qui coordonnent ce territoire apportent un agenda sans association."))
def _coordinates_area(
    resident: Visitor, _organisation: Organisation | None, area: Area, *_args: Any
) -> bool:
    return has_role(resident, Role.COORDINATOR, area)


#: Over ``(resident, organisation or None, area)``: bringing in an agenda kept elsewhere.
may_import = is_signed_in & is_staying & (_coordinates_area | _hosts)


@rule(_("Seules les personnes qui ont apporté cet agenda peuvent faire cela."))
def _tends(resident: Visitor, source: Source) -> bool:
    return may_import(resident, source.organisation, source.area)


#: Over ``(resident, source)``.
may_tend = is_signed_in & is_staying & _tends
