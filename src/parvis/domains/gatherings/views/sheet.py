"""The attendance sheet, on a phone at the door or on paper."""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.forms.sheet import TickForm, WalkInForm
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx

#: Empty lines of the printed table, for who had not said they would come.
SPARE_LINES = 8


@login_required
@require_safe
def sheet(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    return _page(request, occurrence_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tick(request: HttpRequest, occurrence_id: UUID, seat: int) -> HttpResponse:
    """“Is there”, or not after all. Gives the line and the count back, or the page."""
    form = TickForm(request.POST)
    if request.method == "POST":
        if not form.is_valid():
            return HttpResponseBadRequest()
        _do(
            request,
            lambda: services.tick(
                occurrence_id=occurrence_id,
                seat=seat,
                came=form.said(),
                by=request.user,
                at=clock.now(),
            ),
        )
        if htmx.wants_fragment(request):
            return _page(request, occurrence_id, ticked=seat)
    return _back(occurrence_id, f"p-{seat}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """Somebody came in who had not said so: one more, or one fewer."""
    form = WalkInForm(request.POST)
    if request.method == "POST":
        if not form.is_valid():
            return HttpResponseBadRequest()
        given = form.cleaned_data
        if given["key"]:
            _do(
                request,
                lambda: services.count_walk_in(
                    occurrence_id=occurrence_id, key=given["key"], by=request.user, at=clock.now()
                ),
            )
        else:
            _do(
                request,
                lambda: services.uncount_walk_in(
                    occurrence_id=occurrence_id, most=given["most"], by=request.user, at=clock.now()
                ),
            )
        if htmx.wants_fragment(request):
            return _page(request, occurrence_id, block="walk_ins")
    return _back(occurrence_id, "walk-ins")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """Who was not ticked did not come: it can be put right for seven days."""
    if request.method == "POST":
        _do(
            request,
            lambda: messages.success(
                request,
                _closed(
                    services.close_sheet(
                        occurrence_id=occurrence_id, by=request.user, at=clock.now()
                    )
                ),
            ),
        )
    return _back(occurrence_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    if request.method == "POST":
        _do(
            request,
            lambda: services.reopen_sheet(
                occurrence_id=occurrence_id, by=request.user, at=clock.now()
            ),
        )
    return _back(occurrence_id)


def _closed(absent: int) -> str:
    said = _("La feuille est terminée. Merci d’avoir accueilli tout le monde.")
    if not absent:
        return said
    words = ngettext(
        "Une personne n’est pas venue.", "%(num)s personnes ne sont pas venues.", absent
    )
    return f"{said} " + words % {"num": absent}


def _do(request: HttpRequest, call: Callable[[], None]) -> None:
    try:
        call()
    except NotVisible:
        raise
    except Refusal as refusal:
        messages.warning(request, str(refusal))


def _page(
    request: HttpRequest,
    occurrence_id: UUID,
    *,
    ticked: int | None = None,
    block: str = "ticked",
) -> HttpResponse:
    """The page; for htmx the line that was ticked or the walk-ins, and the count with it."""
    shown = selectors.sheet_of(request.user, occurrence_id, clock.now())
    lines = {one.seat: one for one in (*shown.lines, *shown.waiting)}
    context = {
        "sheet": shown,
        "occurrence": shown.occurrence,
        "gathering": shown.occurrence.gathering,
        "one": lines.get(ticked) if ticked else None,
        "is_fragment": htmx.wants_fragment(request),
        "key": uuid4(),
        "spare": range(SPARE_LINES),
    }
    return htmx.render(request, "gatherings/sheet.html", context, block=block)


def _back(occurrence_id: UUID, where: str = "") -> HttpResponse:
    page = reverse("gatherings:sheet", args=[occurrence_id])
    return HttpResponseRedirect(f"{page}#{where}" if where else page, status=303)
