"""For those who animate: what they run, publishing, changing, calling off."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.gatherings import rules, selectors, services
from parvis.domains.gatherings.forms import GatheringForm, told
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.vocabulary import Status
from parvis.domains.organisations import selectors as organisations
from parvis.domains.people.vocabulary import Language
from parvis.kernel import clock, idempotency
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import dates, htmx


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I run and where I greet, with who comes; then my drafts."""
    now = clock.now()
    context = {
        "hosted": [
            (each, selectors.seats_words(each.occurrence))
            for each in selectors.hosted(request.user, now)
        ],
        "drafts": selectors.drafts_of(request.user),
        "may_publish": rules.may_publish_somewhere(request.user),
    }
    return htmx.render(request, "gatherings/mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """For hosts and who coordinates; for everybody else this page does not exist."""
    if not rules.may_publish_somewhere(request.user):
        raise NotVisible
    if request.method != "POST":
        form = GatheringForm(by=request.user, initial=_first_words(request))
        return _form_page(request, form, once=idempotency.new_key())
    form = GatheringForm(request.POST, by=request.user)
    once = request.POST.get("once", "")
    if form.is_valid():
        try:
            return _create(request, form, once)
        except Refusal as refusal:
            if isinstance(refusal, idempotency.StaleForm):
                once = idempotency.new_key()
            _take_back(form, refusal)
    return _form_page(request, form, once=once, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    held = selectors.find_gathering(request.user, gathering_id)
    if held.status == Status.CANCELLED:
        messages.info(request, _("Cette rencontre est annulée : elle ne change plus."))
        return _see_other(reverse("gatherings:mine"))
    if request.method != "POST":
        ahead = selectors.next_date_of(held, clock.now())
        shown = told(held, ahead.starts_at if ahead else held.starts_at)
        form = GatheringForm(by=request.user, gathering=held, initial=shown)
        return _form_page(request, form, gathering=held)
    form = GatheringForm(request.POST, by=request.user, gathering=held)
    if form.is_valid():
        try:
            return _edit(request, form, held)
        except Refusal as refusal:
            _take_back(form, refusal)
    return _form_page(request, form, gathering=held, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_occurrence(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """One date: asked once, then done; sending it twice is the same."""
    shown = selectors.find_occurrence(request.user, occurrence_id)
    if not rules.may_edit(request.user, shown.gathering):
        raise NotVisible
    if request.method == "POST":
        try:
            services.cancel_occurrence(occurrence=shown, by=request.user, at=clock.now())
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(
                request, _("Cette date est annulée. Celles et ceux qui venaient le savent.")
            )
        return _see_other(shown.get_absolute_url())
    context = {
        "gathering": shown.gathering,
        "occurrence": shown,
        "action": reverse("gatherings:cancel_occurrence", args=[occurrence_id]),
        "back": shown.get_absolute_url(),
    }
    return htmx.render(request, "gatherings/cancel.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """All its dates to come, or a draft."""
    held = selectors.find_gathering(request.user, gathering_id)
    if request.method == "POST":
        was_draft = held.status == Status.DRAFT
        services.cancel_gathering(gathering=held, by=request.user, at=clock.now())
        if was_draft:
            messages.success(request, _("Le brouillon est retiré."))
        else:
            messages.success(
                request, _("La rencontre est annulée. Celles et ceux qui venaient le savent.")
            )
        return _see_other(reverse("gatherings:mine"))
    context = {
        "gathering": held,
        "occurrence": None,
        "action": reverse("gatherings:cancel", args=[gathering_id]),
        "back": reverse("gatherings:mine"),
    }
    return htmx.render(request, "gatherings/cancel.html", context)


def _create(request: HttpRequest, form: GatheringForm, once: str) -> HttpResponse:
    publish = request.POST.get("action") != "draft"
    values = form.values()
    found, _is_new = idempotency.run_once(
        by=request.user.pk,
        action="gatherings.create",
        key=once,
        call=lambda: services.create_gathering(
            by=request.user,
            organisation=values["organisation"],
            values=values,
            at=clock.now(),
            publish=publish,
        ),
        reference=lambda made: str(made.pk),
    )
    gathering = selectors.find_gathering(request.user, UUID(found))
    return _done(request, form, gathering)


def _edit(request: HttpRequest, form: GatheringForm, held: Gathering) -> HttpResponse:
    now = clock.now()
    changed = services.edit_gathering(gathering=held, by=request.user, values=form.values(), at=now)
    if request.POST.get("action") == "publish":
        changed = services.publish_gathering(gathering=changed, by=request.user, at=now)
    return _done(request, form, changed)


def _done(request: HttpRequest, form: GatheringForm, gathering: Gathering) -> HttpResponse:
    """Say what was done, and what clocks did to the hour asked for."""
    asked = form.cleaned_data["starts"]
    if not gathering.repeats and services.is_moved_by_clocks(gathering, asked):
        written = selectors.wall(gathering.starts_at, gathering.time_zone)
        messages.info(
            request,
            _(
                "Cette nuit-là, les horloges avancent : %(asked)s n’existe pas. La rencontre"
                " commence à %(written)s."
            )
            % {"asked": dates.hour(asked), "written": dates.hour(written.time())},
        )
    if gathering.status == Status.DRAFT:
        messages.success(request, _("Le brouillon est gardé. Personne d’autre ne le voit."))
        return _see_other(reverse("gatherings:mine"))
    messages.success(request, _("C’est dans l’agenda. Merci de faire vivre la commune."))
    ahead = selectors.next_date_of(gathering, clock.now())
    return _see_other(ahead.get_absolute_url() if ahead else reverse("gatherings:mine"))


def _first_words(request: HttpRequest) -> dict[str, Any]:
    """What an empty form starts with: the organisation the link names, or the only one."""
    hosted = list(organisations.hosted_by(request.user).order_by("name"))
    named = [each for each in hosted if each.slug == request.GET.get("association")]
    own = next(iter(named or hosted), None)
    return {
        "organisation": str(own.pk) if own else "",
        "place": own.place_id if own else None,
        "greeter": str(request.user.pk),
        "rrule": "",
        "languages": ["fr"],
    }


def _take_back(form: GatheringForm, refusal: Refusal) -> None:
    """What a service refuses is said beside the fields, and nothing typed is lost."""
    problems = getattr(refusal, "problems", None) or {refusal.field: str(refusal)}
    for field, sentence in problems.items():
        form.add_error(field if field in form.fields else None, sentence)


def _form_page(
    request: HttpRequest,
    form: GatheringForm,
    *,
    gathering: Gathering | None = None,
    once: str | None = None,
    status: int = 200,
) -> HttpResponse:
    chosen, spoken = form["languages"].value() or (), dict(Language.choices)
    context = {
        "form": form,
        "gathering": gathering,
        "once": once,
        "is_draft": gathering is None or gathering.status == Status.DRAFT,
        "branches": organisations.interest_branches(form["interests"].value() or ()),
        "chosen_languages": [str(spoken[each]) for each in chosen if each in spoken],
    }
    return htmx.render(request, "gatherings/form.html", context, status=status)


def _see_other(url: str) -> HttpResponse:
    return HttpResponseRedirect(url, status=303)
