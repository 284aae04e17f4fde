"""What an operator may set, and what a server refuses to start with."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pydantic import ValidationError

from parvis.config.settings.environment import DEVELOPMENT_KEY, Environment
from tests.pages.guarding import guarded
from tests.support.patience import STUCK

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "PARVIS_MODE": "production",
    "PARVIS_SECRET_KEY": "k" * 25 + "0123456789" * 3,
    "PARVIS_PUBLIC_URL": "https://parvis.ville.example",
    "PARVIS_MAIL_URL": "smtp://courrier.ville.example:25",
}


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing of Parvis in the environment."""
    for name in [name for name in os.environ if name.startswith("PARVIS_")]:
        monkeypatch.delenv(name)
    return monkeypatch


def setting(environ: pytest.MonkeyPatch, **values: str) -> Environment:
    for name, value in values.items():
        environ.setenv(name, value)
    return Environment()


def without(name: str, **others: str) -> dict[str, str]:
    return {key: value for key, value in PRODUCTION.items() if key != name} | others


def test_production_starts_with_what_it_needs(environ: pytest.MonkeyPatch) -> None:
    found = setting(environ, **PRODUCTION)

    assert (found.mode, found.engine, found.secure) == ("production", "embedded", True)
    assert found.allowed_hosts == ["parvis.ville.example"]
    assert not found.is_demo


def test_empty_environment_is_a_production_that_refuses(environ: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="PARVIS_SECRET_KEY"):
        Environment()


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (without("PARVIS_SECRET_KEY"), "PARVIS_SECRET_KEY"),
        ({**PRODUCTION, "PARVIS_SECRET_KEY": DEVELOPMENT_KEY}, "PARVIS_SECRET_KEY"),
        ({**PRODUCTION, "PARVIS_SECRET_KEY": "x" * 49}, "PARVIS_SECRET_KEY"),
        ({**PRODUCTION, "PARVIS_SECRET_KEY": ""}, "PARVIS_SECRET_KEY"),
        ({**PRODUCTION, "PARVIS_DEBUG": "1"}, "PARVIS_DEBUG"),
        (without("PARVIS_PUBLIC_URL"), "PARVIS_PUBLIC_URL"),
        ({**PRODUCTION, "PARVIS_PUBLIC_URL": "http://parvis.ville.example"}, "PARVIS_PUBLIC_URL"),
        (without("PARVIS_MAIL_URL"), "PARVIS_MAIL_URL"),
        ({**PRODUCTION, "PARVIS_ENGINE": "scaled"}, "PARVIS_DATABASE_URL"),
        (
            {
                **PRODUCTION,
                "PARVIS_ENGINE": "scaled",
                "PARVIS_DATABASE_URL": "postgresql://parvis@localhost/parvis",
            },
            "PARVIS_REDIS_URL",
        ),
    ],
)
def test_production_refuses_and_names_the_variable(
    environ: pytest.MonkeyPatch, values: dict[str, str], named: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        setting(environ, **values)

    sentences = [error["msg"].removeprefix("Value error, ") for error in refused.value.errors()]
    assert len(sentences) == 1
    assert sentences[0].startswith(f"{named}: ")
    assert sentences[0].endswith(".")


def test_refusal_does_not_repeat_a_secret(environ: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError) as refused:
        setting(environ, PARVIS_SECRET_KEY="tooshortbutsecret")

    assert "tooshortbutsecret" not in refused.value.errors()[0]["msg"]
    assert "tooshortbutsecret" not in str(refused.value)


@pytest.mark.parametrize("mode", ["demo", "development", "test"])
def test_other_modes_start_without_secret_nor_mail(environ: pytest.MonkeyPatch, mode: str) -> None:
    found = setting(environ, PARVIS_MODE=mode)

    assert found.is_demo == (mode == "demo")
    assert "localhost" in found.allowed_hosts


def test_lists_are_read_with_commas(environ: pytest.MonkeyPatch) -> None:
    found = setting(
        environ,
        **PRODUCTION,
        PARVIS_HOSTS=" a.example, b.example ,",
        PARVIS_SECRET_KEY_FALLBACKS="old-key",
    )

    assert found.allowed_hosts == ["parvis.ville.example", "a.example", "b.example"]
    assert found.secret_key_fallbacks == ("old-key",)


def test_secrets_do_not_show_in_a_log(environ: pytest.MonkeyPatch) -> None:
    found = setting(
        environ,
        **PRODUCTION,
        PARVIS_ENGINE="scaled",
        PARVIS_DATABASE_URL="postgresql://parvis:motdepasse@db/parvis",
        PARVIS_REDIS_URL="redis://:sesame@redis/0",
    )

    shown = repr(found) + str(found)
    for secret in (PRODUCTION["PARVIS_SECRET_KEY"], "motdepasse", "sesame"):
        assert secret not in shown


# — What the running site sends


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/aide/", "/compte/entrer/", "/bienvenue/", "/nulle-part/"])
def test_page_sends_security_headers(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code in {200, 404}
    guarded(response.headers)
    assert response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "payment=()" in response.headers["Permissions-Policy"]


@pytest.mark.django_db
def test_form_cookie_is_out_of_reach_of_scripts(client: Client) -> None:
    cookies = client.get("/compte/entrer/").cookies

    form = next(cookie for name, cookie in cookies.items() if name.endswith("parvis_csrf"))
    assert form["httponly"]
    assert form["samesite"] == "Lax"


def production(tmp_path: Path, *command: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """A Python of its own with the settings of a production server."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PARVIS_", "DJANGO_"))}
    environment = {
        **plain,
        **PRODUCTION,
        "PARVIS_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "parvis.config.settings",
        "PARVIS_LOG_LEVEL": "ERROR",
        **more,
    }
    return subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=10 * STUCK,
    )


def test_production_passes_the_deployment_check(tmp_path: Path) -> None:
    done = production(
        tmp_path,
        *("-m", "parvis.config.manage", "check", "--deploy", "--fail-level", "WARNING"),
    )

    assert done.returncode == 0, done.stderr


ANSWERS = """
import json
import django
django.setup()
from django.conf import settings
from django.test import Client

name = "parvis.ville.example"
far = Client(headers={"host": name}).get("/aide/")
near = Client(headers={"host": name}).get("/compte/entrer/", secure=True)
wrong = Client(headers={"host": "ailleurs.example"}).get("/aide/", secure=True)
form = near.cookies[settings.CSRF_COOKIE_NAME]
demo = Client(headers={"host": name}).get("/demo/", secure=True)
print(json.dumps({
    "redirect": [far.status_code, far.headers.get("Location")],
    "hsts": near.headers.get("Strict-Transport-Security"),
    "form": [settings.CSRF_COOKIE_NAME, form["secure"], form["httponly"], form["path"]],
    "session": [
        settings.SESSION_COOKIE_NAME,
        settings.SESSION_COOKIE_SECURE,
        settings.SESSION_COOKIE_HTTPONLY,
        settings.SESSION_COOKIE_SAMESITE,
    ],
    "wrong_host": wrong.status_code,
    "demo": demo.status_code,
    "proxy": settings.SECURE_PROXY_SSL_HEADER,
}))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a production server answers, asked once."""
    folder = tmp_path_factory.mktemp("production")
    migrated = production(folder, "-m", "parvis.config.manage", "migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    done = production(folder, "-c", ANSWERS)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_production_sends_plain_http_to_https(answers: dict[str, Any]) -> None:
    assert answers["redirect"] == [301, "https://parvis.ville.example/aide/"]


def test_production_binds_browsers_to_https_for_a_year(answers: dict[str, Any]) -> None:
    assert answers["hsts"] == "max-age=31536000; includeSubDomains; preload"


def test_production_cookies_are_bound_to_the_host(answers: dict[str, Any]) -> None:
    assert answers["form"] == ["__Host-parvis_csrf", True, True, "/"]
    assert answers["session"] == ["__Host-parvis_session", True, True, "Lax"]


def test_production_answers_to_its_own_name_only(answers: dict[str, Any]) -> None:
    assert answers["wrong_host"] == 400


def test_production_has_no_demo_entries(answers: dict[str, Any]) -> None:
    assert answers["demo"] == 404


def test_production_trusts_no_proxy_unless_told(answers: dict[str, Any], tmp_path: Path) -> None:
    asked = "import django; django.setup(); from django.conf import settings as s;"
    asked += "print(s.SECURE_PROXY_SSL_HEADER)"

    behind = production(tmp_path, "-c", asked, PARVIS_BEHIND_PROXY="1")

    assert answers["proxy"] is None
    assert "HTTP_X_FORWARDED_PROTO" in behind.stdout
