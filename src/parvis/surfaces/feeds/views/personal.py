"""Somebody's own calendar, under an address that only they know and can take back."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.domains.gatherings import selectors as gatherings
from parvis.domains.gatherings import services
from parvis.domains.gatherings.selectors import Head
from parvis.kernel import clock
from parvis.surfaces.feeds.answers import CALENDAR, answer
from parvis.web import htmx


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The address of one's calendar, made when asked for."""
    if request.method == "POST":
        services.open_feed(resident=request.user, at=clock.now())
        return HttpResponseRedirect(reverse("feeds:my_calendar"), status=303)
    feed = gatherings.feed_of(request.user)
    address = _address(feed.pk, gatherings.token_of(feed)) if feed else ""
    context = {"address": address, "webcal": _webcal(address), "feed": feed}
    response = htmx.render(request, "feeds/my_calendar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@login_required
def revoke(request: HttpRequest) -> HttpResponse:
    if services.revoke_feeds(resident=request.user, at=clock.now()):
        messages.success(request, _("C’est fait : cette adresse ne montre plus rien à personne."))
    return HttpResponseRedirect(reverse("feeds:my_calendar"), status=303)


@require_safe
def personal_ics(request: HttpRequest, feed_id: UUID, token: str) -> HttpResponse:
    """The dates its owner comes to: nobody else's name, nothing of what is said there."""
    feed = gatherings.find_feed(feed_id, token)
    now = clock.now()
    services.note_read(feed=feed, at=now)
    with translation.override(feed.resident.reads):
        head = Head(name=_("Mes rencontres"))
        dates = gatherings.own_dates(feed.resident, now)
        body = gatherings.dates_calendar(dates, head=head, at=now)
    return answer(request, body, content_type=CALENDAR, public=False)


def _address(feed_id: UUID, token: str) -> str:
    return str(settings.PARVIS.public_url) + reverse("feeds:personal_ics", args=[feed_id, token])


def _webcal(address: str) -> str:
    """The same, as calendar programs open it."""
    return "webcal" + address[address.index("://") :] if address else ""
