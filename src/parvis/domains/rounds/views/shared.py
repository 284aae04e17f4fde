"""What the pages of tables share."""

from django.http import HttpRequest

from parvis.domains.rounds import selectors
from parvis.domains.territory.models import Area
from parvis.kernel.errors import NotVisible


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
