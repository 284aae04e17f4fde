"""Conversations under way, and newcomers who wait for an answer."""

from datetime import datetime, timedelta

from parvis.domains.conversations import services as conversations
from parvis.domains.conversations.models import Conversation
from parvis.domains.conversations.vocabulary import Purpose
from parvis.domains.people.models import Resident
from parvis.domains.welcome import services as welcome
from parvis.kernel import ids

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


def talk(asker: Resident, other: Resident, lines: tuple[str, ...], at: datetime) -> Conversation:
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
    return conversation


def wait_for(newcomer: Resident, welcomer: Resident, at: datetime) -> None:
    """A newcomer asks this welcomer, and waits."""
    welcome.ask_welcomer(newcomer=newcomer, welcomer_id=welcomer.pk, body=FIRST_WORD, at=at)
