"""A sentence and what must be understood of it: exact on every field that is named."""

from typing import Any

from parvis.domains.welcome.selectors.understanding import AreaName, Understood, understand

AREAS = (
    AreaName("1", "tilleuls", "Les Tilleuls", ("les Tilleuls",)),
    AreaName("2", "gare", "Gare", ("la Gare", "the station")),
    AreaName("3", "centre", "Centre-ville", ("hyper-centre", "town centre")),
    AreaName("4", "vieux-port", "Vieux-Port"),
    AreaName("5", "bellevue", "Bellevue"),
    AreaName("6", "hauts-de-morlaine", "Hauts de Morlaine", ("les Hauts",)),
)
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAYS, WEEKEND = EVERY_DAY[:5], EVERY_DAY[5:]
PARTS = ("morning", "afternoon", "evening")


def slots(days: tuple[str, ...], *parts: str) -> tuple[str, ...]:
    return tuple(f"{day}-{part}" for day in days for part in PARTS if part in (parts or PARTS))


def understood(text: str, **named: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was found on the named fields, and what is expected there."""
    found: Understood = understand(text, areas=AREAS)
    expected = {
        name: tuple(value.split()) if isinstance(value, str) and name != "area" else value
        for name, value in named.items()
    }
    return {name: getattr(found, name) for name in expected}, expected
