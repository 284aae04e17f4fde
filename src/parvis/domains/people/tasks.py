"""The housework of accounts: erasures that are due, addresses nobody confirmed, old sessions."""

from datetime import datetime

from django.contrib.sessions.models import Session

from parvis.domains.people import services
from parvis.domains.people.events import ErasureAsked
from parvis.domains.people.models import Resident
from parvis.domains.people.services import mails
from parvis.kernel import events, tasks


@events.listens(ErasureAsked, name="people.tell_of_erasure", atomic=False)
def tell_of_erasure(fact: ErasureAsked) -> None:
    """So that nobody is erased by somebody else unaware; nothing if they changed their mind."""
    resident = Resident.objects.filter(pk=fact.resident_id).first()
    if resident is not None and resident.erasure_asked_at is not None:
        mails.compose(
            template="account/email/erasure_asked",
            to=resident.email,
            language=resident.reads,
            resident=resident,
            values={"due_at": fact.due_at},
        ).send()


@tasks.every(minutes=60, name="people.erase_due")
def erase_due(at: datetime) -> None:
    services.erase_due(at)


@tasks.every(minutes=24 * 60, name="people.forget_unconfirmed")
def forget_unconfirmed(at: datetime) -> None:
    services.forget_unconfirmed(at)


@tasks.every(minutes=24 * 60, name="people.forget_old_sessions")
def forget_old_sessions(at: datetime) -> None:
    Session.objects.filter(expire_date__lt=at).delete()
