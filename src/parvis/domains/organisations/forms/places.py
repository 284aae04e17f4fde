"""What those who look after a place may write of it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from parvis.domains.organisations.forms.organisations import OneOf
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area, Place
from parvis.domains.territory.vocabulary import AccessFact, Answer, PlaceKind

ACCESS = "access_"
HOURS = "Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00"
#: Words first: the territory cleans and refuses each with its own sentence.
PLAIN = (
    *("name", "kind", "area", "about", "address", "latitude", "longitude", "opening_hours"),
    *("phone", "email", "website", "how_to_come"),
)


class PlaceForm(forms.Form):
    """The fields of a place, one question of access each."""

    name = forms.CharField(label=_("Nom"), required=False)
    kind = forms.ChoiceField(label=_("Genre de lieu"), choices=PlaceKind.choices)
    area = OneOf(
        label=_("Quartier"),
        queryset=Area.objects.none(),
        error_messages={"invalid_choice": _("Ce quartier n’est plus dans la liste.")},
    )
    about = forms.CharField(label=_("Ce qu’on y trouve"), widget=forms.Textarea, required=False)
    address = forms.CharField(label=_("Adresse"), required=False)
    how_to_come = forms.CharField(
        label=_("Comment venir"),
        help_text=_("L’arrêt de bus, l’entrée à prendre, où laisser un vélo."),
        widget=forms.Textarea,
        required=False,
    )
    opening_hours = forms.CharField(
        label=_("Horaires"),
        help_text=format_lazy(_("Comme dans OpenStreetMap, par exemple {hours}"), hours=HOURS),
        required=False,
    )
    phone = forms.CharField(
        label=_("Téléphone"), required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.CharField(
        label=_("Courriel"), required=False, widget=forms.TextInput(attrs={"inputmode": "email"})
    )
    website = forms.CharField(label=_("Site"), required=False)
    latitude = forms.CharField(
        label=_("Latitude"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    longitude = forms.CharField(
        label=_("Longitude"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    #: When the page was opened: somebody else may have saved since.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.filter(  # type: ignore[attr-defined]
            pk__in=[area.pk for area in territory.areas_to_choose()]
        ).defer("boundary")
        for fact in AccessFact:
            self.fields[ACCESS + fact.value] = forms.ChoiceField(
                label=fact.label,
                choices=Answer.choices,
                initial=Answer.UNKNOWN,
                widget=forms.RadioSelect,
                required=False,
            )

    @classmethod
    def of(cls, place: Place | None, data: Any = None) -> "PlaceForm":
        if place is None:
            return cls(data)
        initial = {name: getattr(place, name) for name in PLAIN}
        access = {ACCESS + fact.value: place.answer(fact).value for fact in AccessFact}
        return cls(data, initial={**initial, **access, "seen": place.updated_at.isoformat()})

    def values(self) -> dict[str, Any]:
        """As the territory takes them."""
        given = self.cleaned_data
        access = {
            fact.value: given.get(ACCESS + fact.value) or Answer.UNKNOWN.value
            for fact in AccessFact
        }
        decimal = {
            name: str(given[name]).replace(",", ".").strip() for name in ("latitude", "longitude")
        }
        return {**{name: given[name] for name in PLAIN}, **decimal, "access": access}

    def seen_at(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None

    def access_fields(self) -> list[Any]:
        return [self[ACCESS + fact.value] for fact in AccessFact]


class PhotoForm(forms.Form):
    photo = forms.ImageField(
        label=_("Une photo du lieu"),
        error_messages={
            "required": _("Choisissez une photo."),
            "invalid_image": _("Ce fichier n’est pas une photo que nous savons lire."),
        },
    )
    alt = forms.CharField(
        label=_("Ce qu’on y voit"),
        help_text=_("Pour les personnes qui ne la voient pas, et sans nommer personne."),
        required=False,
    )
    shows = forms.ChoiceField(
        label=_("Ce qu’elle aide à savoir"),
        choices=[("", _("Le lieu en général")), *AccessFact.choices],
        required=False,
    )
