"""What a visitor may ask of the list of places: a link carries it, so a link may be shared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.domains.territory.models import Area
from parvis.domains.territory.vocabulary import AccessFact, PlaceKind


class PlaceFilters(forms.Form):
    """Read from the query string. What an old link asks wrongly is said beside it, and left out."""

    quartier = forms.ChoiceField(label=_("Quartier"), required=False)
    genre = forms.ChoiceField(
        label=_("Genre de lieu"), required=False, choices=[("", _("Tous")), *PlaceKind.choices]
    )
    acces = forms.MultipleChoiceField(
        label=_("Ce qu’il me faut"),
        required=False,
        choices=AccessFact.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    ouvert = forms.BooleanField(label=_("Ouvert maintenant"), required=False)

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.slug: area for area in areas}
        self.fields["quartier"].choices = [  # type: ignore[attr-defined]
            ("", _("Tous")),
            *((area.slug, area.name) for area in areas),
        ]

    def asked(self) -> dict[str, Any]:
        """The filters that make sense, as ``published_places`` takes them, but for the hour."""
        self.is_valid()
        asked = self.cleaned_data
        return {
            "area": self.areas.get(asked.get("quartier", "")),
            "kind": asked.get("genre") or None,
            "access": asked.get("acces") or (),
        }

    @property
    def is_open_now(self) -> bool:
        self.is_valid()
        return bool(self.cleaned_data.get("ouvert"))

    @property
    def is_filtering(self) -> bool:
        return self.is_open_now or any(self.asked().values())
