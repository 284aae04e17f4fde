"""What follows a date: who met is written down, what was said is told to who it is for."""

from datetime import datetime

from parvis.domains.gatherings import notices, services
from parvis.domains.gatherings.events import AgainAgreed, PhotoAdded, ThanksSaid
from parvis.domains.gatherings.models import Again, Occurrence, PhotoConsent, Thanks
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.kernel import clock, events, tasks

DAY_MINUTES = 24 * 60


@tasks.every(minutes=15, name="gatherings.follow_up")
def follow_up(at: datetime) -> None:
    services.follow_up(at=at)


@tasks.every(minutes=DAY_MINUTES, name="gatherings.forget_afterwards")
def forget_afterwards(at: datetime) -> None:
    services.forget_old_afterwards(at=at)


@events.listens(ThanksSaid, name="gatherings.tell_thanks")
def tell_thanks(fact: ThanksSaid) -> None:
    thanks = (
        Thanks.objects.select_related(
            "by", "to", "occurrence__gathering__circle", "occurrence__gathering__organisation"
        )
        .filter(pk=fact.thanks_id)
        .first()
    )
    if thanks is not None:
        notices.thanked(thanks, clock.now())


@events.listens(AgainAgreed, name="gatherings.tell_again")
def tell_again(fact: AgainAgreed) -> None:
    """Only as long as both still say yes, and see each other."""
    yes = Again.objects.filter(occurrence=fact.occurrence_id, wants=True)
    pair = (fact.one_id, fact.other_id)
    both = yes.filter(by__in=pair, about__in=pair).count() == len(pair)
    dates = Occurrence.objects.select_related("gathering__circle")
    held = dates.filter(pk=fact.occurrence_id).first()
    if held is None or not both:
        return
    known = Resident.objects.in_bulk(pair)
    if len(known) < len(pair) or people.are_hidden(*pair):
        return
    one, other = known[fact.one_id], known[fact.other_id]
    notices.again(held, to=one, other=other, at=clock.now())
    notices.again(held, to=other, other=one, at=clock.now())


@events.listens(PhotoAdded, name="gatherings.ask_on_photo")
def ask_on_photo(fact: PhotoAdded) -> None:
    waiting = PhotoConsent.objects.filter(photo=fact.photo_id, says=None)
    for consent in waiting.select_related("resident", "photo__occurrence").order_by("pk"):
        notices.photo_asks(consent, clock.now())
