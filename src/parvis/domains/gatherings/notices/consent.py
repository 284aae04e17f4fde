"""What is told of gatherings by invitation: a proposal, other terms, an idea, a yes; never a no."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.conversations import selectors as conversations
from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import (
    CounterProposal,
    Gathering,
    Invitation,
    Occurrence,
)
from parvis.domains.gatherings.notices.words import KIND, urgency
from parvis.domains.gatherings.vocabulary import Answer
from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.web import dates


def proposed(gathering: Gathering, at: datetime) -> None:
    """To each of those asked by name; members of a circle find it on the circle's page."""
    asked = gathering.invitations.filter(state=Answer.ASKED).select_related("resident")
    for invitation in asked:
        _tell(
            gathering,
            to=invitation.resident,
            about=gathering.host,
            key=f"proposed:{gathering.pk}",
            title=lambda name: _("%(name)s vous propose une rencontre") % {"name": name},
            body=lambda: _(
                "Lisez ce qui est proposé, puis dites si cela vous va. Dire non ne demande pas de"
                " raison, et ne se voit pas."
            ),
            at=at,
        )


def rewritten(
    gathering: Gathering, version: int, agreed: Iterable[UUID], by: Resident | None, at: datetime
) -> None:
    """To everybody else who was asked: what is proposed changed, and what they said counts anew."""
    settle(gathering, at)
    others = gathering.invitations.exclude(resident__in=[*agreed]).select_related("resident")
    for invitation in others.filter(state=Answer.ASKED):
        _tell(
            gathering,
            to=invitation.resident,
            about=by,
            key=f"rewritten:{gathering.pk}:{version}",
            title=lambda name: _("%(name)s change votre rencontre") % {"name": name},
            body=partial(_asked_again, gathering, invitation),
            at=at,
        )


def taken(
    gathering: Gathering, version: int, idea: CounterProposal, by: Resident, at: datetime
) -> None:
    """To whose idea became what is agreed."""
    _tell(
        gathering,
        to=idea.by,
        about=by,
        key=f"taken:{gathering.pk}:{version}",
        title=lambda name: _("%(name)s a retenu votre idée") % {"name": name},
        body=lambda: selectors.idea_words(idea),
        at=at,
    )


def agreed(gathering: Gathering, resident: Resident, version: int, at: datetime) -> None:
    """To who proposed it: somebody says yes."""
    if gathering.host is None or gathering.host_id == resident.pk:
        return
    _tell(
        gathering,
        to=gathering.host,
        about=resident,
        key=f"agreed:{gathering.pk}:{version}:{resident.pk}",
        title=lambda name: _("%(name)s a dit oui") % {"name": name},
        body=lambda: _when_and_where(gathering),
        at=at,
        is_urgent=urgency(gathering.starts_at, at) == Urgency.NOW,
    )


def freed(gathering: Gathering, resident: Resident, version: int, at: datetime) -> None:
    """To who had agreed to earlier terms, and is free of them."""
    _tell(
        gathering,
        to=resident,
        about=gathering.host,
        key=f"freed:{gathering.pk}:{version}:{resident.pk}",
        title=lambda _name: _("Vous n’êtes plus engagé·e pour une rencontre qui avait changé"),
        body=lambda: _(
            "Vous n’avez pas répondu, et c’est très bien ainsi : personne ne vous attend. Si cela"
            " vous dit encore, vous pouvez dire oui jusqu’au début."
        ),
        at=at,
    )


def unanswered(gathering: Gathering, resident: Resident, version: int, at: datetime) -> None:
    """To the other of two: do not count on it. The same words, whether nothing was said or no."""
    if gathering.host is None or gathering.host_id == resident.pk:
        return
    _tell(
        gathering,
        to=gathering.host,
        about=resident,
        key=f"unanswered:{gathering.pk}:{version}:{resident.pk}",
        title=lambda name: (
            _("%(name)s n’a pas encore répondu à ce que vous avez changé") % {"name": name}
        ),
        body=lambda: _(
            "Vous n’êtes engagé·e ni l’un ni l’autre pour le moment. Une réponse peut encore venir."
        ),
        at=at,
    )


def plan_left(gathering: Gathering, resident: Resident, at: datetime) -> None:
    """To who proposed it: somebody who had said yes can no longer come."""
    if gathering.host is None or gathering.host_id == resident.pk:
        return
    _tell(
        gathering,
        to=gathering.host,
        about=resident,
        key=f"left:{gathering.pk}:{resident.pk}:{at:%Y%m%dT%H%M%S%f}",
        title=lambda name: _("%(name)s ne pourra finalement pas venir") % {"name": name},
        body=lambda: _("Votre rencontre tient toujours."),
        at=at,
        is_urgent=urgency(gathering.starts_at, at) == Urgency.NOW,
    )


def passed_on(gathering: Gathering, to: Resident, version: int, at: datetime) -> None:
    """To who hosts now what belongs to all who come; who did before is not named."""
    with translation.override(to.reads):
        notifications.tell(
            to=to.pk,
            kind=KIND,
            key=f"passed-on:{gathering.pk}:{version}",
            title=_("C’est vous qui ouvrez maintenant vos rencontres"),
            body=_(
                "La personne qui les ouvrait ne peut plus. Rien d’autre ne change ; si cela vous"
                " gêne, vous pouvez proposer qu’une autre personne ouvre."
            ),
            url=reverse("gatherings:plan", args=[gathering.pk]),
            urgency=Urgency.NOW,
            at=at,
        )


def plan_ended(
    gathering: Gathering, by: Resident | None, told: Iterable[UUID], at: datetime
) -> None:
    """To those who had said yes: it is off, and they are free."""
    settle(gathering, at)
    for reader in Resident.objects.filter(pk__in=list(told)):
        _tell_off(
            gathering, reader, by, starts_at=gathering.starts_at, key=f"ended:{gathering.pk}", at=at
        )


def date_ended(
    occurrence: Occurrence, by: Resident | None, told: Iterable[UUID], at: datetime
) -> None:
    """To the other of two who meet every week: one date is off, the others stand."""
    key = f"date-ended:{occurrence.pk}"
    for reader in Resident.objects.filter(pk__in=list(told)):
        _tell_off(occurrence.gathering, reader, by, starts_at=occurrence.starts_at, key=key, at=at)


def countered(idea: CounterProposal, to: Resident, at: datetime) -> None:
    """To who can take it: another time, or another place, would suit somebody better."""
    _tell(
        idea.gathering,
        to=to,
        about=idea.by,
        key=f"countered:{idea.pk}",
        title=lambda name: _("%(name)s propose un autre moment, ou un autre lieu") % {"name": name},
        body=lambda: selectors.idea_words(idea),
        at=at,
    )


def dropped(idea: CounterProposal, by: Resident, at: datetime) -> None:
    """To whose idea it was: the time first proposed is kept."""
    _tell(
        idea.gathering,
        to=idea.by,
        about=by,
        key=f"dropped:{idea.pk}",
        title=lambda name: _("%(name)s préfère garder ce qui était proposé") % {"name": name},
        body=lambda: (
            _when_and_where(idea.gathering) + " " + _("Cela tient toujours, si vous voulez.")
        ),
        at=at,
        is_urgent=urgency(idea.gathering.starts_at, at) == Urgency.NOW,
    )


def settle(gathering: Gathering, at: datetime) -> None:
    """What was asked before no longer is: unsent mails about it are dropped."""
    for kind in ("proposed", "rewritten"):
        notifications.settle(keys_from=f"{kind}:{gathering.pk}", at=at)


def _tell(
    gathering: Gathering,
    *,
    to: Resident,
    about: Resident | None,
    key: str,
    title: Callable[[str], str],
    body: Callable[[], str],
    at: datetime,
    is_urgent: bool = True,
) -> None:
    """Words are made in the reader's language. Nothing of who is hidden, or kept at a distance."""
    if about is None or conversations.is_quiet(reader=to.pk, about=about.pk):
        return
    with translation.override(to.reads):
        notifications.tell(
            to=to.pk,
            kind=KIND,
            key=key,
            title=title(_name(gathering, about)),
            body=body(),
            url=reverse("gatherings:plan", args=[gathering.pk]),
            urgency=Urgency.NOW if is_urgent else Urgency.CALM,
            about=about.pk,
            at=at,
        )


def _tell_off(
    gathering: Gathering,
    reader: Resident,
    by: Resident | None,
    *,
    starts_at: datetime,
    key: str,
    at: datetime,
) -> None:
    """By name of who the reader sees; without a name of an account that is going; nothing at all
    of somebody a block stands between: the plan itself is no longer there for either."""
    if by is not None and people.are_hidden(reader.pk, by.pk):
        return
    seen = by is not None and people.visible_to(reader).filter(pk=by.pk).exists()
    with translation.override(reader.reads):
        day = dates.day(starts_at, gathering.time_zone)
        notifications.tell(
            to=reader.pk,
            kind=KIND,
            key=key,
            title=_("%(name)s ne pourra finalement pas vous retrouver %(day)s")
            % {"name": _name(gathering, by), "day": day}
            if seen and by is not None
            else _("Votre rencontre de %(day)s n’aura pas lieu") % {"day": day},
            body=_("Vous êtes libre. Ce sera pour une autre fois, quand vous voudrez."),
            url=reverse("gatherings:plan", args=[gathering.pk]),
            urgency=urgency(starts_at, at),
            about=by.pk if seen and by is not None else None,
            at=at,
        )


def _name(gathering: Gathering, person: Resident) -> str:
    return selectors.names_of(gathering, [person])[person.pk]


def _when_and_where(gathering: Gathering) -> str:
    return _("%(moment)s, %(place)s.") % {
        "moment": dates.moment(gathering.starts_at, gathering.time_zone),
        "place": gathering.place.name,
    }


def _asked_again(gathering: Gathering, invitation: Invitation) -> str:
    """What it is now, and until when who had said yes may say it again."""
    said = [_("C’est maintenant : %(what)s") % {"what": _when_and_where(gathering)}]
    if invitation.answer_by is not None:
        said.append(
            _("Dites si cela vous va encore, avant %(moment)s : sinon vous serez libre.")
            % {"moment": dates.moment(invitation.answer_by, gathering.time_zone)}
        )
    return " ".join(said)
