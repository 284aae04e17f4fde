"""Changing what is agreed, and another time that would suit somebody better."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.domains.gatherings import rules, selectors, services
from parvis.domains.gatherings.forms.meeting import WALL, CounterForm, MeetingForm, told
from parvis.domains.gatherings.models import Gathering, Terms
from parvis.domains.gatherings.views.meetings.shared import (
    suggested,
    take_back,
    to_plan,
)
from parvis.domains.gatherings.vocabulary import WEEKS_MAX
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """For who proposed it: everybody is asked again, and the page says so before."""
    gathering = selectors.find_plan(request.user, gathering_id)
    if gathering.host_id != request.user.pk:
        raise NotVisible
    why = rules.may_change_terms.why_not(request.user, gathering, clock.now())
    if why is not None:
        messages.info(request, str(why))
        return to_plan(gathering_id)
    terms = _in_force(gathering)
    given = _given(request, gathering, terms)
    given["hosts"] = selectors.hosts_to_choose(request.user, gathering)
    shown = {**told(_now(gathering, terms)), "version": terms.version}
    if request.method != "POST":
        return _change_page(request, gathering, MeetingForm(initial=shown, **given))
    form = MeetingForm(request.POST, initial=shown, **given)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            written = services.change_terms(
                gathering=gathering,
                by=request.user,
                version=version,
                values=form.values(),
                at=clock.now(),
            )
        except NotVisible:
            raise
        except services.TermsChanged as changed:
            messages.warning(request, str(changed))
            return to_plan(gathering_id, seen=version)
        except Refusal as refusal:
            take_back(form, refusal)
        else:
            if written.version > version:
                messages.success(request, _("C’est changé. Chacun·e dira si cela lui va encore."))
            else:
                messages.success(request, _("C’est enregistré. Rien d’important n’a changé."))
            return to_plan(gathering_id)
    return _change_page(request, gathering, form, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """“Another time, or place, would suit me better.”"""
    gathering = selectors.find_plan(request.user, gathering_id)
    why = rules.may_counter.why_not(request.user, gathering, clock.now())
    if why is not None:
        messages.info(request, str(why))
        return to_plan(gathering_id)
    terms = _in_force(gathering)
    given = _given(request, gathering, terms)
    shown: dict[str, Any] = {"minutes": terms.minutes, "version": terms.version}
    moments = given["suggested"].moments
    if moments:
        # Another moment is what one comes here for; the place may well stay.
        shown["moment"] = selectors.wall(moments[0], terms.time_zone).strftime(WALL)
    if request.method != "POST":
        return _counter_page(request, gathering, CounterForm(initial=shown, **given))
    form = CounterForm(request.POST, initial=shown, **given)
    if form.is_valid():
        try:
            _counter(request, gathering, form.cleaned_data)
        except NotVisible:
            raise
        except services.TermsChanged as changed:
            messages.warning(request, str(changed))
            return to_plan(gathering_id, seen=form.cleaned_data["version"])
        except Refusal as refusal:
            take_back(form, refusal)
        else:
            messages.success(
                request, _("C’est proposé. Ce qui était convenu ne change pas en attendant.")
            )
            return to_plan(gathering_id)
    return _counter_page(request, gathering, form, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, gathering_id: UUID, counter_id: UUID) -> HttpResponse:
    """“Yes, rather then.”"""
    idea = selectors.find_counter(request.user, gathering_id, counter_id)
    if request.method == "POST":
        try:
            services.take_counter(counter=idea, by=request.user, at=clock.now())
        except NotVisible:
            raise
        except Refusal as refusal:
            messages.warning(request, _first_problem(refusal))
        else:
            messages.success(request, _("C’est convenu ainsi, et vous y serez."))
    return to_plan(gathering_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, gathering_id: UUID, counter_id: UUID) -> HttpResponse:
    """“Let us keep it as it is”; or one's own idea taken back."""
    idea = selectors.find_counter(request.user, gathering_id, counter_id)
    if request.method == "POST":
        try:
            services.drop_counter(counter=idea, by=request.user, at=clock.now())
        except NotVisible:
            raise
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("C’est noté : rien ne change."))
    return to_plan(gathering_id)


def _counter(request: HttpRequest, gathering: Gathering, given: dict[str, Any]) -> None:
    asked = ("version", "day", "starts", "minutes", "place", "words", "evening_ok")
    services.counter_propose(
        gathering=gathering,
        by=request.user,
        at=clock.now(),
        **{name: given[name] for name in asked},
    )


def _in_force(gathering: Gathering) -> Terms:
    return gathering.terms.select_related("place__area", "host").get(
        version=gathering.terms_version
    )


def _now(gathering: Gathering, terms: Terms) -> dict[str, Any]:
    """The terms, with the words as they were mended since, for the dates that are left."""
    words = ("about", "where_note", "bring", "access_note")
    return {
        **selectors.values_of(terms),
        **{name: getattr(gathering, name) for name in words},
        "weeks": min(selectors.weeks_left(gathering, clock.now()), WEEKS_MAX),
    }


def _given(request: HttpRequest, gathering: Gathering, terms: Terms) -> dict[str, Any]:
    others = [] if gathering.circle_id is not None else selectors.others_of(request.user, gathering)
    first = gathering.circle_id is None and selectors.is_first_meeting(request.user, others)
    area = gathering.circle.area if gathering.circle else None
    offered = suggested(request, others, first=first, minutes=terms.minutes, of_circle=area)
    following = selectors.next_date_of(gathering, clock.now())
    starts_at = following.starts_at if following else terms.starts_at
    return {"suggested": offered, "zone": terms.time_zone, "kept": (starts_at, terms.place)}


def _first_problem(refusal: Refusal) -> str:
    problems = getattr(refusal, "problems", None)
    return next(iter(problems.values())) if problems else str(refusal)


def _change_page(
    request: HttpRequest, gathering: Gathering, form: MeetingForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "gathering": gathering,
        "is_circle": gathering.circle_id is not None,
        "asks_evening": bool(form["evening_ok"].errors) or bool(form["evening_ok"].value()),
    }
    return htmx.render(request, "gatherings/meeting/change.html", context, status=status)


def _counter_page(
    request: HttpRequest, gathering: Gathering, form: CounterForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "gathering": gathering,
        "asks_evening": bool(form["evening_ok"].errors) or bool(form["evening_ok"].value()),
    }
    return htmx.render(request, "gatherings/meeting/counter.html", context, status=status)
