"""One gathering by invitation: what is agreed, saying yes, or not; and all of mine."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.views.meetings.shared import to_plan
from parvis.domains.gatherings.vocabulary import Audience
from parvis.domains.notifications import services as notifications
from parvis.domains.people.rules import NotAllowed
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx
from parvis.web.redirects import see_other

MOST_VERSION = 1_000


@login_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """What I proposed or was asked to, still to come."""
    found = selectors.plans_of(request.user, clock.now())
    context = {
        "waiting": [one for one in found if _waits(one)],
        "others": [one for one in found if not _waits(one) and one.mine != "declined"],
        "declined": [one for one in found if one.mine == "declined"],
    }
    return htmx.render(request, "gatherings/meeting/plans.html", context)


@login_required
@require_safe
def plan(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """An address that stays when dates move: leads to the page of the next one."""
    gathering = selectors.find_plan(request.user, gathering_id)
    notifications.mark_read_leading_to(to=request.user.pk, url=request.path, at=clock.now())
    following = selectors.next_of_plan(gathering, clock.now())
    if following is None:
        raise NotVisible
    seen = _number(request.GET.get("vu"))
    query = {"vu": seen} if seen else None
    return see_other(reverse("gatherings:occurrence", args=[following.pk], query=query))


def page(request: HttpRequest, shown: Occurrence) -> HttpResponse:
    """The page of one date of a gathering by invitation, for those it is for."""
    now = clock.now()
    gathering = selectors.find_plan(request.user, shown.gathering_id)
    there = reverse("gatherings:plan", args=[gathering.pk])
    notifications.mark_read_leading_to(to=request.user.pk, url=there, at=now)
    dates_ahead = gathering.occurrences.filter(ends_at__gt=now).exclude(pk=shown.pk)
    context = {
        "occurrence": shown,
        "gathering": gathering,
        "place": gathering.place,
        "plan": selectors.plan_for(
            request.user, gathering, now, seen=_number(request.GET.get("vu"))
        ),
        "is_over": shown.is_over(now),
        "others": list(dates_ahead.order_by("starts_at")),
        "back": _back(gathering),
    }
    return htmx.render(request, "gatherings/meeting/plan.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """“Yes, this suits me”, to the version that was on the page."""
    gathering = selectors.find_plan(request.user, gathering_id)
    if request.method != "POST":
        return to_plan(gathering_id)
    version = _number(request.POST.get("version")) or 0
    try:
        services.accept_terms(
            gathering=gathering,
            by=request.user,
            version=version,
            guests=_number(request.POST.get("guests")) or 0,
            at=clock.now(),
        )
    except NotVisible:
        raise
    except services.TermsChanged as changed:
        messages.warning(request, str(changed))
        return to_plan(gathering_id, seen=version)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("C’est dit, vous y serez."))
    return to_plan(gathering_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """“Not for me”: one tap."""
    gathering = selectors.find_plan(request.user, gathering_id)
    if request.method != "POST":
        return to_plan(gathering_id)
    try:
        services.decline_terms(gathering=gathering, by=request.user, at=clock.now())
    except NotVisible:
        raise
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return to_plan(gathering_id)
    messages.success(
        request, _("C’est noté. Vous pouvez changer d’avis jusqu’au début, depuis vos projets.")
    )
    return see_other(reverse("gatherings:plans"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """Asked once, then done; sending it twice is the same."""
    gathering = selectors.find_plan(request.user, gathering_id)
    found = selectors.plan_for(request.user, gathering, clock.now())
    if not found.is_host:
        raise NotVisible
    if request.method == "POST":
        try:
            services.cancel_plan(gathering=gathering, by=request.user, at=clock.now())
        except NotAllowed as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(
                request, _("La rencontre est annulée. Les personnes qui venaient le savent.")
            )
        return to_plan(gathering_id)
    context = {"plan": found, "gathering": gathering}
    return htmx.render(request, "gatherings/meeting/cancel.html", context)


def _waits(row: selectors.PlanRow) -> bool:
    return row.mine == "asked" or row.has_idea


def _back(gathering: Gathering) -> tuple[str, str]:
    # A series of those invited may have a circle of some of them: it is not there for the others.
    if gathering.circle is not None and gathering.audience == Audience.CIRCLE:
        return reverse("circles:circle", args=[gathering.circle.slug]), gathering.circle.name
    if gathering.conversation_id is not None:
        there = reverse("conversations:thread", args=[gathering.conversation_id])
        return there, _("La conversation")
    return reverse("gatherings:plans"), _("Mes projets de rencontre")


def _number(asked: str | None) -> int | None:
    """A small whole number; None for whatever is none."""
    if asked and asked.isascii() and asked.isdigit() and len(asked) <= 4:
        return min(int(asked), MOST_VERSION)
    return None
