"""A free message read with the words of this very town."""

from typing import Any
from uuid import UUID

from parvis.domains.people.vocabulary import Language
from parvis.domains.territory import selectors as territory
from parvis.domains.welcome.selectors.told import SETS, Told
from parvis.domains.welcome.selectors.understanding import AreaName, understand


def told_in(message: str, language: str) -> Told:
    """What a message says of its author; ``language`` is that of the page. Stores nothing."""
    places = [
        AreaName(id=str(area.pk), slug=area.slug, name=area.name, aliases=tuple(area.aliases))
        for area in territory.neighbourhoods()
    ]
    found = understand(message, lang=language.partition("-")[0], areas=places)
    sets: dict[str, Any] = {name: tuple(getattr(found, name)) for name in SETS}
    # A language the town has no word for cannot be shown back, so it is not kept either.
    sets["languages"] = tuple(code for code in found.languages if code in Language.values)
    return Told(**sets, area_id=UUID(found.area) if found.area else None)
