"""An item opens once, is answered once, is passed on without a word, and never drops."""

from datetime import UTC, datetime, timedelta

import pytest

from parvis.domains.people.vocabulary import Role
from parvis.domains.watch import selectors, services
from parvis.domains.watch.models import Ask, Item
from parvis.domains.watch.vocabulary import Ending, Level
from parvis.kernel import ids
from parvis.kernel.errors import NotVisible
from parvis.kernel.models import Fact
from tests.factories.people import a_block, a_resident, a_role
from tests.factories.watch import KIND, a_kind, a_welcomer, an_area, an_item

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10:00 in Paris
DUE = AT + timedelta(hours=2)


def asked(item) -> list:
    """Who is asked now, in the order they were."""
    active = item.asks.filter(asked_at__isnull=False, passed_at=None)
    return [ask.resident for ask in active.order_by("asked_at", "level", "rank")]


def facts(name: str) -> int:
    return Fact.objects.filter(name=f"watch.{name}").count()


def test_open_item_asks_the_first_and_promises_two_hours():
    first, other = a_welcomer(), a_welcomer()
    item = an_item(a_resident(), first=first, substitutes=[other], at=AT)
    assert asked(item) == [first]
    assert (item.promised_at, item.level, item.ended_at) == (DUE, Level.FIRST, None)
    assert (facts("ItemOpened"), facts("AnswerAsked"), facts("ItemEscalated")) == (1, 1, 0)


def test_open_item_twice_is_one_item():
    waiting, first, subject = a_resident(), a_welcomer(), ids.new_id()
    one = an_item(waiting, first=first, subject_id=subject, at=AT)
    again = an_item(waiting, first=first, subject_id=subject, at=AT + timedelta(hours=5))
    assert one == again
    assert again.promised_at == DUE
    assert Ask.objects.count() == 1
    assert facts("ItemOpened") == 1


def test_open_item_names_each_person_once_and_never_the_one_who_waits():
    waiting, first, other = a_welcomer(), a_welcomer(), a_welcomer()
    item = an_item(waiting, first=first, substitutes=[other, first, waiting, other], at=AT)
    assert set(item.asks.values_list("resident", flat=True)) == {first.pk, other.pk}


def test_open_item_without_a_first_asks_the_first_substitute():
    other, another = a_welcomer(), a_welcomer()
    item = an_item(a_resident(), substitutes=[other, another], at=AT)
    assert asked(item) == [other]


@pytest.mark.parametrize(
    "why", ["no duty", "blocked", "blocks", "suspended", "leaving", "distance"]
)
def test_open_item_passes_over_who_cannot_answer(why):
    waiting, other = a_resident(), a_welcomer()
    first = a_resident() if why == "no duty" else a_welcomer()
    if why == "blocked":
        a_block(waiting, first)
    if why == "blocks":
        a_block(first, waiting)
    if why == "distance":
        first.distances_kept.create(other=waiting)
    if why in {"suspended", "leaving"}:
        first.is_active = why != "suspended"
        first.erasure_asked_at = AT if why == "leaving" else None
        first.save()
    assert asked(an_item(waiting, first=first, substitutes=[other], at=AT)) == [other]


def test_open_item_with_nobody_asks_the_coordination_at_once():
    area = an_area()
    coordinator = a_resident()
    a_role(coordinator, Role.COORDINATOR, area)
    item = an_item(a_resident(), area=area, at=AT)
    assert asked(item) == [coordinator]
    assert item.level == Level.COORDINATOR


def test_a_duty_elsewhere_does_not_answer_here():
    here, elsewhere = an_area("Ici"), an_area("Ailleurs")
    item = an_item(a_resident(), first=a_welcomer(elsewhere), area=here, at=AT)
    assert asked(item) == []
    assert list(selectors.unanswerable()) == [item]


def test_a_kind_without_a_duty_asks_anybody():
    a_kind("open-to-all", role=None)
    neighbour = a_resident()
    assert asked(an_item(a_resident(), first=neighbour, kind="open-to-all", at=AT)) == [neighbour]


def test_passed_asks_the_next_now_and_keeps_the_promise():
    first, second, third = a_welcomer(), a_welcomer(), a_welcomer()
    item = an_item(a_resident(), first=first, substitutes=[second, third], at=AT)
    services.passed(item=item, by=first, at=AT + timedelta(minutes=5))
    assert asked(item) == [second]
    assert (item.level, item.promised_at) == (Level.FIRST, DUE)
    services.passed(item=item, by=second, at=AT + timedelta(minutes=6))
    assert asked(item) == [third]


def test_passed_twice_asks_one_more_person_only():
    first, second, third = a_welcomer(), a_welcomer(), a_welcomer()
    item = an_item(a_resident(), first=first, substitutes=[second, third], at=AT)
    for _ in range(2):
        services.passed(item=item, by=first, at=AT)
    assert asked(item) == [second]


def test_passed_by_who_is_not_asked_changes_nothing():
    first, second = a_welcomer(), a_welcomer()
    item = an_item(a_resident(), first=first, substitutes=[second], at=AT)
    for who in (second, a_resident(), item.waiting):
        services.passed(item=item, by=who, at=AT)
    assert asked(item) == [first]


def test_passed_by_the_last_asks_the_coordination_with_a_new_promise():
    coordinator, first = a_resident(), a_welcomer()
    a_role(coordinator, Role.COORDINATOR)
    item = an_item(a_resident(), first=first, at=AT)
    services.passed(item=item, by=first, at=AT + timedelta(minutes=30))
    assert asked(item) == [coordinator]
    assert item.level == Level.COORDINATOR
    assert item.promised_at == DUE + timedelta(minutes=30)


def test_passed_by_every_coordinator_asks_the_operators():
    coordinator, operator = a_resident(), a_resident()
    a_role(coordinator, Role.COORDINATOR)
    a_role(operator, Role.OPERATOR)
    item = an_item(a_resident(), at=AT)
    services.passed(item=item, by=coordinator, at=AT)
    assert asked(item) == [operator]


def test_answered_ends_it_once():
    first, second = a_welcomer(), a_welcomer()
    item = an_item(a_resident(), first=first, substitutes=[second], at=AT)
    services.answered(item=item, by=first, at=AT + timedelta(minutes=9))
    services.answered(item=item, by=first, at=AT + timedelta(minutes=99))
    services.passed(item=item, by=first, at=AT + timedelta(minutes=99))
    services.withdrawn(item=item, at=AT + timedelta(minutes=99))
    assert (item.ending, item.ended_at) == (Ending.ANSWERED, AT + timedelta(minutes=9))
    assert item.answered_by == first
    assert (facts("ItemAnswered"), facts("ItemWithdrawn")) == (1, 0)
    assert asked(item) == [first]


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("asked", True),
        ("passed", True),
        ("coordinator", True),
        ("coordinator elsewhere", False),
        ("not yet asked", False),
        ("waiting", False),
        ("neighbour", False),
        ("asked then blocked", False),
        ("asked, duty ended", False),
        ("operator", False),
    ],
)
def test_who_may_answer(who, may):
    area = an_area()
    waiting, asked_one, later = a_resident(), a_welcomer(), a_welcomer()
    people = {
        "waiting": waiting,
        "asked": asked_one,
        "asked then blocked": asked_one,
        "asked, duty ended": asked_one,
        "passed": asked_one,
        "not yet asked": later,
        "neighbour": a_resident(),
        "operator": a_resident(),
        "coordinator": a_resident(),
        "coordinator elsewhere": a_resident(),
    }
    a_role(people["operator"], Role.OPERATOR)
    a_role(people["coordinator"], Role.COORDINATOR, area)
    a_role(people["coordinator elsewhere"], Role.COORDINATOR, an_area("Ailleurs"))
    item = an_item(waiting, first=asked_one, substitutes=[later], area=area, at=AT)
    if who == "passed":
        services.passed(item=item, by=asked_one, at=AT)
    if who == "asked then blocked":
        a_block(waiting, asked_one)
    if who == "asked, duty ended":
        asked_one.roles.update(ended_at=AT)
    if may:
        services.answered(item=item, by=people[who], at=AT)
    else:
        with pytest.raises(NotVisible):
            services.answered(item=item, by=people[who], at=AT)
    assert (Item.objects.get().ended_at is not None) is may


def test_withdrawn_ends_it_once():
    item = an_item(a_resident(), first=a_welcomer(), at=AT)
    for _ in range(2):
        services.withdrawn(item=item, at=AT)
    assert (item.ending, item.ended_at) == (Ending.WITHDRAWN, AT)
    assert facts("ItemWithdrawn") == 1


def test_by_subject_only_the_named_kind_and_only_who_may():
    a_kind("other.kind")
    subject, first, stranger = ids.new_id(), a_welcomer(), a_resident()
    waiting = a_resident()
    one = an_item(waiting, first=first, subject_id=subject, at=AT)
    other = an_item(waiting, first=first, subject_id=subject, kind="other.kind", at=AT)
    services.answered_if_waiting(subject_id=subject, by=stranger, at=AT)
    services.answered_if_waiting(subject_id=subject, by=waiting, at=AT)
    assert not Item.objects.exclude(ended_at=None).exists()
    services.answered_if_waiting(subject_id=subject, kind="other.kind", by=first, at=AT)
    assert list(Item.objects.exclude(ended_at=None)) == [other]
    services.withdrawn_if_waiting(subject_id=subject, at=AT)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.ending, other.ending) == (Ending.WITHDRAWN, Ending.ANSWERED)


def test_passed_by_subject_asks_the_next():
    first, second, subject = a_welcomer(), a_welcomer(), ids.new_id()
    item = an_item(a_resident(), first=first, substitutes=[second], subject_id=subject, at=AT)
    services.passed_if_waiting(subject_id=subject, kind=KIND, by=first, at=AT)
    assert asked(item) == [second]
