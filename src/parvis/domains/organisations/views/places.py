"""Looking after a place: its page, its photos. For its hosts, and who coordinates its area."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.domains.media import services as media
from parvis.domains.media.vocabulary import ImageKind
from parvis.domains.organisations import rules
from parvis.domains.organisations.forms import PhotoForm, PlaceForm
from parvis.domains.territory import selectors as territory
from parvis.domains.territory import services
from parvis.domains.territory.models import Place, PlacePhoto
from parvis.domains.territory.services import geocoding
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx


def tend_place(place: Place, request: HttpRequest) -> str | None:
    """Slot ``place.actions``: for those who look after it."""
    if not rules.may_tend_place(request.user, place):
        return None
    return render_to_string("organisations/tend_place.html", {"place": place}, request=request)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_place(request: HttpRequest) -> HttpResponse:
    """A new place: for who coordinates the area it lies in."""
    if not rules.may_add_places(request.user):
        raise NotVisible
    form = PlaceForm.of(None, _given(request))
    found: list[Any] = []
    if request.method == "POST" and form.is_valid():
        if "find" in request.POST:
            found = _looked_up(form)
        elif why := rules.may_add_place_in.why_not(request.user, form.cleaned_data["area"]):
            form.add_error("area", str(why))
        elif place := _saved(request, form, None):
            return _to(place)
    return _page(request, form, None, found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_place(request: HttpRequest, slug: str) -> HttpResponse:
    """For everybody else this page does not exist."""
    place = _tended(request, slug)
    form = PlaceForm.of(place, _given(request))
    found: list[Any] = []
    if request.method == "POST" and form.is_valid():
        if "find" in request.POST:
            found = _looked_up(form)
        elif saved := _saved(request, form, place):
            return _to(saved)
    return _page(request, form, place, found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place_photos(request: HttpRequest, slug: str) -> HttpResponse:
    """The photos of a place, and one more. The same photo sent again is the same photo."""
    place = _tended(request, slug)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _hang(place, form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else "photo", str(refusal))
        else:
            messages.success(request, _("La photo est en place."))
            here = reverse("organisations:place_photos", args=[place.slug])
            return HttpResponseRedirect(here, status=303)
    context = {"place": place, "form": form, "photos": place.photos.select_related("image")}
    status = 422 if form.errors else 200
    return htmx.render(request, "organisations/place_photos.html", context, status=status)


@require_POST
@login_required
def remove_photo(request: HttpRequest, slug: str, photo_id: UUID) -> HttpResponse:
    """Taken down, and its files with it. Safe to repeat."""
    place = _tended(request, slug)
    photo = place.photos.select_related("image").filter(pk=photo_id).first()
    if photo is not None:
        services.remove_photo(photo=photo, at=clock.now())
        if not PlacePhoto.objects.filter(image=photo.image_id).exists():
            media.delete_image(image=photo.image, at=clock.now(), by=request.user.pk)
        messages.success(request, _("La photo est retirée."))
    return HttpResponseRedirect(
        reverse("organisations:place_photos", args=[place.slug]), status=303
    )


def _given(request: HttpRequest) -> QueryDict | None:
    """What was posted; a point chosen among those found stands in place of the numbers."""
    if request.method != "POST":
        return None
    given = request.POST.copy()
    latitude, comma, longitude = given.get("point", "").partition(",")
    if comma:
        given["latitude"], given["longitude"] = latitude, longitude
    return given


def _tended(request: HttpRequest, slug: str) -> Place:
    place = Place.objects.select_related("area").filter(slug=slug).first()
    if place is None or not rules.may_tend_place(request.user, place):
        raise NotVisible
    return place


def _saved(request: HttpRequest, form: PlaceForm, place: Place | None) -> Place | None:
    try:
        if place is None:
            values = {**form.values(), "published": True}
            kept = services.create_place(values=values, by=request.user.pk, at=clock.now())
        else:
            kept = services.update_place(
                place=place,
                values=form.values(),
                by=request.user.pk,
                at=clock.now(),
                seen_at=form.seen_at(),
            )
    except services.PlaceRefused as refused:
        for field, sentence in refused.problems.items():
            form.add_error(field if field in form.fields else None, sentence)
        return None
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("C’est enregistré."))
    return kept


def _hang(place: Place, form: PhotoForm) -> None:
    alt = form.cleaned_data["alt"]
    if not alt.strip():
        raise services.PhotoWithoutWords
    image = media.store_image(
        upload=form.cleaned_data["photo"],
        owner_id=None,
        kind=ImageKind.PLACE,
        public=True,
        alt=alt,
        at=clock.now(),
    )
    services.add_photo(
        place=place, image_id=image.pk, alt=alt, shows=form.cleaned_data["shows"], at=clock.now()
    )


def _looked_up(form: PlaceForm) -> list[Any]:
    """Points that read like the address; the person chooses, nothing is saved yet."""
    try:
        found = geocoding.search(form.cleaned_data["address"], near=_middle(form))
    except geocoding.GeocoderSilent as silent:
        form.add_error("address", str(silent))
        return []
    if not found:
        form.add_error(
            "address", _("Nous n’avons pas trouvé cette adresse. Vous pouvez écrire la position.")
        )
    return found


def _middle(form: PlaceForm) -> tuple[float, float] | None:
    """A place of the same area that has its point: the search begins near it."""
    near = territory.published_places(area=form.cleaned_data["area"])
    return next((one.point for one in near if one.point), None)


def _to(place: Place) -> HttpResponse:
    return HttpResponseRedirect(place.get_absolute_url(), status=303)


def _page(
    request: HttpRequest, form: PlaceForm, place: Place | None, found: list[Any]
) -> HttpResponse:
    context = {
        "place": place,
        "form": form,
        "found": found,
        "looks_up": geocoding.is_on(),
        "here": request.path,
    }
    status = 422 if form.errors else 200
    return htmx.render(request, "organisations/place_edit.html", context, status=status)
