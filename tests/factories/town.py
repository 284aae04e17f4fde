"""The demo town, as a newcomer meets it."""

from parvis.domains.people.models import Resident
from parvis.domains.welcome.pairing.town import forget_town
from parvis.kernel import clock
from parvis.surfaces.cli import settle

#: Enough people for every role of the town, and few enough to be stored in a moment.
RESIDENTS = 150


def a_town(residents: int = RESIDENTS) -> None:
    """Places, associations, circles, gatherings around today, welcomers: all of it, at once."""
    settle.build(today=clock.today("Europe/Paris"), residents=residents, encounters=False)
    forget_town()


def newcomers(count: int = 3) -> list[Resident]:
    """People of the town who have just arrived, the longest here first."""
    return list(Resident.objects.filter(says_newcomer=True).order_by("joined_at", "pk")[:count])
