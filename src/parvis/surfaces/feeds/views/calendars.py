"""Calendars that anybody may follow, and the file of one date."""

import hashlib
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.domains.gatherings import selectors as gatherings
from parvis.domains.gatherings.selectors import AgendaFilters, Head
from parvis.kernel import clock, throttle
from parvis.surfaces.feeds import atom
from parvis.surfaces.feeds.answers import ATOM, CALENDAR, answer

#: Entries of an Atom feed.
ENTRIES = 100
#: Each costs a look through the whole agenda: so many from one address in so many seconds.
ASKED_MOST, ASKED_SECONDS = 60, 600
KEPT_SECONDS = 300


@require_safe
def agenda_ics(request: HttpRequest) -> HttpResponse:
    """The agenda, narrowed as its page would be by the same link."""
    return answer(request, _kept(request, "ics", _agenda_ics), content_type=CALENDAR)


def _agenda_ics(request: HttpRequest) -> bytes:
    now = clock.now()
    filters = gatherings.read_filters(request.GET)
    found = gatherings.told(gatherings.public_gatherings(filters, at=now), at=now)
    head = Head(name=agenda_name(filters), source=_here(request), about=_("L’agenda public."))
    return gatherings.calendar_of(found, head=head, at=now)


@require_safe
def agenda_atom(request: HttpRequest) -> HttpResponse:
    """What comes next, narrowed in the same way."""
    return answer(request, _kept(request, "atom", _agenda_atom), content_type=ATOM)


def _agenda_atom(request: HttpRequest) -> bytes:
    now = clock.now()
    filters = gatherings.read_filters(request.GET)
    found = gatherings.public_dates(filters, at=now, most=ENTRIES)
    return atom.written(
        found,
        title=agenda_name(filters),
        about=_("Les rencontres et les activités à venir. On peut venir sans connaître personne."),
        page=settings.PARVIS.public_url
        + reverse("gatherings:agenda", query=gatherings.query_of(filters)),
        source=_here(request),
        at=now,
    )


@require_safe
def gathering_ics(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """A public gathering with all its dates, to follow."""
    now = clock.now()
    found = gatherings.told([gatherings.find_public_gathering(gathering_id)], at=now)
    head = Head(name=found[0].title, source=_here(request))
    body = gatherings.calendar_of(found, head=head, at=now)
    return answer(request, body, content_type=CALENDAR, changed_at=found[0].updated_at)


@require_safe
def occurrence_ics(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """The file of one date, for who may see its page."""
    shown = gatherings.find_occurrence(request.user, occurrence_id)
    now = clock.now()
    dates = [(shown, gatherings.status_of(shown))]
    body = gatherings.dates_calendar(
        dates, head=Head(name=settings.PARVIS.site_name), at=now, method="PUBLISH"
    )
    is_public = shown.gathering.is_public
    title = slugify(shown.gathering.title)[:40] if is_public else ""
    name = f"{title or 'rencontre'}-{shown.starts_at:%Y-%m-%d}.ics"
    # The page may be seen by some only, or say more to some: the file is kept by nobody else.
    return answer(request, body, content_type=CALENDAR, name=name, public=False)


def agenda_name(filters: AgendaFilters) -> str:
    """« Ormevault, l’agenda : Les Tilleuls » for one neighbourhood."""
    site = settings.PARVIS.site_name
    where = filters.area.name if filters.area else ""
    said = _("%(site)s, l’agenda") % {"site": site}
    return _("%(agenda)s : %(where)s") % {"agenda": said, "where": where} if where else said


def _here(request: HttpRequest) -> str:
    return str(settings.PARVIS.public_url) + request.get_full_path()


def _kept(request: HttpRequest, kind: str, make: Callable[[HttpRequest], bytes]) -> bytes:
    """Made once for everybody who asks the same, until the agenda changes or some minutes pass.

    Two thousand events take two seconds to write: only who finds none ready counts.
    """
    asked = f"{kind}:{get_language()}:{request.get_full_path()}:{gatherings.agenda_stamp()}"
    key = f"feeds:{hashlib.sha256(asked.encode()).hexdigest()}"
    body: bytes | None = cache.get(key)
    if body is None:
        address = request.META.get("REMOTE_ADDR", "")
        throttle.require("feeds", address, limit=ASKED_MOST, seconds=ASKED_SECONDS)
        body = make(request)
        cache.set(key, body, KEPT_SECONDS)
    return body
