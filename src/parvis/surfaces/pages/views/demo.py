"""Entering the demo town as somebody, and reading the mails it would have sent.

Nothing here can run outside a demo: the addresses do not exist there, and each view refuses.
"""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from parvis.domains.people.models import Resident
from parvis.kernel.errors import NotVisible

#: Mails shown, the newest first.
SHOWN = 30
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def only_in_a_demo(view: Any) -> Any:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.PARVIS.is_demo:
            raise NotVisible
        return view(request, *args, **kwargs)

    return guarded


def doors() -> list[dict[str, Any]]:
    """One resident a role, as the town's file names them."""
    from parvis.surfaces.pages.demo_people import ENTRIES

    people = {one.email: one for one in Resident.objects.filter(email__in=[e for e, _ in ENTRIES])}
    return [
        {"resident": people[address], "role": label}
        for address, label in ENTRIES
        if address in people
    ]


@require_safe
@only_in_a_demo
def entries(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/demo_entries.html", {"doors": doors()})


def entrance(*, request: HttpRequest) -> str | None:
    """The same doors, on the sign-in page of the demo."""
    if not settings.PARVIS.is_demo:
        return None
    return render_to_string("pages/demo_entrance.html", {"doors": doors()}, request=request)


@require_POST
@only_in_a_demo
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people, without code nor second factor."""
    chosen = request.POST.get("email", "")
    door = next((one for one in doors() if one["resident"].email == chosen), None)
    if door is None:
        raise NotVisible
    login(request, door["resident"], backend=BACKEND)
    request.session["demo_second_factor"] = True
    return redirect("pages:home")


@require_safe
@only_in_a_demo
def mailbox(request: HttpRequest) -> HttpResponse:
    """What the town wrote to people: in a demo, mails go to a folder and are read here."""
    folder = Path(settings.PARVIS.data_dir) / "mail"
    files = sorted(folder.glob("*.log"), key=lambda one: one.stat().st_mtime, reverse=True)
    mails = [mail for file in files[:SHOWN] for mail in mails_in(file)][:SHOWN]
    return render(request, "pages/demo_mailbox.html", {"mails": mails})


def mails_in(file: Path) -> list[dict[str, Any]]:
    """The messages of one file of Django's file-based backend, the newest first."""
    parts = file.read_bytes().split(b"-" * 79)
    found = []
    for part in parts:
        if not part.strip():
            continue
        message = email.message_from_bytes(part.lstrip(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101 (the policy above promises it)
        body = message.get_body(("plain",))
        found.append(
            {
                "to": str(message["To"]),
                "subject": str(message["Subject"]),
                "text": body.get_content() if body else "",
                "at": datetime.fromtimestamp(file.stat().st_mtime, UTC),
            }
        )
    return found[::-1]
