"""``parvis path``: what a newcomer's words say, and the path they get. Nothing is stored."""

import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import typer

from parvis.surfaces.cli import folders
from parvis.surfaces.cli.start import Stop

if TYPE_CHECKING:
    from parvis.domains.welcome.pairing import Glimpse
    from parvis.domains.welcome.selectors import Told

LANGUAGES = ("fr", "en")
Answer = dict[str, Any]


def print_path(*, text: str, language: str, area: str, as_json: bool, data: Path) -> None:
    """:raises Stop: for a text, a language, an area or a folder one can do nothing with."""
    if language not in LANGUAGES:
        raise Stop(f"Parvis reads {' and '.join(LANGUAGES)}, not “{language}”: --lang fr")
    # A shell may hand over bytes that are no text; they say nothing.
    text = text.encode("utf-8", "replace").decode("utf-8")
    if not text.strip():
        raise Stop("Say something of the newcomer: --text “J’aime la photo et marcher”")
    open_town(data)
    from django.db import DatabaseError
    from django.utils import translation

    with translation.override(language):
        try:
            found = answer(text, language=language, area=area)
        except DatabaseError as refused:
            message = f"The town in {data} cannot be read ({refused})."
            raise Stop(f"{message} More with: parvis doctor --data {data}") from None
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else words(found))


def open_town(data: Path) -> None:
    """Load the town kept in ``data``. Without one, the demo town is built there first.

    A folder that holds another town than the demo's is only read.

    :raises Stop: the folder cannot be used.
    """
    from parvis.surfaces.cli import demo

    data = data.resolve()
    # The addresses are printed as paths: which port the town is served on does not matter.
    os.environ.setdefault("PARVIS_PUBLIC_URL", "http://localhost:8000")
    with redirect_stdout(sys.stderr):
        if folders.holds_town(data) and not folders.holds_demo(data):
            folders.load(data)
            return
        demo.load(data)
        try:
            with alone_in(data):
                demo.fill(data)
        except OSError as refused:
            raise Stop(demo.disk_sentence(refused, data)) from None


@contextmanager
def alone_in(data: Path) -> Iterator[None]:
    """Two commands started together build one town, one after the other."""
    with (data / ".building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def answer(text: str, *, language: str, area: str = "") -> Answer:
    """What was understood, and the path.

    :raises Stop: the area does not exist.
    """
    from parvis.domains.welcome import pairing
    from parvis.domains.welcome.selectors.reading import told_in
    from parvis.kernel import clock

    told = told_in(text, language)
    if area:
        told = replace(told, area_id=area_named(area))
    now = clock.now()
    return {
        "understood": understood(told, language),
        "path": [step(one, now) for one in pairing.glimpses_of(told, now)],
    }


def area_named(slug: str) -> UUID:
    """:raises Stop: there is none, saying which there are."""
    from parvis.domains.territory import selectors as territory

    known = {each.slug: each.pk for each in territory.neighbourhoods()}
    if slug not in known:
        raise Stop(f"This town has no neighbourhood “{slug}”. It has: {', '.join(known)}")
    return known[slug]


def understood(told: "Told", language: str) -> Answer:
    from parvis.domains.people.vocabulary import SLOTS, interests
    from parvis.domains.territory import selectors as territory

    slugs = {each.pk: each.slug for each in territory.neighbourhoods()}
    return {
        "interests": [
            {"slug": slug, "label": interests.label(slug, language)} for slug in told.interests
        ],
        "languages": list(told.languages),
        "wishes": list(told.wishes),
        "comfort": list(told.comfort),
        "life": list(told.life),
        "free": sorted(told.free, key=SLOTS.index),
        "area": slugs.get(told.area_id) if told.area_id else None,
        "access": list(told.access),
    }


def step(one: "Glimpse", now: datetime) -> Answer:
    """One suggestion with what to do next, and where."""
    from parvis.web import dates

    url, next_step = LEADS[one.kind](one, now)
    shown: Answer = {
        "kind": str(one.kind),
        "id": one.thing_id,
        "title": one.title,
        "reason": one.reason,
        "next_step": next_step,
        "url": url,
    }
    if one.starts_at:
        shown["starts_at"] = dates.local(one.starts_at).isoformat()
    return shown


def welcomer(one: "Glimpse", _now: datetime) -> tuple[str, str]:
    from django.urls import reverse
    from django.utils.translation import gettext as _

    sentence = _("Demandez à %(name)s de vous écrire.") % {"name": one.title}
    return reverse("people:person", args=[one.thing_id]), sentence


def place(one: "Glimpse", now: datetime) -> tuple[str, str]:
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from parvis.domains.territory import selectors as territory

    found = territory.find_place_by_id(UUID(one.thing_id))
    opening = territory.opening(found, now).sentence
    sentence = _("Passez voir le lieu. %(opening)s.") % {"opening": opening}
    if found.address:
        sentence = _("Passez voir le lieu, %(address)s. %(opening)s.") % {
            "address": found.address,
            "opening": opening,
        }
    return reverse("territory:place", args=[found.slug]), sentence


def gathering(one: "Glimpse", _now: datetime) -> tuple[str, str]:
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from parvis.domains.gatherings.models import Occurrence
    from parvis.web import dates

    occurrence = Occurrence.objects.select_related("gathering__place").get(pk=one.thing_id)
    zone = occurrence.gathering.time_zone
    sentence = _("Dites que vous venez : %(moment)s, %(place)s.") % {
        "moment": dates.moment(occurrence.starts_at, zone),
        "place": occurrence.gathering.place.name,
    }
    return reverse("gatherings:occurrence", args=[occurrence.pk]), sentence


def circle(one: "Glimpse", _now: datetime) -> tuple[str, str]:
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from parvis.domains.circles.models import Circle

    found = Circle.objects.get(pk=one.thing_id)
    return reverse("circles:circle", args=[found.slug]), _("Rejoignez le cercle.")


def useful(one: "Glimpse", _now: datetime) -> tuple[str, str]:
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from parvis.domains.mutual_aid.models import Need

    need = Need.objects.select_related("organisation").get(pk=one.thing_id)
    sentence = _("Proposez votre aide (%(organisation)s).") % {
        "organisation": need.organisation.name
    }
    return reverse("mutual_aid:need", args=[need.pk]), sentence


LEADS = {
    "welcomer": welcomer,
    "place": place,
    "gathering": gathering,
    "circle": circle,
    "useful": useful,
}


def words(found: Answer) -> str:
    """The same for a person to read."""
    from django.utils.translation import gettext as _

    from parvis.domains.welcome.vocabulary import Kind

    said = list(said_words(found["understood"]))
    lines = [_("Ce que nous avons compris")]
    lines += [
        "  " + _("%(what)s : %(said)s") % {"what": name, "said": ", ".join(values)}
        for name, values in said
    ] or [f"  {_('Rien de précis : voici ce que la ville propose à tout le monde.')}"]
    lines += ["", _("Votre passerelle")]
    for one in found["path"]:
        lines += [
            f"  {Kind(one['kind']).label} — {one['title']}",
            f"    {one['reason']}",
            f"    → {one['next_step']}  {one['url']}",
        ]
    return "\n".join(lines)


def said_words(understood: Answer) -> Iterator[tuple[str, list[str]]]:
    """The parts that are not empty, with labels in the language of the reader."""
    from django.utils.translation import gettext as _

    from parvis.domains.people import vocabulary
    from parvis.domains.territory.models import Area
    from parvis.domains.welcome.pairing.words import slot_words

    area = understood["area"]
    parts: list[tuple[str, list[str]]] = [
        (_("Centres d’intérêt"), [each["label"] for each in understood["interests"]]),
        (_("Envies"), labels(vocabulary.Wish, understood["wishes"])),
        (_("Plus facile ainsi"), labels(vocabulary.Comfort, understood["comfort"])),
        (_("Situation"), labels(vocabulary.Life, understood["life"])),
        (_("Besoins"), labels(vocabulary.Access, understood["access"])),
        (_("Langues"), labels(vocabulary.Language, understood["languages"])),
        (_("Quartier"), [Area.objects.get(slug=area).name] if area else []),
        (_("Moments libres"), [slot_words(slot) for slot in understood["free"]]),
    ]
    return ((name, values) for name, values in parts if values)


def labels(choices: Any, values: list[str]) -> list[str]:
    return [str(choices(value).label) for value in values]
