"""Telling the open pages of a resident that there is something for them, or that it is over.

Best effort by design: what matters is a stored row first, and a page that missed the word asks
``since`` what it last saw. So values are ids and counters, never what somebody wrote.
"""

import hashlib
import json
import uuid
from typing import Any

import structlog
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.encoding import force_bytes

from parvis.kernel import ports

log = structlog.get_logger(__name__)


def tell(resident_id: uuid.UUID, kind: str, **values: Any) -> None:
    """After commit, send ``{"kind": kind, **values}`` to every open page of a resident.

    Never raises: a page that could not be told catches up by itself.
    """
    _send({"to": resident_id, "message": {"kind": kind, **values}}, urgent=False)


def close(resident_id: uuid.UUID | None = None, *, session_key: str | None = None) -> None:
    """After commit, close every socket of a resident (suspended, erased), or of one session
    (signed out), within seconds. Never raises."""
    if resident_id is not None:
        _send({"end": {"resident": resident_id}}, urgent=True)
    if session_key is not None:
        _send({"end": {"session": digest(session_key)}}, urgent=True)


def digest(session_key: str) -> str:
    """A session key as the bus may carry it: of no use to sign in with."""
    secret = force_bytes(settings.SECRET_KEY)[:64]
    return hashlib.blake2b(session_key.encode(), key=secret, digest_size=16).hexdigest()


def _send(envelope: dict[str, Any], *, urgent: bool) -> None:
    try:
        sealed = json.dumps(envelope, cls=DjangoJSONEncoder)
    except (TypeError, ValueError) as error:
        log.error("realtime_cannot_say", exc_info=error)
        return
    transaction.on_commit(lambda: _post(sealed, urgent=urgent), robust=True)


def _post(sealed: str, *, urgent: bool) -> None:
    try:
        ports.realtime().send(sealed, urgent=urgent)
    except Exception as error:
        log.error("realtime_failed", exc_info=error)
