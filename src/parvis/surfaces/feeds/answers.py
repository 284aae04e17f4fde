"""How a feed is answered: cached, compared, and never with a word about who asks."""

import hashlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

CALENDAR = "text/calendar; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
#: Seconds that anybody may keep a public feed.
KEPT = 900


def answer(
    request: HttpRequest,
    body: bytes,
    *,
    content_type: str,
    changed_at: datetime | None = None,
    name: str = "",
    public: bool = True,
) -> HttpResponse:
    """The body, or 304 to who has it already.

    :param name: of the file, when it is to be saved rather than followed.
    """
    response = HttpResponse(body, content_type=content_type)
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    response["ETag"] = etag
    if changed_at is not None:
        response["Last-Modified"] = http_date(int(changed_at.timestamp()))
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = f"public, max-age={KEPT}" if public else "private, no-cache"
    if public:
        # Another site's page may read what anybody may.
        response["Access-Control-Allow-Origin"] = "*"
    else:
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
    # The body is compared, never a date alone: two changes may fall within one second.
    found = get_conditional_response(request, etag, None, response)
    return found if found is not None else response
