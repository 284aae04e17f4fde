"""Two at the same moment, on both engines: one last place, one path, one request."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from parvis.domains.conversations.models import Message
from parvis.domains.people.models import Resident
from parvis.domains.watch.models import Item
from parvis.domains.welcome import services
from parvis.domains.welcome.models import Suggestion, Welcome
from parvis.domains.welcome.vocabulary import Kind
from parvis.kernel import clock
from tests.factories.circles import a_circle
from tests.factories.mutual_aid import a_house, a_need
from tests.factories.people import a_resident
from tests.factories.welcome import a_place, a_suggestion, a_welcomer, an_occurrence, asked

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each gives, or the refusal it raises; all begin together."""
    barrier = threading.Barrier(len(calls))
    results: list[object] = [None] * len(calls)

    def run(number: int, call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[number] = call()
        except Exception as error:  # noqa: BLE001
            results[number] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(number, call)) for number, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_last_place_of_a_welcomer_goes_to_one() -> None:
    welcomer = a_welcomer(cap=2)
    people = [a_resident() for _ in range(5)]

    results = at_once(*(lambda one=one: asked(one, welcomer) for one in people))

    refused = [one for one in results if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [services.WelcomerNoLongerFree] * 3
    assert Welcome.objects.count() == Item.objects.count() == Message.objects.count() == 2


def test_request_sent_twice_at_once_is_one() -> None:
    welcomer, newcomer = a_welcomer(cap=1), a_resident()
    results = at_once(*[lambda: asked(Resident.objects.get(pk=newcomer.pk), welcomer)] * 3)
    assert len({one.pk for one in results if isinstance(one, Item)}) == 1
    assert not [one for one in results if isinstance(one, Exception)]
    assert Welcome.objects.count() == Item.objects.count() == Message.objects.count() == 1


def test_two_tabs_make_one_path() -> None:
    resident = a_resident()
    for _ in range(3):
        a_welcomer()
        a_place()
        an_occurrence()
        a_circle()
        a_need(a_house())

    results = at_once(
        *[
            lambda: services.renew_path(
                resident=Resident.objects.get(pk=resident.pk), at=clock.now()
            )
        ]
        * 4
    )

    assert results == [None] * 4
    active = Suggestion.objects.filter(resident=resident, ended_at=None)
    assert sorted(active.values_list("kind", flat=True)) == sorted(Kind.values)
    assert Suggestion.objects.count() == len(Kind)


def test_two_tabs_refuse_the_same_door_once() -> None:
    resident, places = a_resident(), [a_place() for _ in range(4)]
    suggestion = a_suggestion(resident, Kind.PLACE, places[0])
    results = at_once(
        *[
            lambda: services.refuse(
                suggestion=Suggestion.objects.get(pk=suggestion.pk),
                by=Resident.objects.get(pk=resident.pk),
                at=clock.now(),
            )
        ]
        * 3
    )
    assert not [one for one in results if isinstance(one, Exception)]
    mine = Suggestion.objects.filter(resident=resident, kind=Kind.PLACE)
    assert mine.count() == 2
    assert mine.get(ended_at=None).thing_id != places[0].pk
