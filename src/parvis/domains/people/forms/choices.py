"""What somebody chooses for their mails."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

CHOOSE = {
    "required": _("Choisissez une des réponses."),
    "invalid_choice": _("Cette réponse n’existe plus. Choisissez-en une autre."),
}


class MailsForm(forms.Form):
    reads = forms.ChoiceField(
        label=_("Dans quelle langue vous écrire ?"),
        choices=lambda: settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    email_immediately = forms.BooleanField(
        label=_("M’écrire tout de suite quand quelqu’un attend ma réponse"),
        help_text=_("Sinon, les nouvelles vous attendent ici et dans la lettre de la semaine."),
        required=False,
    )
