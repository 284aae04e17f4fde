"""All my data: everything of mine, nothing of anybody else."""

import io
import json
import zipfile

import pytest
from django.contrib.sessions.models import Session

from parvis.domains.people import services
from parvis.domains.people.models import Resident
from parvis.domains.people.services import portability
from parvis.domains.people.vocabulary import Role, interests
from parvis.kernel import clock
from tests.domains.people.test_profile import picture
from tests.factories.people import a_block, a_resident, a_role

pytestmark = pytest.mark.django_db


def opened(resident: Resident) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(services.export_of(resident, clock.now())))


@pytest.mark.django_db(transaction=True)
def test_export_holds_all_of_mine_and_nothing_of_others() -> None:
    slug = next(iter(interests.interests()))
    mine = a_resident(
        name="Ana <b>",
        email="ana@exemple.fr",
        about="ligne une\nligne <deux>",
        interests=(slug,),
        languages=("fr",),
        wishes=("talk",),
        comfort=("write-first",),
        life=("dog",),
        access=("quiet",),
        free=("mon-morning",),
        age_band="30-44",
    )
    other = a_resident(name="Zorglub", email="zorglub@exemple.fr", about="Chez Zorglub")
    services.change_photo(resident=mine, upload=picture(), at=clock.now())
    services.change_photo(resident=other, upload=picture("blue"), at=clock.now())
    a_role(mine, Role.WELCOMER)
    a_block(mine, other)
    services.keep_distance(by=mine, other=other, at=clock.now())

    archive = opened(mine)

    names = archive.namelist()
    data = json.loads(archive.read("donnees.json"))
    page = archive.read("lisez-moi.html").decode()
    profile = data["people"][0]["rows"][0]
    for field in ("email", "name", "about", "age_band"):
        assert profile[field] == getattr(mine, field)
    for field in ("interests", "languages", "wishes", "comfort", "life", "access", "free"):
        assert tuple(profile[field]) == getattr(mine, field)
    assert len(data["people"][1]["rows"]) == 3
    assert data["people"][2]["rows"][0]["kind"] == Role.WELCOMER
    assert data["people"][3]["rows"][0]["blocked_id"] == str(other.id)
    assert data["people"][4]["rows"][0]["other_id"] == str(other.id)
    assert [name for name in names if name.startswith("images/")] == [
        f"images/{mine.photo_id}.webp"
    ]
    assert archive.read(f"images/{mine.photo_id}.webp")[8:12] == b"WEBP"
    assert "Ana &lt;b&gt;" in page
    assert "ligne &lt;deux&gt;" in page
    assert "<deux>" not in page
    whole = page + json.dumps(data, ensure_ascii=False) + " ".join(names)
    for foreign in ("Zorglub", other.email, str(other.photo_id)):
        assert foreign not in whole


def test_export_tells_every_field_of_the_account() -> None:
    """A field added to the model is in the export, or is named here with its reason."""
    kept_apart = {
        "id",  # the name of the row, of no use elsewhere
        "password",  # a hash; to give it away would only help whoever guesses
        "last_login",  # the sessions tell it
        "photo",  # as a file
    }
    fields = {field.name for field in Resident._meta.concrete_fields}

    assert fields - kept_apart == {*portability.TOLD, "area"}


def test_export_is_in_the_language_of_the_person() -> None:
    assert '<html lang="en">' in opened(a_resident(reads="en")).read("lisez-moi.html").decode()


def test_export_of_somebody_who_told_nothing_opens() -> None:
    archive = opened(a_resident())

    assert archive.testzip() is None
    assert set(archive.namelist()) == {"donnees.json", "lisez-moi.html"}


def test_register_export_adds_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portability, "_exports", dict(portability._exports))
    section = services.Section(
        "Chorale", [{"voice": "alto"}], {"voice": "Voix"}, {"notes.txt": b"la"}
    )
    services.register_export("choir", lambda _resident: section)

    archive = opened(a_resident())

    assert json.loads(archive.read("donnees.json"))["choir"] == [
        {"title": "Chorale", "rows": [{"voice": "alto"}]}
    ]
    assert archive.read("notes.txt") == b"la"
    assert "<dt>Voix</dt>" in archive.read("lisez-moi.html").decode()


def test_export_leaves_no_trace_on_the_server() -> None:
    before = Session.objects.count()

    opened(a_resident())

    assert Session.objects.count() == before
