"""Who is behind the cookies of a socket's handshake, and which sessions are somebody's."""

from collections.abc import Collection, Iterator
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.signing import BadSignature
from django.http import parse_cookie
from django.utils.crypto import constant_time_compare

from parvis.domains.people.models import Resident


def resident_of_cookies(scope: Any) -> tuple[UUID, str] | None:
    """The resident and the session key of a handshake, or nobody. To be called in a thread.

    The same conditions as for a page: a session that lives, an account that is active, and a
    password that did not change since. The caller closes the thread's connections.
    """
    session_key = _session_key(scope)
    return _owner(session_key) if session_key else None


def sessions_mentioning(words: Collection[str]) -> Iterator[str]:
    """The key of every session that holds one of these words. Reads them all: for rare work."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in Session.objects.iterator(chunk_size=500):
        try:
            held = str(store.decode(session.session_data))
        except (BadSignature, ValueError):
            continue
        if any(word in held for word in words):
            yield session.session_key


def _session_key(scope: Any) -> str | None:
    for header, value in scope.get("headers", ()):
        if header.lower() == b"cookie":
            cookies = parse_cookie(value.decode("latin-1"))
            if key := cookies.get(settings.SESSION_COOKIE_NAME):
                return key
    return None


def _owner(session_key: str) -> tuple[UUID, str] | None:
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    try:
        resident_id = UUID(session[SESSION_KEY])
    except (KeyError, ValueError):
        return None
    resident = Resident.objects.filter(pk=resident_id, is_active=True).first()
    if resident is None:
        return None
    proof = session.get(HASH_SESSION_KEY, "")
    hashes = (resident.get_session_auth_hash(), *resident.get_session_auth_fallback_hash())
    if not any(constant_time_compare(proof, expected) for expected in hashes):
        return None
    return resident_id, session_key
