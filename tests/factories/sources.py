"""Agendas kept elsewhere, for tests: a source, and the site it is read from."""

import itertools
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from parvis.domains.gatherings.models import ImportRun, Source
from parvis.domains.gatherings.services import importing
from parvis.domains.gatherings.vocabulary import SourceKind
from parvis.domains.people.vocabulary import Role
from parvis.kernel import fetch
from tests.factories.gatherings import NOW
from tests.factories.organisations import a_place
from tests.factories.people import a_resident, a_role

_numbers = itertools.count(1)


class Site:
    """What another server answers, and what it was asked: stands in for ``fetch.get``."""

    def __init__(self, body: bytes = b"", **answer: Any) -> None:
        self.body = body
        self.answer = {"status": 200, "content_type": "text/calendar", **answer}
        self.refusal: fetch.FetchRefused | None = None
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, url: str, **asked: Any) -> fetch.Fetched:
        self.asked.append((url, asked))
        if self.refusal is not None:
            raise self.refusal
        return fetch.Fetched(
            body=self.body, **{"etag": "", "last_modified": "", "final_url": url, **self.answer}
        )


class Agenda(Site):
    """An OpenAgenda agenda: pages in order, and what was removed."""

    def __init__(self, *pages: bytes, removed: bytes = b'{"events": [], "after": null}') -> None:
        super().__init__()
        self.pages, self.removed = list(pages), removed

    def __call__(self, url: str, **asked: Any) -> fetch.Fetched:
        query = parse_qsl(urlsplit(url).query)
        number = 1 if any(name == "after[]" for name, _value in query) else 0
        self.body = self.removed if ("removed", "1") in query else self.pages[number]
        return super().__call__(url, **asked)


def a_source(*, accepted: bool = True, at: datetime = NOW, **fields: Any) -> Source:
    """A calendar at an address, added by who coordinates its area, due now."""
    place = fields.pop("place", None) or a_place()
    by = fields.pop("by", None)
    if by is None:
        by = a_resident(name="Solène")
        a_role(by, Role.COORDINATOR, place.area)
    values = {
        "kind": SourceKind.ICAL,
        "name": f"Agenda voisin {next(_numbers)}",
        "url": f"https://agenda.example/{next(_numbers)}.ics",
        "agenda_uid": "",
        "licence": "Licence Ouverte 2.0",
        "organisation": None,
        "area": place.area,
        "place": place,
        "interests": (),
        **fields,
    }
    source = importing.add_source(by=by, values=values, at=at)
    return importing.accept_source(source=source, by=by, at=at) if accepted else source


def brought_in(source: Source, site: Site, *, at: datetime = NOW, **how: Any) -> ImportRun:
    """Read now, whatever its turn."""
    Source.objects.filter(pk=source.pk).update(next_run_at=at)
    run = importing.bring_in(source.pk, at=at, get=site, **how)
    assert run is not None
    return run
