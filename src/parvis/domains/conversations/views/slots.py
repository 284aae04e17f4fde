"""What conversations add to the pages of other domains."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from markupsafe import Markup

from parvis.domains.conversations import selectors
from parvis.domains.people.models import Resident


def write_to(*, request: HttpRequest, resident: Resident, **_more: Any) -> Markup | None:
    """« Lui écrire », on a person's page."""
    viewer = request.user
    if not viewer.is_authenticated or viewer.pk == resident.pk:
        return None
    return Markup(render_to_string("conversations/write_to.html", {"resident": resident}))  # noqa: S704  (a rendered template)


def read_again(*, request: HttpRequest, resident: Resident, **_more: Any) -> Markup | None:
    """« Relire la conversation », beside somebody one has blocked: kept as evidence."""
    conversation = selectors.between(request.user, resident)
    if conversation is None:
        return None
    return Markup(render_to_string("conversations/read_again.html", {"conversation": conversation}))  # noqa: S704  (a rendered template)
