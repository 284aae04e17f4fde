"""Who is asked is told once, who waits is reassured, and what is answered asks nobody any more."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from parvis.domains.people.vocabulary import Role
from parvis.domains.watch import services
from parvis.kernel import realtime, tasks
from tests.factories.people import a_resident, a_role
from tests.factories.watch import a_welcomer, an_item

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10:00 in Paris
THIN = "\u202f"


@pytest.fixture
def now():
    with time_machine.travel(AT, tick=False) as traveller:
        tasks.run_due()  # the jobs are known from now on
        yield traveller


@pytest.fixture
def told(monkeypatch):
    said = []
    monkeypatch.setattr(realtime, "tell", lambda to, kind, **_: said.append((to, kind)))
    return said


def test_who_is_asked_is_told_who_waits_and_until_when(now):
    first, later = a_welcomer(), a_welcomer()
    item = an_item(a_resident(name="Amina"), first=first, substitutes=[later])
    tasks.run_due(raising=True)
    notice = first.notices.get()
    assert notice.title == "Amina aimerait être accueilli·e"
    assert f"avant 12{THIN}h" in notice.body
    assert notice.url == f"/repondre/{item.pk}/"
    assert notice.about == item.waiting
    assert not later.notices.exists()
    assert [sent.to for sent in mail.outbox] == [[first.email]]


def test_who_is_asked_is_told_once_a_promise(now):
    first = a_welcomer()
    item = an_item(a_resident(), first=first)
    for _ in range(2):
        tasks.run_due(raising=True)
        services.open_item(
            kind=item.kind,
            subject_id=item.subject_id,
            waiting=item.waiting,
            first=first.pk,
            area=None,
            at=AT,
        )
    assert first.notices.count() == 1
    assert len(mail.outbox) == 1


def test_coordination_is_reminded_with_each_promise(now):
    coordinator = a_resident()
    a_role(coordinator, Role.COORDINATOR)
    an_item(a_resident())
    for _ in range(3):
        tasks.run_due(raising=True)
        now.shift(timedelta(hours=2, minutes=1))
    assert coordinator.notices.count() == 3
    assert "de trouver qui le peut" in coordinator.notices.first().body


def test_who_waits_is_told_that_others_were_asked_without_a_mail(now):
    a_role(a_resident(), Role.COORDINATOR)
    waiting = a_resident()
    an_item(waiting, first=a_welcomer(), substitutes=[a_welcomer()])
    for _ in range(4):
        tasks.run_due(raising=True)
        now.shift(timedelta(hours=2, minutes=1))
    bodies = [notice.body for notice in waiting.notices.order_by("created_at")]
    assert bodies == [
        "Nous venons de demander à d’autres personnes de vous répondre.",
        "La coordination la garde jusqu’à ce que quelqu’un vous réponde.",
    ]
    assert [waiting.email] not in [sent.to for sent in mail.outbox]


def test_answered_before_the_mail_left_asks_nobody_any_more(now):
    first, second = a_welcomer(), a_welcomer()
    item = an_item(a_resident(), first=first, substitutes=[second])
    tasks.run_due(raising=True)
    services.passed(item=item, by=first, at=AT)
    services.answered(item=item, by=first, at=AT)
    mail.outbox.clear()
    tasks.run_due(raising=True)
    assert mail.outbox == []
    assert not second.notices.exists()
    assert not first.notices.filter(read_at=None).exists()


def test_told_in_the_language_of_each_reader(now):
    first = a_welcomer(reads="en")
    an_item(a_resident(), first=first)
    tasks.run_due(raising=True)
    assert "12 pm" in first.notices.get().body


def test_open_pages_of_those_concerned_and_only_theirs(now, told):
    first, second, waiting, other = a_welcomer(), a_welcomer(), a_resident(), a_resident()
    item = an_item(waiting, first=first, substitutes=[second])
    tasks.run_due(raising=True)
    assert [pair for pair in told if pair[1] == "watch"] == [(first.pk, "watch")]
    services.passed(item=item, by=first, at=AT)
    services.answered(item=item, by=second, at=AT)
    told.clear()
    tasks.run_due(raising=True)
    seen = {to for to, kind in told if kind == "watch"}
    assert {first.pk, second.pk, waiting.pk} == seen
    assert other.pk not in seen
