"""Whether this server can do its work: for a supervisor, never for people."""

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from parvis.kernel import ids

NOBODY = "health"


@require_safe
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  (the same for everybody)
    """200 when the database takes writes; 503 otherwise. A cache down is told, not fatal."""
    database = takes_writes()
    body = {"database": database, "cache": remembers()}
    response = JsonResponse(body, status=200 if database else 503)
    response["Cache-Control"] = "no-store"
    return response


def takes_writes() -> bool:
    """A change of no row: a database that is read-only, full or gone refuses it all the same."""
    try:
        Session.objects.filter(session_key=NOBODY).update(session_data="")
    except DatabaseError:
        return False
    return True


def remembers() -> bool:
    """Redis, on the scaled engine."""
    written = ids.new_id().hex
    try:
        cache.set("health", written, timeout=10)
        return bool(cache.get("health"))
    except Exception:  # noqa: BLE001  (each cache has its own)
        return False
