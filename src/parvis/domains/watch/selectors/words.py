"""What waiting looks like from outside, in honest words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.territory.models import Area
from parvis.domains.watch import rules
from parvis.domains.watch.models import Ask, Item
from parvis.domains.watch.selectors.items import asked_items, items_to_watch, still_waiting
from parvis.domains.watch.vocabulary import SHOWN, Level
from parvis.kernel import clock
from parvis.web import dates


@dataclass(frozen=True)
class Wait:
    """Something the viewer waits for, and what happens next."""

    item: Item
    words: str


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits for an answer, in the words of the viewer's language."""

    item: Item
    title: str
    href: str
    name: str
    image_url: str | None
    since: str
    promise: str
    is_late: bool
    #: Who was asked, for who coordinates: names, and whether they passed.
    asked: tuple[tuple[str, bool], ...] = ()


def waiting_for(resident: Resident, at: datetime | None = None) -> list[Waiting]:
    """What this resident is asked to answer, the longest wait first."""
    return _all_in_words(asked_items(resident)[:SHOWN], resident, at)


def all_waiting(
    coordinator: Resident, area: Area | None = None, at: datetime | None = None
) -> list[Waiting]:
    """All that waits where this person coordinates (only within ``area`` if given), with who was
    asked; the longest wait first. Nothing for anybody else."""
    return _all_in_words(items_to_watch(coordinator, area)[:SHOWN], coordinator, at)


def what_i_wait_for(resident: Resident, at: datetime | None = None) -> list[Wait]:
    """The longest wait first. A “not this time” is not shown: the words are true either way."""
    items = still_waiting().filter(waiting=resident).order_by("opened_at", "pk")
    return _waits(items, resident, at)


def promise_words(item: Item, at: datetime | None = None) -> str:
    """What the one who waits can count on; nothing once it ended."""
    waits = _waits(still_waiting().filter(pk=item.pk), item.waiting, at)
    return waits[0].words if waits else ""


def promise_of(kind: str, subject_id: UUID, at: datetime | None = None) -> str:
    """As :func:`promise_words`, by subject; nothing for one that was never watched."""
    item = Item.objects.filter(kind=kind, subject_id=subject_id).select_related("waiting").first()
    return promise_words(item, at) if item else ""


def until(at: datetime, now: datetime, zone: str) -> str:
    """« 16 h », « demain à 9 h », « mardi 24 novembre à 9 h »: how a promise is said."""
    day, today = dates.local(at, zone).date(), dates.local(now, zone).date()
    hour = dates.hour(at, zone)
    if day == today:
        return hour
    if day == today + timedelta(days=1):
        return _("demain à %(hour)s") % {"hour": hour}
    return dates.moment(at, zone)


def _all_in_words(items: Iterable[Item], viewer: Resident, at: datetime | None) -> list[Waiting]:
    now = at or clock.now()
    return [_in_words(item, viewer, now) for item in items]


def _in_words(item: Item, viewer: Resident, now: datetime) -> Waiting:
    kind = rules.kind_named(item.kind)
    when = until(item.promised_at, now, str(rules.zone_of(item.area)))
    is_late = rules.promised_for(kind, area=item.area, at=item.opened_at) <= now
    return Waiting(
        item=item,
        title=kind.describe(item, viewer),
        href=kind.answer_url(item),
        name=item.waiting.name,
        image_url=people.face_url(item.waiting),
        since=dates.since(item.opened_at, now),
        promise="" if is_late else _("Réponse promise avant %(time)s") % {"time": when},
        is_late=is_late,
        asked=tuple(
            (ask.resident.name, ask.passed_at is not None) for ask in getattr(item, "asked", ())
        ),
    )


def _waits(items: QuerySet[Item], resident: Resident, at: datetime | None) -> list[Wait]:
    now = at or clock.now()
    # Only who was chosen is ever named, and only while the one who waits may see them.
    chosen = Ask.objects.filter(level=Level.FIRST, resident__in=people.visible_to(resident))
    found = (
        items.select_related("area")
        .defer("area__boundary")
        .prefetch_related(Prefetch("asks", chosen.select_related("resident"), to_attr="chosen"))
    )
    return [
        Wait(item, _sentence(item, next((ask.resident.name for ask in item.chosen), None), now))
        for item in found
    ]


def _sentence(item: Item, name: str | None, now: datetime) -> str:
    if item.level == Level.COORDINATOR:
        return _(
            "La coordination a votre demande, et la garde jusqu’à ce que quelqu’un vous réponde."
        )
    if item.promised_at <= now:
        return _("Nous demandons à quelqu’un d’autre de vous répondre.")
    when = until(item.promised_at, now, str(rules.zone_of(item.area)))
    if item.level == Level.OTHERS:
        sentence = _(
            "Nous avons demandé à d’autres personnes, qui ont jusqu’à %(time)s pour vous répondre ;"
            " sinon, nous demandons à la coordination."
        )
    elif name:
        sentence = _(
            "%(name)s a jusqu’à %(time)s pour vous répondre ;"
            " sinon, nous demandons à quelqu’un d’autre."
        )
    else:
        sentence = _(
            "Quelqu’un a jusqu’à %(time)s pour vous répondre ;"
            " sinon, nous demandons à d’autres personnes."
        )
    return sentence % {"name": name, "time": when}
