"""What the pages of tables share."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from parvis.domains.rounds import selectors
from parvis.domains.territory.models import Area
from parvis.kernel.errors import NotVisible, Refusal


def see_other(url: str) -> HttpResponse:
    return HttpResponseRedirect(url, status=303)


def answered(
    request: HttpRequest, does: Callable[[], str], *, then: str, refused: str | None = None
) -> HttpResponse:
    """Do it and say so on the next page; what is refused is said on the page it came from."""
    try:
        messages.success(request, does())
    except NotVisible:
        raise
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return see_other(refused or then)
    return see_other(then)


def communes_of(request: HttpRequest) -> list[Area]:
    """Those that somebody coordinates.

    :raises NotVisible: none: for them the page does not exist.
    """
    found = selectors.communes_coordinated(request.user)
    if not found:
        raise NotVisible
    return found


def commune_asked(request: HttpRequest) -> Area:
    """The commune that the page is about (``commune``, its slug), or the first of theirs."""
    found = communes_of(request)
    wanted = request.POST.get("commune") or request.GET.get("commune")
    if not wanted:
        return found[0]
    chosen = next((area for area in found if area.slug == wanted), None)
    if chosen is None:
        raise NotVisible
    return chosen
