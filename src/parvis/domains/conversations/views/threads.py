"""One conversation: reading it, writing in it, and what an open page asks for."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from parvis.domains.conversations import rules, selectors, services
from parvis.domains.conversations.forms import MessageForm
from parvis.domains.conversations.models import Message
from parvis.domains.conversations.selectors import Thread
from parvis.domains.conversations.vocabulary import MESSAGES_A_MINUTE
from parvis.domains.people import selectors as people
from parvis.kernel import clock, throttle
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import dates, htmx

MOST_SEQ = 2_147_483_647


@dataclass(frozen=True)
class Bubble:
    """A message as it is shown; ``day`` where a new day begins."""

    seq: int
    body: str
    at: str
    iso: str
    mine: bool
    day: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def thread(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The page; with ``depuis`` what came since a number, with ``avant`` what was before one."""
    seen = selectors.thread_for(request.user, conversation_id)
    if request.method == "POST":
        return _send(request, seen)
    since, before = _seq(request.GET.get("depuis")), _seq(request.GET.get("avant"))
    if since is not None and htmx.wants_fragment(request):
        return htmx.render(request, "conversations/news.html", _news(seen, since))
    found = (
        selectors.latest_messages(seen)
        if before is None
        else selectors.messages_before(seen, before)
    )
    if before is None:
        _note_read(seen, found)
    context = {
        **_frame(seen),
        **_shown(seen, found),
        "form": MessageForm(),
        "is_past": bool(before),
    }
    return htmx.render(request, "conversations/thread.html", context, block="thread")


def _send(request: HttpRequest, seen: Thread) -> HttpResponse:
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            throttle.require(
                "conversations.send", request.user.pk, limit=MESSAGES_A_MINUTE, seconds=60
            )
            services.send(
                conversation=seen.conversation,
                by=request.user,
                body=form.cleaned_data["body"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except NotVisible:
            raise
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _sent(request, seen)
    if htmx.wants_fragment(request):
        answer = htmx.render(
            request, "conversations/writer.html", {**_frame(seen), "form": form}, status=422
        )
        # The messages stay; only the form comes back, with what was typed and why it stayed.
        answer["HX-Retarget"], answer["HX-Reswap"] = "#writer", "outerHTML"
        return answer
    found = selectors.latest_messages(seen)
    context = {**_frame(seen), **_shown(seen, found), "form": form, "is_past": False}
    return htmx.render(request, "conversations/thread.html", context, status=422)


def _sent(request: HttpRequest, seen: Thread) -> HttpResponse:
    """The page again; for htmx what is new in it, and an empty form."""
    since = _seq(request.POST.get("depuis"))
    if since is None or not htmx.wants_fragment(request):
        return HttpResponseRedirect(f"{seen.conversation.get_absolute_url()}#suite", status=303)
    fresh = selectors.thread_for(request.user, seen.conversation.pk)
    context = {**_news(fresh, since), "form": MessageForm()}
    return htmx.render(request, "conversations/sent.html", context)


def _news(seen: Thread, since: int) -> dict[str, Any]:
    found = selectors.messages_since(seen.conversation, seen.viewer, since)
    _note_read(seen, found)
    before = selectors.messages_before(seen, since + 1)
    last_day = dates.day(before[-1].sent_at) if before else ""
    latest = found[-1].seq if found else since
    return {
        **_frame(seen),
        "bubbles": _bubbles(found, seen, last_day),
        "latest": latest,
        "is_behind": latest < seen.conversation.last_seq,
    }


def _shown(seen: Thread, found: list[Message]) -> dict[str, Any]:
    return {
        "bubbles": _bubbles(found, seen),
        "latest": found[-1].seq if found else 0,
        "oldest": found[0].seq if found else 1,
        "is_behind": False,
    }


def _frame(seen: Thread) -> dict[str, Any]:
    return {
        "thread": seen,
        "standing": seen.standing.value,
        "name": selectors.name_of(seen.other),
        "image_url": people.face_url(seen.other) if seen.other else None,
        "may_ask_again": rules.may_ask_again(seen.conversation, seen.viewer, clock.now()),
        "here": seen.conversation.get_absolute_url(),
    }


def _bubbles(found: list[Message], seen: Thread, last_day: str = "") -> list[Bubble]:
    shown = []
    for message in found:
        day = dates.day(message.sent_at)
        shown.append(
            Bubble(
                seq=message.seq,
                body=message.body,
                at=dates.hour(message.sent_at),
                iso=message.sent_at.isoformat(timespec="seconds"),
                mine=message.author_id == seen.viewer.pk,
                day="" if day == last_day else day,
            )
        )
        last_day = day
    return shown


def _note_read(seen: Thread, found: list[Message]) -> None:
    latest = found[-1].seq if found else seen.mine.read_seq
    services.mark_read(thread=seen, seq=latest, at=clock.now())


def _seq(asked: str | None) -> int | None:
    """A message's number; None for whatever is none."""
    if asked and asked.isascii() and asked.isdigit() and len(asked) <= 10:
        return min(int(asked), MOST_SEQ)
    return None
