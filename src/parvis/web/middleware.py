"""What happens around every request: its identifier, its headers, its refusals."""

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from parvis.kernel import logs
from parvis.kernel.errors import NotVisible
from parvis.kernel.throttle import Throttled
from parvis.web import errors

Handler = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("parvis.request")


class RequestLog:
    """One line a request: what was asked, what was answered, how long it took. Never who."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        given = request.headers.get("X-Request-ID") if settings.PARVIS.behind_proxy else None
        request_id = logs.bind_request(given)
        try:
            response = self.get_response(request)
        finally:
            logs.release_request()
        route = request.resolver_match.view_name if request.resolver_match else None
        log.info(
            "request",
            request=request_id,
            method=request.method,
            route=route,
            status=response.status_code,
            ms=round((time.monotonic() - started) * 1000, 1),
        )
        response["X-Request-ID"] = request_id
        return response


class Headers:
    """The headers no library of ours sends: which devices a page may use, no caching of people."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.setdefault("Cache-Control", "private, no-cache")
        return response


class Refusals:
    """What a person may not see does not exist (404); too much at once is told kindly (429)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotVisible):
            return errors.not_found(request, exception)
        if isinstance(exception, Throttled):
            return errors.too_many(request, exception)
        return None
