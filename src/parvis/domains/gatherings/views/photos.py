"""Photos of a date: added, agreed to by those on them, taken away at any time."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.forms import GatheringPhotoForm
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_photo(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    shown = selectors.after(request.user, occurrence_id, clock.now())
    if not selectors.may_add_photo(shown) or not selectors.takes_photos(shown.gathering):
        raise NotVisible
    people = [(one.seat, one.name) for one in selectors.on_photo(request.user, shown)]
    is_sent = request.method == "POST"
    form = GatheringPhotoForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, people=people
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            photo = services.add_photo(
                occurrence_id=occurrence_id,
                by=request.user,
                upload=given["image"],
                alt=given["alt"],
                seats=given["on_it"],
                nobody=given["nobody"],
                at=clock.now(),
            )
        except NotVisible:
            raise
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            waits = photo.consents.filter(says=None).exists()
            messages.success(
                request,
                _("Merci. La photo sera montrée quand chaque personne aura dit oui.")
                if waits
                else _("Merci. Celles et ceux qui étaient là voient la photo."),
            )
            return redirect("gatherings:after", occurrence_id)
    context = {"form": form, "occurrence": shown.occurrence, "gathering": shown.gathering}
    status = 422 if form.errors else 200
    return htmx.render(request, "gatherings/after/add_photo.html", context, status=status)


@require_POST
@login_required
def photo_say(request: HttpRequest, occurrence_id: UUID, photo_id: UUID) -> HttpResponse:
    says = request.POST.get("says") == "1"
    services.answer_photo(photo_id=photo_id, by=request.user, says=says, at=clock.now())
    messages.success(request, _("C’est noté.") if says else _("La photo est effacée."))
    return redirect("gatherings:after", occurrence_id)


@require_POST
@login_required
def photo_remove(request: HttpRequest, occurrence_id: UUID, photo_id: UUID) -> HttpResponse:
    services.withdraw_photo(photo_id=photo_id, by=request.user, at=clock.now())
    messages.success(request, _("La photo est effacée, pour tout le monde."))
    return redirect("gatherings:after", occurrence_id)
