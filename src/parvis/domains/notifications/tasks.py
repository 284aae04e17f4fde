"""Deferred work: a notice tells the open pages, and leaves by mail."""

from datetime import datetime

from parvis.domains.notifications import selectors, services
from parvis.domains.notifications.events import NoticeWritten
from parvis.domains.notifications.vocabulary import Urgency
from parvis.kernel import clock, events, realtime, tasks


@events.listens(NoticeWritten, name="notifications.signal")
def signal(fact: NoticeWritten) -> None:
    """Unless it is about somebody hidden since it was written: there is nothing to read."""
    if selectors.is_shown(fact.to, fact.notice_id):
        realtime.tell(fact.to, "notice")


@events.listens(NoticeWritten, name="notifications.mail", atomic=False)
def mail(fact: NoticeWritten) -> None:
    if fact.urgency == Urgency.NOW:
        services.send_mail(notice_id=fact.notice_id, at=clock.now())


@tasks.every(minutes=24 * 60, name="notifications.forget_old")
def forget_old(at: datetime) -> None:
    services.forget_old(at=at)
