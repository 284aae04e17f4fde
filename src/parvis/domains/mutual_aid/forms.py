"""A word to those who ask for help, and to those who offer it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.domains.conversations.vocabulary import MESSAGE_MAX, REQUEST_MAX
from parvis.kernel import text

WORDS = {
    "required": _("Écrivez un mot, même très court."),
    "max_length": _(
        "C’est un peu long : gardez l’essentiel, en %(limit_value)d signes au plus. "
        "Votre texte est toujours là."
    ),
}


class WordsField(forms.CharField):
    """What somebody writes, cleaned before it is judged: a stray NUL is no mistake of theirs."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return text.clean(super().to_python(value) or "")


class OfferForm(forms.Form):
    body = WordsField(label=_("Votre message"), max_length=REQUEST_MAX, error_messages=WORDS)


class AnswerForm(forms.Form):
    body = WordsField(label=_("Votre réponse"), max_length=MESSAGE_MAX, error_messages=WORDS)
