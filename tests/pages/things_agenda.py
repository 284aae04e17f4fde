"""What the pages of the agenda need: a search that somebody keeps, and where the plan begins."""

from typing import Any


def agenda_things(people: dict[str, Any]) -> dict[str, str]:
    from parvis.domains.gatherings import selectors, services
    from parvis.domains.gatherings.selectors import AgendaFilters
    from parvis.kernel import clock

    now = clock.now()
    kept = services.keep_filters(
        resident=people["resident"],
        name="Sans rien payer",
        filters=AgendaFilters(free_of_charge=True, good_alone=True),
        at=now,
    )
    monday, _following = selectors.week_of(selectors.day_of(now))
    return {"saved": str(kept.pk), "monday": monday.isoformat()}
