"""The input boundary of messages. What a message may hold is a rule, checked by the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.domains.conversations.vocabulary import MESSAGE_MAX, REQUEST_MAX, Purpose
from parvis.domains.people.models import Resident
from parvis.kernel import idempotency

#: Far above any limit, so that what was typed comes back to be shortened rather than cut.
READ_MAX = 20_000


class RequestForm(forms.Form):
    """A first message."""

    body = forms.CharField(
        label=gettext_lazy("Votre message"),
        max_length=READ_MAX,
        strip=False,
        widget=forms.Textarea,
        help_text=gettext_lazy(
            "Un mot simple suffit. Ni lien, ni adresse, ni numéro pour ce premier message."
        ),
    )
    most = REQUEST_MAX


class MessageForm(forms.Form):
    """A message of an open conversation, with the key that sends it once."""

    body = forms.CharField(
        label=gettext_lazy("Votre message"), max_length=READ_MAX, strip=False, widget=forms.Textarea
    )
    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    most = MESSAGE_MAX

    @property
    def key(self) -> str:
        """The key to send again: the same after an error, a new one for a new message."""
        return (self.data.get("once") if self.is_bound else None) or idempotency.new_key()


def first_words(purpose: Purpose, *, by: Resident, to: Resident) -> str:
    """A first message ready to be changed, in the language of the page."""
    words: dict[str, Any] = {"to": to.name, "me": by.name}
    return {
        Purpose.HELLO: _(
            "Bonjour %(to)s, je m’appelle %(me)s. J’aimerais faire votre connaissance."
        ),
        Purpose.WELCOME: _(
            "Bonjour %(to)s, je m’appelle %(me)s et je viens d’arriver. J’aimerais découvrir le"
            " quartier avec quelqu’un."
        ),
        Purpose.USEFUL: _(
            "Bonjour %(to)s, je m’appelle %(me)s. Je peux donner un coup de main. Comment cela se"
            " passe-t-il ?"
        ),
        Purpose.INTRODUCE: _(
            "Bonjour %(to)s, je m’appelle %(me)s. J’aimerais découvrir votre association. Quand"
            " puis-je passer ?"
        ),
        Purpose.AFTER: _("Bonjour %(to)s, c’est %(me)s. J’ai aimé ce moment. On se revoit ?"),
    }[purpose] % words
