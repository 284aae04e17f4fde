"""Mails to people without an account, whom somebody trusts: never more than what they must know.

In the language of who trusts them. Each leaves outside of any transaction; the ones about news are
sent once, noted after the mail server took them (the same Message-ID if it comes twice).
"""

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import CheckIn, TrustedLink
from parvis.domains.gatherings.vocabulary import CONTACT_MAILS_A_DAY, Wellbeing
from parvis.kernel import throttle
from parvis.web import dates

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

DAY = 86_400


def send_link(*, link: TrustedLink, token: str) -> bool:
    """Mail a plan to the address given; whether it left.

    An address that has had no word of ours today is not kept: it must not be written to later.

    :raises Throttled: too many of them today.
    :raises OSError: the mail server did not take it.
    """
    if not link.contact_email:
        return False
    try:
        throttle.require(
            "gatherings.contact",
            link.resident_id,
            limit=CONTACT_MAILS_A_DAY,
            seconds=DAY,
            fail_closed=True,
        )
    except throttle.Throttled:
        TrustedLink.objects.filter(pk=link.pk).update(contact_email="")
        link.contact_email = ""
        raise
    address = reverse("gatherings:trusted", args=[token])
    _mail(
        link,
        "plan",
        subject=_("%(name)s vous confie un rendez-vous"),
        values={"address": _public() + address},
    ).send()
    return True


def tell_contacts_no_news(*, check_in: CheckIn, at: datetime) -> int:
    """No news came: tell each trusted contact with an address, once; how many. Never the police.

    :raises OSError: the mail server did not take it; ask again later.
    """
    told = 0
    for link in _links_of(check_in, at).filter(told_at=None):
        if CheckIn.objects.filter(pk=check_in.pk, answered_at__isnull=False).exists():
            break
        _mail(link, "no-news", subject=_("Pas encore de nouvelles de %(name)s")).send()
        TrustedLink.objects.filter(pk=link.pk).update(told_at=at)
        told += 1
    return told


def tell_contacts_news(*, check_in: CheckIn, at: datetime) -> int:
    """News came after all: tell those who had been told that none had; how many.

    :raises OSError: the mail server did not take it; ask again later.
    """
    told = 0
    is_well = check_in.answer == Wellbeing.WELL
    for link in _links_of(check_in, at).filter(told_at__isnull=False, reassured_at=None):
        subject = _("%(name)s va bien") if is_well else _("%(name)s a donné de ses nouvelles")
        _mail(link, "well" if is_well else "news", subject=subject).send()
        TrustedLink.objects.filter(pk=link.pk).update(reassured_at=at)
        told += 1
    return told


def _links_of(check_in: CheckIn, at: datetime):  # type: ignore[no-untyped-def]
    links = selectors.live_links(at).exclude(contact_email="")
    mine = links.filter(occurrence=check_in.occurrence_id, resident=check_in.resident_id)
    return mine.select_related("resident", "occurrence__gathering__place").order_by("pk")


def _mail(
    link: TrustedLink, name: str, *, subject: "Words", values: dict[str, str] | None = None
) -> EmailMessage:
    occurrence, gathering = link.occurrence, link.occurrence.gathering
    with translation.override(link.resident.reads):
        who = {"name": link.resident.name}
        body = render_to_string(
            f"gatherings/safety/mail_{name.replace('-', '_')}.txt",
            {
                **who,
                "contact": link.contact_name,
                "day": dates.day(occurrence.starts_at, gathering.time_zone),
                "hours": dates.hours(occurrence.starts_at, occurrence.ends_at, gathering.time_zone),
                "place": gathering.place.name,
                "site_name": settings.PARVIS.site_name,
                "town_hall_phone": settings.PARVIS.town_hall_phone,
                **(values or {}),
            },
        )
        return EmailMessage(
            subject=str(subject) % who,
            body=body,
            to=[link.contact_email],
            headers={
                "Message-ID": f"<{name}-{link.pk.hex}@{urlsplit(_public()).hostname}>",
                "Auto-Submitted": "auto-generated",
                "Content-Language": link.resident.reads,
            },
        )


def _public() -> str:
    return settings.PARVIS.public_url.rstrip("/")
