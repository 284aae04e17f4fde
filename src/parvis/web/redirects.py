"""After a form: the next page, and what it says first."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

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
