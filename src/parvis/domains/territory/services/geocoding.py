"""Finding the point of a public place from its address (trust.md ECO-2): BAN, or a server like it.

For places only. What somebody writes of where *they* live is never sent (TS-30): no caller may hand
it in, and nothing here says who asks.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import structlog
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from parvis.kernel import fetch, text
from parvis.kernel.errors import Refusal

log = structlog.get_logger(__name__)

GEOPF: Final = "https://data.geopf.fr/geocodage"
KINDS: Final = ("application/json", "application/geo+json")
LIMIT_BYTES: Final = 200_000
KEPT_SECONDS: Final = 30 * 24 * 3600
#: What to wait when the service says it is asked too much, and not for how long.
PAUSE_SECONDS: Final = 60
WORDS_MAX: Final = 200
FOUND_MAX: Final = 5
PAUSED: Final = "geocoder:paused"

Get = Callable[..., fetch.Fetched]


class GeocoderSilent(Refusal):
    """Place the point by hand: nothing else stops working."""

    sentence = _(
        "Le service d’adresses ne répond pas. Placez le point sur la carte, ou réessayez plus tard."
    )


@dataclass(frozen=True, slots=True)
class Found:
    """An address that is known, and its point."""

    label: str
    latitude: float
    longitude: float
    #: 0 to 1: how sure the service is.
    score: float
    #: ``housenumber``, ``street``, ``locality`` or ``municipality``.
    kind: str
    city: str
    postcode: str
    #: The commune's INSEE code.
    citycode: str


def is_on() -> bool:
    """Whether the operator chose a geocoder; without one the form goes by the map alone."""
    return settings.PARVIS.geocoder != "none"


def search(
    words: str, near: tuple[float, float] | None = None, *, get: Get = fetch.get
) -> list[Found]:
    """Addresses of *public places* that read like these words, best first; none if it is off.

    The same words are asked for once in thirty days. At most 5 seconds.

    :param near: (latitude, longitude) of the town or the quarter, which is preferred.
    :raises GeocoderSilent: no answer now; after a 429 it is not asked again for a while.
    """
    wanted = " ".join(text.clean(words).split())[:WORDS_MAX]
    if not is_on() or len(wanted) < 3:
        return []
    base, world = _service()
    url = f"{base}?{urlencode(_query(wanted, near))}"
    key = "geocoder:" + hashlib.sha256(url.encode()).hexdigest()
    kept = cache.get(key)
    if kept is not None:
        return [Found(**row) for row in kept]
    found = _ask(url, get, world)
    cache.set(key, [asdict(one) for one in found], KEPT_SECONDS)
    return found


def _ask(url: str, get: Get, world: fetch.Outside) -> list[Found]:
    if cache.get(PAUSED):
        raise GeocoderSilent
    try:
        answer = get(url, limit_bytes=LIMIT_BYTES, accept=KINDS, world=world)
    except fetch.FetchRefused as refusal:
        log.warning("geocoder_silent", why=refusal.code)
        raise GeocoderSilent from refusal
    if answer.status != 200:
        if answer.status == 429:
            cache.set(PAUSED, 1, answer.retry_after or PAUSE_SECONDS)
        log.warning("geocoder_silent", why=answer.status)
        raise GeocoderSilent
    try:
        return list(_features(json.loads(answer.body)))[:FOUND_MAX]
    except (ValueError, TypeError, AttributeError, RecursionError) as problem:
        log.warning("geocoder_silent", why="unreadable")
        raise GeocoderSilent from problem


def _service() -> tuple[str, fetch.Outside]:
    """Its address, and how it is reached: the operator's own may stand in their own network."""
    given = settings.PARVIS
    world = fetch.outside()
    if given.geocoder == "geopf":
        return f"{given.geocoder_url or GEOPF}/search".replace("//search", "/search"), world
    base = given.geocoder_url.rstrip("/")
    own = urlsplit(base)
    port = own.port or (443 if own.scheme == "https" else 80)
    known = fetch.Outside(
        resolve=world.resolve,
        allows=lambda _address: True,
        hosts=((own.hostname or "").lower(),),
        ports=frozenset((port,)),
    )
    return f"{base}/search/", known


def _query(words: str, near: tuple[float, float] | None) -> dict[str, str]:
    query = {"q": words, "limit": str(FOUND_MAX), "autocomplete": "0"}
    if settings.PARVIS.geocoder == "geopf":
        query["index"] = "address"
    if near is not None:
        # About a kilometre: enough to prefer this town.
        query |= {"lat": f"{near[0]:.2f}", "lon": f"{near[1]:.2f}"}
    return query


def _features(read: Any) -> Iterator[Found]:
    """GeoCodeJSON: the longitude comes first."""
    features = read.get("features")
    for one in features if isinstance(features, list) else ():
        geometry, told = one.get("geometry") or {}, one.get("properties") or {}
        point = geometry.get("coordinates")
        if geometry.get("type") != "Point" or not isinstance(point, list) or len(point) < 2:
            continue
        longitude, latitude = float(point[0]), float(point[1])
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            continue
        yield Found(
            label=_line(told, "label"),
            latitude=latitude,
            longitude=longitude,
            score=max(0.0, min(1.0, float(told.get("score") or 0))),
            kind=_line(told, "type"),
            city=_line(told, "city"),
            postcode=_line(told, "postcode"),
            citycode=_line(told, "citycode"),
        )


def _line(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return text.excerpt(text.clean(value), WORDS_MAX) if isinstance(value, str) else ""
