"""A path: told, made, one of its doors refused or taken back.

Every change holds the person's own row first, so that two tabs make one path.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from parvis.domains.people import selectors as people
from parvis.domains.people import services as profiles
from parvis.domains.people.models import Resident
from parvis.domains.territory.models import Area
from parvis.domains.watch import services as watch
from parvis.domains.welcome import events as facts
from parvis.domains.welcome import pairing, selectors
from parvis.domains.welcome.models import Gap, Suggestion
from parvis.domains.welcome.selectors.told import SETS, Told, fingerprint
from parvis.domains.welcome.vocabulary import Ending, Kind
from parvis.kernel import events
from parvis.kernel.errors import NotVisible

#: The kind the watch knows: the town had nothing of a kind for somebody.
GAP = "welcome.gap"
#: How many of a kind are looked at first; all of them only when none of these can be followed.
FIRST = 8


@transaction.atomic
def tell(*, resident: Resident, told: Told, at: datetime) -> None:
    """Keep what somebody told of themselves, over what their profile says already."""
    whole = told.merged(resident)
    values = {name: getattr(whole, name) for name in SETS}
    profiles.change_profile(resident=resident, at=at, **values)
    area = Area.objects.filter(pk=whole.area_id).first() if whole.area_id else None
    profiles.settle(resident=resident, area=area, cell=whole.cell, at=at)


@transaction.atomic
def renew_path(*, resident: Resident, at: datetime) -> None:
    """Fill each door that has no suggestion, or one that can no longer be followed.

    What somebody follows stays. Safe to repeat: a path that is whole is left as it is. When the
    town has nothing of a kind, a gap is opened, and a coordinator asked to write.
    """
    _hold(resident)
    standing = {door.kind for door in selectors.doors_of(resident, at)}
    missing = [kind for kind in Kind if kind not in standing]
    if not missing:
        return
    Suggestion.objects.filter(resident=resident, ended_at=None, kind__in=missing).update(
        ended_at=at, ending=Ending.GONE
    )
    made = tuple(kind.value for kind in missing if _fill(resident, kind, at))
    if made:
        events.publish(facts.PathMade(resident.pk, made), by=resident.pk, at=at)


def ranked(
    resident: Resident,
    kind: Kind,
    at: datetime,
    most: int | None = FIRST,
    *,
    aside: Collection[UUID] = (),
) -> Sequence[pairing.Ranked]:
    """The best of a kind for somebody, best first; all of them when ``most`` is None.

    What stands ``aside`` is left out, as what they refused.
    """
    town = pairing.town_at(at)
    path = pairing.path_for(
        pairing.seeker_of(resident, town, str(resident.pk)),
        town,
        now=at,
        most=most,
        hidden=people.hidden_ids(resident.pk),
        refused=selectors.refused_of(resident).union(aside),
        already=selectors.already_of(resident, at),
        itself=resident.pk,
    )
    return pairing.of_kind(path, kind)


def _fill(resident: Resident, kind: Kind, at: datetime) -> bool:
    """Whether the town has something of this kind for them."""
    rested = selectors.rested_of(resident, at)
    if open_door(resident, kind, at, aside=rested) or (rested and open_door(resident, kind, at)):
        _close_gap(resident, kind, at)
        return True
    _open_gap(resident, kind, at)
    return False


def open_door(
    resident: Resident,
    kind: Kind,
    at: datetime,
    *,
    aside: Collection[UUID] = (),
    ending: Ending = Ending.GONE,
) -> bool:
    """Show the best of a kind that can be followed now; False when there is none.

    What was there before ends with ``ending``. The caller holds the person's row.
    """
    for most in (FIRST, None):
        by_id = {UUID(one.thing_id): one for one in ranked(resident, kind, at, most, aside=aside)}
        chosen = selectors.first_possible(kind, by_id, resident, at)
        if chosen is not None:
            best = by_id[chosen]
            show(resident=resident, kind=kind, thing_id=chosen, at=at, best=best, ending=ending)
            return True
        if len(by_id) < FIRST:
            break
    return False


def show(
    *,
    resident: Resident,
    kind: Kind,
    thing_id: UUID,
    at: datetime,
    best: pairing.Ranked | None = None,
    ending: Ending = Ending.GONE,
) -> None:
    """Have this thing behind a door, in the place of what was there. Safe to repeat.

    The caller holds the person's row. Without ``best``, the reasons it was suggested for before.
    """
    current = Suggestion.objects.filter(resident=resident, kind=kind, ended_at=None)
    if current.filter(thing_id=thing_id).exists():
        return
    current.update(ended_at=at, ending=ending)
    if best is not None:
        reasons, parts = pairing.stored_reasons(best), dict(best.parts)
    else:
        before = Suggestion.objects.filter(resident=resident, kind=kind, thing_id=thing_id)
        latest = before.order_by("-made_at").first()
        reasons, parts = (latest.reasons, latest.parts) if latest else ([], {})
    Suggestion.objects.create(
        resident=resident,
        kind=kind,
        thing_id=thing_id,
        reasons=reasons,
        parts=parts,
        told=fingerprint(resident),
        made_at=at,
        weighed_at=at,
    )


def _open_gap(resident: Resident, kind: Kind, at: datetime) -> None:
    if selectors.standing_gap(resident, kind, at):
        return
    gap = Gap.objects.create(resident=resident, kind=kind, opened_at=at)
    watch.open_item(
        kind=GAP, subject_id=gap.pk, waiting=resident, first=None, area=resident.area, at=at
    )
    events.publish(facts.GapFound(gap.pk, resident.pk, kind.value), by=resident.pk, at=at)


def _close_gap(resident: Resident, kind: Kind, at: datetime) -> None:
    for gap in Gap.objects.filter(resident=resident, kind=kind, closed_at=None):
        gap.closed_at = at
        gap.save(update_fields=["closed_at"])
        watch.withdrawn_if_waiting(kind=GAP, subject_id=gap.pk, at=at)


@transaction.atomic
def refuse(*, suggestion: Suggestion, by: Resident, at: datetime) -> Suggestion:
    """“Not for me”: remembered, needs no reason, and replaced at once. Safe to repeat.

    What somebody follows already stays: the page that refuses it is an old one.

    :raises NotVisible: it is somebody else's.
    """
    if suggestion.resident_id != by.pk:
        raise NotVisible
    _hold(by)
    taken = {door.thing.pk for door in selectors.doors_of(by, at) if door.taken}
    same = Suggestion.objects.filter(
        resident=by, kind=suggestion.kind, thing_id=suggestion.thing_id
    )
    if suggestion.thing_id not in taken and not same.filter(ending=Ending.REFUSED).exists():
        same.filter(ended_at=None).update(ended_at=at, ending=Ending.GONE)
        same.filter(pk=suggestion.pk).update(ending=Ending.REFUSED)
        fact = facts.SuggestionRefused(by.pk, suggestion.kind, suggestion.thing_id)
        events.publish(fact, by=by.pk, at=at)
    suggestion.refresh_from_db()
    renew_path(resident=by, at=at)
    return suggestion


@transaction.atomic
def take_back(*, suggestion: Suggestion, by: Resident, at: datetime) -> None:
    """Undo a refusal: the suggestion comes back in the place of the one that replaced it.

    Unless that one is followed by now: then it stays, and the refusal is only forgotten.

    :raises NotVisible: it is somebody else's.
    """
    if suggestion.resident_id != by.pk:
        raise NotVisible
    _hold(by)
    undone = Suggestion.objects.filter(pk=suggestion.pk, ending=Ending.REFUSED)
    if undone.update(ending=Ending.GONE):
        doors = selectors.doors_of(by, at)
        if not any(door.taken for door in doors if door.kind == suggestion.kind):
            show(resident=by, kind=Kind(suggestion.kind), thing_id=suggestion.thing_id, at=at)
    renew_path(resident=by, at=at)


def _hold(resident: Resident) -> None:
    """One change of a path at a time (NO KEY: other rows still refer to the person meanwhile)."""
    Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)
