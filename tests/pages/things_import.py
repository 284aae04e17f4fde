"""What the pages of imports need: an agenda kept elsewhere, read once, with one thing hidden."""

from datetime import timedelta
from typing import Any


def import_things(people: dict[str, Any]) -> dict[str, str]:
    from parvis.domains.gatherings.models import Gathering, ImportRun, Source
    from parvis.domains.gatherings.services import importing
    from parvis.domains.territory.models import Place
    from parvis.kernel import clock
    from tests.domains.gatherings.calendars import a_calendar, an_event
    from tests.factories.sources import Site

    now, by = clock.now(), people["coordinator"]
    place = Place.objects.filter(published=True).order_by("slug").first()
    assert place is not None
    values = {
        "kind": "ical",
        "name": "Agenda de la médiathèque",
        # Kept for documents: nobody is there, and we never ask (RFC 5737).
        "url": "https://192.0.2.10/agenda.ics",
        "agenda_uid": "",
        "licence": "Licence Ouverte 2.0",
        "organisation": None,
        "area": place.area,
        "place": place,
        "interests": ("reading",),
    }
    source = importing.add_source(by=by, values=values, at=now)
    importing.accept_source(source=source, by=by, at=now)
    day = {"DTSTART": f";VALUE=DATE:{now + timedelta(days=40):%Y%m%d}", "DTEND": ""}
    body = a_calendar(
        an_event("shown", SUMMARY=":Heure du conte", LOCATION=":Salle du fond", **day),
        an_event("hidden", SUMMARY=":Vente de livres", **day),
        an_event("broken", SUMMARY=":Permanence", RRULE=":FREQ=SECONDLY", **day),
    )
    run = importing.bring_in(source.pk, at=now, get=Site(body))
    assert isinstance(run, ImportRun)
    gathering = Gathering.objects.get(title="Vente de livres")
    row = importing.hide_imported(gathering=gathering, by=by, at=now)
    assert row is not None
    shown = Gathering.objects.get(title="Heure du conte")
    assert Source.objects.filter(pk=source.pk, failures=0).exists()
    return {
        "source": str(source.pk),
        "hidden_row": str(row.pk),
        "imported": str(shown.pk),
        "imported_date": str(shown.occurrences.get().pk),
    }
