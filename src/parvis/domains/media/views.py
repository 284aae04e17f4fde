"""One address: an image in one size."""

from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from parvis.domains.media import selectors
from parvis.domains.media.vocabulary import SIZES, TOKEN_LIFE
from parvis.kernel import clock

#: Opened by itself, an image is a page: one that can do nothing.
INERT: Final = "default-src 'none'; sandbox"
FOR_A_YEAR: Final = "public, max-age=31536000, immutable"
FOR_ME: Final = f"private, max-age={TOKEN_LIFE}"


@require_safe
def image(request: HttpRequest, image_id: UUID, size: int) -> HttpResponseBase:
    """Public, or with a signed ``t``; anything else is a 404, even where a 304 would do."""
    if size not in SIZES:
        raise Http404
    shown = selectors.image_for(image_id, request.GET.get("t", ""), clock.now())
    etag = f'"{shown.id.hex}-{shown.kept_size(size)}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(selectors.file_of(shown, size), content_type="image/webp")
    response["ETag"] = etag
    response["Cache-Control"] = FOR_A_YEAR if shown.public else FOR_ME
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="parvis-{shown.id.hex[-12:]}.webp"'
    response["Content-Security-Policy"] = INERT
    if not shown.public:
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Referrer-Policy"] = "no-referrer"
    return response
