"""A few encounters of the demo town, played through the services as its people would.

Two conversations under way, a request that waits for Nadia, and one that has reached the
coordination, so that every page of the demo shows what it is for.
"""

from datetime import datetime, timedelta

from parvis.domains.conversations import services as conversations
from parvis.domains.conversations.vocabulary import Purpose
from parvis.domains.people.models import Resident
from parvis.domains.welcome import services as welcome
from parvis.kernel import ids, tasks
from parvis.surfaces.cli.town.shapes import TownPlan

#: A first message, its answer, and what came after.
TALK = (
    "Bonjour Serge, j’ai lu que vous aviez tenu un magasin de disques. Auriez-vous un conseil ?",
    "Avec plaisir ! Il y a un disquaire près de la place. Vous cherchez plutôt quoi ?",
    "De la chanson, et un peu de jazz. Je passe samedi matin, si vous y êtes.",
)
WALK = (
    "Bonjour, je viens d’arriver aux Tilleuls. Une promenade un de ces jours me ferait du bien.",
    "Bienvenue ! Je marche le jeudi en fin de journée, près de la rivière. Jeudi, 18 h ?",
)
FIRST_WORD = "Bonjour, je ne connais encore personne ici. Pourriez-vous m’écrire ? Merci !"
LONG_WAIT = timedelta(hours=9)


def play(plan: TownPlan, now: datetime) -> None:
    """Play them, then do the deferred work they leave."""
    cast = {one.key: plan.residents[one.resident].email for one in plan.cast}
    people = {key: Resident.objects.get(email=address) for key, address in cast.items()}
    named = {one.resident for one in plan.cast}
    newcomers = [
        Resident.objects.get(email=one.email)
        for number, one in enumerate(plan.residents)
        if one.says_newcomer and number not in named
    ]
    # People write by day, whatever the hour at which the town is built.
    noon = now.replace(hour=11, minute=10, second=0, microsecond=0)
    talk(newcomers[0], people["resident"], TALK, noon - timedelta(days=2))
    talk(newcomers[1], people["welcomer"], WALK, noon - timedelta(days=1))
    wait_for(newcomers[2], people["welcomer"], now - timedelta(minutes=40))
    wait_for(newcomers[3], people["welcomer"], now - LONG_WAIT)
    tasks.run_due(limit=5000)


def talk(asker: Resident, other: Resident, lines: tuple[str, ...], at: datetime) -> None:
    """The first line asks, the second accepts, the rest follow in turn."""
    conversation = conversations.ask(
        by=asker, to=other, body=lines[0], purpose=Purpose.HELLO, at=at
    )
    conversations.accept(conversation=conversation, by=other, at=at + timedelta(minutes=20))
    for number, line in enumerate(lines[1:], start=1):
        conversations.send(
            conversation=conversation,
            by=other if number % 2 else asker,
            body=line,
            once=str(ids.new_id()),
            at=at + timedelta(minutes=20 + 7 * number),
        )


def wait_for(newcomer: Resident, welcomer: Resident, at: datetime) -> None:
    """A newcomer asks this welcomer, and waits."""
    welcome.ask_welcomer(newcomer=newcomer, welcomer_id=welcomer.pk, body=FIRST_WORD, at=at)
