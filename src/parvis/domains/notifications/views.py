"""The page of what one was told."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.domains.notifications import selectors, services
from parvis.domains.notifications.vocabulary import SHOWN
from parvis.kernel import clock
from parvis.web import htmx
from parvis.web.redirects import see_other


@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    found = list(selectors.notices_of(request.user)[:SHOWN])
    context = {"notices": found, "unread": sum(notice.read_at is None for notice in found)}
    return htmx.render(request, "notifications/list.html", context, block="notices")


@require_safe
@login_required
def open_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Go where a notice leads; it is read from now on. Again changes nothing."""
    notice = selectors.notice_for(request.user, notice_id)
    services.mark_read(notice=notice, at=clock.now())
    return see_other(notice.url or reverse("notifications:notices"))


@require_POST
@login_required
def mark_all_read(request: HttpRequest) -> HttpResponse:
    if services.mark_all_read(resident=request.user, at=clock.now()):
        messages.success(request, _("Tout est noté comme lu."))
    return see_other(reverse("notifications:notices"))
