"""Where and when tables can be: opened, changed, closed by who coordinates the commune."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.people.vocabulary import SLOTS
from parvis.domains.rounds import selectors, services
from parvis.domains.rounds.forms import SessionForm
from parvis.domains.rounds.forms.desk import initial_of
from parvis.domains.rounds.models import Session
from parvis.domains.rounds.selectors import words
from parvis.domains.rounds.views.shared import commune_asked, communes_of
from parvis.domains.territory.models import Area
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx
from parvis.web.redirects import answered, see_other


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """All of them, commune by commune; those that are closed apart."""
    context = {
        "communes": [
            {
                "area": area,
                "open": [_line(one) for one in in_week(selectors.sessions_of(area))],
                "closed": [_line(one) for one in selectors.closed_sessions_of(area)],
            }
            for area in communes_of(request)
        ]
    }
    return htmx.render(request, "rounds/desk/sessions.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: HttpRequest) -> HttpResponse:
    area = commune_asked(request)
    if request.method != "POST":
        form = SessionForm(initial=initial_of(None), places=selectors.places_for(area))
        return _form(request, form, area, None)
    form = SessionForm(request.POST, places=selectors.places_for(area))
    return _save(request, form, area, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, session_id: UUID) -> HttpResponse:
    session = selectors.find_session(request.user, session_id)
    places = selectors.places_for(session.area)
    if request.method != "POST":
        form = SessionForm(initial=initial_of(session), places=places)
        return _form(request, form, session.area, session)
    form = SessionForm(request.POST, places=places)
    return _save(request, form, session.area, session)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, session_id: UUID) -> HttpResponse:
    session = selectors.find_session(request.user, session_id)
    there = reverse("rounds:sessions")
    if request.method != "POST":
        return see_other(there)

    def do() -> str:
        services.close_session(session=session, by=request.user, at=clock.now())
        return _(
            "La séance est fermée : plus de nouvelle tablée. Celles qui s’y réunissent restent."
        )

    return answered(request, do, then=there)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, session_id: UUID) -> HttpResponse:
    session = selectors.find_session(request.user, session_id)
    there = reverse("rounds:sessions")
    if request.method != "POST":
        return see_other(there)

    def do() -> str:
        services.reopen_session(session=session, by=request.user, at=clock.now())
        return _("La séance est ouverte de nouveau.")

    return answered(request, do, then=there)


def in_week(found: Iterable[Session]) -> list[Session]:
    """From Monday morning to Sunday evening."""
    return sorted(found, key=lambda one: (SLOTS.index(one.slot), one.begins, one.place.name))


def _line(session: Session) -> dict[str, Any]:
    return {
        "session": session,
        "title": words.capital(words.session_when(session)),
        "activity": words.activity_of(session),
    }


def _save(
    request: HttpRequest, form: SessionForm, area: Area, session: Session | None
) -> HttpResponse:
    if form.is_valid():
        now, values = clock.now(), form.values()
        try:
            if session is None:
                services.open_session(by=request.user, area=area, values=values, at=now)
                said = _("La séance est ouverte, dès le prochain tirage.")
            else:
                services.edit_session(session=session, by=request.user, values=values, at=now)
                said = _(
                    "La séance est changée. Les tablées qui s’y réunissent gardent leurs dates."
                )
        except NotVisible:
            raise
        except Refusal as refusal:
            field = "weekday" if refusal.field == "slot" else refusal.field
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            messages.success(request, said)
            return see_other(reverse("rounds:sessions"))
    return _form(request, form, area, session, status=422)


def _form(
    request: HttpRequest,
    form: SessionForm,
    area: Area,
    session: Session | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "area": area, "session": session}
    return htmx.render(request, "rounds/desk/session.html", context, status=status)
