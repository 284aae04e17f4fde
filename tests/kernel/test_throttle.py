import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import translation

from parvis.kernel import throttle

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def tried(times: int, who: object = "alice", limit: int = 3) -> list[bool]:
    return [throttle.allow("login", who, limit=limit, seconds=60) for _ in range(times)]


@time_machine.travel(AT, tick=False)
def test_the_limit_passes_and_the_next_does_not() -> None:
    assert tried(5) == [True, True, True, False, False]


@time_machine.travel(AT, tick=False)
def test_people_and_actions_are_counted_apart() -> None:
    tried(3)
    assert tried(1, who="bob") == [True]
    assert throttle.allow("search", "alice", limit=3, seconds=60) is True
    assert tried(1) == [False]


def test_a_new_window_begins_anew() -> None:
    with time_machine.travel(AT, tick=False) as traveller:
        assert tried(4)[-1] is False
        traveller.shift(timedelta(seconds=59))
        assert tried(1) == [False]
        traveller.shift(timedelta(seconds=1))
        assert tried(4) == [True, True, True, False]


def test_forty_at_once_are_all_counted() -> None:
    passed: list[bool] = []
    with time_machine.travel(AT, tick=False):
        threads = [
            threading.Thread(target=lambda: passed.extend(tried(10, limit=15))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (passed.count(True), passed.count(False)) == (15, 25)


@time_machine.travel(AT + timedelta(seconds=20), tick=False)
def test_a_refusal_says_when_to_come_back() -> None:
    throttle.require("login", "alice", limit=1, seconds=60)
    with pytest.raises(throttle.Throttled) as refused:
        throttle.require("login", "alice", limit=1, seconds=60)
    assert refused.value.retry_after == 40
    assert throttle.Throttled(0).retry_after == 1


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [
        (20, "C’est un peu rapide. Réessayez dans un instant."),
        (60, "C’est un peu rapide. Réessayez dans 1 minute."),
        (61, "C’est un peu rapide. Réessayez dans 2 minutes."),
        (3_600, "C’est tout pour le moment. Réessayez dans 1 heure."),
        (86_000, "C’est tout pour le moment. Réessayez dans 24 heures."),
    ],
)
def test_a_refusal_is_told_kindly(seconds: int, sentence: str) -> None:
    with translation.override("fr"):
        assert str(throttle.Throttled(seconds)) == sentence


@time_machine.travel(AT, tick=False)
def test_who_is_kept_only_as_a_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []

    def note(key: str, *_: object, **__: object) -> bool:
        keys.append(key)
        return True

    monkeypatch.setattr(throttle.cache, "add", note)
    throttle.allow("login", "alice@example.org", limit=1, seconds=60)
    throttle.allow("login", "bob@example.org", limit=1, seconds=60)
    assert len(set(keys)) == 2
    assert not any("alice" in key or "bob" in key for key in keys)


def test_without_a_cache_pages_pass_and_signing_in_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def down(*_: object, **__: object) -> bool:
        raise ConnectionError

    monkeypatch.setattr(throttle.cache, "add", down)
    assert throttle.allow("search", "alice", limit=1, seconds=60) is True
    assert throttle.allow("login", "alice", limit=1, seconds=60, fail_closed=True) is False
    with pytest.raises(throttle.Throttled):
        throttle.require("login", "alice", limit=1, seconds=60, fail_closed=True)


def test_a_count_forgotten_between_two_calls_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def there_then_gone(key: str, *_: object, **__: object) -> bool:
        asked.append(key)
        return len(asked) > 1

    monkeypatch.setattr(throttle.cache, "add", there_then_gone)
    assert throttle.allow("login", "alice", limit=1, seconds=60) is True
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_addresses_are_counted_by_network(address: str, network: str) -> None:
    assert throttle.network_of(address) == network
