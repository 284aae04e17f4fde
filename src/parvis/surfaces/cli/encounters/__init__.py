"""What the people of the demo town do, played through the services as they would.

Conversations, activities with their rhythm and their waiting list, plans agreed on, what follows a
meeting, an agenda brought in: so that every page of the demo shows what it is for.
"""

from datetime import datetime, timedelta

from django.db import transaction

from parvis.kernel import tasks
from parvis.surfaces.cli.encounters import (
    activities,
    agendas,
    following,
    plans,
    tables,
    talks,
)
from parvis.surfaces.cli.encounters.company import gathered
from parvis.surfaces.cli.town.shapes import TownPlan


def play(plan: TownPlan, now: datetime) -> None:
    """Play them, then do the deferred work they leave."""
    company = gathered(plan, now)
    newcomers, cast = company.newcomers(), company.cast
    # People write by day, whatever the hour at which the town is built.
    noon = now.replace(hour=11, minute=10, second=0, microsecond=0)
    records = talks.talk(newcomers[0], cast["resident"], talks.TALK, noon - timedelta(days=3))
    steps = talks.talk(newcomers[1], cast["welcomer"], talks.WALK, noon - timedelta(days=5))
    talks.wait_for(newcomers[2], cast["welcomer"], now - timedelta(minutes=40))
    talks.wait_for(newcomers[3], cast["welcomer"], now - talks.LONG_WAIT)
    with transaction.atomic():
        published = activities.publish(company)
        plans.agree(company, records)
        following.walked(company, steps)
    following.last_cups(company, published["la-derniere-tasse"])
    agendas.bring_in(company)
    agendas.keep_a_search(company)
    with transaction.atomic():
        tables.gather_round(company)
    tasks.run_due(limit=5000)
