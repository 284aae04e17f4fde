"""Everything a person leaves in the tables of gatherings: taken with them, and gone with them.

A table that names people and is not looked at here fails: whoever adds one says what becomes of it.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import time_machine
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import (
    Attendance,
    CounterProposal,
    Gathering,
    Invitation,
    Occurrence,
    Photo,
    SavedFilters,
    Thanks,
)
from parvis.domains.gatherings.vocabulary import Repeat
from parvis.domains.media.models import Image
from parvis.domains.people import services as people
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.kernel import idempotency, tasks
from tests.domains.gatherings.test_afterwards_photos import a_picture
from tests.factories.encounters import ENDS, a_meeting, seat_of
from tests.factories.gatherings import NOW, a_gathering, comes
from tests.factories.meetings import a_plan, answer_of, changes, says_yes
from tests.factories.people import a_resident, a_role, mentions_of
from tests.factories.sources import a_source

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = ENDS + timedelta(hours=1)
WORDS: Final = (
    *("Zorglub", "zorglub@exemple.fr", "Mamie Chonchon", "mamie@exemple.fr"),
    *("Plutôt au lavoir", "Il a trop insisté", "Merci du fond", "Mes ateliers à moi"),
    *("Trois marcheurs flous", "Deux marcheurs nets"),
)
#: What each table that names people is called in the export, and what it says there; empty where
#: nothing in it is theirs to take, with the reason.
EXPORTED: Final = {
    "Attendance": ("Rencontres où je viens", "Balade au bord de l’eau"),
    "SeriesAttendance": ("Séries où je viens à toutes les dates", "Atelier du mardi"),
    "Gathering": ("Rencontres publiées", "Ce que j’ai écrit"),
    "Invitation": ("Rencontres proposées, et mes réponses", "Balade au bord de l’eau"),
    "Terms": ("Rencontres que j’ai proposées ou changées", "Ce que j’ai écrit"),
    "CounterProposal": ("Autres moments que j’ai proposés", "Plutôt au lavoir"),
    "TrustedLink": ("Rencontres partagées avec un proche", "Mamie Chonchon"),
    "CheckIn": ("Tout va bien ?", "Il a trop insisté"),
    "TipsRead": ("Conseils avant de se rencontrer", "read_at"),
    "Thanks": ("Mercis que j’ai dits", "Merci du fond"),
    "Again": ("Se revoir ?", "wants"),
    "Meeting": ("Rencontres en petit groupe, comptées", "times"),
    "Photo": ("Photos que j’ai ajoutées", "Deux marcheurs nets"),
    "PhotoConsent": ("Photos où je suis", "Trois marcheurs flous"),
    "SavedFilters": ("Recherches gardées dans l’agenda", "Mes ateliers à moi"),
    "PersonalFeed": ("Adresses de mon calendrier", "created_at"),
    "Source": ("Agendas que j’ai apportés", "https://agenda.example"),
}


@pytest.fixture(autouse=True)
def now(settings: Any, tmp_path: Path) -> Iterator[time_machine.Traveller]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def naming() -> list[tuple[type[models.Model], str]]:
    """Every column of these tables that is a person."""
    return [
        (model, field.name)
        for model in apps.get_app_config("gatherings").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Resident
    ]


@pytest.fixture
def gone(now: time_machine.Traveller) -> Resident:
    """Somebody who did everything there is to do, with people who came before and after them."""
    before = a_resident(name="Léa")
    gone = a_resident(name="Zorglub", email="zorglub@exemple.fr")
    after = a_resident(name="Noé")
    _ahead(gone, before)
    met = a_meeting(before, gone, after, came=True)
    _link(gone, met)
    now.move_to(AFTER)
    _behind(gone, before, met)
    tasks.run_due(limit=500)
    now.move_to(NOW)
    return gone


def _ahead(gone: Resident, other: Resident) -> None:
    plan = a_plan(gone, other, about="Ce que j’ai écrit", title="Ce que j’ai écrit")
    says_yes(plan, other)
    changes(plan, gone, title="Ce que j’ai écrit", about="Ce que j’ai écrit", minutes=90)
    assert answer_of(plan, gone).accepted_version == 2
    asked = a_plan(other, [gone])
    CounterProposal.objects.create(
        gathering=asked,
        by=gone,
        version=1,
        starts_at=asked.starts_at + timedelta(hours=1),
        minutes=60,
        place=asked.place,
        words="Plutôt au lavoir",
    )
    series = a_gathering(title="Atelier du mardi", rrule=Repeat.WEEKLY, capacity=2, guests_max=1)
    services.come_to_series(gathering_id=series.pk, resident=gone, alone=False, guests=1, at=NOW)
    first = series.occurrences.earliest("starts_at")
    assert comes(other, first).state == "waiting"
    Attendance.objects.filter(occurrence=first, resident=other).update(greeter=gone)
    Gathering.objects.filter(pk=series.pk).update(
        greeter=gone, greeter_name="Zorglub", sign="Un chapeau pointu"
    )
    SavedFilters.objects.create(resident=gone, name="Mes ateliers à moi", query="gratuit=1")
    services.open_feed(resident=gone, at=NOW)
    source = a_source()
    a_role(gone, Role.COORDINATOR, source.area)
    type(source).objects.filter(pk=source.pk).update(by=gone)
    services.read_tips(resident=gone, at=NOW)


def _link(gone: Resident, met: Occurrence) -> None:
    services.share_plan(
        occurrence=met,
        by=gone,
        contact_name="Mamie Chonchon",
        contact_email="mamie@exemple.fr",
        once=idempotency.new_key(),
        at=NOW,
    )


def _behind(gone: Resident, other: Resident, met: Occurrence) -> None:
    given: dict[str, Any] = {"occurrence_id": met.pk, "at": AFTER}
    services.follow_up(at=AFTER)
    services.say_worried(occurrence=met, resident=gone, words="Il a trop insisté", at=AFTER)
    services.thank(**given, by=gone, seat=None, words="Merci du fond")
    services.thank(**given, by=other, seat=seat_of(met, gone))
    services.say_again(**given, by=gone, seat=seat_of(met, other), wants=True)
    services.say_again(**given, by=other, seat=seat_of(met, gone), wants=True)
    for by, on_it, alt in (
        (other, gone, "Trois marcheurs flous"),
        (gone, other, "Deux marcheurs nets"),
    ):
        upload = a_picture("teal" if by == gone else "olive")
        seats = [seat_of(met, on_it)]
        services.add_photo(**given, by=by, upload=upload, alt=alt, seats=seats, nobody=False)


def export(resident: Resident, at: datetime) -> dict[str, list[Any]]:
    archive = zipfile.ZipFile(io.BytesIO(people.export_of(resident, at)))
    written = json.loads(archive.read("donnees.json"))
    return {
        part["title"]: part["rows"]
        for name, parts in written.items()
        if name.startswith("gatherings")
        for part in parts
    }


def test_every_table_that_names_people_is_looked_at(gone: Resident) -> None:
    assert {model.__name__ for model, _name in naming()} == set(EXPORTED)
    for model, name in naming():
        assert model._default_manager.filter(**{name: gone}).exists(), f"{model.__name__}.{name}"


def test_export_holds_what_each_table_has_of_a_person(gone: Resident) -> None:
    sections = export(gone, NOW)

    for model, (title, said) in EXPORTED.items():
        rows = [rows for named, rows in sections.items() if title in named.replace("\u202f", " ")]
        assert len(rows) == 1, (model, title, list(sections))
        assert said in json.dumps(rows[0], ensure_ascii=False), (model, title)
    everything = json.dumps(sections, ensure_ascii=False)
    assert "Léa" not in everything
    assert "Noé" not in everything


def test_erasure_leaves_nothing_of_a_person_and_counts_stay_right(
    gone: Resident, now: time_machine.Traveller
) -> None:
    files = [one.image.path(320) for one in Photo.objects.select_related("image")]
    assert [default_storage.exists(one) for one in files] == [True, True]
    kept = Attendance.objects.exclude(resident=gone).count()
    gone_id = gone.pk

    people.ask_erasure(resident=gone, at=NOW)
    tasks.run_due(limit=1000)
    later = NOW + timedelta(days=15)
    now.move_to(later)
    assert people.erase_due(later) == 1
    tasks.run_due(limit=1000)

    for model, name in naming():
        assert not model._default_manager.filter(**{name: gone_id}).exists(), model.__name__
    assert mentions_of(gone_id, *WORDS) == []
    assert [default_storage.exists(one) for one in files] == [False, False]
    assert not Image.objects.exists()
    assert Attendance.objects.count() == kept
    for date in Occurrence.objects.all():
        rows = list(date.attendances.all())
        assert date.going == sum(one.party for one in rows if one.state == "going")
        assert date.offered == sum(one.party for one in rows if one.state == "offered")
        assert date.waiting == sum(one.state == "waiting" for one in rows)
    # The seats they gave back went to who waited.
    freed = Occurrence.objects.filter(gathering__title="Atelier du mardi").earliest("starts_at")
    assert freed.going == 0
    assert Invitation.objects.exclude(resident=gone_id).exists()
    assert Thanks.objects.count() == 0
