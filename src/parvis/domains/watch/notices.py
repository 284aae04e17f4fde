"""What the watch says, each in the reader's language, and to whom."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people.models import Resident
from parvis.domains.watch import rules, selectors
from parvis.domains.watch.events import AnswerAsked
from parvis.domains.watch.models import Item
from parvis.domains.watch.vocabulary import Level

KIND = "watch"


def keys_of(item: Item) -> str:
    """How the keys of all notices that ask somebody to answer this item begin."""
    return f"watch:{item.pk}:"


def please_answer(item: Item, resident: Resident, asked: AnswerAsked, at: datetime) -> None:
    """To one person asked, at once; again to who coordinates, with each new promised time."""
    kind = rules.kind_named(item.kind)
    with translation.override(resident.reads):
        when = selectors.until(asked.promised_at, at, str(rules.zone_of(item.area)))
        notifications.tell(
            to=resident.pk,
            kind=KIND,
            key=f"{keys_of(item)}{asked.promised_at:%Y%m%dT%H%M%S}",
            title=kind.describe(item, resident),
            body=_body(asked.level) % {"time": when},
            url=kind.answer_url(item),
            urgency=Urgency.NOW,
            about=item.waiting_id,
            at=at,
        )


def others_were_asked(item: Item, level: Level, at: datetime) -> None:
    """To the one who waits: they are not forgotten. On the page only."""
    with translation.override(item.waiting.reads):
        if level == Level.COORDINATOR:
            body = _("La coordination la garde jusqu’à ce que quelqu’un vous réponde.")
        else:
            body = _("Nous venons de demander à d’autres personnes de vous répondre.")
        notifications.tell(
            to=item.waiting_id,
            kind=KIND,
            key=f"watch-waiting:{item.pk}:{int(level)}",
            title=_("Votre demande n’est pas oubliée"),
            body=body,
            at=at,
        )


def _body(level: Level) -> str:
    if level == Level.COORDINATOR:
        return _(
            "Personne n’a encore pu répondre. Une réponse est promise avant %(time)s :"
            " à vous de répondre, ou de trouver qui le peut."
        )
    return _(
        "Une réponse est promise avant %(time)s. Si ce n’est pas possible pour vous, dites"
        " « Pas cette fois » : quelqu’un d’autre prendra le relais, sans que personne le sache."
    )
