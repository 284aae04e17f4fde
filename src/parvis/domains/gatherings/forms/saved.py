"""A name for a search that one keeps."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings.vocabulary import FILTER_NAME_MAX, QUERY_MAX


class SavedForm(forms.Form):
    name = forms.CharField(
        label=_("Son nom"),
        max_length=FILTER_NAME_MAX,
        help_text=_("Par exemple : « Le dimanche, avec les enfants »."),
        error_messages={"required": _("Donnez un nom à cette recherche, pour la retrouver.")},
    )
    query = forms.CharField(max_length=QUERY_MAX, required=False, widget=forms.HiddenInput)
