"""A neighbourhood with a house that is full, and what a printed page says, for tests of paper."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2

from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.gatherings.vocabulary import Status
from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Resident
from parvis.domains.territory.models import Area, Place
from tests.factories.gatherings import NOW, paris
from tests.factories.organisations import a_neighbourhood, a_place, a_town, an_organisation
from tests.factories.people import a_resident

#: The week of the tests' Tuesday, and how a link asks for it.
WEEK = "semaine=2026-W48"
MONDAY = paris("2026-11-23 00:00")
TITLES = (
    "Café du matin",
    "Chorale «\u202fLes Moineaux\u202f»",
    "Cuisine du monde\u202f: l’œuf sous toutes ses formes, du Viêt Nam à l’Île-de-France",
    "Répar’café",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleih",
)


@dataclass(frozen=True)
class House:
    """A neighbourhood house, who runs it, and another association."""

    area: Area
    place: Place
    odile: Resident
    team: Organisation
    guests: Organisation


def a_house(**fields: Any) -> House:
    area = a_neighbourhood(a_town(name="Ormevault"), name="Les Tilleuls", slug="les-tilleuls")
    place = a_place(
        area,
        **{
            "name": "Maison des Tilleuls",
            "slug": "maison-des-tilleuls",
            "address": "12 rue des Lavandières",
            "phone": "02 99 00 00 12",
            "opening_hours": "Tu-Fr 09:00-12:00,14:00-18:30",
            "access": {"step-free": "yes", "toilets": "yes", "quiet": "no"},
            "how_to_come": "Bus 4, arrêt Lavandières.",
            **fields,
        },
    )
    odile = a_resident(name="Odile", area=area)
    team = an_organisation(
        hosts=(odile,),
        name="Équipe des Tilleuls",
        kind="neighbourhood-house",
        place=place,
        contact_name="Odile",
        phone="02 99 00 00 12",
    )
    guests = an_organisation(
        hosts=(odile,), name="Les Mains vertes", contact_name="Saïd", phone="06 39 98 00 34"
    )
    return House(area, place, odile, team, guests)


def fill(house: House, count: int, *, starts: datetime = MONDAY, **fields: Any) -> None:
    """``count`` dates over the seven days, each with a number in its title and in what to bring."""
    kept = []
    for number in range(count):
        day = starts + timedelta(days=number % 7, hours=9, minutes=15 * (number // 7 % 40))
        title = f"{TITLES[number % len(TITLES)]} n{number:03}"
        kept.append(
            Gathering(
                title=title,
                about="On se retrouve autour d’une table.",
                organisation=house.team if number % 3 else house.guests,
                host=house.odile,
                place=house.place,
                interests=("conversation",),
                languages=("fr",),
                price_cents=(0, 250, 300)[number % 3],
                bring=f"Un objet b{number:03}.",
                good_alone=number % 2 == 0,
                starts_at=day,
                minutes=90,
                status=Status.PUBLISHED,
                created_at=NOW,
                **fields,
            )
        )
    Gathering.objects.bulk_create(kept)
    Occurrence.objects.bulk_create(
        Occurrence(
            gathering=one,
            rule_at=one.starts_at,
            starts_at=one.starts_at,
            ends_at=one.starts_at + timedelta(minutes=one.minutes),
        )
        for one in kept
    )


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(pdf))


def pages_of(pdf: bytes) -> list[str]:
    """What each page says, as somebody would select it."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def words_of(pdf: bytes) -> str:
    """All pages as one line; the ends of lines are not those of the sentences."""
    return " ".join(" ".join(pages_of(pdf)).split(" ")).replace("\r\n", " ").replace("\n", " ")


def outside(pdf: bytes) -> list[str]:
    """The words that leave their page, or its margins by more than a hair."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            if left < 20 or right > width - 20 or bottom < 10 or top > height - 20:
                found.append(f"page {number}: {text.get_text_bounded(left, bottom, right, top)}")
    return found


def roles_of(pdf: bytes) -> list[str]:
    """The structure that a screen reader walks, in order."""
    return [str(one["/S"])[1:] for one in _walk(read(pdf).trailer["/Root"]["/StructTreeRoot"])]


def figures_of(pdf: bytes) -> list[str]:
    """What each picture says of itself."""
    tree = read(pdf).trailer["/Root"]["/StructTreeRoot"]
    return [str(one.get("/Alt", "")) for one in _walk(tree) if one["/S"] == "/Figure"]


def _walk(node: Any) -> Any:
    node = node.get_object()
    if not isinstance(node, pypdf.generic.DictionaryObject):
        return
    if "/S" in node:
        yield node
    inside = node.get("/K", [])
    for one in inside if isinstance(inside, pypdf.generic.ArrayObject) else [inside]:
        yield from _walk(one)
