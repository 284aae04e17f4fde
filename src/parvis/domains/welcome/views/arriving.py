"""“I have just arrived”: the free message, and what was understood of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.domains.people.vocabulary import INTERESTS_MAX, interests
from parvis.domains.welcome import pairing, services
from parvis.domains.welcome.forms import MessageForm, ToldForm, cell_value
from parvis.domains.welcome.selectors import Told
from parvis.domains.welcome.selectors.reading import told_in
from parvis.domains.welcome.views import draft
from parvis.domains.welcome.views.chips import chips_of, interest_label, without
from parvis.domains.welcome.vocabulary import Kind
from parvis.kernel import clock, throttle
from parvis.web import htmx

#: Messages read an hour for one person, or one network.
READ_AN_HOUR = 60


@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: HttpRequest) -> HttpResponse:
    """The first screen, and the reading of the free message."""
    if request.method != "POST":
        return htmx.render(request, "welcome/arrive.html", {"form": MessageForm()})
    form = MessageForm(request.POST)
    if not form.is_valid():
        return htmx.render(request, "welcome/arrive.html", {"form": form}, status=422)
    throttle.require("welcome.read", _who(request), limit=READ_AN_HOUR, seconds=3600)
    return reading(request, told_in(form.cleaned_data["message"], get_language() or "fr"))


def _who(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return str(request.user.pk)
    return throttle.network_of(request.META.get("REMOTE_ADDR", ""))


@require_http_methods(["GET", "HEAD", "POST"])
def understood(request: HttpRequest) -> HttpResponse:
    """The chips: one removed, some added, or the path asked for."""
    if request.method != "POST":
        return redirect("welcome:arrive")
    told = ToldForm(request.POST).told()
    if request.POST.get("go") != "path" or "remove" in request.POST:
        return reading(request, without(told, request.POST.get("remove", "")))
    if sentence := _what_is_wrong(told):
        return reading(request, told, sentence, status=422)
    if request.user.is_authenticated:
        services.tell(resident=request.user, told=told, at=clock.now())
        messages.success(request, _("C’est noté. Voici votre passerelle."))
        return redirect("welcome:path")
    there = urlencode({"next": reverse("welcome:path")})
    response = redirect(f"{reverse('account_signup')}?{there}")
    draft.keep(response, told)
    return response


def _what_is_wrong(told: Told) -> str:
    """Why no path can be made of this, in words; nothing when one can."""
    if told.is_empty:
        return _("Dites-nous au moins une chose que vous aimez : la suite en dépend.")
    if len(told.interests) > INTERESTS_MAX:
        return _("Cela fait beaucoup : gardez les soixante choses qui comptent le plus.")
    return ""


def reading(
    request: HttpRequest, told: Told, sentence: str = "", *, status: int = 200
) -> HttpResponse:
    """What was understood, as chips; ``sentence`` says what is missing."""
    form = ToldForm.of(told)
    area = form.areas.get(str(told.area_id))
    context = {
        "told": told,
        "cell": cell_value(told),
        "form": form,
        "chips": chips_of(told, area.name if area else ""),
        "sentence": sentence,
        "preview": preview(told),
        "branches": branches_of(told),
    }
    return htmx.render(request, "welcome/understood.html", context, block="reading", status=status)


def branches_of(told: Told) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """The taxonomy by branch: label, then (slug, label, chosen), for those who wish to choose."""
    branches: dict[str, list[tuple[str, str, bool]]] = {}
    for slug in interests.interests():
        root = [slug, *interests.ancestors(slug)][-1]
        leaf = (slug, interest_label(slug), slug in told.interests)
        branches.setdefault(root, []).append(leaf)
    return [(interest_label(root), leaves) for root, leaves in branches.items()]


def preview(told: Told) -> list[pairing.Glimpse]:
    """What the town already has for these words, before any account: never a person."""
    if told.is_empty:
        return []
    found = pairing.glimpses_of(told, clock.now())
    return [one for one in found if one.kind != Kind.WELCOMER]
