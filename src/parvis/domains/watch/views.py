"""The page of what waits for an answer."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.domains.watch import selectors, services
from parvis.kernel import clock
from parvis.web import htmx


@require_safe
@login_required
def waiting(request: HttpRequest) -> HttpResponse:
    """What this person is asked to answer; for who coordinates, also all the rest."""
    now = clock.now()
    mine = selectors.waiting_for(request.user, now)
    asked = {each.item.pk for each in mine}
    others = [
        each for each in selectors.all_waiting(request.user, at=now) if each.item.pk not in asked
    ]
    context = {
        "mine": mine,
        "others": others,
        "my_waits": selectors.what_i_wait_for(request.user, now),
    }
    return htmx.render(request, "watch/list.html", context, block="waiting")


@require_POST
@login_required
def not_this_time(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Pass an item on; a second time changes nothing."""
    item = selectors.item_for(request.user, item_id)
    services.passed(item=item, by=request.user, at=clock.now())
    messages.success(request, _("C’est noté, sans question. Quelqu’un d’autre prend le relais."))
    return redirect("watch:waiting")
