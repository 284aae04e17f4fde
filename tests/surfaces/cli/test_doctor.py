"""`parvis doctor`: it finds what was spoiled, says what to do, and ends with code 1 only then."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.mail.backends import smtp
from django.db import OperationalError, connection

from parvis.domains.people.models import Resident, Role
from parvis.domains.people.vocabulary import Role as Duty
from parvis.domains.watch.models import Ask, Item
from parvis.domains.watch.vocabulary import Level
from parvis.kernel import clock, condition, ids, tasks
from parvis.kernel.models import Delivery, Fact, Job
from parvis.surfaces.cli import doctor, examinations, roles
from parvis.surfaces.cli.examinations import Finding
from parvis.surfaces.cli.examinations import Level as Grade
from parvis.surfaces.cli.start import Stop
from tests.factories.people import a_resident, a_role, a_second_factor, a_staff_member
from tests.support.patience import STUCK

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.django_db


class Setting:
    """The settings as they are, but for what a test changes."""

    def __init__(self, **changes: Any) -> None:
        self.__dict__.update(changes)

    def __getattr__(self, name: str) -> Any:
        return getattr(django_settings.PARVIS, name)


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    class Real:
        PARVIS = Setting(mode="production", is_demo=False)

        def __getattr__(self, name: str) -> Any:
            return getattr(django_settings, name)

    monkeypatch.setattr(examinations, "settings", Real())


def found(look: Callable[[], Iterator[Finding]]) -> dict[Grade, str]:
    """The sentences of one examination, by grade."""
    said: dict[Grade, str] = {}
    for finding in look():
        said[finding.level] = f"{said.get(finding.level, '')} {finding.sentence}".strip()
    return said


# — What lies beneath


def test_database_that_is_well_is_said_to_be() -> None:
    assert condition.database_troubles() == []
    assert list(found(examinations.database)) == [Grade.WELL]


def test_database_probe_leaves_no_row() -> None:
    before = Job.objects.count()

    condition.database_troubles()

    assert Job.objects.count() == before


def test_database_without_a_migration_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unapplied(condition.MigrationExecutor):
        def migration_plan(self, *_args: Any, **_kwargs: Any) -> Any:
            every = self.loader.graph.nodes
            return [(every["people", "0001_initial"], False)]

    monkeypatch.setattr(condition, "MigrationExecutor", Unapplied)

    said = found(examinations.database)

    assert "1 migrations wait (people 0001_initial" in said[Grade.WRONG]
    assert "parvis migrate" in said[Grade.WRONG]


def test_database_that_does_not_answer_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused\nmore")

    monkeypatch.setattr(connection, "ensure_connection", refuse)

    assert found(examinations.database) == {
        Grade.WRONG: "The database does not answer (connection refused)."
    }


def test_database_that_takes_no_writes_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_values: Any) -> None:
        raise OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(Job.objects, "create", refuse)

    assert (
        "takes no writes (attempt to write a readonly database)"
        in found(examinations.database)[Grade.WRONG]
    )


def test_missing_database_file_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Elsewhere:
        PARVIS = Setting(engine="embedded")
        DATABASES = {"default": {"NAME": tmp_path / "parvis.sqlite3"}}

    monkeypatch.setattr(examinations, "settings", Elsewhere)

    assert "There is no database in" in found(examinations.database)[Grade.WRONG]


def test_redis_that_does_not_answer_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    class Secret:
        def get_secret_value(self) -> str:
            return "redis://127.0.0.1:1/0"

    class Scaled:
        PARVIS = Setting(engine="scaled", redis_url=Secret())

    monkeypatch.setattr(condition, "settings", Scaled)

    assert "Redis does not answer" in found(examinations.bus)[Grade.WRONG]


def test_bus_of_the_engine_that_runs_is_well() -> None:
    grades = set(found(examinations.bus))

    assert grades == ({Grade.WELL} if django_settings.PARVIS.engine == "scaled" else set())


def test_folder_that_takes_no_file_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")

    def refuse(**_values: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(examinations.tempfile, "TemporaryFile", refuse)

    assert "Pictures cannot be written" in found(examinations.folders)[Grade.WRONG]


@pytest.mark.parametrize(
    ("free_mb", "grade"), [(50, Grade.WRONG), (500, Grade.NOTE), (5000, Grade.WELL)]
)
def test_disk_is_judged_by_what_is_left(
    free_mb: int, grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = free_mb * 1_000_000

    monkeypatch.setattr(examinations.shutil, "disk_usage", lambda _folder: Usage)

    assert list(found(examinations.folders)) == [grade]


def test_front_end_that_is_not_built_is_wrong(tmp_path: Path, settings: Any) -> None:
    settings.DJANGO_VITE = {"default": {"manifest_path": tmp_path / "manifest.json"}}

    assert "The front end is not built" in found(examinations.front_end)[Grade.WRONG]


def test_front_end_that_is_not_served_is_wrong(tmp_path: Path, settings: Any) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text('{"main.ts": {"file": "assets/main-1.js"}}', encoding="utf-8")
    settings.DJANGO_VITE = {"default": {"manifest_path": manifest}}
    settings.STATIC_ROOT = str(tmp_path)

    assert "lacks assets/main-1.js" in found(examinations.front_end)[Grade.WRONG]


def test_paper_that_cannot_be_made_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "as PDF." in found(examinations.paper)[Grade.WELL]
    monkeypatch.setitem(examinations.press.LIBRARIES, "libpango-1.0-0", ("libnowhere.so.0",))

    assert "apt install libpango-1.0-0 fonts-dejavu" in found(examinations.paper)[Grade.NOTE]


def test_mail_server_that_refuses_is_wrong(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "courrier.exemple.fr", 25

    def refuse(_backend: smtp.EmailBackend) -> None:
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(smtp.EmailBackend, "open", refuse)

    said = found(examinations.mail)[Grade.WRONG]
    assert "courrier.exemple.fr:25" in said
    assert "PARVIS_MAIL_URL" in said


# — Help lines


def lines(*days: dt.date | None) -> list[dict[str, Any]]:
    return [{"number": str(15 + n), "verified_on": day} for n, day in enumerate(days)]


TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("days", "grade", "named"),
    [
        ((TODAY,), Grade.WELL, "180 days"),
        ((TODAY - dt.timedelta(days=180),), Grade.WELL, "180 days"),
        ((TODAY, TODAY - dt.timedelta(days=181)), Grade.NOTE, "not checked for 180 days: 16"),
        ((TODAY, None), Grade.NOTE, "nobody has checked yet: 16"),
    ],
)
def test_help_lines_are_checked_twice_a_year(
    days: tuple[dt.date | None, ...], grade: Grade, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examinations, "safety_numbers", lambda: lines(*days))

    said = found(lambda: examinations.help_lines(TODAY))

    assert list(said) == [grade]
    assert named in said[grade]


# — Deferred work


def a_delivery(listener: str = "welcome.note_answer", **fields: Any) -> Delivery:
    fact = Fact.objects.create(name="people.RoleGiven", payload={}, happened_at=clock.now())
    return Delivery.objects.create(fact=fact, listener=listener, **fields)


def test_dead_letters_are_told_by_listener_with_their_last_error() -> None:
    for _ in range(3):
        a_delivery(state="dead", attempts=8, last_error="Traceback\nOldError: no")
    a_delivery("notifications.mail", state="dead", attempts=8, last_error="x\nSMTPError: 451 later")

    said = found(examinations.deferred_work)

    assert "welcome.note_answer failed 8 times and gave up, for 3 facts" in said[Grade.WRONG]
    assert "OldError: no" in said[Grade.WRONG]
    assert "SMTPError: 451 later" in said[Grade.WRONG]
    assert "4 dead letters in all" in said[Grade.NOTE]


def test_deliveries_that_wait_long_mean_that_nobody_works(production: None) -> None:
    a_delivery(run_after=clock.now() - dt.timedelta(minutes=11))

    assert "the oldest for 11 minutes" in found(examinations.deferred_work)[Grade.WRONG]


def test_deliveries_that_have_just_come_are_well() -> None:
    a_delivery(run_after=clock.now() - dt.timedelta(minutes=9))

    assert list(found(examinations.deferred_work)) == [Grade.WELL]


def test_retry_gives_dead_letters_their_attempts_again() -> None:
    a_delivery(state="dead", attempts=8, last_error="no")

    assert doctor.retry_dead_letters().startswith("1 dead letters wait again")
    assert tasks.health().dead == 0
    assert doctor.retry_dead_letters() == "There was no dead letter to try again."


def test_late_and_failing_jobs_are_wrong(production: None) -> None:
    past = clock.now() - dt.timedelta(hours=1)
    Job.objects.create(name="watch.escalate", next_run_at=past)
    Job.objects.create(
        name="people.erase_due",
        next_run_at=clock.now() + dt.timedelta(hours=1),
        last_error="ValueError",
    )

    said = found(examinations.jobs)[Grade.WRONG]

    assert "Scheduled jobs that fail: people.erase_due" in said
    assert "overdue (1)" in said


# — People


def test_somebody_nobody_can_answer_is_wrong() -> None:
    waiting = a_resident()
    now = clock.now()
    Item.objects.create(
        kind="welcome.asked",
        subject_id=ids.new_id(),
        waiting=waiting,
        opened_at=now - dt.timedelta(hours=3),
        promised_at=now,
        level=Level.COORDINATOR,
    )

    said = found(examinations.waiting_people)[Grade.WRONG]

    assert "1 people wait and nobody is left to answer them (the first for 3 hours)" in said
    assert waiting.name not in said
    assert waiting.email not in said


def test_somebody_who_was_asked_makes_it_well() -> None:
    item = Item.objects.create(
        kind="welcome.asked",
        subject_id=ids.new_id(),
        waiting=a_resident(),
        promised_at=clock.now(),
        level=Level.COORDINATOR,
    )
    Ask.objects.create(
        item=item, resident=a_resident(), level=Level.COORDINATOR, asked_at=clock.now()
    )

    assert list(found(examinations.waiting_people)) == [Grade.WELL]


def test_town_without_its_people_is_wrong() -> None:
    said = found(examinations.duties)[Grade.WRONG]

    assert "Nobody is coordinator" in said
    assert "Nobody is welcomer" in said


def test_staff_without_second_factor_is_counted() -> None:
    a_staff_member(Duty.COORDINATOR)
    a_role(a_resident(), Duty.MODERATOR)
    a_role(a_resident(), Duty.WELCOMER)

    said = found(examinations.duties)

    assert "Staff without a second factor: 1." in said[Grade.NOTE]
    assert Grade.WRONG not in said


def test_staff_with_second_factor_is_well() -> None:
    a_staff_member(Duty.COORDINATOR)
    moderator = a_resident()
    a_role(moderator, Duty.MODERATOR)
    a_second_factor(moderator)
    a_role(a_resident(), Duty.WELCOMER)

    assert list(found(examinations.duties)) == [Grade.WELL]


# — Roles from the server


def test_role_is_given_from_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    resident = a_resident(email="claire@exemple.fr", name="Claire")

    roles.give(email=" Claire@Exemple.fr ", kind="coordinator", area="")

    assert Role.objects.get(resident=resident, ended_at=None).kind == Duty.COORDINATOR
    assert "Claire (" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("email", "kind", "area", "says"),
    [
        ("personne@exemple.fr", "coordinator", "", "Nobody has a confirmed account"),
        ("claire@exemple.fr", "mayor", "", "Roles: welcomer, moderator, official"),
        ("claire@exemple.fr", "welcomer", "atlantide", "There is no area “atlantide”"),
        ("unproved@exemple.fr", "coordinator", "", "Nobody has a confirmed account"),
    ],
)
def test_role_refuses_with_a_sentence(email: str, kind: str, area: str, says: str) -> None:
    a_resident(email="claire@exemple.fr")
    a_resident(email="unproved@exemple.fr", confirmed_at=None)

    with pytest.raises(Stop, match=says):
        roles.give(email=email, kind=kind, area=area)

    assert not Role.objects.exists()


def test_role_held_already_is_refused() -> None:
    a_resident(email="claire@exemple.fr")
    roles.give(email="claire@exemple.fr", kind="welcomer", area="")

    with pytest.raises(Stop, match="welcomer for the whole town already"):
        roles.give(email="claire@exemple.fr", kind="welcomer", area="")

    assert Resident.objects.get(email="claire@exemple.fr").roles.count() == 1


# — The command itself


def command(*words: str, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PARVIS_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", "from parvis.surfaces.cli.main import main; main()", *words],
        env=plain,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=10 * STUCK,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo town in a folder, stored once."""
    folder = tmp_path_factory.mktemp("doctor") / "town"
    built = command("path", "--text", "J’aime la photo", "--json", "--data", str(folder))
    assert built.returncode == 0, built.stderr
    return folder


@pytest.mark.once
def test_doctor_finds_a_demo_town_well(data: Path) -> None:
    done = command("doctor", "--data", str(data))

    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[0].startswith("Parvis: demo, embedded engine")
    assert "✗" not in done.stdout
    assert "✓ The database answers" in done.stdout
    assert done.stdout.splitlines()[-1] == "Nothing is wrong."


@pytest.mark.once
def test_doctor_without_settings_examines_the_demo_town(data: Path) -> None:
    here = data.parent / "clone"
    (here / "var").mkdir(parents=True)
    (here / "var" / "demo").symlink_to(data)

    done = command("doctor", cwd=here)

    assert done.returncode == 0, done.stderr
    assert "this is the demo town of var/demo" in done.stdout


@pytest.mark.once
def test_doctor_says_there_is_no_town_and_makes_none(tmp_path: Path) -> None:
    done = command("doctor", "--data", str(tmp_path / "none"))

    assert done.returncode == 1
    assert "There is no town in" in done.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.once
def test_doctor_finds_a_damaged_town(data: Path, tmp_path: Path) -> None:
    town = tmp_path / "town"
    town.mkdir()
    whole = (data / "parvis.sqlite3").read_bytes()
    torn = bytearray(whole)
    torn[len(torn) // 3 : len(torn) // 3 + 40_000] = b"\xff" * 40_000
    (town / "parvis.sqlite3").write_bytes(torn)

    done = command("doctor", "--data", str(town))

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "✗" in done.stdout


@pytest.mark.once
def test_doctor_finds_a_town_without_tables(tmp_path: Path) -> None:
    (tmp_path / "parvis.sqlite3").write_bytes(b"")

    done = command("doctor", "--data", str(tmp_path))

    assert done.returncode == 1
    assert "migrations wait" in done.stdout
    assert "Traceback" not in done.stderr
