"""How often one may do a thing (trust.md SEC-5), counted in the cache, forgotten by itself."""

import hashlib
import ipaddress
import math

import structlog
from django.conf import settings
from django.core.cache import cache
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.kernel import clock
from parvis.kernel.errors import Refusal

log = structlog.get_logger(__name__)


class Throttled(Refusal):
    """Too often, for now: a 429 with ``Retry-After``."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = max(1, retry_after)
        super().__init__(_too_often(self.retry_after))


def allow(action: str, who: object, *, limit: int, seconds: int, fail_closed: bool = False) -> bool:
    """Count one more, and say whether it is within ``limit`` in this window of ``seconds``.

    Windows follow each other, so twice the limit can pass around the change from one to the next.

    :param who: a resident's id, an address from :func:`network_of`…; kept only as a keyed hash.
    :param fail_closed: refuse when the cache is down (signing in); otherwise allow.
    """
    window = int(clock.now().timestamp()) // seconds
    digest = hashlib.blake2b(
        f"{action}\0{who}\0{seconds}\0{window}".encode(),
        key=force_bytes(settings.SECRET_KEY)[:64],
        digest_size=16,
    ).hexdigest()
    key = f"throttle:{digest}"
    try:
        count = 1 if cache.add(key, 1, timeout=seconds + 1) else _one_more(key, seconds)
    except Exception as error:  # noqa: BLE001  (each cache has its own; a page must not fail for it)
        log.warning("throttle_without_cache", action=action, error=type(error).__name__)
        return not fail_closed
    return count <= limit


def require(
    action: str, who: object, *, limit: int, seconds: int, fail_closed: bool = False
) -> None:
    """Like :func:`allow`.

    :raises Throttled: it is not within the limit.
    """
    if not allow(action, who, limit=limit, seconds=seconds, fail_closed=fail_closed):
        raise Throttled(seconds - int(clock.now().timestamp()) % seconds)


def network_of(address: str) -> str:
    """The network an address is counted by: all of an IPv4 address, the /64 of an IPv6 one."""
    try:
        ip = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is None:
            return str(ipaddress.ip_network((ip, 64), strict=False))
        ip = ip.ipv4_mapped
    return str(ip)


def _one_more(key: str, seconds: int) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # forgotten between the two calls
        cache.add(key, 1, timeout=seconds + 1)
        return 1


def _too_often(seconds: int) -> str:
    if seconds < 60:
        return _("C’est un peu rapide. Réessayez dans un instant.")
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return ngettext(
            "C’est un peu rapide. Réessayez dans %(num)s minute.",
            "C’est un peu rapide. Réessayez dans %(num)s minutes.",
            minutes,
        ) % {"num": minutes}
    hours = math.ceil(minutes / 60)
    return ngettext(
        "C’est tout pour le moment. Réessayez dans %(num)s heure.",
        "C’est tout pour le moment. Réessayez dans %(num)s heures.",
        hours,
    ) % {"num": hours}
