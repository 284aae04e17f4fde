"""What conversations add to the pages of other domains."""

from collections.abc import Iterable
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


def read_again(
    *, request: HttpRequest, residents: Iterable[Resident], **_more: Any
) -> Markup | None:
    """« Relire nos messages », below those one has blocked: kept as evidence."""
    kept = selectors.kept_with(request.user, residents)
    if not kept:
        return None
    return Markup(render_to_string("conversations/read_again.html", {"kept": kept}))  # noqa: S704  (a rendered template)
