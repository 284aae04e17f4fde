import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction

from parvis.kernel import codec, events, ports
from parvis.kernel.models import Delivery
from parvis.kernel.models import Fact as Row

ALICE = uuid.UUID(int=0xA11CE)
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class TermsAccepted(events.Fact):
    gathering: uuid.UUID
    version: int


@dataclass(frozen=True)
class Moved(events.Fact):
    name = "elsewhere.Moved"
    place: str


FACT = TermsAccepted(gathering=uuid.UUID(int=7), version=2)


def hear(fact: events.Fact) -> None:
    raise AssertionError("nothing is heard before a worker runs")


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_publishing_writes_what_happened_who_did_it_and_when() -> None:
    key = events.publish(FACT, ALICE)
    row = Row.objects.get()
    assert (row.pk, row.name, row.by, row.happened_at) == (key, FACT.name, ALICE, AT)
    assert row.payload == {"gathering": str(uuid.UUID(int=7)), "version": 2}
    assert events.restore(row) == FACT


@pytest.mark.django_db
def test_publishing_may_say_that_it_happened_before() -> None:
    before = datetime(2020, 1, 1, tzinfo=UTC)
    events.publish(FACT, at=before)
    assert Row.objects.get().happened_at == before
    assert Row.objects.get().by is None


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_publishing_writes_one_delivery_for_each_listener_of_that_fact() -> None:
    events.listens(TermsAccepted, name="watch.look")(hear)
    events.listens(TermsAccepted, name="notifications.tell", atomic=False)(hear)
    events.listens(Moved, name="watch.move")(hear)
    events.publish(FACT)
    rows = Delivery.objects.order_by("listener").values_list("listener", "state", "run_after")
    assert list(rows) == [
        ("notifications.tell", "waiting", AT),
        ("watch.look", "waiting", AT),
    ]


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused_and_writes_nothing() -> None:
    with pytest.raises(events.PublishedOutsideTransaction, match="TermsAccepted"):
        events.publish(FACT)
    assert Row.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_undone_with_the_change_it_tells_of() -> None:
    events.listens(TermsAccepted, name="watch.look")(hear)
    with transaction.atomic():
        events.publish(FACT)
        assert (Row.objects.count(), Delivery.objects.count()) == (1, 1)
        transaction.set_rollback(True)
    assert (Row.objects.count(), Delivery.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_workers_are_nudged_after_commit_and_only_for_those_who_listen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nudges: list[int] = []

    class Counting:
        def nudge(self) -> None:
            nudges.append(Delivery.objects.count())

    monkeypatch.setattr(ports, "wake", Counting)
    with transaction.atomic():
        events.publish(FACT)
    assert nudges == []
    events.listens(TermsAccepted, name="watch.look")(hear)
    with transaction.atomic():
        events.publish(FACT)
        assert nudges == []
    assert nudges == [1]


@pytest.mark.django_db
def test_a_value_of_another_type_is_refused_before_anything_is_written() -> None:
    with pytest.raises(codec.CodecError, match="version"):
        events.publish(TermsAccepted(gathering=uuid.UUID(int=7), version="2"))  # type: ignore[arg-type]
    assert Row.objects.count() == 0


def test_a_fact_is_known_by_its_domain_and_class_unless_it_keeps_an_old_name() -> None:
    made = type("Met", (events.Fact,), {"__module__": "parvis.domains.hello.events.posts"})
    assert vars(made)["name"] == "hello.Met"
    assert TermsAccepted.name == "kernel.TermsAccepted"
    assert Moved.name == "elsewhere.Moved"


def test_two_facts_of_one_name_are_refused() -> None:
    type("Met", (events.Fact,), {"__module__": "parvis.domains.hello.events"})
    with pytest.raises(events.RegistrationError, match=r"hello\.Met"):
        type("Met", (events.Fact,), {"__module__": "parvis.domains.hello.events.posts"})


def test_two_listeners_of_one_name_are_refused_but_one_may_be_loaded_again() -> None:
    def other(fact: events.Fact) -> None: ...

    events.listens(TermsAccepted, name="watch.look")(hear)
    events.listens(TermsAccepted, name="watch.look")(hear)
    with pytest.raises(events.RegistrationError, match=r"watch\.look"):
        events.listens(TermsAccepted, name="watch.look")(other)


@pytest.mark.parametrize("what", [events.Fact, str, "TermsAccepted", None])
def test_listening_to_what_is_no_fact_is_refused(what: type[events.Fact]) -> None:
    register: Callable[..., object] = events.listens
    with pytest.raises(events.RegistrationError, match="not a fact"):
        register(what, name="watch.look")
