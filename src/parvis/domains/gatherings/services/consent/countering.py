"""“Another time would suit me better”: an idea that the other takes, or kindly leaves."""

from datetime import date, datetime, time

from django.db import transaction

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.events import CounterDropped, CounterProposed
from parvis.domains.gatherings.models import CounterProposal, Gathering, Terms
from parvis.domains.gatherings.services.consent import versions
from parvis.domains.gatherings.services.consent.answering import invitation_of, lock
from parvis.domains.gatherings.services.consent.changing import rewrite
from parvis.domains.gatherings.services.consent.checking import checked
from parvis.domains.gatherings.services.consent.refusals import CounterGone, TermsChanged
from parvis.domains.gatherings.vocabulary import WORDS_MAX, Counter
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import NotAllowed
from parvis.domains.territory.models import Place
from parvis.kernel import events, text
from parvis.kernel.errors import NotVisible


@transaction.atomic
def counter_propose(
    *,
    gathering: Gathering,
    by: Resident,
    version: int,
    day: date,
    starts: time,
    minutes: int,
    place: Place,
    words: str = "",
    evening_ok: bool = False,
    at: datetime,
) -> CounterProposal:
    """Say which other time or place would suit; the terms in force stay as they are meanwhile.

    One idea a person at a time: another takes the place of the first; the same again is the same.

    :raises NotVisible: it is not for them.
    :raises NotAllowed: called off, begun, or they proposed it themselves to more than one.
    :raises TermsChanged: it answers a version that is no longer in force.
    :raises GatheringRefused: each problem with its field.
    """
    held = lock(gathering.pk, by)
    rules.may_counter.require(by, held, at)
    if version != held.terms_version:
        raise TermsChanged(version, held.terms_version)
    others = [one for one in selectors.invited(held) if one.pk != by.pk]
    current = held.terms.select_related("place").get(version=version)
    kept = checked(
        {
            **selectors.values_of(current),
            "day": day,
            "starts": starts,
            "minutes": minutes,
            "place": place,
            "evening_ok": evening_ok,
        },
        at=at,
        first=held.circle_id is None and selectors.is_first_meeting(by, others),
    )
    said = text.excerpt(" ".join(text.clean(words).split()), WORDS_MAX)
    idea = {
        "version": version,
        "starts_at": kept["starts_at"],
        "minutes": minutes,
        "place": place,
        "words": said,
    }
    mine = held.counter_proposals.filter(by=by, state=Counter.OPEN)
    same = mine.filter(**idea).first()
    if same is not None:
        return same
    mine.update(state=Counter.DROPPED, answered_at=at)
    invitation_of(held, by, at)
    counter = CounterProposal.objects.create(gathering=held, by=by, said_at=at, **idea)
    fact = CounterProposed(counter_id=counter.pk, gathering_id=held.pk, by_id=by.pk, at=at)
    events.publish(fact, by=by.pk, at=at)
    return counter


@transaction.atomic
def take_counter(*, counter: CounterProposal, by: Resident, at: datetime) -> Terms:
    """Take somebody's idea: it becomes the terms, accepted by both at once; others are asked again.

    Safe to repeat.

    :raises NotVisible: it is not for them.
    :raises NotAllowed: it is not theirs to answer, or it is too late.
    :raises CounterGone: it was taken back, or the terms were changed since.
    :raises GatheringRefused: its moment has passed, or the place closes then.
    """
    held, idea = _held(counter, by)
    if idea.state == Counter.TAKEN:
        return held.terms.get(version=held.terms_version)
    if not rules.may_take(by, idea, at):
        raise NotAllowed
    if idea.state != Counter.OPEN or idea.version != held.terms_version:
        raise CounterGone
    current = held.terms.select_related("place").get(version=held.terms_version)
    on_wall = selectors.wall(idea.starts_at, idea.place.area.time_zone)
    kept = checked(
        {
            **selectors.values_of(current),
            "day": on_wall.date(),
            "starts": on_wall.time(),
            "minutes": idea.minutes,
            "place": idea.place,
            "weeks": selectors.weeks_left(held, at),
        },
        at=at,
        first=False,
    )
    kept["host"] = held.host
    idea.state, idea.answered_at = Counter.TAKEN, at
    idea.save(update_fields=["state", "answered_at"])
    changed = versions.changed_in(current, kept)
    return rewrite(held, kept, by, agreed=[by, idea.by], changed=changed, at=at)


@transaction.atomic
def drop_counter(*, counter: CounterProposal, by: Resident, at: datetime) -> CounterProposal:
    """Keep the time as it is, which is kindly told; or take one's own idea back. Safe to repeat.

    :raises NotVisible: it is not for them.
    :raises NotAllowed: it is neither theirs nor theirs to answer.
    """
    held, idea = _held(counter, by)
    is_own = idea.by_id == by.pk
    if not is_own and not rules.may_take(by, idea, at):
        raise NotAllowed
    if idea.state != Counter.OPEN:
        return idea
    idea.state, idea.answered_at = Counter.DROPPED, at
    idea.save(update_fields=["state", "answered_at"])
    if not is_own:
        fact = CounterDropped(counter_id=idea.pk, gathering_id=held.pk, by_id=by.pk, at=at)
        events.publish(fact, by=by.pk, at=at)
    return idea


def _held(counter: CounterProposal, by: Resident) -> tuple[Gathering, CounterProposal]:
    held = lock(counter.gathering_id, by)
    found = CounterProposal.objects.select_related("place__area", "by").filter(pk=counter.pk)
    idea = found.first()
    if idea is None:
        raise NotVisible
    idea.gathering = held
    return held, idea
