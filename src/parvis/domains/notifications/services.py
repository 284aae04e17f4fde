"""Writing, reading and mailing notices. The words come from the domains with something to say."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.notifications import selectors
from parvis.domains.notifications.events import NoticeWritten
from parvis.domains.notifications.models import Notice
from parvis.domains.notifications.vocabulary import (
    KEPT_DAYS,
    MAIL_KEPT_HOURS,
    TITLE_MAX,
    Urgency,
)
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section
from parvis.kernel import events, text

#: What may go with a mail: (name of the file, its bytes, its type), or nothing.
Attachment = tuple[str, bytes, str]
Attach = Callable[[Notice], Attachment | None]
_attachments: dict[str, Attach] = {}


def attach(kind: str, make: Attach) -> None:
    """Let a domain join a file to the mails of its notices. Called once, at start."""
    _attachments[kind] = make


class NotAPath(ValueError):  # noqa: N818
    """A notice leads to a page of this site, or nowhere."""


@transaction.atomic
def tell(
    *,
    to: UUID,
    kind: str,
    key: str,
    title: str,
    body: str = "",
    url: str = "",
    urgency: Urgency = Urgency.CALM,
    about: UUID | None = None,
    at: datetime,
) -> Notice | None:
    """Write one notice, once for each ``(to, key)``: what was written is given back as it is.

    Nothing is written, and None returned, for an account that is gone or closed, or about somebody
    the reader does not see.

    :param title: who and what in one sentence, in the reader's language; it becomes a mail's
        subject, so never what somebody wrote in private.
    :raises NotAPath: ``url`` is not a path of this site.
    """
    if url and not (url.startswith("/") and not url.startswith("//") and "\\" not in url):
        raise NotAPath(url)
    reader = Resident.objects.filter(pk=to, is_active=True, erasure_asked_at=None).first()
    if reader is None or (about and not people.visible_to(reader).filter(pk=about).exists()):
        return None
    notice, created = Notice.objects.get_or_create(
        to=reader,
        key=key,
        defaults={
            "about_id": about,
            "kind": kind,
            "title": text.excerpt(title, TITLE_MAX),
            "body": body,
            "url": url,
            "urgency": urgency,
            "created_at": at,
        },
    )
    if created:
        events.publish(NoticeWritten(notice_id=notice.pk, to=to, urgency=Urgency(urgency)), at=at)
    return notice


def mark_read(*, notice: Notice, at: datetime) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def mark_all_read(*, resident: Resident, at: datetime) -> int:
    """How many were unread."""
    return selectors.notices_of(resident).filter(read_at=None).update(read_at=at)


def mark_read_leading_to(*, to: UUID, url: str, at: datetime) -> None:
    """The person has the page before their eyes: the notices that lead to it are read."""
    unread = Notice.objects.filter(to=to, url=url, read_at=None)
    if unread.exists():  # asked first: most pages have none, and a write queues behind others
        unread.update(read_at=at)


def settle(*, keys_from: str, at: datetime) -> None:
    """What these notices asked for is done: nobody need read them, and unsent mails are dropped."""
    Notice.objects.filter(key__startswith=keys_from, read_at=None).update(read_at=at)


def send_mail(*, notice_id: UUID, at: datetime) -> bool:
    """Mail one notice to who wishes it; whether it left now.

    Sent once: ``mailed_at`` is written after the mail server took it, and a mail sent again because
    that could not be written has the same Message-ID. Not sent when it was read meanwhile, when it
    is about somebody hidden since, or when it is a day old.

    :raises OSError: the mail server did not take it; ask again later.
    """
    notice = Notice.objects.select_related("to").filter(pk=notice_id).first()
    if notice is None or not _is_worth_a_mail(notice, at):
        return False
    with translation.override(notice.to.reads):
        _mail(notice).send()
    Notice.objects.filter(pk=notice.pk).update(mailed_at=at)
    return True


def forget_old(*, at: datetime) -> int:
    """Drop the notices of more than 90 days, read or not."""
    return Notice.objects.filter(created_at__lt=at - timedelta(days=KEPT_DAYS)).delete()[0]


def export(resident: Resident) -> Section:
    """The notices as they were written to them; whom they are about is left out."""
    kept = resident.notices.order_by("created_at")
    return Section(
        title=_("Avis reçus"),
        rows=list(kept.values("kind", "created_at", "read_at", "mailed_at")),
        labels={
            "kind": _("Nature"),
            "created_at": _("Écrit le"),
            "read_at": _("Lu le"),
            "mailed_at": _("Envoyé par mail le"),
        },
    )


def _is_worth_a_mail(notice: Notice, at: datetime) -> bool:
    return (
        notice.urgency == Urgency.NOW
        and notice.mailed_at is None
        and notice.read_at is None
        and notice.to.is_active
        and notice.to.erasure_asked_at is None
        and notice.to.email_immediately
        and notice.created_at > at - timedelta(hours=MAIL_KEPT_HOURS)
        and selectors.notices_of(notice.to).filter(pk=notice.pk).exists()
    )


def _mail(notice: Notice) -> EmailMessage:
    public = settings.PARVIS.public_url.rstrip("/")
    listed = public + reverse("notifications:notices")
    words = {
        "notice": notice,
        "site_name": settings.PARVIS.site_name,
        "link": public + notice.url if notice.url else listed,
        "choices": public + reverse("people:mails"),
    }
    make = _attachments.get(notice.kind)
    joined = make(notice) if make else None
    return EmailMessage(
        attachments=[joined] if joined else None,
        subject=" ".join(notice.title.split()),
        body=render_to_string("notifications/mail.txt", words),
        to=[notice.to.email],
        headers={
            "Message-ID": f"<notice-{notice.pk.hex}@{urlsplit(public).hostname}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": notice.to.reads,
        },
    )
