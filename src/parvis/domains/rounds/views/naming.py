"""The first page of tables, and putting one's name down: said, changed, taken back, put back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.organisations import selectors as organisations
from parvis.domains.people.models import Resident
from parvis.domains.rounds import selectors, services
from parvis.domains.rounds.forms import NameForm
from parvis.domains.rounds.models import Name
from parvis.domains.rounds.selectors import pages, reasons, words
from parvis.domains.rounds.selectors.pages import Past, SeatPage
from parvis.domains.rounds.selectors.reasons import Missed
from parvis.domains.territory.models import Area
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx
from parvis.web.redirects import answered, see_other

#: What the first page says once the name was taken off, so that one may put it back.
WITHDRAWN = "retire"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands with tables."""

    commune: Area | None
    zone: str
    has_sessions: bool
    closes_at: datetime | None
    is_preparing: bool
    name: Name | None
    said: list[tuple[str, str, str]]
    asked: SeatPage | None
    sitting: SeatPage | None
    unplaced: Missed | None
    past: list[Past]


def standing_of(resident: Resident, at: datetime) -> Standing:
    name = selectors.name_of(resident)
    commune = name.area if name else selectors.commune_of(resident)
    seat = selectors.seat_of(resident, at)
    shown = pages.seat_page(resident, seat, at) if seat else None
    asked = shown if shown and shown.state == "asked" and not shown.is_late else None
    unplaced = selectors.unplaced_of(resident)
    return Standing(
        commune=commune,
        zone=commune.time_zone if commune else "",
        has_sessions=commune is not None and selectors.sessions_of(commune).exists(),
        closes_at=selectors.closes_at(commune, at) if commune else None,
        is_preparing=name is not None and pages.is_preparing(name),
        name=name,
        said=words.said_of(name) if name else [],
        asked=asked,
        sitting=shown if shown and shown.state == "coming" else None,
        unplaced=reasons.missed(unplaced, name) if unplaced and name else None,
        past=pages.past_tables(resident),
    )


@login_required
@require_safe
def tables(request: HttpRequest) -> HttpResponse:
    """What it is, and where one stands."""
    now = clock.now()
    page = standing_of(request.user, now)
    context = {
        "page": page,
        "undo": WITHDRAWN in request.GET and page.name is None,
        "coordinates": bool(selectors.communes_coordinated(request.user)),
    }
    return htmx.render(request, "rounds/tables.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def put_down(request: HttpRequest) -> HttpResponse:
    """One form: the first time as later."""
    met = list(selectors.people_met(request.user))
    name = selectors.name_of(request.user)
    if request.method != "POST":
        return _form(request, NameForm(initial=_offered(request.user), met=met), name)
    form = NameForm(request.POST, met=met)
    if form.is_valid():
        try:
            services.put_name_down(resident=request.user, values=form.values(), at=clock.now())
        except NotVisible:
            raise
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            said = _("Vos réponses sont changées.") if name else _("Votre nom est sur la liste.")
            messages.success(request, said)
            return see_other(reverse("rounds:tables"))
    return _form(request, form, name, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Taken off at once; the next page offers to put it back."""
    there = reverse("rounds:tables")
    if request.method == "POST":
        services.withdraw_name(resident=request.user, at=clock.now())
        there = reverse("rounds:tables", query={WITHDRAWN: "1"})
    return see_other(there)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest) -> HttpResponse:
    there = reverse("rounds:tables")
    if request.method != "POST":
        return see_other(there)

    def put_back() -> str:
        services.restore_name(resident=request.user, at=clock.now())
        return _("Votre nom est de nouveau sur la liste, à la même place.")

    return answered(request, put_back, then=there)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def widen(request: HttpRequest) -> HttpResponse:
    """One tap on what would give a table: the name changes by as much, and no more."""
    there = reverse("rounds:tables")
    if request.method != "POST":
        return see_other(there)
    name, told = selectors.name_of(request.user), selectors.unplaced_of(request.user)
    offered = reasons.widenings_of(told, name) if name and told else []
    what = request.POST.get("what", "")
    wider = next((one for one in offered if one.what == what), None)
    if wider is None:
        return see_other(there)

    def do() -> str:
        services.put_name_down(resident=request.user, values=wider.changes, at=clock.now())
        return wider.said

    return answered(request, do, then=there)


def _offered(resident: Resident) -> dict[str, Any]:
    return {
        name: sorted(value) if isinstance(value, set | frozenset) else value
        for name, value in selectors.offered_values(resident).items()
    }


def _form(
    request: HttpRequest, form: NameForm, name: Name | None, *, status: int = 200
) -> HttpResponse:
    chosen = form["activities"].value() or ()
    context = {"form": form, "name": name, "branches": organisations.interest_branches(chosen)}
    return htmx.render(request, "rounds/name.html", context, status=status)
