"""“Shall we meet?”: from a conversation, from a circle."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.domains.circles import selectors as circles
from parvis.domains.circles.models import Circle
from parvis.domains.conversations import selectors as conversations
from parvis.domains.conversations.models import Conversation
from parvis.domains.conversations.rules import Standing
from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.forms.meeting import MeetingForm
from parvis.domains.gatherings.views.meetings.shared import (
    suggested,
    take_back,
    to_plan,
    zone_of,
)
from parvis.domains.people.models import Resident
from parvis.kernel import clock, idempotency
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def to_conversation(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Only where both write to each other: for anybody else this page does not exist."""
    thread = conversations.thread_for(request.user, conversation_id)
    if thread.standing != Standing.OPEN or thread.other is None:
        raise NotVisible
    return _propose(
        request,
        thread.conversation,
        [thread.other],
        name=thread.other.name,
        back=thread.conversation.get_absolute_url(),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def to_circle(request: HttpRequest, slug: str) -> HttpResponse:
    """For its members; a sensitive circle knows the one who proposes by their pseudonym."""
    circle = circles.find_circle(request.user, slug)
    if circles.membership_of(request.user, circle) is None:
        raise NotVisible
    return _propose(
        request, circle, [], name=circle.name, back=reverse("circles:circle", args=[slug])
    )


def _propose(
    request: HttpRequest,
    to: Conversation | Circle,
    others: Sequence[Resident],
    *,
    name: str,
    back: str,
) -> HttpResponse:
    first = selectors.is_first_meeting(request.user, others)
    of_circle = to.area if isinstance(to, Circle) else None
    offered = suggested(request, others, first=first, of_circle=of_circle)
    areas = [each.area for each in (request.user, *others)] if others else [of_circle]
    given: dict[str, Any] = {"suggested": offered, "zone": zone_of(areas)}
    context = {"name": name, "back": back, "is_first": first, "is_circle": not others}
    if request.method != "POST":
        form = MeetingForm(initial={"companion": first and bool(others)}, **given)
        return _page(request, form, idempotency.new_key(), context)
    form = MeetingForm(request.POST, **given)
    once = request.POST.get("once", "")
    if form.is_valid():
        try:
            return _create(request, to, form, once)
        except NotVisible:
            raise
        except Refusal as refusal:
            if isinstance(refusal, idempotency.StaleForm):
                once = idempotency.new_key()
            take_back(form, refusal)
    return _page(request, form, once, context, status=422)


def _create(
    request: HttpRequest, to: Conversation | Circle, form: MeetingForm, once: str
) -> HttpResponse:
    found, is_new = idempotency.run_once(
        by=request.user.pk,
        action="gatherings.propose",
        key=once,
        call=lambda: services.propose_gathering(
            by=request.user, to=to, values=form.values(), at=clock.now()
        ),
        reference=lambda made: str(made.pk),
    )
    if is_new:
        messages.success(
            request, _("C’est proposé. Chacun·e répond à son rythme, ou ne répond pas.")
        )
    return to_plan(UUID(found))


def _page(
    request: HttpRequest,
    form: MeetingForm,
    once: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    shown = {
        **context,
        "form": form,
        "once": once,
        "here": request.path,
        "toggles": [
            (
                _("De plain-pied"),
                _toggled(request.path, asked, "plain-pied"),
                "plain-pied" in asked,
            ),
            (_("Au calme"), _toggled(request.path, asked, "calme"), "calme" in asked),
        ],
        "step_free": "plain-pied" in asked,
        "quiet": "calme" in asked,
        "asks_evening": bool(form["evening_ok"].errors) or bool(form["evening_ok"].value()),
    }
    return htmx.render(request, "gatherings/meeting/propose.html", shown, status=status)


def _toggled(path: str, asked: Mapping[str, Any], name: str) -> str:
    """The same page, asking for this too, or no longer."""
    wanted = {one: "1" for one in ("plain-pied", "calme") if (one in asked) != (one == name)}
    return f"{path}?{urlencode(wanted)}" if wanted else path
