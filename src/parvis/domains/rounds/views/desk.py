"""The week of who coordinates: the list, the tables to read over, what was answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.notifications import services as notifications
from parvis.domains.rounds import selectors, services
from parvis.domains.rounds.models import Round
from parvis.domains.rounds.selectors import desk as reads
from parvis.domains.rounds.views.shared import communes_of
from parvis.domains.rounds.vocabulary import Stage
from parvis.domains.territory.models import Area
from parvis.kernel import clock
from parvis.web import htmx
from parvis.web.redirects import answered, see_other

#: Weeks that are over, on the first page.
LAST_WEEKS = 6
#: Beyond this nobody reads a version: whatever was sent is no page of ours.
MOST_VERSION = 10_000_000


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """For each commune: the list that is open, what is to be read over, the last weeks."""
    now = clock.now()
    notifications.mark_read_leading_to(to=request.user.pk, url=request.path, at=now)
    context = {"communes": [_commune(area, now) for area in communes_of(request)]}
    return htmx.render(request, "rounds/desk/desk.html", context)


@login_required
@require_safe
def round_(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One week: being prepared, to be read over, or published. The page asks again by itself
    while it waits."""
    held = selectors.find_round(request.user, round_id)
    notifications.mark_read_leading_to(to=request.user.pk, url=request.path, at=clock.now())
    context = {
        "week": held,
        "page": reads.round_page(request.user, held),
        "names": selectors.count_on_list(held.area, clock.now()),
        "has_sessions": selectors.sessions_of(held.area).exists(),
    }
    return htmx.render(request, "rounds/desk/round.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_list(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The list is closed now, without waiting for Sunday."""
    held = selectors.find_round(request.user, round_id)
    if request.method != "POST":
        return _ask(request, held, "close")

    def do() -> str:
        services.close_list(round_id=round_id, by=request.user, at=clock.now())
        return _("La liste est close. Les tablées se préparent.")

    return answered(request, do, then=_page_of(held))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, round_id: UUID) -> HttpResponse:
    held = selectors.find_round(request.user, round_id)
    if request.method != "POST":
        return _ask(request, held, "prepare")

    def do() -> str:
        services.prepare(round_id=round_id, by=request.user, at=clock.now())
        return _("Les tablées se préparent à nouveau.")

    return answered(request, do, then=_page_of(held))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def skip(request: HttpRequest, round_id: UUID) -> HttpResponse:
    held = selectors.find_round(request.user, round_id)
    if request.method != "POST":
        return _ask(request, held, "skip")

    def do() -> str:
        services.skip(round_id=round_id, by=request.user, at=clock.now())
        return _("Pas de tablée cette semaine. Les personnes inscrites le savent.")

    return answered(request, do, then=_page_of(held))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """What will be sent, and to how many; then it is."""
    held = selectors.find_round(request.user, round_id)
    if request.method != "POST":
        if held.stage != Stage.PREPARED:
            return see_other(_page_of(held))
        context = {"week": held, "page": reads.round_page(request.user, held)}
        return htmx.render(request, "rounds/desk/publish.html", context)

    def do() -> str:
        services.publish(
            round_id=round_id, version=version_sent(request), by=request.user, at=clock.now()
        )
        return _("C’est publié. Chaque personne l’apprend maintenant.")

    return answered(request, do, then=_page_of(held))


def version_sent(request: HttpRequest) -> int:
    """What the page said it was drawn from; -1, which no round has, for anything else."""
    sent = request.POST.get("version", "")
    if sent.isascii() and sent.isdigit() and len(sent) < len(str(MOST_VERSION)):
        return int(sent)
    return -1


def _page_of(held: Round) -> str:
    return reverse("rounds:round", args=[held.pk])


#: What may be asked, and at which stages it still makes sense.
QUESTIONS = {
    "close": (Stage.OPEN,),
    "prepare": (Stage.CLOSED, Stage.PREPARED),
    "skip": (Stage.OPEN, Stage.CLOSED, Stage.PREPARED),
}


def _ask(request: HttpRequest, held: Round, what: str) -> HttpResponse:
    if held.stage not in QUESTIONS[what]:
        return see_other(_page_of(held))
    context = {
        "week": held,
        "what": what,
        "names": selectors.count_on_list(held.area, clock.now()),
        "has_moves": held.moves.exists(),
        "back": _page_of(held) if held.stage != Stage.OPEN else reverse("rounds:desk"),
    }
    return htmx.render(request, "rounds/desk/sure.html", context)


def _commune(area: Area, at: datetime) -> dict[str, Any]:
    rounds = list(selectors.rounds_of(area)[: LAST_WEEKS + 3])
    over = [one for one in rounds if one.stage in (Stage.PUBLISHED, Stage.SKIPPED)]
    return {
        "area": area,
        "open": selectors.round_at(area, at),
        "closes_at": selectors.closes_at(area, at),
        "pending": list(selectors.pending_rounds(area)),
        "over": over[:LAST_WEEKS],
        "names": selectors.count_on_list(area, at),
        "sessions": selectors.sessions_of(area).count(),
    }
