"""My profile, section by section, and what others see of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parvis.domains.people import selectors, services, vocabulary
from parvis.domains.people.forms import SECTIONS, PhotoForm
from parvis.domains.people.models import Resident
from parvis.domains.people.views.signed_in import SignedIn
from parvis.domains.people.vocabulary import interests
from parvis.kernel import clock, text
from parvis.kernel.errors import Refusal


@login_required
@require_GET
def profile(request: SignedIn) -> HttpResponse:
    resident = request.user
    context = {
        "resident": resident,
        "photo_url": selectors.face_url(resident, size=960),
        "parts": [{"part": part, "told": _told(resident, slug)} for slug, part in SECTIONS.items()],
        "seen": selectors.profile_for(resident, resident),
    }
    return render(request, "people/profile.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def section(request: SignedIn, slug: str) -> HttpResponse:
    """One section: shown, or kept; what was typed is never lost."""
    if (part := SECTIONS.get(slug)) is None:
        raise Http404
    form = part.form.of(request.user, request.POST if request.method == "POST" else None)
    searching = request.method == "POST" and "search" in request.POST
    if request.method == "POST" and not searching and form.is_valid() and _keep(request, form):
        messages.success(request, _("C’est noté."))
        return redirect("people:profile")
    context: dict[str, Any] = {"part": part, "form": form}
    if slug == "interets":
        context |= _tree(form)
    failed = request.method == "POST" and not searching
    return render(request, part.template, context, status=422 if failed else 200)


@login_required
@require_http_methods(["GET", "POST"])
def photo(request: SignedIn) -> HttpResponse:
    resident = request.user
    if request.method == "POST" and request.POST.get("remove"):
        services.remove_photo(resident=resident, at=clock.now())
        messages.success(request, _("Votre photo est retirée, et effacée."))
        return redirect("people:profile")
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    if request.method == "POST" and form.is_valid():
        try:
            upload = form.cleaned_data["photo"]
            services.change_photo(resident=resident, upload=upload, at=clock.now())
        except Refusal as refusal:
            form.add_error("photo", str(refusal))
        else:
            messages.success(request, _("Votre photo est en place."))
            return redirect("people:profile")
    context = {"form": form, "photo_url": selectors.face_url(resident, size=960)}
    return render(request, "people/photo.html", context, status=422 if form.errors else 200)


def _keep(request: SignedIn, form: Any) -> bool:
    resident, at = request.user, clock.now()
    try:
        if "area" in form.fields:
            services.settle(resident=resident, area=form.area_chosen, at=at)
        else:
            services.change_profile(resident=resident, at=at, **form.parts)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _told(resident: Resident, slug: str) -> list[str]:
    """What a section says now, in words; an empty list when nothing was told."""
    reading = get_language() or "fr"
    spoken: dict[str, Any] = {
        "nom": lambda: [resident.name],
        "presentation": lambda: [resident.about] if resident.about else [],
        "quartier": lambda: [resident.area.name] if resident.area else [],
        "langues": lambda: _labels(vocabulary.Language, resident.languages),
        "interets": lambda: sorted(interests.label(each, reading) for each in resident.interests),
        "moments": lambda: _moments(resident.free),
        "envies": lambda: _labels(vocabulary.Wish, resident.wishes),
        "aide": lambda: _labels(vocabulary.Comfort, resident.comfort),
        "acces": lambda: _labels(vocabulary.Access, resident.access),
        "vie": lambda: _labels(vocabulary.Life, resident.life),
        "age": lambda: _labels(vocabulary.AgeBand, [resident.age_band]),
    }
    told: list[str] = spoken[slug]()
    return told


def _labels(choices: Any, chosen: Any) -> list[str]:
    known = dict(choices.choices)
    return [str(known[each]) for each in known if each in chosen]


def _moments(free: Any) -> list[str]:
    days, moments = dict(vocabulary.Weekday.choices), dict(vocabulary.Moment.choices)
    chosen = [slot.split("-", 1) for slot in vocabulary.SLOTS if slot in free]
    return [f"{days[weekday]}, {str(moments[moment]).lower()}" for weekday, moment in chosen]


def _tree(form: Any) -> dict[str, Any]:
    """The boxes by branch; those that match what is looked for come first, and once."""
    reading = get_language() or "fr"
    nodes = interests.interests()
    chosen = set(form["interests"].value() or ())
    looked_for = text.fold(str(form["q"].value() or "").strip())[:100]
    matching = {
        slug
        for slug, node in nodes.items()
        if looked_for
        and any(looked_for in text.fold(word) for word in (node.fr, node.en, *node.synonyms))
    }

    def box(slug: str) -> dict[str, Any]:
        return {"slug": slug, "label": nodes[slug].label(reading), "chosen": slug in chosen}

    def below(slug: str) -> list[str]:
        return [slug, *(found for child in interests.children(slug) for found in below(child))]

    branches = [
        {
            "label": nodes[root].label(reading),
            "boxes": [box(slug) for slug in below(root) if slug not in matching],
            "chosen": sum(slug in chosen for slug in below(root)),
        }
        for root in interests.children(None)
    ]
    return {
        "looked_for": bool(looked_for),
        "matches": [box(slug) for slug in nodes if slug in matching],
        "branches": branches,
    }
