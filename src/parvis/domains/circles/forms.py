"""The name one takes in a sensitive circle."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.domains.circles.vocabulary import PSEUDONYM_MAX
from parvis.kernel import text


class NameField(forms.CharField):
    """A name on one line, cleaned before it is judged."""

    def to_python(self, value: Any) -> str:
        return " ".join(text.clean(super().to_python(value) or "").split())


class JoinForm(forms.Form):
    pseudonym = NameField(
        label=_("Votre nom dans ce cercle"),
        max_length=PSEUDONYM_MAX,
        error_messages={
            "required": _("Choisissez le nom sous lequel on vous connaîtra ici."),
            "max_length": _("Un nom plus court, de 40 signes au plus."),
        },
    )
