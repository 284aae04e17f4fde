"""What other calendars and sites may read: public gatherings, and one's own under a secret name."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence, PersonalFeed
from parvis.domains.gatherings.selectors.filters import AgendaFilters
from parvis.domains.gatherings.selectors.ics import (
    CANCELLED_DAYS,
    TENTATIVE,
    Head,
    dates_calendar,
    status_of,
)
from parvis.domains.gatherings.selectors.narrowing import narrowed
from parvis.domains.gatherings.selectors.occurrences import announced
from parvis.domains.gatherings.vocabulary import Coming, Status
from parvis.domains.people.models import Resident
from parvis.kernel.errors import NotVisible

#: How far a feed looks, and what it holds at most.
AHEAD: Final = timedelta(days=366)
MOST_GATHERINGS: Final = 2500
MOST_DATES: Final = 400
#: 128 bits, in characters that an address may hold.
TOKEN_BYTES: Final = 16
SALT: Final = "parvis.gatherings.personal-feed"


def token_of(feed: PersonalFeed) -> str:
    """The secret part of its address: computed, so that the database alone gives nobody away."""
    return _token(feed.pk, settings.SECRET_KEY)


def find_feed(feed_id: UUID, token: str) -> PersonalFeed:
    """The feed this address is that of, and not revoked.

    :raises NotVisible: there is none; nothing tells a wrong address from a revoked one.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    right = [hmac.compare_digest(token.encode(), _token(feed_id, key).encode()) for key in keys]
    found = (
        PersonalFeed.objects.select_related("resident")
        .filter(
            pk=feed_id,
            revoked_at=None,
            resident__is_active=True,
            resident__erasure_asked_at=None,
        )
        .first()
    )
    if found is None or not any(right):
        raise NotVisible
    return found


def feed_of(resident: Resident) -> PersonalFeed | None:
    """The one that works, if they have one."""
    return resident.personal_feeds.filter(revoked_at=None).order_by("-created_at").first()


def public_gatherings(
    filters: AgendaFilters, *, at: datetime, most: int = MOST_GATHERINGS
) -> list[Gathering]:
    """Public gatherings with a date to come, or called off lately, that these filters let through.

    What depends on a single date, as seats left, decides on the whole gathering: one date is
    enough.
    """
    since = at - timedelta(days=CANCELLED_DAYS)
    dates = narrowed(announced(None), filters, since, at + AHEAD)
    still = Q(ends_at__gt=at) | Q(is_cancelled=True) | Q(gathering__status=Status.CANCELLED)
    found = dates.filter(still).order_by().values("gathering").distinct()
    return list(Gathering.objects.filter(pk__in=found).order_by("starts_at", "pk")[:most])


def agenda_stamp() -> str:
    """Changes whenever a gathering does: what was made of the agenda before is then made anew."""
    found = Gathering.objects.aggregate(latest=Max("updated_at"), count=Count("pk"))
    return f"{found['latest']}:{found['count']}"


def public_dates(filters: AgendaFilters, *, at: datetime, most: int) -> list[Occurrence]:
    """The next public dates that these filters let through, soonest first, called off or not."""
    return list(_public_dates(filters, at)[:most])


def _public_dates(filters: AgendaFilters, at: datetime) -> QuerySet[Occurrence]:
    return narrowed(announced(None), filters, at - timedelta(days=1), at + AHEAD).filter(
        ends_at__gt=at
    )


def own_dates(resident: Resident, at: datetime) -> list[tuple[Occurrence, str]]:
    """The dates somebody said they come to or waits for, from a month back, each with its status.

    What was called off stays a month, so that calendars take it off.
    """
    mine = (
        Attendance.objects.filter(
            resident=resident,
            state__in=[Coming.GOING, Coming.WAITING, Coming.OFFERED],
            occurrence__ends_at__gt=at - timedelta(days=CANCELLED_DAYS),
        )
        .exclude(occurrence__gathering__status=Status.DRAFT)
        .select_related("occurrence__gathering__place__area", "occurrence__gathering__organisation")
        .defer("occurrence__gathering__place__area__boundary")
        .order_by("occurrence__starts_at", "occurrence_id")[:MOST_DATES]
    )
    return [(one.occurrence, _own_status(one)) for one in mine]


def _own_status(attendance: Attendance) -> str:
    status = status_of(attendance.occurrence)
    waits = attendance.state != Coming.GOING
    return TENTATIVE if waits and status != "CANCELLED" else status


def date_file(to: Resident, url: str, *, at: datetime) -> tuple[str, bytes, str] | None:
    """The calendar file of the date a notice leads to, for who has a place there: what goes with
    the mail, so that one's own calendar follows. None for anything else."""
    try:
        match = resolve(url)
    except Resolver404:
        return None
    if match.view_name != "gatherings:occurrence":
        return None
    mine = [
        (one, status)
        for one, status in own_dates(to, at)
        if one.pk == match.kwargs["occurrence_id"] and status != TENTATIVE
    ]
    if not mine:
        return None
    body = dates_calendar(mine, head=Head(name=_("Mes rencontres")), at=at, method="PUBLISH")
    return f"rencontre-{mine[0][0].starts_at:%Y-%m-%d}.ics", body, "text/calendar"


def linked_data(occurrences: Iterable[Occurrence]) -> str:
    """Public dates as schema.org events (JSON-LD), safe inside a page: ``<`` never stands in it."""
    found = [_event(one) for one in occurrences if one.gathering.is_public]
    written = json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False)
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _event(occurrence: Occurrence) -> dict[str, Any]:
    gathering, place = occurrence.gathering, occurrence.gathering.place
    zone = place.area.zone
    cancelled = status_of(occurrence) == "CANCELLED"
    moved = occurrence.is_moved and not cancelled
    state = "EventCancelled" if cancelled else "EventRescheduled" if moved else "EventScheduled"
    address = settings.PARVIS.public_url + occurrence.get_absolute_url()
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": gathering.title,
        "description": gathering.about,
        "startDate": occurrence.starts_at.astimezone(zone).isoformat(timespec="seconds"),
        "endDate": occurrence.ends_at.astimezone(zone).isoformat(timespec="seconds"),
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": gathering.price_cents == 0 and not gathering.price_words,
        "location": {
            "@type": "Place",
            "name": place.name,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": place.address,
                "addressLocality": place.area.name,
                "addressCountry": "FR",
            },
        },
    }
    if moved:
        before = occurrence.rule_at.astimezone(zone).isoformat(timespec="seconds")
        said["previousStartDate"] = before
    if gathering.organisation is not None:
        said["organizer"] = {"@type": "Organization", "name": gathering.organisation.name}
    if gathering.capacity is not None:
        said["maximumAttendeeCapacity"] = gathering.capacity
    if not gathering.price_words:
        price = f"{gathering.price_cents / 100:.2f}"
        said["offers"] = {"@type": "Offer", "price": price, "priceCurrency": "EUR", "url": address}
    return said


def _token(feed_id: UUID, key: str) -> str:
    digest = hmac.new(key.encode(), f"{SALT}:{feed_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode().rstrip("=")
