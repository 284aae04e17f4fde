"""Searches of the agenda that one keeps: their list, their names, and taking them away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.forms import FilterBox, SavedForm
from parvis.kernel import clock
from parvis.kernel.errors import Refusal
from parvis.web import htmx


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest) -> HttpResponse:
    """The list; and one more, which the agenda posts here."""
    if request.method != "POST":
        return _page(request)
    form = SavedForm(request.POST)
    if form.is_valid():
        filters = selectors.read_filters(QueryDict(form.cleaned_data["query"]))
        try:
            services.keep_filters(
                resident=request.user,
                name=form.cleaned_data["name"],
                filters=filters,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(request, _("C’est gardé : vous retrouverez cette recherche ici."))
            return _to_list()
    return _page(request, form, status=422)


@login_required
@require_POST
def rename(request: HttpRequest, saved_id: UUID) -> HttpResponse:
    form = SavedForm(request.POST)
    if not form.is_valid():
        kept = selectors.find_saved(request.user, saved_id)
        return _page(request, form, renamed=kept.pk, status=422)
    services.rename_filters(
        resident=request.user, saved_id=saved_id, name=form.cleaned_data["name"]
    )
    messages.success(request, _("Le nouveau nom est noté."))
    return _to_list()


@login_required
@require_POST
def drop(request: HttpRequest, saved_id: UUID) -> HttpResponse:
    services.drop_filters(resident=request.user, saved_id=saved_id)
    messages.success(request, _("Cette recherche est retirée."))
    return _to_list()


def _to_list() -> HttpResponse:
    return HttpResponseRedirect(reverse("gatherings:saved"), status=303)


def _page(
    request: HttpRequest,
    form: SavedForm | None = None,
    renamed: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    choices = selectors.agenda_choices()
    kept = []
    for one in selectors.saved_of(request.user):
        query = QueryDict(one.query)
        box = FilterBox(choices, selectors.read_filters(query, choices))
        own = SavedForm(initial={"name": one.name}, auto_id=f"id_{one.pk}_%s")
        if renamed == one.pk and form is not None:
            form.auto_id = own.auto_id
            own = form
        words = [label for label, _rest in box.chips()]
        kept.append({"saved": one, "words": words, "form": own, "is_open": renamed == one.pk})
    context: dict[str, Any] = {"kept": kept, "form": None if renamed else form}
    return htmx.render(request, "gatherings/saved.html", context, status=status)
