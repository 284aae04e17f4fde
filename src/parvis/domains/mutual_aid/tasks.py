"""What mutual aid does later: notes who answered an offer, and who passed it on."""

from parvis.domains.conversations.events import ContactDeclined, MessageSent
from parvis.domains.mutual_aid import services
from parvis.domains.mutual_aid.models import Offer
from parvis.domains.people.models import Resident
from parvis.domains.watch import services as watch
from parvis.kernel import clock, events


@events.listens(MessageSent, name="mutual_aid.note_answer")
def note_answer(fact: MessageSent) -> None:
    """Whoever was asked wrote in the conversation, after the offer."""
    offers = Offer.objects.filter(
        conversation_id=fact.conversation_id, withdrawn_at=None, offered_at__lte=fact.at
    ).exclude(resident_id=fact.author_id)
    by = Resident.objects.filter(pk=fact.author_id).first()
    for offer in offers:
        if by:
            services.note_answer(offer=offer, by=by, at=fact.at)


@events.listens(ContactDeclined, name="mutual_aid.pass_on")
def pass_on(fact: ContactDeclined) -> None:
    """“Not now” to an offer of help: somebody else who animates is asked at once."""
    offers = Offer.objects.filter(conversation_id=fact.conversation_id, withdrawn_at=None)
    by = Resident.objects.filter(pk=fact.by_id).first()
    for offer in offers:
        if by:
            kind, now = services.OFFERED, clock.now()
            watch.passed_if_waiting(kind=kind, subject_id=offer.pk, by=by, at=now)
