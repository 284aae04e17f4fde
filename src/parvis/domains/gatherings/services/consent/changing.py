"""Changing terms: a new version, everybody asked again. And those who do not answer are free."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.events import TermsRewritten
from parvis.domains.gatherings.models import Gathering, Terms
from parvis.domains.gatherings.services.consent import versions
from parvis.domains.gatherings.services.consent.answering import lock
from parvis.domains.gatherings.services.consent.checking import checked
from parvis.domains.gatherings.services.consent.refusals import TermsChanged, TooManyChanges
from parvis.domains.gatherings.services.refusals import GatheringRefused
from parvis.domains.gatherings.vocabulary import VERSIONS_MAX, Answer, Counter
from parvis.domains.people.models import Resident
from parvis.kernel import events


@transaction.atomic
def change_terms(
    *,
    gathering: Gathering,
    by: Resident,
    version: int,
    values: Mapping[str, Any],
    at: datetime,
) -> Terms:
    """Write other terms: everybody is asked again, those who had said yes too.

    Words that change nothing of substance are mended, and nobody is asked. The same values again
    change nothing. ``values`` as for :func:`propose_gathering`; ``host``:
    somebody who has said yes.

    :param version: the one that was on the page: what another wrote meanwhile is not undone.
    :raises NotVisible: it is not for them.
    :raises NotAllowed: they do not host it, it is called off, or has begun.
    :raises TermsChanged: another version is in force meanwhile.
    :raises TooManyChanges: it was changed very often already.
    :raises GatheringRefused: each problem with its field.
    """
    held = lock(gathering.pk, by)
    rules.may_change_terms.require(by, held, at)
    current = held.terms.get(version=held.terms_version)
    others = [one for one in selectors.invited(held) if one.pk != by.pk]
    kept = checked(
        {"host": held.host, **values},
        at=at,
        first=held.circle_id is None and selectors.is_first_meeting(by, others),
        going=selectors.most_going(held, at),
    )
    kept["host"] = kept["host"] or by
    _same_dates(held, current, kept, at)
    changed = versions.changed_in(current, kept)
    if version != held.terms_version:
        if not changed:
            return current  # sent twice: it is as they want it
        raise TermsChanged(version, held.terms_version)
    _check_host(held, kept["host"], by)
    if not changed:
        versions.say(held, kept)
        held.updated_at = at
        held.save()
        return current
    return rewrite(held, kept, by, agreed=[by], changed=changed, at=at)


def rewrite(
    held: Gathering,
    kept: Mapping[str, Any],
    by: Resident,
    *,
    agreed: list[Resident],
    changed: tuple[str, ...],
    at: datetime,
) -> Terms:
    """The next version, said yes to by ``agreed``; dates follow, and earlier ideas are closed.

    :raises TooManyChanges: it was changed very often already.
    """
    if held.terms_version >= VERSIONS_MAX:
        raise TooManyChanges
    terms = versions.write(held, kept, by, at)
    versions.ask_again(terms, agreed, at)
    versions.follow(held, at)
    held.counter_proposals.filter(state=Counter.OPEN).update(state=Counter.DROPPED, answered_at=at)
    fact = TermsRewritten(
        gathering_id=held.pk,
        version=terms.version,
        changed=changed,
        agreed=tuple(one.pk for one in agreed),
        at=at,
    )
    events.publish(fact, by=by.pk, at=at)
    return terms


def _same_dates(held: Gathering, current: Terms, kept: dict[str, Any], at: datetime) -> None:
    """A series some dates of which are past, asked for as it goes on: that is no change."""
    following = held.occurrences.filter(starts_at__gt=at, is_cancelled=False)
    ahead = following.order_by("starts_at").first()
    if held.goes_on:  # weeks are not asked about: it goes on
        kept |= {"rrule": current.rrule, "until": None}
        if ahead is not None and kept["starts_at"] == ahead.starts_at:
            kept["starts_at"] = current.starts_at
        return
    if not current.rrule or ahead is None or kept["starts_at"] != ahead.starts_at:
        return
    first = selectors.wall(ahead.starts_at, kept["time_zone"]).date()
    asked = (kept["until"] - first).days // 7 + 1 if kept["until"] else 1
    if asked == selectors.weeks_left(held, at):
        kept |= {name: getattr(current, name) for name in ("starts_at", "rrule", "until")}


def _check_host(held: Gathering, host: Resident, by: Resident) -> None:
    if host.pk == by.pk:
        return
    yes = held.invitations.filter(resident=host, state=Answer.ACCEPTED)
    if not yes.exists():
        raise GatheringRefused({"host": _("Choisissez quelqu’un qui a déjà dit oui.")})
