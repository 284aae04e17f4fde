"""What waits, for those who can answer, who waits and who coordinates; never anybody hidden."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.domains.people.vocabulary import Role
from parvis.domains.watch import selectors, services
from parvis.kernel import ids
from parvis.kernel.errors import NotVisible
from tests.factories.people import a_block, a_resident, a_role
from tests.factories.watch import KIND, a_welcomer, an_area, an_item

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10:00 in Paris
THIN = "\u202f"


def names(waiting) -> list[str]:
    return [each.name for each in waiting]


def test_waiting_for_is_the_longest_wait_first():
    first = a_welcomer()
    for name, minutes in (("Zoé", 0), ("Amina", 20), ("Tom", 10)):
        an_item(a_resident(name=name), first=first, at=AT + timedelta(minutes=minutes))
    assert names(selectors.waiting_for(first, AT)) == ["Zoé", "Tom", "Amina"]
    assert selectors.waiting_count(first) == 3


def test_waiting_for_says_who_what_since_when_and_until_when():
    first = a_welcomer()
    item = an_item(a_resident(name="Amina"), first=first, at=AT)
    [each] = selectors.waiting_for(first, AT + timedelta(minutes=40))
    assert each.title == "Amina aimerait être accueilli·e"
    assert each.href == f"/repondre/{item.pk}/"
    assert each.since == "il y a 40 minutes"
    assert each.promise == f"Réponse promise avant 12{THIN}h"
    assert not each.is_late


def test_waiting_for_is_late_once_the_first_promise_has_passed():
    first = a_welcomer()
    an_item(a_resident(), first=first, substitutes=[a_welcomer()], at=AT)
    late = AT + timedelta(hours=2)
    services.escalate_due(at=late)
    [each] = selectors.waiting_for(first, late)
    assert each.is_late
    assert each.promise == ""


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("first", True),
        ("not yet asked", False),
        ("passed", False),
        ("blocked", False),
        ("blocks", False),
        ("waiting", False),
        ("neighbour", False),
        ("coordinator", False),
    ],
)
def test_waiting_for_is_for_who_is_asked_now(who, sees):
    waiting, first, second = a_resident(), a_welcomer(), a_welcomer()
    coordinator = a_resident()
    a_role(coordinator, Role.COORDINATOR)
    item = an_item(waiting, first=first, substitutes=[second], at=AT)
    if who == "passed":
        services.passed(item=item, by=first, at=AT)
    if who == "blocked":
        a_block(waiting, first)
    if who == "blocks":
        a_block(first, waiting)
    viewer = {
        "not yet asked": second,
        "waiting": waiting,
        "neighbour": a_resident(),
        "coordinator": coordinator,
    }.get(who, first)
    assert (selectors.waiting_count(viewer) == 1) is sees
    assert (len(selectors.waiting_for(viewer, AT)) == 1) is sees


def test_what_ended_no_longer_waits():
    waiting, first = a_resident(), a_welcomer()
    item = an_item(waiting, first=first, at=AT)
    services.answered(item=item, by=first, at=AT)
    assert selectors.waiting_for(first, AT) == []
    assert selectors.what_i_wait_for(waiting, AT) == []
    assert selectors.promise_words(item, AT) == ""


def test_what_i_wait_for_names_the_first_and_the_hour():
    waiting, first = a_resident(), a_welcomer(name="Nadia")
    item = an_item(waiting, first=first, at=AT)
    [wait] = selectors.what_i_wait_for(waiting, AT)
    assert wait.words == (
        f"Nadia a jusqu’à 12{THIN}h pour vous répondre{THIN};"
        " sinon, nous demandons à quelqu’un d’autre."
    )
    assert selectors.promise_words(item, AT) == wait.words
    assert selectors.promise_of(KIND, item.subject_id, AT) == wait.words
    assert selectors.promise_of(KIND, ids.new_id(), AT) == ""


def test_what_i_wait_for_shows_nothing_of_a_pass():
    waiting, first = a_resident(), a_welcomer(name="Nadia")
    item = an_item(waiting, first=first, substitutes=[a_welcomer(name="Serge")], at=AT)
    before = [wait.words for wait in selectors.what_i_wait_for(waiting, AT)]
    services.passed(item=item, by=first, at=AT)
    assert [wait.words for wait in selectors.what_i_wait_for(waiting, AT)] == before


@pytest.mark.parametrize("direction", ["waiting blocks", "first blocks"])
def test_what_i_wait_for_never_names_somebody_hidden(direction):
    waiting, first = a_resident(), a_welcomer(name="Nadia")
    an_item(waiting, first=first, at=AT)
    a_block(*((waiting, first) if direction == "waiting blocks" else (first, waiting)))
    [wait] = selectors.what_i_wait_for(waiting, AT)
    assert "Nadia" not in wait.words
    assert wait.words.startswith("Quelqu’un a jusqu’à 12")


def test_what_i_wait_for_says_what_happens_at_each_level():
    a_role(a_resident(), Role.COORDINATOR)
    waiting = a_resident()
    an_item(waiting, first=a_welcomer(), substitutes=[a_welcomer()], at=AT)
    due = AT + timedelta(hours=2)
    [wait] = selectors.what_i_wait_for(waiting, due)
    assert wait.words == "Nous demandons à quelqu’un d’autre de vous répondre."
    services.escalate_due(at=due)
    [wait] = selectors.what_i_wait_for(waiting, due)
    assert wait.words.startswith("Nous avons demandé à d’autres personnes, qui ont jusqu’à 14")
    services.escalate_due(at=due + timedelta(hours=2))
    [wait] = selectors.what_i_wait_for(waiting, due)
    assert wait.words.startswith("La coordination a votre demande")


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-11-24 16:00", f"16{THIN}h"),
        ("2026-11-25 09:30", f"demain à 9{THIN}h{THIN}30"),
        ("2026-11-27 09:00", f"vendredi 27 novembre à 9{THIN}h"),
    ],
)
def test_until_is_said_as_people_do(due, said):
    at = datetime.fromisoformat(due).replace(tzinfo=ZoneInfo("Europe/Paris"))
    assert selectors.until(at, AT, "Europe/Paris") == said


def test_until_follows_the_wall_of_the_area():
    late = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)  # 23:00 in Paris, 2:00 tomorrow in Réunion
    assert selectors.until(late, AT, "Europe/Paris") == f"23{THIN}h"
    assert selectors.until(late, AT, "Indian/Reunion") == f"demain à 2{THIN}h"


def test_all_waiting_is_for_who_coordinates_the_area():
    commune, other = an_area("Valbourg"), an_area("Loin")
    quarter = an_area("Gare", parent=commune)
    everywhere, here, there, nobody = (a_resident() for _ in range(4))
    a_role(everywhere, Role.COORDINATOR)
    a_role(here, Role.COORDINATOR, commune)
    a_role(there, Role.COORDINATOR, other)
    a_role(nobody, Role.MODERATOR)
    for name, area in (("A", commune), ("B", quarter), ("C", other), ("D", None)):
        an_item(a_resident(name=name), first=a_welcomer(), area=area, at=AT)

    def seen(viewer, area=None):
        return sorted(names(selectors.all_waiting(viewer, area, AT)))

    assert seen(everywhere) == ["A", "B", "C", "D"]
    assert seen(here) == ["A", "B", "D"]
    assert seen(there) == ["C", "D"]
    assert seen(nobody) == []
    assert seen(everywhere, quarter) == ["B"]
    assert seen(there, quarter) == []


def test_all_waiting_says_who_was_asked_and_hides_who_is_hidden():
    coordinator, first, second = a_resident(), a_welcomer(name="Nadia"), a_welcomer(name="Serge")
    a_role(coordinator, Role.COORDINATOR)
    item = an_item(a_resident(name="Amina"), first=first, substitutes=[second], at=AT)
    hidden = a_resident(name="Tom")
    an_item(hidden, first=first, at=AT)
    a_block(hidden, coordinator)
    services.passed(item=item, by=first, at=AT)
    [each] = selectors.all_waiting(coordinator, at=AT)
    assert each.asked == (("Nadia", True), ("Serge", False))
    a_block(coordinator, second)
    [each] = selectors.all_waiting(coordinator, at=AT)
    assert each.asked == (("Nadia", True),)


def test_item_for_is_not_found_for_who_may_not_answer():
    item = an_item(a_resident(), first=a_welcomer(), at=AT)
    assert selectors.item_asked(a_resident(), item.pk) is None
    with pytest.raises(NotVisible):
        selectors.item_for(a_resident(), item.pk)
    with pytest.raises(NotVisible):
        selectors.item_for(a_resident(), ids.new_id())


def test_item_asked_is_found_after_it_ended_too():
    first = a_welcomer()
    item = an_item(a_resident(), first=first, at=AT)
    assert selectors.item_of(kind=KIND, subject_id=item.subject_id) == item
    services.answered(item=item, by=first, at=AT)
    assert selectors.item_asked(first, item.pk) == item


@pytest.mark.parametrize("read", ["waiting_for", "all_waiting", "what_i_wait_for"])
def test_reads_cost_the_same_for_one_item_and_for_three(read):
    area = an_area()
    viewer = a_welcomer()
    a_role(viewer, Role.COORDINATOR, area)

    def cost(number: int) -> int:
        for _ in range(number):
            if read == "what_i_wait_for":
                an_item(viewer, first=a_welcomer(), substitutes=[a_welcomer()], area=area, at=AT)
            else:
                an_item(a_resident(), first=viewer, substitutes=[a_welcomer()], area=area, at=AT)
        fresh = type(viewer).objects.get(pk=viewer.pk)
        with CaptureQueriesContext(connection) as queries:
            found = getattr(selectors, read)(fresh, at=AT)
        assert found
        return len(queries)

    assert cost(1) == cost(2)
