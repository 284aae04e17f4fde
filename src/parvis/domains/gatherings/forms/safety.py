"""The input boundary of shared plans, “all well?” and worries."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.domains.conversations.vocabulary import MESSAGE_MAX
from parvis.domains.gatherings.vocabulary import CONTACT_MAX, WORRY_MAX
from parvis.kernel import idempotency

#: Far above any limit, so that what was typed comes back to be shortened rather than cut.
READ_MAX = 20_000


class ShareForm(forms.Form):
    """Somebody trusted with a plan."""

    contact_name = forms.CharField(label=_("Son prénom"), max_length=CONTACT_MAX)
    contact_email = forms.EmailField(
        label=_("Son adresse e-mail"),
        required=False,
        help_text=_(
            "Nous lui envoyons le lien, et un mot si vous ne répondez pas après la rencontre. Son"
            " adresse est effacée 24 heures après la fin."
        ),
    )
    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    @property
    def key(self) -> str:
        """The key to send again: the same after an error, a new one for a new link."""
        return (self.data.get("once") if self.is_bound else None) or idempotency.new_key()


class WorryForm(forms.Form):
    """What worries somebody, in their own words or without any."""

    words = forms.CharField(
        label=_("Ce qui s’est passé, si vous voulez le dire"),
        required=False,
        max_length=WORRY_MAX,
        strip=True,
        widget=forms.Textarea,
    )
    most = WORRY_MAX


class WriteBackForm(forms.Form):
    """A moderator writes to who is worried, or says how they were helped otherwise."""

    body = forms.CharField(
        label=_("Votre message"), required=False, max_length=READ_MAX, widget=forms.Textarea
    )
    note = forms.CharField(
        label=_("Ce qui a été fait"),
        required=False,
        max_length=WORRY_MAX,
        widget=forms.Textarea,
        help_text=_("Lu par la modération, et par cette personne si elle demande ses données."),
    )
    most = MESSAGE_MAX

    def refuse(self, field: str | None, sentence: Any) -> None:
        """Beside the field it is about."""
        self.add_error(field if field in self.fields else None, str(sentence))
