"""Each lapse of the promised time asks the next people; nothing drops."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from parvis.domains.people.vocabulary import Role
from parvis.domains.watch import selectors, services
from parvis.domains.watch.models import Item
from parvis.domains.watch.services import asking
from parvis.domains.watch.vocabulary import Level
from parvis.kernel import tasks
from parvis.kernel.models import Fact
from tests.domains.watch.test_items import asked
from tests.factories.people import a_resident, a_role
from tests.factories.watch import KIND, a_welcomer, an_area, an_item

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # Tuesday, 10:00 in Paris
HOURS = timedelta(hours=1)


def test_escalation_through_every_level_then_reminds_for_ever():
    area = an_area()
    first, *others = (a_welcomer() for _ in range(5))
    coordinator = a_resident()
    a_role(coordinator, Role.COORDINATOR, area)
    item = an_item(a_resident(), first=first, substitutes=others, area=area, at=AT)

    def pass_time(at: datetime) -> tuple:
        moved = services.escalate_due(at=at)
        item.refresh_from_db()
        return moved, Level(item.level), item.promised_at, set(asked(item))

    due = AT + 2 * HOURS
    assert pass_time(due - timedelta(seconds=1)) == (0, Level.FIRST, due, {first})
    # 12:00: two substitutes more, until 14:00.
    expected = {first, *others[:2]}
    assert pass_time(due) == (1, Level.OTHERS, due + 2 * HOURS, expected)
    assert pass_time(due) == (0, Level.OTHERS, due + 2 * HOURS, expected)
    # 14:00: the coordination, until 16:00; those asked may still answer.
    due += 2 * HOURS
    expected |= {coordinator}
    assert pass_time(due) == (1, Level.COORDINATOR, due + 2 * HOURS, expected)
    # 16:00, 18:00: reminded; then by day only: 8:00 + what is left.
    for _ in range(2):
        due += 2 * HOURS
        assert pass_time(due) == (1, Level.COORDINATOR, due + 2 * HOURS, expected)
    due += 2 * HOURS
    morning = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
    assert pass_time(due) == (1, Level.COORDINATOR, morning, expected)
    assert Fact.objects.filter(name="watch.ItemEscalated").count() == 2


def test_escalation_after_days_without_a_worker_goes_level_by_level():
    first, other = a_welcomer(), a_welcomer()
    item = an_item(a_resident(), first=first, substitutes=[other], at=AT)
    late = AT + timedelta(days=3)
    for level in (Level.OTHERS, Level.OTHERS):
        services.escalate_due(at=late)
        item.refresh_from_db()
        assert item.level == level
        assert item.promised_at == late + 2 * HOURS


def test_escalation_without_substitutes_asks_the_coordination():
    coordinator = a_resident()
    a_role(coordinator, Role.COORDINATOR)
    item = an_item(a_resident(), first=a_welcomer(), at=AT)
    services.escalate_due(at=AT + 2 * HOURS)
    item.refresh_from_db()
    assert item.level == Level.COORDINATOR
    assert coordinator in asked(item)


@pytest.mark.parametrize(
    ("held_in", "asked_there"),
    [("the commune", True), ("the neighbourhood", True), ("another commune", False), ("", True)],
)
def test_coordination_is_that_of_the_area_or_above(held_in, asked_there):
    commune, other = an_area("Valbourg"), an_area("Loin")
    quarter = an_area("Gare", parent=commune)
    areas = {"the commune": commune, "the neighbourhood": quarter, "another commune": other}
    coordinator = a_resident()
    a_role(coordinator, Role.COORDINATOR, areas.get(held_in))
    item = an_item(a_resident(), area=quarter, at=AT)
    assert (asked(item) == [coordinator]) is asked_there


def test_coordination_missing_falls_to_the_operators_and_is_found_when_named():
    waiting = a_resident()
    item = an_item(waiting, at=AT)
    assert list(selectors.unanswerable()) == [item]
    operator = a_resident()
    a_role(operator, Role.OPERATOR)
    services.escalate_due(at=AT + timedelta(minutes=1))
    assert asked(item) == [operator]
    assert not selectors.unanswerable().exists()
    coordinator = a_resident()
    a_role(coordinator, Role.COORDINATOR)
    services.escalate_due(at=AT + 2 * HOURS)
    assert set(asked(item)) == {operator, coordinator}


def test_reminder_asks_again_the_coordinator_who_passed():
    coordinator = a_resident()
    a_role(coordinator, Role.COORDINATOR)
    item = an_item(a_resident(), at=AT)
    services.passed(item=item, by=coordinator, at=AT)
    assert asked(item) == []
    # Not before the promised time: « pas cette fois » is respected.
    services.escalate_due(at=AT + HOURS)
    assert asked(item) == []
    assert list(selectors.unanswerable()) == [item]
    services.escalate_due(at=AT + 2 * HOURS)
    assert asked(item) == [coordinator]


def test_escalation_of_one_that_fails_holds_up_no_other(monkeypatch):
    a_role(a_resident(), Role.COORDINATOR)
    bad, good = (an_item(a_resident(), first=a_welcomer(), at=AT) for _ in range(2))
    whole = asking.raise_to

    def fragile(item, *args, **kwargs):
        if item == bad:
            raise LookupError("broken")
        return whole(item, *args, **kwargs)

    monkeypatch.setattr(asking, "raise_to", fragile)
    with pytest.raises(LookupError, match="broken"):
        services.escalate_due(at=AT + 2 * HOURS)
    levels = {each: Item.objects.get(pk=each.pk).level for each in (bad, good)}
    assert levels == {bad: Level.FIRST, good: Level.COORDINATOR}
    monkeypatch.undo()
    services.escalate_due(at=AT + 2 * HOURS)
    assert Item.objects.get(pk=bad.pk).level == Level.COORDINATOR


def test_escalation_runs_every_minute_by_itself():
    a_role(a_resident(), Role.COORDINATOR)
    with time_machine.travel(AT, tick=False) as clock:
        tasks.run_due(raising=True)
        item = an_item(a_resident(), first=a_welcomer())
        clock.shift(2 * HOURS + timedelta(minutes=1))
        tasks.run_due(raising=True)
    item.refresh_from_db()
    assert item.level == Level.COORDINATOR


def test_nothing_drops_whatever_those_asked_do():
    """Everybody passes, is blocked or leaves: the item still waits for somebody, or is counted."""
    a_role(a_resident(), Role.COORDINATOR)
    welcomers = [a_welcomer() for _ in range(4)]
    item = an_item(a_resident(), first=welcomers[0], substitutes=welcomers[1:], at=AT)
    moment = AT
    for _ in range(30):
        moment += timedelta(minutes=45)
        for resident in asked(item):
            services.passed(item=item, by=resident, at=moment)
        services.escalate_due(at=moment)
        still = Item.objects.get()
        assert still.ended_at is None
        assert asked(item) or selectors.unanswerable().exists()
        assert still.promised_at > moment


def test_a_kind_nobody_knows_any_more_still_waits(monkeypatch):
    from parvis.domains.watch.rules import kinds

    first = a_welcomer()
    item = an_item(a_resident(name="Amina"), first=first, substitutes=[a_welcomer()], at=AT)
    monkeypatch.delitem(kinds._kinds, KIND)
    services.escalate_due(at=AT + 2 * HOURS)
    item.refresh_from_db()
    assert item.level == Level.OTHERS
    assert item.promised_at == AT + 26 * HOURS
    assert [each.title for each in selectors.waiting_for(first, AT)] == [
        "Amina attend une réponse."
    ]
