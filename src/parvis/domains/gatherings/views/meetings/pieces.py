"""What gatherings by invitation add to conversations, circles, and one's account."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from parvis.domains.circles import selectors as circles
from parvis.domains.circles.models import Circle
from parvis.domains.conversations import selectors as conversations
from parvis.domains.conversations.models import Conversation
from parvis.domains.conversations.rules import Standing
from parvis.domains.gatherings import selectors
from parvis.domains.people.models import Resident
from parvis.kernel import clock


def in_conversation(
    *, request: HttpRequest, conversation: Conversation, **_more: Any
) -> str | None:
    """Slot ``conversation.plans``: their next gathering, or « Et si on se rencontrait ? »."""
    viewer = request.user
    if not isinstance(viewer, Resident):
        return None
    thread = conversations.thread_for(viewer, conversation.pk)
    if thread.standing != Standing.OPEN:
        return None
    found = selectors.plans_in(conversation, viewer, clock.now())
    name = thread.other.name if thread.other else ""
    context = {"conversation": conversation, "plans": found, "name": name}
    return render_to_string("gatherings/meeting/_conversation.html", context, request=request)


def in_circle(*, request: HttpRequest, circle: Circle, **_more: Any) -> str | None:
    """Slot ``circle.week``: what is proposed to the members."""
    found = selectors.plans_of_circle(circle, request.user, clock.now())
    if not found:
        return None
    context = {"plans": found}
    return render_to_string("gatherings/meeting/_circle.html", context, request=request)


def propose_to_circle(*, request: HttpRequest, circle: Circle, **_more: Any) -> str | None:
    """Slot ``circle.actions``."""
    if circles.membership_of(request.user, circle) is None:
        return None
    context = {"circle": circle}
    return render_to_string("gatherings/meeting/_propose_to_circle.html", context, request=request)


def of_account(*, request: HttpRequest, **_more: Any) -> str:
    """Slot ``people.account``: the way to all of them."""
    return render_to_string("gatherings/meeting/_account.html", {}, request=request)
