import json
import uuid
from datetime import UTC, datetime

import pytest
from django.db import transaction

from parvis.kernel import ports, realtime

ALICE = uuid.UUID(int=0xA11CE)


class Heard:
    """A bus that writes down what it is asked to carry."""

    def __init__(self) -> None:
        self.envelopes: list[tuple[dict[str, object], bool]] = []
        self.fails = False

    def send(self, envelope: str, *, urgent: bool = False) -> bool:
        if self.fails:
            raise RuntimeError("not foreseen")
        self.envelopes.append((json.loads(envelope), urgent))
        return True


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Heard:
    heard = Heard()
    monkeypatch.setattr(ports, "realtime", lambda: heard)
    return heard


@pytest.mark.django_db(transaction=True)
def test_telling_waits_for_the_commit(bus: Heard) -> None:
    with transaction.atomic():
        realtime.tell(ALICE, "message", conversation=uuid.UUID(int=7), since=3)
        assert bus.envelopes == []
    message = {"kind": "message", "conversation": str(uuid.UUID(int=7)), "since": 3}
    assert bus.envelopes == [({"to": str(ALICE), "message": message}, False)]


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_is_not_told(bus: Heard) -> None:
    with transaction.atomic():
        realtime.tell(ALICE, "message", since=3)
        realtime.close(ALICE)
        transaction.set_rollback(True)
    assert bus.envelopes == []


@pytest.mark.django_db(transaction=True)
def test_instants_can_be_told(bus: Heard) -> None:
    realtime.tell(ALICE, "moved", at=datetime(2026, 1, 1, tzinfo=UTC))
    assert bus.envelopes[0][0]["message"] == {"kind": "moved", "at": "2026-01-01T00:00:00Z"}


@pytest.mark.django_db(transaction=True)
def test_telling_never_raises(bus: Heard) -> None:
    realtime.tell(ALICE, "message", what=object())
    realtime.tell(ALICE, "message", what={1, 2})
    bus.fails = True
    realtime.tell(ALICE, "message")
    realtime.close(ALICE)
    with transaction.atomic():
        realtime.tell(ALICE, "message")
    assert bus.envelopes == []


@pytest.mark.django_db(transaction=True)
def test_closing_is_urgent_and_never_carries_a_session_key(bus: Heard) -> None:
    realtime.close(ALICE)
    realtime.close(session_key="abc123")
    assert bus.envelopes == [
        ({"end": {"resident": str(ALICE)}}, True),
        ({"end": {"session": realtime.digest("abc123")}}, True),
    ]
    assert "abc123" not in realtime.digest("abc123")
    assert realtime.digest("abc123") != realtime.digest("abc124")
