"""The geocoder: off by default, for places, with a recorded answer and no network."""

import json

import pytest
from django.core.cache import cache

from parvis.domains.territory.services import geocoding
from parvis.kernel import fetch
from tests.kernel.hostile import a_server, answers

#: As the service answers (trust.md ECO-2); written by us, of places that do not exist.
RECORDED = {
    "type": "FeatureCollection",
    "version": "draft",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [2.2957, 49.8941]},
            "properties": {
                "label": "8 Rue du Pont 99999 Exempleville",
                "score": 0.9137,
                "id": "99999_0042_00008",
                "type": "housenumber",
                "housenumber": "8",
                "street": "Rue du Pont",
                "name": "8 Rue du Pont",
                "postcode": "99990",
                "citycode": "99999",
                "city": "Exempleville",
                "x": 650000.1,
                "y": 6970000.2,
                "importance": 0.51,
            },
        },
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [2.31, 49.9]},
            "properties": {"label": "Rue du Pontet", "score": 0.6, "type": "street"},
        },
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [600, 49.9]}},
        {"type": "Feature", "geometry": None, "properties": {"label": "nowhere"}},
    ],
    "attribution": "BAN",
    "licence": "ETALAB-2.0",
    "query": "8 rue du pont",
    "limit": 5,
}


class Service:
    """A service that was recorded; it keeps what it was asked."""

    def __init__(self, *, status=200, body=None, retry_after=None, refusal=None):
        self.asked = []
        self.status, self.retry_after, self.refusal = status, retry_after, refusal
        self.body = json.dumps(RECORDED).encode() if body is None else body

    def __call__(self, url, **asked):
        self.asked.append((url, asked))
        if self.refusal:
            raise self.refusal
        return fetch.Fetched(
            self.status, self.body, "application/json", "", "", url, self.retry_after
        )


@pytest.fixture
def geopf(settings):
    settings.PARVIS = settings.PARVIS.model_copy(update={"geocoder": "geopf"})


def test_search_is_off_by_default():
    service = Service()
    assert not geocoding.is_on()
    assert geocoding.search("8 rue du Pont", get=service) == []
    assert service.asked == []


def test_search_reads_addresses_and_points(geopf):
    service = Service()
    first, second = geocoding.search("8 rue du Pont", (49.89412, 2.29567), get=service)
    assert first == geocoding.Found(
        label="8 Rue du Pont 99999 Exempleville",
        latitude=49.8941,
        longitude=2.2957,
        score=0.9137,
        kind="housenumber",
        city="Exempleville",
        postcode="99990",
        citycode="99999",
    )
    assert (second.label, second.kind) == ("Rue du Pontet", "street")
    [(url, asked)] = service.asked
    assert url == (
        "https://data.geopf.fr/geocodage/search?q=8+rue+du+Pont&limit=5&autocomplete=0"
        "&index=address&lat=49.89&lon=2.30"
    )
    assert "headers" not in asked


def test_search_asks_once_for_the_same_words(geopf):
    service = Service()
    once = geocoding.search("8 rue du Pont", get=service)
    assert geocoding.search("  8  rue du Pont ", get=service) == once
    assert len(service.asked) == 1


def test_search_asks_nothing_for_next_to_no_words(geopf):
    service = Service()
    assert geocoding.search(" a ", get=service) == []
    assert service.asked == []


def test_search_backs_off_when_asked_too_much(geopf):
    busy = Service(status=429, retry_after=40)
    with pytest.raises(geocoding.GeocoderSilent):
        geocoding.search("8 rue du Pont", get=busy)
    fresh = Service()
    with pytest.raises(geocoding.GeocoderSilent):
        geocoding.search("9 rue du Pont", get=fresh)
    assert fresh.asked == []
    cache.delete(geocoding.PAUSED)
    assert len(geocoding.search("8 rue du Pont", get=fresh)) == 2


@pytest.mark.parametrize(
    "service",
    [
        Service(status=500),
        Service(body=b"<html>"),
        Service(body=b"[]"),
        Service(body=b"[" * 100_000),
        Service(body=b'{"features":[{"geometry":{"type":"Point","coordinates":["a","b"]}}]}'),
        Service(refusal=fetch.TooSlow()),
        Service(refusal=fetch.PrivateAddress()),
    ],
)
def test_search_is_silent_rather_than_wrong(geopf, service):
    with pytest.raises(geocoding.GeocoderSilent):
        geocoding.search("8 rue du Pont", get=service)


def test_search_keeps_what_was_known_when_the_service_is_silent(geopf):
    known = geocoding.search("8 rue du Pont", get=Service())
    assert geocoding.search("8 rue du Pont", get=Service(status=500)) == known


def test_addok_of_the_operator_may_stand_in_their_network(settings):
    """Through the real client: a server on the loopback, named by the operator's setting."""
    recorded = answers(json.dumps(RECORDED).encode(), kind="application/json")
    with a_server(recorded) as server:
        settings.PARVIS = settings.PARVIS.model_copy(
            update={"geocoder": "addok", "geocoder_url": f"http://127.0.0.1:{server.port}"}
        )
        assert len(geocoding.search("8 rue du Pont")) == 2
        assert server.asked[0].startswith(
            b"GET /search/?q=8+rue+du+Pont&limit=5&autocomplete=0 HTTP/1.1"
        )
