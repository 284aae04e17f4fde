"""A date that goes on right now, with who is expected: its sheet can be ticked."""

from typing import Any

ALONE, OTHER, WAITS = "Isaure", "Théodule", "Clothilde"


def sheet_things(people: dict[str, Any]) -> dict[str, str]:
    """One who comes alone, one with two others, one who waits for a seat."""
    from datetime import timedelta

    from parvis.domains.gatherings import services
    from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence
    from parvis.kernel import clock
    from tests.factories.people import a_resident

    now = clock.now()
    hosted = people["host"].organisation_memberships.filter(part="host").values("organisation")
    gathering = Gathering.objects.filter(organisation__in=hosted, status="published")
    begins = now - timedelta(minutes=20)
    held = Occurrence.objects.create(
        gathering=gathering.order_by("title", "pk")[0],
        rule_at=begins,
        starts_at=begins,
        ends_at=now + timedelta(hours=3),
        is_extra=True,
        going=4,
        waiting=1,
    )
    alone, other, waits = (
        a_resident(name=name, email=f"feuille{number}@exemple.fr")
        for number, name in enumerate((ALONE, OTHER, WAITS))
    )
    said = {"occurrence": held, "said_at": begins}
    Attendance.objects.create(**said, resident=alone, state="going", alone=True)
    seat = Attendance.objects.create(**said, resident=other, state="going", guests=2)
    Attendance.objects.create(**said, resident=waits, state="waiting", waiting_since=begins)
    services.find_greeters(occurrence_id=held.pk, at=now)
    return {"sheet_date": str(held.pk), "sheet_person": str(seat.pk)}
