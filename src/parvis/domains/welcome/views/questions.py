"""The six short screens, and the plan of the commune one can point at."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.territory.models import Area
from parvis.domains.welcome.forms import ToldForm, cell_value
from parvis.domains.welcome.selectors import Told
from parvis.domains.welcome.selectors.commune_plan import (
    WIDTH,
    drawn_neighbourhoods,
    plan_of,
    where_is,
)
from parvis.domains.welcome.views.arriving import branches_of, reading
from parvis.kernel.errors import NotVisible
from parvis.web import htmx

SCREENS = ("area", "interests", "languages", "free", "wishes", "comfort")


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """Six short screens. Each one carries what the others said; the last shows the chips."""
    if request.method != "POST":
        return _screen(request, Told(), 1)
    told, step = ToldForm(request.POST).told(), _step(request)
    if "point.x" in request.POST:
        found = _pointed(request)
        if found is None:
            sentence = _("Ce point est hors de la commune. Choisissez plutôt dans la liste.")
            return _screen(request, told, 1, sentence)
        area, cell = found
        sentence = _("Vous avez montré ce quartier : %(area)s.") % {"area": area.name}
        return _screen(request, replace(told, area_id=area.pk, cell=cell), 1, sentence)
    step += -1 if request.POST.get("go") == "back" else 1
    if step > len(SCREENS):
        return reading(request, told)
    return _screen(request, told, max(1, step))


def _screen(request: HttpRequest, told: Told, step: int, sentence: str = "") -> HttpResponse:
    screen = SCREENS[step - 1]
    context = {
        "form": ToldForm.of(told),
        "told": told,
        "cell": cell_value(told),
        "step": step,
        "screen": screen,
        "total": len(SCREENS),
        "branches": branches_of(told) if screen == "interests" else [],
        "sentence": sentence,
        "plan": plan_of(drawn_neighbourhoods()) if screen == "area" else None,
        "plan_width": WIDTH,
    }
    return htmx.render(request, "welcome/questions.html", context, block="screen")


def _step(request: HttpRequest) -> int:
    sent = request.POST.get("step", "")
    return int(sent) if sent in {str(number + 1) for number in range(len(SCREENS))} else 1


def _pointed(request: HttpRequest) -> tuple[Area, str] | None:
    """Where the plan was pressed. A keyboard presses its corner: outside, so the list answers."""
    x, y = request.POST.get("point.x", ""), request.POST.get("point.y", "")
    # Pixels have four digits at most; anything else was typed by no browser.
    if not all(one.isascii() and one.isdigit() and len(one) < 5 for one in (x, y)):
        return None
    return where_is(int(x), int(y), drawn_neighbourhoods())


@require_safe
def plan(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (the same for everybody)
    """The plan of the commune as an image."""
    drawn = plan_of(drawn_neighbourhoods())
    if drawn is None:
        raise NotVisible
    image = render_to_string("welcome/plan.svg", {"plan": drawn, "width": WIDTH})
    response = HttpResponse(image, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=3600"
    return response
