"""Ten thousand steps of people who come, wait, answer and leave (trust.md REL-11)."""

from datetime import timedelta

import pytest
from django.conf import settings as site
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from parvis.kernel import clock
from tests.domains.gatherings.waiting_machine import PEOPLE, WEEKS, WaitingLists, World, asked_of
from tests.factories.gatherings import NOW, TUESDAY, a_gathering
from tests.factories.people import a_resident

pytestmark = pytest.mark.django_db
#: Examples of fifty steps each; the other engine runs the same code on another database.
EXAMPLES = {"embedded": 100, "scaled": 20}


def test_waiting_lists_hold_whatever_people_do(monkeypatch: pytest.MonkeyPatch) -> None:
    host = a_resident(name="Odile")
    gathering = a_gathering(
        host=host,
        rrule="FREQ=WEEKLY",
        until=TUESDAY + timedelta(weeks=WEEKS - 1),
        capacity=2,
        guests_max=2,
    )
    world = World(
        gathering=gathering,
        host=host,
        people=[a_resident() for _ in range(PEOPLE)],
        set_clock=lambda at: monkeypatch.setattr(clock, "now", lambda: at),
        asked=asked_of(gathering),
    )
    world.set_clock(NOW)
    machine = type("WaitingListsOfATown", (WaitingLists,), {"world": world})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES[site.PARVIS.engine],
            stateful_step_count=50,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert world.promoted["offer"] > 5 * EXAMPLES[site.PARVIS.engine] / 10
    assert world.promoted["given"] > 0
