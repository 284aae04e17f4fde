"""What the welcome does later: notes who answered, who passed, and makes room for newcomers."""

from datetime import datetime

from parvis.domains.conversations.events import ContactDeclined, MessageSent
from parvis.domains.people.events import RoleGiven
from parvis.domains.people.vocabulary import Role
from parvis.domains.watch import services as watch
from parvis.domains.watch.events import AskPassed
from parvis.domains.watch.models import Item
from parvis.domains.welcome import services
from parvis.domains.welcome.models import Welcome
from parvis.kernel import clock, events, tasks


@events.listens(MessageSent, name="welcome.note_answer")
def note_answer(fact: MessageSent) -> None:
    """The welcomer wrote in the conversation with the newcomer, after they were asked to.

    Accepting without a word is no answer yet: the newcomer asked to be written to.
    """
    asked = Welcome.objects.filter(
        conversation_id=fact.conversation_id,
        welcomer_id=fact.author_id,
        answered_at=None,
        ended_at=None,
        asked_at__lte=fact.at,
    )
    for welcome in asked.select_related("newcomer", "welcomer", "conversation"):
        services.note_answer(welcome=welcome, at=fact.at)


@events.listens(ContactDeclined, name="welcome.pass_on")
def pass_on(fact: ContactDeclined) -> None:
    """“Not now” to a newcomer's request: another welcomer is asked at once."""
    asked = Welcome.objects.filter(
        conversation_id=fact.conversation_id, welcomer_id=fact.by_id, answered_at=None
    )
    for welcome in asked.select_related("welcomer"):
        watch.passed_if_waiting(
            kind=services.ASKED, subject_id=welcome.pk, by=welcome.welcomer, at=clock.now()
        )


@events.listens(AskPassed, name="welcome.note_pass")
def note_pass(fact: AskPassed) -> None:
    item = Item.objects.filter(pk=fact.item_id, kind=services.ASKED).first()
    if item is None:
        return
    for welcome in Welcome.objects.filter(pk=item.subject_id, welcomer_id=fact.resident_id):
        services.note_pass(welcome=welcome, at=clock.now())


@events.listens(RoleGiven, name="welcome.prepare_welcomer")
def prepare_welcomer(fact: RoleGiven) -> None:
    if fact.kind == Role.WELCOMER:
        services.prepare_welcomer(resident_id=fact.resident_id)


@tasks.every(minutes=60, name="welcome.refresh_paths_due")
def refresh_paths_due(at: datetime) -> None:
    services.refresh_paths_due(at=at)


@tasks.every(minutes=24 * 60, name="welcome.learn_weights")
def learn_weights(at: datetime) -> None:
    services.learn_weights(at=at)


@tasks.every(minutes=60, name="welcome.end_welcomes_due")
def end_welcomes_due(at: datetime) -> None:
    services.end_welcomes_due(at=at)
