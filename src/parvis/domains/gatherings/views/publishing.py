"""The form of a gathering: written, changed, copied, with its dates said before it is published."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.gatherings import rules, selectors, services
from parvis.domains.gatherings.forms import GatheringForm, kept_rule, told, with_row_changed
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.selectors.importing import is_imported
from parvis.domains.gatherings.vocabulary import PREVIEWED, Photos, SignUp, Status
from parvis.domains.organisations import selectors as organisations
from parvis.domains.people.vocabulary import Language
from parvis.kernel import clock, idempotency
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import dates, htmx
from parvis.web.redirects import see_other

#: What is sent to see the dates, or to have a row more; nothing is written.
LOOKS = ("preview", "add-", "drop-")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """For hosts and who coordinates; for everybody else this page does not exist."""
    if not rules.may_publish_somewhere(request.user):
        raise NotVisible
    if request.method != "POST":
        form = GatheringForm(by=request.user, initial=_first_words(request))
        return _page(request, form, once=idempotency.new_key())
    once = request.POST.get("once", "")
    if _action(request).startswith(LOOKS):
        return _look(request, once=once)
    form = GatheringForm(request.POST, by=request.user)
    if form.is_valid():
        try:
            return _create(request, form, once)
        except Refusal as refusal:
            if isinstance(refusal, idempotency.StaleForm):
                once = idempotency.new_key()
            _take_back(form, refusal)
    return _page(request, form, once=once, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    held = selectors.find_gathering(request.user, gathering_id)
    if held.status == Status.CANCELLED:
        messages.info(request, _("Cette rencontre est annulée : elle ne change plus."))
        return see_other(reverse("gatherings:mine"))
    if is_imported(held):
        messages.info(request, str(services.FromElsewhere.sentence))
        return see_other(reverse("gatherings:mine"))
    now = clock.now()
    shown = told(held, selectors.anchor_date_of(held, now), now)
    rule = kept_rule(shown, held.rrule)
    if request.method != "POST":
        form = GatheringForm(by=request.user, gathering=held, kept_rule=rule, initial=shown)
        return _page(request, form, gathering=held)
    if _action(request).startswith(LOOKS):
        return _look(request, gathering=held, rule=rule)
    form = GatheringForm(request.POST, by=request.user, gathering=held, kept_rule=rule)
    if form.is_valid():
        try:
            return _edit(request, form, held)
        except Refusal as refusal:
            _take_back(form, refusal)
    return _page(request, form, gathering=held, status=422)


@login_required
@require_safe
def duplicate(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """The form of a new gathering, with the words of another and its next free day."""
    like = selectors.find_gathering(request.user, gathering_id)
    now = clock.now()
    shown = told(like, like.starts_at, now)
    day = selectors.next_free_day(like, now)
    ahead = [row for row in shown["pauses"] if row["ends_on"] >= day]
    rule = kept_rule(shown, like.rrule)
    changes = {"day": day, "pauses": ahead, "extras": [], "until": None}
    form = GatheringForm(by=request.user, kept_rule=rule, initial={**shown, **changes})
    return _page(request, form, once=idempotency.new_key(), like=like)


def _look(
    request: HttpRequest,
    *,
    gathering: Gathering | None = None,
    once: str | None = None,
    rule: str = "",
) -> HttpResponse:
    """The same form, nothing lost: with its next dates, or with a row more or less."""
    action = _action(request)
    data = with_row_changed(request.POST, action)
    form = GatheringForm(data, by=request.user, gathering=gathering, kept_rule=rule)
    form.is_valid()
    wrong, coming, rhythm = form.forgive(), None, ""
    zone = form.zone()
    if action == "preview" and not wrong:
        asked = form.timing()
        try:
            coming = services.preview(asked, clock.now(), PREVIEWED)
        except Refusal as refusal:
            _take_back(form, refusal)
        if coming and asked["rrule"]:
            first = selectors.wall(coming[0].starts_at, zone)
            rhythm = selectors.rule_words(asked["rrule"], first)
    elif action != "preview":
        form.errors.clear()
    context = {
        **_context(form, gathering=gathering, once=once),
        "coming": [_said(one, zone) for one in coming] if coming is not None else None,
        "rhythm": rhythm,
        "looked": action,
    }
    part = {"preview": "_preview", "pauses": "_pauses", "extras": "_extras"}
    name = action if action == "preview" else action.split("-")[1]
    if htmx.wants_fragment(request) and name in part:
        return htmx.render(request, f"gatherings/{part[name]}.html", context)
    return htmx.render(request, "gatherings/form.html", context, status=422 if form.errors else 200)


def _said(one: selectors.Span, zone: str) -> tuple[str, str]:
    return dates.day(one.starts_at, zone, year=True), dates.hours(one.starts_at, one.ends_at, zone)


def _action(request: HttpRequest) -> str:
    return request.POST.get("action", "")


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
        return see_other(reverse("gatherings:mine"))
    messages.success(request, _("C’est dans l’agenda. Merci de faire vivre la commune."))
    ahead = selectors.next_date_of(gathering, clock.now())
    return see_other(ahead.get_absolute_url() if ahead else reverse("gatherings:mine"))


def _first_words(request: HttpRequest) -> dict[str, Any]:
    """What an empty form starts with: the organisation the link names, or the only one."""
    hosted = list(organisations.hosted_by(request.user).order_by("name"))
    named = [each for each in hosted if each.slug == request.GET.get("association")]
    own = next(iter(named or hosted), None)
    return {
        "organisation": str(own.pk) if own else "",
        "place": own.place_id if own else None,
        "greeter": str(request.user.pk),
        "repeat": "",
        "languages": ["fr"],
        "children": True,
        "signup": SignUp.EACH,
        "photos": Photos.ASKED,
    }


def _take_back(form: GatheringForm, refusal: Refusal) -> None:
    """What a service refuses is said beside the fields, and nothing typed is lost."""
    problems = getattr(refusal, "problems", None) or {refusal.field: str(refusal)}
    for field, sentence in problems.items():
        name = {"rrule": "repeat"}.get(field, field)
        form.add_error(name if name in form.fields else None, sentence)


def _page(
    request: HttpRequest,
    form: GatheringForm,
    *,
    gathering: Gathering | None = None,
    once: str | None = None,
    like: Gathering | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {**_context(form, gathering=gathering, once=once), "like": like}
    return htmx.render(request, "gatherings/form.html", context, status=status)


def _context(
    form: GatheringForm, *, gathering: Gathering | None, once: str | None
) -> dict[str, Any]:
    spoken = dict(Language.choices)
    named = form["languages"].value() or ()
    return {
        "form": form,
        "gathering": gathering,
        "like": None,
        "coming": None,
        "rhythm": "",
        "looked": "",
        "once": once,
        "here": reverse("gatherings:edit", args=[gathering.pk])
        if gathering
        else reverse("gatherings:create"),
        "is_draft": gathering is None or gathering.status == Status.DRAFT,
        "branches": organisations.interest_branches(form["interests"].value() or ()),
        "spoken": [str(spoken[each]) for each in named if each in spoken],
    }
