"""Every mail of an account, in plain words."""

from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string

from parvis.domains import people
from parvis.domains.people.services import mails
from parvis.kernel import clock

TEMPLATES = Path(people.__file__).parent / "templates"
MAILS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_message.txt")
    for path in TEMPLATES.rglob("email/*_message.txt")
)
VALUES: dict[str, Any] = {
    "site_name": "Parvis d’Ici & d’ailleurs",
    "home_url": "https://parvis.example",
    "security_url": "https://parvis.example/compte/appareils/",
    "login_url": "https://parvis.example/compte/entrer/",
    "signup_url": "https://parvis.example/compte/inscription/",
    "name": "Zoé & Cie",
    "language": "fr",
    "code": "012345",
    "timestamp": clock.now(),
    "user_agent": "Firefox <3",
    "due_at": clock.now(),
    "to_email": "a@b.fr",
    "deleted_email": "a@b.fr",
}


def test_every_mail_of_the_library_is_ours() -> None:
    import allauth

    theirs = Path(allauth.__file__).parent / "templates"
    linked = {"password_reset_key", "password_reset"}  # by a link: codes are sent instead
    names = {
        str(path.relative_to(theirs)).removesuffix("_message.txt")
        for folder in ("account", "mfa")
        for path in (theirs / folder).rglob("email/*_message.txt")
        if not path.name.startswith("base")
    }

    assert {name for name in names if name.split("/")[-1] not in linked} <= set(MAILS)


@pytest.mark.parametrize("prefix", MAILS)
@pytest.mark.parametrize("name", ["Zoé & Cie", ""])
def test_mail_is_plain_text_on_one_subject_line(prefix: str, name: str) -> None:
    mail = mails.compose(
        template=prefix, to="a@b.fr", language="fr", values={**VALUES, "name": name}
    )

    body = str(mail.body)
    assert "\n" not in mail.subject
    assert 5 < len(mail.subject) < 80
    assert "Parvis d’Ici & d’ailleurs" in body
    assert "&amp;" not in body
    assert ("Zoé & Cie" in body) is bool(name)
    assert "{" not in body
    assert "\n\n\n\n" not in body


CODES = [prefix for prefix in MAILS if (TEMPLATES / f"{prefix}_message.html").exists()]


def test_every_code_has_its_large_figures() -> None:
    assert len(CODES) == 5


@pytest.mark.parametrize("prefix", CODES)
def test_code_mails_show_the_code_large(prefix: str) -> None:
    html = render_to_string(f"{prefix}_message.html", VALUES)

    assert "<h1>012345</h1>" in html
    assert "Zoé &amp; Cie" in html
