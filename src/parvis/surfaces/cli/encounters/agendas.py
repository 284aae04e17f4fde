"""An agenda kept elsewhere is brought in, and somebody keeps a search."""

from datetime import timedelta
from importlib.resources import files
from typing import Any

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Source
from parvis.domains.gatherings.selectors import AgendaFilters
from parvis.domains.gatherings.services import importing
from parvis.domains.gatherings.vocabulary import SourceKind
from parvis.kernel.fetch import Fetched
from parvis.surfaces.cli.encounters.company import Company

#: Reserved for documents (RFC 2606): nobody answers there.
ADDRESS = "https://agenda.conservatoire.example/public.ics"
#: Its days are written as D00, D07…: so many days after this week's Monday.
CALENDAR = "conservatoire.ics"


def bring_in(company: Company) -> None:
    """Read once, as if it had been fetched. It is not asked for again while the demo lasts."""
    solene, place = company.cast["coordinator"], company.places["le-hangar"]
    source = importing.add_source(
        by=solene,
        values={
            "kind": SourceKind.ICAL,
            "name": "Agenda du conservatoire",
            "url": ADDRESS,
            "agenda_uid": "",
            "licence": "Licence Ouverte 2.0",
            "organisation": None,
            "area": place.area,
            "place": place,
            "interests": ("music",),
        },
        at=company.lately(9),
    )
    importing.accept_source(source=source, by=solene, at=company.lately(9))
    importing.bring_in(source.pk, at=company.now - timedelta(hours=1), get=_recorded(company))
    never = company.now + timedelta(days=30)
    Source.objects.filter(pk=source.pk).update(next_run_at=never)


def keep_a_search(company: Company) -> None:
    services.keep_filters(
        resident=company.cast["resident"],
        name="Chanter sans rien payer",
        filters=AgendaFilters(branch="music", free_of_charge=True),
        at=company.lately(40),
    )


def calendar(company: Company) -> bytes:
    """The calendar as it would be read this week."""
    written = files("parvis.surfaces.cli.town").joinpath("data", CALENDAR).read_text("utf-8")
    monday = company.plan.today - timedelta(days=company.plan.today.weekday())
    for days in range(60):
        written = written.replace(f"D{days:02}T", f"{monday + timedelta(days=days):%Y%m%d}T")
    return written.replace("\n", "\r\n").encode()


def _recorded(company: Company) -> Any:
    def get(url: str, **_asked: Any) -> Fetched:
        return Fetched(
            status=200,
            body=calendar(company),
            content_type="text/calendar",
            etag='"semaine"',
            last_modified="",
            final_url=url,
        )

    return get
