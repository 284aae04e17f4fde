"""What conversations say outside their own page: who, never what was written."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.domains.conversations.models import Conversation, Participant
from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.vocabulary import Urgency
from parvis.domains.people.models import Resident

KIND = "conversations"


def asked(conversation: Conversation, *, by: Resident, to: Resident, at: datetime) -> None:
    with translation.override(to.reads):
        _tell(
            to=to,
            about=by,
            key=f"contact:{conversation.pk}:{conversation.requests}",
            title=_("%(name)s aimerait vous écrire") % {"name": by.name},
            body=_("Vous pouvez accepter, ou répondre « pas maintenant » : cela ne se verra pas."),
            conversation=conversation,
            at=at,
        )


def accepted(conversation: Conversation, *, by: Resident, asker: Resident, at: datetime) -> None:
    with translation.override(asker.reads):
        _tell(
            to=asker,
            about=by,
            key=f"accepted:{conversation.pk}",
            title=_("%(name)s a accepté votre message") % {"name": by.name},
            body=_("Vous pouvez maintenant vous écrire."),
            conversation=conversation,
            at=at,
        )


def written(reader: Participant, *, author: Resident, at: datetime) -> None:
    """One unread notice a conversation, whatever the number of messages: the next after reading."""
    to, conversation = reader.resident, reader.conversation
    if to is None:
        return
    with translation.override(to.reads):
        _tell(
            to=to,
            about=author,
            key=f"messages:{conversation.pk}:{reader.read_seq}",
            title=_("%(name)s vous a écrit") % {"name": author.name},
            body="",
            conversation=conversation,
            at=at,
        )


def _tell(
    *,
    to: Resident,
    about: Resident,
    key: str,
    title: str,
    body: str,
    conversation: Conversation,
    at: datetime,
) -> None:
    notifications.tell(
        to=to.pk,
        kind=KIND,
        key=key,
        title=title,
        body=body,
        url=conversation.get_absolute_url(),
        urgency=Urgency.NOW,
        about=about.pk,
        at=at,
    )
