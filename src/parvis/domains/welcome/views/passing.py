"""The path: five doors, their reasons, and the one next step of each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.conversations.vocabulary import REQUEST_MAX
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Access
from parvis.domains.people.vocabulary.sentences import interest_words
from parvis.domains.territory import selectors as territory
from parvis.domains.watch import rules as watching
from parvis.domains.watch import selectors as watch
from parvis.domains.welcome import pairing, selectors, services
from parvis.domains.welcome.forms import AskForm
from parvis.domains.welcome.models import Gap, Suggestion
from parvis.domains.welcome.views import draft
from parvis.domains.welcome.views.chips import chips_of
from parvis.domains.welcome.vocabulary import Ending, Kind
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx


@login_required
@require_safe
def path(request: HttpRequest) -> HttpResponse:
    """The path as it stands; what a visitor told before signing up is kept first."""
    resident, now = request.user, clock.now()
    told = draft.kept(request)
    if told:
        services.tell(resident=resident, told=told, at=now)
    context = context_of(resident, now, _just_refused(request))
    response = htmx.render(request, "welcome/path.html", context, block="doors")
    if told:
        draft.forget(response)
    return response


def _just_refused(request: HttpRequest) -> Suggestion | None:
    try:
        return selectors.own_suggestion(request.user, UUID(request.GET.get("refus", "")))
    except ValueError:
        return None


def context_of(
    resident: Resident, now: datetime, refused: Suggestion | None = None
) -> dict[str, Any]:
    """What the page prints. Renews the path only when a door is missing.

    ``refused`` is what was just refused, if it still is: the page offers to take that back.
    """
    doors = selectors.doors_of(resident, now)
    gaps: dict[str, Gap] = {}
    if len(doors) < len(Kind):
        services.renew_path(resident=resident, at=now)
        doors = selectors.doors_of(resident, now)
        open_kinds = {door.kind for door in doors}
        found = selectors.gaps_of(resident, now)
        gaps = {kind: gap for kind, gap in found.items() if kind not in open_kinds}
    town = pairing.town_at(now)
    home = town.slugs.get(resident.area_id) if resident.area_id else None
    return {
        "doors": [_shown(door, town.names, now) for door in doors],
        "gaps": [{"kind": kind, "promise": _promise(gap, now)} for kind, gap in gaps.items()],
        "refused": refused if refused and refused.ending == Ending.REFUSED else None,
        "chips": chips_of(selectors.told_of(resident), town.names[home] if home else ""),
    }


def _promise(gap: Gap, now: datetime) -> str:
    """Who writes about what is missing, and when."""
    if gap.answered_at:
        return _("La coordination vous a écrit à ce sujet : voyez vos conversations.")
    item = watch.item_of(kind=services.GAP, subject_id=gap.pk)
    if item.promised_at <= now:
        return watch.promise_words(item, now)
    when = watch.until(item.promised_at, now, str(watching.zone_of(item.area)))
    return _("La coordination de la commune vous écrira avant %(when)s.") % {"when": when}


def _shown(door: selectors.Door, names: dict[str, str], now: datetime) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "kind": door.kind.value,
        "id": door.suggestion.pk,
        "taken": door.taken,
        "thing": door.thing,
        "reason": pairing.reason_sentence(door.kind, door.suggestion.reasons, names),
        "to_check": _to_check(door.suggestion),
    }
    if door.kind == Kind.WELCOMER:
        shown["image_url"] = people.face_url(door.thing.resident)
    elif door.kind == Kind.PLACE:
        shown["opening"] = territory.opening(door.thing, now)
    return shown


def _to_check(suggestion: Suggestion) -> list[str]:
    """What the person needs and nobody has checked there."""
    return [
        str(Access(need).label)
        for reason in suggestion.reasons
        if reason["code"] == "access-to-check"
        for need in reason["facts"]
    ]


def _own(request: HttpRequest, suggestion_id: UUID) -> Suggestion:
    suggestion = selectors.own_suggestion(request.user, suggestion_id)
    if suggestion is None:
        raise NotVisible
    return suggestion


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, suggestion_id: UUID) -> HttpResponse:
    """“Not for me”: the door is replaced at once; nothing is asked."""
    suggestion = _own(request, suggestion_id)
    if request.method != "POST":  # back from signing in again
        return redirect("welcome:path")
    now = clock.now()
    refused = services.refuse(suggestion=suggestion, by=request.user, at=now)
    return _doors_again(request, now, refused)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, suggestion_id: UUID) -> HttpResponse:
    """Undo a refusal."""
    suggestion = _own(request, suggestion_id)
    if request.method != "POST":
        return redirect("welcome:path")
    now = clock.now()
    services.take_back(suggestion=suggestion, by=request.user, at=now)
    return _doors_again(request, now)


def _doors_again(
    request: HttpRequest, now: datetime, refused: Suggestion | None = None
) -> HttpResponse:
    """The doors for htmx; for a whole page, the path, which offers to undo."""
    if not htmx.wants_fragment(request):
        query = {"refus": str(refused.pk)} if refused else None
        return redirect(reverse("welcome:path", query=query))
    context = context_of(request.user, now, refused)
    return htmx.render(request, "welcome/path.html", context, block="doors")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, suggestion_id: UUID) -> HttpResponse:
    """The first message to a welcomer, ready to edit."""
    suggestion = _own(request, suggestion_id)
    if suggestion.kind != Kind.WELCOMER:
        raise NotVisible
    welcomer = people.resident_visible(request.user, suggestion.thing_id)
    if standing := selectors.open_welcome(request.user, welcomer.pk):
        if standing.conversation_id is None:
            return redirect("welcome:path")
        return redirect("conversations:thread", standing.conversation_id)
    if request.method != "POST":
        form = AskForm(initial={"body": first_words(request.user, welcomer)})
        return _ask_page(request, form, welcomer, suggestion)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            item = services.ask_welcomer(
                newcomer=request.user,
                welcomer_id=welcomer.pk,
                body=form.cleaned_data["body"],
                at=clock.now(),
            )
        except NotVisible:
            raise
        except Refusal as refusal:
            form.add_error("body" if refusal.field else None, str(refusal))
        else:
            messages.success(request, watch.promise_words(item))
            return redirect("welcome:path")
    return _ask_page(request, form, welcomer, suggestion)


def _ask_page(
    request: HttpRequest, form: AskForm, welcomer: Resident, suggestion: Suggestion
) -> HttpResponse:
    context = {"form": form, "welcomer": welcomer, "suggestion": suggestion, "most": REQUEST_MAX}
    status = 422 if form.errors else 200
    return htmx.render(request, "welcome/ask.html", context, status=status)


def first_words(newcomer: Resident, welcomer: Resident) -> str:
    """A first message made of what the newcomer told, ready to be changed."""
    parts = [_("Bonjour %(name)s, je suis %(me)s.") % {"name": welcomer.name, "me": newcomer.name}]
    if newcomer.area:
        parts.append(_("J’habite ce quartier : %(area)s.") % {"area": newcomer.area.name})
    shared = [slug for slug in newcomer.interests if slug in welcomer.interests][:2]
    if liked := shared or list(newcomer.interests)[:2]:
        listed = interest_words(liked)
        parts.append(_("J’aime : %(interests)s.") % {"interests": listed})
    parts.append(_("Pourriez-vous m’écrire ? Merci !"))
    return " ".join(parts)
