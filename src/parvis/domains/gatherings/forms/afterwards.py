"""The input boundary of what follows a date."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.domains.conversations.vocabulary import MESSAGE_MAX
from parvis.domains.gatherings.forms.safety import READ_MAX
from parvis.domains.gatherings.vocabulary import PHOTO_ALT_MAX, WORDS_MAX


class ThanksForm(forms.Form):
    """A few words with a thank-you, or none. ``seat``: to one person who was there."""

    seat = forms.IntegerField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Un mot, si vous voulez"), required=False, max_length=READ_MAX, strip=True
    )
    most = WORDS_MAX


class AgainForm(forms.Form):
    seat = forms.IntegerField()
    wants = forms.TypedChoiceField(
        choices=[("1", _("Oui")), ("0", _("Non"))], coerce=lambda value: value == "1"
    )


class NextForm(forms.Form):
    seat = forms.IntegerField(required=False)
    weekly = forms.TypedChoiceField(
        choices=[("1", _("Chaque semaine")), ("0", _("Une fois"))],
        coerce=lambda value: value == "1",
    )


class AgainWordsForm(forms.Form):
    """The first message to somebody who said yes too."""

    body = forms.CharField(label=_("Votre message"), max_length=READ_MAX, widget=forms.Textarea)
    most = MESSAGE_MAX


class GatheringPhotoForm(forms.Form):
    """A photo, its description, and who is on it."""

    image = forms.FileField(label=_("La photo"))
    alt = forms.CharField(
        label=_("Ce que l’on voit"),
        max_length=PHOTO_ALT_MAX,
        help_text=_("Pour celles et ceux qui ne voient pas l’image. Sans noms."),
    )
    on_it = forms.TypedMultipleChoiceField(
        label=_("Qui reconnaît-on ?"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nous demandons à chaque personne. La photo attend leur oui."),
    )
    nobody = forms.BooleanField(
        label=_("Personne n’est reconnaissable, même de dos"), required=False
    )

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on_it"].choices = list(people)  # type: ignore[attr-defined]
