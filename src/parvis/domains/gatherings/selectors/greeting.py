"""Who waits at the door for those who come alone, who could, and by which sign one knows them.

In a sensitive circle everybody goes by their pseudonym, here too.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from parvis.domains.circles.models import Membership as CircleMembership
from parvis.domains.circles.vocabulary import Visibility
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import CoHosting, Coming
from parvis.domains.organisations.models import Membership
from parvis.domains.organisations.vocabulary import Part
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Block, Resident
from parvis.domains.people.rules import Visitor
from parvis.domains.people.selectors.visibility import IN_SIGHT
from parvis.domains.people.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody who can wait at the door that day: the lower tier, then place, is asked first."""

    resident_id: UUID
    tier: int
    place: int
    #: They said that they come.
    is_going: bool


@dataclass(frozen=True, slots=True)
class Greeting:
    """What one person reads of it on the page of a date."""

    is_alone: bool
    #: Who waits for them, and the sign; empty as long as nobody was found: the hosts know.
    waits: str
    sign: str
    #: Whom they wait for themselves, and their own sign.
    greeted: tuple[str, ...]
    own_sign: str
    may_offer: bool
    offers: bool


def greeting_of(viewer: Visitor, occurrence: Occurrence) -> Greeting | None:
    """None for a visitor, and for who neither comes nor waits for anybody."""
    if not isinstance(viewer, Resident):
        return None
    gathering = occurrence.gathering
    mine = _place_of(viewer, occurrence)
    greeted = names_of(gathering, _greeted_by(viewer, occurrence))
    if mine is None and not greeted:
        return None
    is_alone = mine is not None and mine.alone
    waits, sign = _who_waits(viewer, gathering, mine) if mine and mine.alone else ("", "")
    return Greeting(
        is_alone=is_alone,
        waits=waits,
        sign=sign,
        greeted=tuple(greeted.values()),
        own_sign=sign_of(gathering, viewer.pk) if greeted else "",
        may_offer=mine is not None and not mine.alone and gathering.good_alone,
        offers=mine is not None and mine.greets is True,
    )


def name_who_waits(viewer: Resident, dates: list[Occurrence]) -> list[Occurrence]:
    """Dates they come to, each naming who waits for them that day rather than who usually does.

    For pages only: these objects are never saved. Costs nothing to who comes with others.
    """
    for one in dates:
        if one.alone:  # type: ignore[attr-defined]
            found = greeting_of(viewer, one)
            one.gathering.greeter_name = found.waits if found else ""
            one.gathering.sign = found.sign if found else ""
    return dates


def sign_of(gathering: Gathering, greeter_id: UUID | None) -> str:
    """What to look for. The gathering's own sign is its greeter's; the others hold up a sheet."""
    if gathering.sign and gathering.greeter_id == greeter_id:
        return gathering.sign
    if is_discreet(gathering):
        return _("une feuille blanche à la main")
    return _("une feuille où l’on lit « %(title)s »") % {"title": gathering.title}


def is_discreet(gathering: Gathering) -> bool:
    """Of a sensitive circle: no real name, and no title in a mail."""
    return gathering.circle is not None and gathering.circle.visibility == Visibility.SENSITIVE


def names_of(gathering: Gathering, residents: Iterable[Resident]) -> dict[UUID, str]:
    """As the others there know them, in the order given; who left a sensitive circle has no name
    in it any more."""
    found = list(residents)
    if not found or not is_discreet(gathering):
        return {one.pk: one.name for one in found}
    known = CircleMembership.objects.filter(circle=gathering.circle_id, resident__in=found)
    pseudonyms = dict(known.values_list("resident_id", "pseudonym"))
    return {one.pk: pseudonyms.get(one.pk) or _("une personne du cercle") for one in found}


def those_who_run(gathering: Gathering) -> list[Resident]:
    """Who must know what concerns those who come: all who run it, co-hosts included."""
    return list(Resident.objects.filter(IN_SIGHT, pk__in=_hosts(gathering)).order_by("pk"))


def those_who_coordinate(gathering: Gathering) -> list[Resident]:
    """Who is told when no host can be."""
    return list(people.people_with_role(Role.COORDINATOR, gathering.place.area))


def greeters_ready(occurrence: Occurrence, gathering: Gathering) -> list[Ready]:
    """Its own greeter, then those who run it, then those who come and offered. Not for a viewer.

    Who said that they do not come, or not to count on them, is left out; and who comes alone.
    """
    own = [gathering.greeter_id] if gathering.greeter_id else []
    hosts = _hosts(gathering)
    said = {
        one.resident_id: one
        for one in Attendance.objects.filter(occurrence=occurrence).filter(
            Q(resident__in=[*own, *hosts]) | Q(greets=True, state=Coming.GOING)
        )
    }
    offers = sorted(
        (one for one in said.values() if one.greets and one.state == Coming.GOING),
        key=lambda one: (one.said_at, one.pk),
    )
    wanted = list(dict.fromkeys([*own, *hosts, *(one.resident_id for one in offers)]))
    seen = Resident.objects.filter(IN_SIGHT, pk__in=wanted)
    if gathering.circle_id is not None:
        seen = seen.filter(circle_memberships__circle=gathering.circle_id)
    here = set(seen.values_list("pk", flat=True))
    return [
        Ready(who, _tier(who, own, hosts), place, who in said)
        for place, who in enumerate(wanted)
        if who in here and _can(said.get(who))
    ]


def pairs_hidden(some: Collection[UUID], others: Collection[UUID]) -> set[frozenset[UUID]]:
    """Blocks between the ones and the others, whoever made them. One query."""
    rows = Block.objects.filter(
        Q(by__in=some, blocked__in=others) | Q(by__in=others, blocked__in=some)
    )
    return {frozenset(pair) for pair in rows.values_list("by_id", "blocked_id")}


def _tier(who: UUID, own: Collection[UUID], hosts: Collection[UUID]) -> int:
    return 0 if who in own else 1 if who in hosts else 2


def _can(said: Attendance | None) -> bool:
    if said is None:
        return True  # runs it, and has not said that they will not be there
    return said.state == Coming.GOING and said.greets is not False and not said.alone


def _hosts(gathering: Gathering) -> list[UUID]:
    """The longest there first: its organisation's, then its co-hosts'."""
    accepted = gathering.cohosts.filter(state=CoHosting.ACCEPTED)
    run_by = [gathering.organisation_id, *accepted.values_list("organisation_id", flat=True)]
    found = Membership.objects.filter(
        part=Part.HOST, organisation__in=[one for one in run_by if one]
    )
    order = {organisation: place for place, organisation in enumerate(run_by)}
    rows = sorted(
        found.values_list("organisation_id", "joined_at", "resident_id"),
        key=lambda row: (order[row[0]], row[1], row[2]),
    )
    hosts = [resident for _organisation, _joined, resident in rows]
    if gathering.organisation_id is None and gathering.host_id is not None:
        hosts = [gathering.host_id, *hosts]
    return list(dict.fromkeys(hosts))


def _place_of(viewer: Resident, occurrence: Occurrence) -> Attendance | None:
    """How they come; ``place`` is known of a date found for its page."""
    if hasattr(occurrence, "place"):
        mine: Attendance | None = occurrence.place
    else:
        mine = Attendance.objects.filter(occurrence=occurrence, resident=viewer).first()
    return mine if mine is not None and mine.state == Coming.GOING else None


def _greeted_by(viewer: Resident, occurrence: Occurrence) -> list[Resident]:
    greeted = Attendance.objects.filter(
        occurrence=occurrence, greeter=viewer, alone=True, state=Coming.GOING
    )
    return list(
        people.visible_to(viewer).filter(pk__in=greeted.values("resident")).order_by("name", "pk")
    )


def _who_waits(viewer: Resident, gathering: Gathering, mine: Attendance) -> tuple[str, str]:
    if mine.greeter_id is not None:
        found = people.visible_to(viewer).filter(pk=mine.greeter_id)
        names = names_of(gathering, found)
        return next(iter(names.values()), ""), sign_of(gathering, mine.greeter_id) if names else ""
    if mine.greeter_at is not None and gathering.greeter_id is None and gathering.greeter_name:
        # Somebody without an account, named by those who run it.
        return gathering.greeter_name, gathering.sign
    return "", ""
