"""Asking another organisation to run a gathering together."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.forms.fields import GONE
from parvis.domains.gatherings.models import Gathering
from parvis.domains.organisations.models import Organisation


class CoHostForm(forms.Form):
    organisation = forms.ChoiceField(
        label=_("Association ou service"),
        error_messages={"required": _("Choisissez à qui le proposer."), "invalid_choice": GONE},
    )

    def __init__(self, *args: Any, gathering: Gathering, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.organisations = {str(one.pk): one for one in selectors.cohosts_to_ask(gathering)}
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            ("", _("Choisissez")),
            *((key, one.name) for key, one in self.organisations.items()),
        ]

    def asked(self) -> Organisation:
        return self.organisations[self.cleaned_data["organisation"]]
