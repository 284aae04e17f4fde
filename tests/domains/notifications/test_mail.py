"""A mail leaves once, in the reader's language, for what somebody waits for."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from parvis.domains.notifications import services
from parvis.domains.notifications.models import Notice
from parvis.domains.notifications.vocabulary import Urgency
from parvis.kernel import tasks
from parvis.kernel.models import Delivery
from tests.factories.notifications import a_notice
from tests.factories.people import a_block, a_resident

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def tell(to, **changes):
    given = {
        "kind": "test",
        "key": "one",
        "title": "Nadia vous a écrit",
        "url": "/conversations/abc/",
        "urgency": Urgency.NOW,
        "at": AT,
    }
    return services.tell(to=to.pk, **{**given, **changes})


@pytest.fixture
def now():
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def test_mail_says_who_and_where_to_go(now, settings):
    amina = a_resident(name="L’Amina & Zoé's <3")
    notice = tell(amina, body="Vous pouvez répondre à « Tom & Léa's <b> ».")
    tasks.run_due(raising=True)
    [sent] = mail.outbox
    assert sent.subject == "Nadia vous a écrit"
    assert sent.to == [amina.email]
    assert "Bonjour L’Amina & Zoé's <3," in sent.body
    assert "Vous pouvez répondre à « Tom & Léa's <b> »." in sent.body
    assert f"{settings.PARVIS.public_url}/conversations/abc/" in sent.body
    assert "&#" not in sent.body
    assert notice.pk.hex in sent.message()["Message-ID"]
    assert sent.message()["Auto-Submitted"] == "auto-generated"
    assert Notice.objects.get().mailed_at == AT


def test_mail_is_in_the_language_of_the_reader(now):
    tell(a_resident(reads="en", name="Tom"))
    tasks.run_due(raising=True)
    assert mail.outbox[0].message()["Content-Language"] == "en"


def test_mail_leaves_once_however_often_it_is_asked_for(now):
    notice = tell(a_resident())
    tasks.run_due(raising=True)
    tell(Notice.objects.get().to)
    tasks.run_due(raising=True)
    assert services.send_mail(notice_id=notice.pk, at=AT) is False
    assert len(mail.outbox) == 1


def test_mail_sent_again_has_the_same_message_id(now):
    notice = tell(a_resident())
    services.send_mail(notice_id=notice.pk, at=AT)
    Notice.objects.update(mailed_at=None)  # the server died before it could write it down
    services.send_mail(notice_id=notice.pk, at=AT)
    first, second = (sent.message()["Message-ID"] for sent in mail.outbox)
    assert first == second


def test_mail_refused_by_the_server_is_tried_again(now, monkeypatch):
    def refuse(*_):
        raise smtplib.SMTPServerDisconnected

    tell(a_resident())
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        tasks.run_due()
    assert mail.outbox == []
    assert Delivery.objects.get(listener="notifications.mail").state == Delivery.State.WAITING
    assert Notice.objects.get().mailed_at is None
    now.shift(timedelta(minutes=1))
    tasks.run_due(raising=True)
    assert len(mail.outbox) == 1


def test_mail_a_day_old_is_dropped(now):
    notice = tell(a_resident())
    assert services.send_mail(notice_id=notice.pk, at=AT + timedelta(hours=24)) is False
    assert services.send_mail(notice_id=notice.pk, at=AT + timedelta(hours=23, minutes=59)) is True


@pytest.mark.parametrize(
    ("reader", "changes"),
    [
        ({}, {"urgency": Urgency.CALM}),
        ({"email_immediately": False}, {}),
    ],
)
def test_mail_is_not_sent_for_what_can_wait_or_is_not_wished(now, reader, changes):
    tell(a_resident(**reader), **changes)
    tasks.run_due(raising=True)
    assert mail.outbox == []
    assert Notice.objects.count() == 1


def test_mail_is_not_sent_once_read(now):
    notice = tell(a_resident())
    services.mark_read(notice=notice, at=AT)
    tasks.run_due(raising=True)
    assert mail.outbox == []


@pytest.mark.parametrize("direction", ["reader blocks", "reader is blocked"])
def test_mail_queued_about_somebody_hidden_since_is_dropped(now, direction):
    amina, serge = a_resident(), a_resident()
    tell(amina, about=serge.pk)
    a_block(*((amina, serge) if direction == "reader blocks" else (serge, amina)))
    tasks.run_due(raising=True)
    assert mail.outbox == []


def test_mail_is_not_sent_to_who_left_meanwhile(now):
    amina = a_resident()
    tell(amina)
    amina.is_active = False
    amina.save()
    tasks.run_due(raising=True)
    assert mail.outbox == []


def test_mail_of_a_title_on_two_lines_leaves_with_one(now):
    notice = a_notice(
        a_resident(), title="Nadia\nBcc: tous@exemple.fr", urgency=Urgency.NOW, created_at=AT
    )
    services.send_mail(notice_id=notice.pk, at=AT)
    assert mail.outbox[0].subject == "Nadia Bcc: tous@exemple.fr"
    assert mail.outbox[0].message()["Bcc"] is None
