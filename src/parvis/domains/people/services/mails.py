"""The mails of an account: plain text always, HTML for a code in large figures, no tracking."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from parvis.domains.people.models import Resident


def compose(
    *,
    template: str,
    to: str,
    language: str,
    resident: Resident | None = None,
    values: Mapping[str, Any],
) -> EmailMultiAlternatives:
    """A mail ready to leave, in a language; ``template`` is the beginning of its files' names."""
    context = {
        "site_name": settings.PARVIS.site_name,
        "home_url": settings.PARVIS.public_url,
        "login_url": _address("account_login"),
        "security_url": _address("usersessions_list"),
        "email": to,
        "name": resident.name if resident else "",
        "language": language,
        **values,
    }
    with override(language):
        subject = render_to_string(f"{template}_subject.txt", context)
        text = render_to_string(f"{template}_message.txt", context)
        html = _large(f"{template}_message.html", context)
    mail = EmailMultiAlternatives(
        " ".join(subject.split()),
        text.strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [to],
        headers={"Auto-Submitted": "auto-generated"},
    )
    if html:
        mail.attach_alternative(html, "text/html")
    return mail


def _large(template: str, context: Mapping[str, Any]) -> str:
    try:
        return render_to_string(template, dict(context))
    except TemplateDoesNotExist:
        return ""


def _address(name: str) -> str:
    return settings.PARVIS.public_url.rstrip("/") + reverse(name)
