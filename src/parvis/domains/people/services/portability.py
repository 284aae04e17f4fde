"""All my data: what every domain keeps of one person, as JSON and as a page to read, with photos.

Each domain registers its part in ``apps.py``; nobody else's words or names are in it.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.domains.media import selectors as media
from parvis.domains.people.models import Resident
from parvis.kernel.errors import NotVisible


@dataclass(frozen=True)
class Section:
    """One part of an export: rows of plain values, and the words that name each value.

    :param labels: field -> what a reader calls it; a field without a label keeps its name.
    :param files: path inside the archive -> content.
    """

    title: str
    rows: Sequence[Mapping[str, Any]]
    labels: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


Export = Callable[[Resident], Section | Iterable[Section]]
_exports: dict[str, Export] = {}

#: What the account and the profile keep.
TOLD = (
    *("email", "name", "about", "age_band", "interests", "languages", "wishes", "comfort"),
    *("life", "access", "free", "cell", "reads", "says_newcomer", "email_immediately"),
    *("joined_at", "confirmed_at", "seen_on", "is_active", "erasure_asked_at"),
)


def register_export(name: str, export: Export) -> None:
    """Add what a domain keeps of one person; ``name`` becomes the key in ``donnees.json``."""
    known = _exports.setdefault(name, export)
    if known.__qualname__ != export.__qualname__:
        raise RuntimeError(f"two exports are called {name}")


def export_of(resident: Resident, at: datetime) -> bytes:
    """A ZIP: ``donnees.json``, ``lisez-moi.html``, and their own files, in their language."""
    with override(resident.reads):
        parts = {name: list(_sections(export(resident))) for name, export in _exports.items()}
        page = render_to_string(
            "people/export.html",
            {
                "resident": resident,
                "at": at,
                "language": resident.reads,
                "sections": [section for sections in parts.values() for section in sections],
            },
        )
    data = {
        "exported_at": at,
        **{
            name: [{"title": str(each.title), "rows": each.rows} for each in sections]
            for name, sections in parts.items()
        },
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        kept = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        packed.writestr("donnees.json", kept)
        packed.writestr("lisez-moi.html", page)
        for sections in parts.values():
            for section in sections:
                for path, content in section.files.items():
                    packed.writestr(path, content)
    return archive.getvalue()


def _sections(given: Section | Iterable[Section]) -> Iterator[Section]:
    if isinstance(given, Section):
        yield given
    else:
        yield from given


def of_people(resident: Resident) -> Iterator[Section]:
    """What this domain keeps: the profile, agreements, duties, and whom they keep away."""
    profile = {each: getattr(resident, each) for each in TOLD}
    profile["area"] = resident.area.name if resident.area else ""
    yield Section(_("Compte et profil"), [profile], _labels())
    consents = resident.consents.order_by("given_at")
    yield Section(
        _("Accords donnés"),
        list(consents.values("kind", "version", "given_at", "withdrawn_at")),
        _labels(),
    )
    duties = resident.roles.order_by("given_at")
    yield Section(
        _("Rôles"), list(duties.values("kind", "area__name", "given_at", "ended_at")), _labels()
    )
    # Ids and days only: whom one keeps away is somebody else's name.
    yield Section(
        _("Personnes bloquées"),
        list(resident.blocks_made.order_by("at").values("blocked_id", "at")),
        _labels(),
    )
    yield Section(
        _("Distances prises"),
        list(resident.distances_kept.order_by("at").values("other_id", "at")),
        _labels(),
    )
    signed = resident.usersession_set.order_by("created_at")  # type: ignore[attr-defined]
    yield Section(
        _("Appareils connectés"),
        list(signed.values("ip", "user_agent", "created_at", "last_seen_at")),
        _labels(),
    )


def of_media(resident: Resident) -> Section:
    """The pictures somebody gave, as they are kept."""
    rows, files = [], {}
    for image in media.images_of(resident.id):
        path = f"images/{image.id}.webp"
        try:
            files[path] = media.file_of(image, max(image.sizes))
        except NotVisible:  # its file is gone: the rest of the export must not be
            path = ""
        rows.append(
            {"path": path, "kind": image.kind, "alt": image.alt, "created_at": image.created_at}
        )
    labels = {**_labels(), "path": _("Fichier"), "alt": _("Description")}
    return Section(_("Images"), rows, labels, files)


def _labels() -> dict[str, str]:
    return {
        "email": _("Adresse e-mail"),
        "name": _("Prénom ou pseudonyme"),
        "about": _("Quelques mots"),
        "age_band": _("Tranche d’âge"),
        "interests": _("Centres d’intérêt"),
        "languages": _("Langues"),
        "wishes": _("Envies"),
        "comfort": _("Ce qui aide"),
        "life": _("Ma vie"),
        "access": _("Accessibilité"),
        "free": _("Moments libres"),
        "reads": _("Langue du courrier"),
        "says_newcomer": _("Je viens d’arriver"),
        "email_immediately": _("Courrier tout de suite"),
        "joined_at": _("Inscription"),
        "confirmed_at": _("Adresse confirmée"),
        "seen_on": _("Dernière visite"),
        "is_active": _("Compte ouvert"),
        "erasure_asked_at": _("Effacement demandé"),
        "cell": _("Zone de quelques kilomètres carrés"),
        "area": _("Quartier"),
        "kind": _("Nature"),
        "version": _("Version"),
        "given_at": _("Donné le"),
        "withdrawn_at": _("Retiré le"),
        "area__name": _("Territoire"),
        "ended_at": _("Fini le"),
        "blocked_id": _("Identifiant"),
        "other_id": _("Identifiant"),
        "at": _("Le"),
        "ip": _("Adresse du réseau"),
        "user_agent": _("Navigateur"),
        "created_at": _("Depuis"),
        "last_seen_at": _("Vu pour la dernière fois"),
    }


register_export("people", of_people)
register_export("media", of_media)
