"""The dates of a gathering, one by one: for those who animate it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.gatherings import rules, selectors, services
from parvis.domains.gatherings.forms import CancelForm, DateForm, date_told, hours_told
from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import Status
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx
from parvis.web.redirects import see_other


@login_required
@require_safe
def dates(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """Every date to come, with its seats."""
    held = selectors.find_gathering(request.user, gathering_id)
    coming = selectors.dates_of(held, clock.now())
    context = {
        "gathering": held,
        "coming": [(one, selectors.seats_words(one)) for one in coming],
        "rhythm": selectors.rhythm_words(held),
        "pauses": [one for one in held.pauses.all() if one.ends_on >= clock.today(held.time_zone)],
        "is_on": held.status == Status.PUBLISHED,
        "may_lead": rules.may_lead(request.user, held),
    }
    return htmx.render(request, "gatherings/dates.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    held = selectors.find_gathering(request.user, gathering_id)
    if request.method == "POST":
        form = DateForm(request.POST)
    else:
        form = DateForm(initial=hours_told(held))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_date(
                gathering=held,
                by=request.user,
                hours=form.hours(),
                note=form.cleaned_data["note"],
                at=clock.now(),
            )
        except Refusal as refusal:
            _take_back(form, refusal)
        else:
            messages.success(request, _("La date est ajoutée."))
            return see_other(reverse("gatherings:dates", args=[gathering_id]))
    return _date_page(request, held, form, reverse("gatherings:add_date", args=[gathering_id]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """Another day, other hours, a word: for this date alone."""
    shown = _find(request, occurrence_id)
    gathering = shown.gathering
    if request.method == "POST":
        form = DateForm(request.POST)
    else:
        form = DateForm(initial=date_told(shown, gathering.time_zone))
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.change_date(
                occurrence=shown,
                by=request.user,
                hours=form.hours(),
                note=form.cleaned_data["note"],
                at=clock.now(),
            )
        except Refusal as refusal:
            _take_back(form, refusal)
        else:
            if (changed.starts_at, changed.ends_at) == (shown.starts_at, shown.ends_at):
                messages.success(request, _("C’est enregistré."))
            else:
                messages.success(
                    request, _("La date est déplacée. Celles et ceux qui venaient le savent.")
                )
            return see_other(reverse("gatherings:dates", args=[gathering.pk]))
    action = reverse("gatherings:change_date", args=[occurrence_id])
    return _date_page(request, gathering, form, action, shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """One date: asked once, then done; sending it twice is the same."""
    shown = _find(request, occurrence_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_occurrence(
                occurrence=shown,
                by=request.user,
                words=form.cleaned_data["words"],
                at=clock.now(),
            )
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(
                request, _("Cette date est annulée. Celles et ceux qui venaient le savent.")
            )
        return see_other(shown.get_absolute_url())
    context = {
        "gathering": shown.gathering,
        "occurrence": shown,
        "form": form,
        "action": reverse("gatherings:cancel_occurrence", args=[occurrence_id]),
        "back": shown.get_absolute_url(),
    }
    return htmx.render(request, "gatherings/cancel.html", context, status=_status(request))


@login_required
@require_http_methods(["POST"])
def restore(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """It takes place after all."""
    shown = _find(request, occurrence_id)
    try:
        services.restore_date(occurrence=shown, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("La date est rétablie. Celles et ceux qui venaient le savent."))
    return see_other(reverse("gatherings:dates", args=[shown.gathering_id]))


def _find(request: HttpRequest, occurrence_id: UUID) -> Occurrence:
    shown = selectors.find_occurrence(request.user, occurrence_id)
    if not rules.may_edit(request.user, shown.gathering):
        raise NotVisible
    return shown


def _take_back(form: Form, refusal: Refusal) -> None:
    problems = getattr(refusal, "problems", None) or {refusal.field: str(refusal)}
    for field, sentence in problems.items():
        form.add_error(field if field in form.fields else None, sentence)


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


def _date_page(
    request: HttpRequest,
    gathering: Gathering,
    form: DateForm,
    action: str,
    occurrence: Occurrence | None = None,
) -> HttpResponse:
    """The form of one date: of one that stands, or of one more."""
    context = {"gathering": gathering, "occurrence": occurrence, "form": form, "action": action}
    return htmx.render(request, "gatherings/date.html", context, status=_status(request))
