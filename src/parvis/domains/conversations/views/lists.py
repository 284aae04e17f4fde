"""The list of conversations, requests first."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parvis.domains.conversations import selectors
from parvis.domains.conversations.vocabulary import LISTED
from parvis.web import htmx


@require_safe
@login_required
def conversations(request: HttpRequest) -> HttpResponse:
    page = _page(request.GET.get("page", ""))
    found = selectors.conversations_of(request.user, skip=(page - 1) * LISTED, most=LISTED + 1)
    context = {
        "requests": selectors.requests_to(request.user) if page == 1 else [],
        "rows": found[:LISTED],
        "page": page,
        "has_older": len(found) > LISTED,
    }
    return htmx.render(request, "conversations/list.html", context, block="list")


def _page(asked: str) -> int:
    """A page number; the first for whatever is none."""
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
