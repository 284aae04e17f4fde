"""What is asked of the directory (a link carries it), and what a host may write on the page."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from parvis.domains.organisations import selectors
from parvis.domains.organisations.models import Organisation
from parvis.domains.organisations.vocabulary import (
    ABOUT_MAX,
    CONTACT_MAX,
    INTERESTS_MAX,
    NAME_MAX,
    PHONE_MAX,
    SENTENCE_MAX,
    Kind,
)
from parvis.domains.people.vocabulary import interests
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area, Place

PHONE = re.compile(r"\+?[\d .\-()]{3,19}")


class DirectoryFilters(forms.Form):
    """Read from the query string; what an old link asks wrongly is left out."""

    q = forms.CharField(label=_("Un nom, une activité"), required=False, max_length=200)
    genre = forms.ChoiceField(
        label=_("Genre"), required=False, choices=[("", _("Tous")), *Kind.choices]
    )
    quartier = forms.ChoiceField(label=_("Quartier"), required=False)
    interet = forms.ChoiceField(label=_("Centre d’intérêt"), required=False)

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.slug: area for area in areas}
        places = [(area.slug, area.name) for area in areas]
        self.fields["quartier"].choices = [("", _("Tous")), *places]  # type: ignore[attr-defined]
        self.fields["interet"].choices = [  # type: ignore[attr-defined]
            ("", _("Tous")),
            *selectors.roots_by_name(),
        ]
        self.is_valid()

    @property
    def asked(self) -> dict[str, str]:
        """What makes sense, as a query string repeats it."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def wanted(self) -> dict[str, Any]:
        """The same, as ``selectors.directory`` takes it."""
        given = self.cleaned_data
        return {
            "words": given.get("q", ""),
            "kind": given.get("genre") or None,
            "area": self.areas.get(given.get("quartier", "")),
            "branch": given.get("interet") or None,
        }

    def chips(self) -> list[tuple[str, str]]:
        """The active filters: (name, label)."""
        found = []
        for name, value in self.asked.items():
            choices = dict(getattr(self.fields[name], "choices", ()))
            found.append((name, str(choices.get(value, f"« {value} »"))))
        return found


class OneOf(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of a list; an id that is none reads as a choice that is gone."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as problem:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            ) from problem


def _too_long(most: int) -> dict[str, Any]:
    """A limit, said kindly; room for what was typed, so that nothing is cut."""
    words = _("C’est un peu long : %(limit_value)d caractères au plus. Gardez l’essentiel.")
    return {"max_length": most, "error_messages": {"max_length": words}}


class OrganisationForm(forms.Form):
    name = forms.CharField(
        label=_("Nom"),
        max_length=NAME_MAX,
        error_messages={
            "required": _("Écrivez le nom, comme on le dit dans la commune."),
            "max_length": _("Un nom plus court : %(limit_value)d caractères au plus."),
        },
    )
    about = forms.CharField(
        label=_("Ce que vous faites"),
        widget=forms.Textarea,
        max_length=ABOUT_MAX,
        error_messages={
            "required": _("Dites en quelques phrases ce que vous faites."),
            "max_length": _("C’est un peu long : %(limit_value)d caractères au plus."),
        },
    )
    when_where = forms.CharField(
        label=_("Quand et où, en une phrase"), required=False, **_too_long(SENTENCE_MAX)
    )
    place = OneOf(
        label=_("Lieu"),
        queryset=Place.objects.filter(published=True).order_by("name"),
        required=False,
        empty_label=_("Aucun lieu fixe"),
        error_messages={"invalid_choice": _("Ce lieu n’est plus dans la liste.")},
    )
    area = OneOf(
        label=_("Quartier"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("Toute la commune"),
        error_messages={"invalid_choice": _("Ce quartier n’est plus dans la liste.")},
    )
    contact_name = forms.CharField(
        label=_("Le prénom de la personne à demander"), required=False, **_too_long(CONTACT_MAX)
    )
    phone = forms.CharField(
        label=_("Téléphone de l’association"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        **_too_long(PHONE_MAX),
    )
    email = forms.EmailField(
        label=_("Adresse e-mail de l’association"),
        required=False,
        error_messages={"invalid": _("Il manque quelque chose à cette adresse e-mail.")},
    )
    website = forms.CharField(label=_("Site"), required=False, max_length=200)
    volunteers_wanted = forms.CharField(
        label=_("Les bénévoles que vous cherchez"),
        help_text=_("Une phrase suffit. Laissez vide si vous êtes au complet."),
        required=False,
        **_too_long(SENTENCE_MAX),
    )
    interests = forms.MultipleChoiceField(
        label=_("Centres d’intérêt"),
        required=False,
        choices=lambda: [(slug, slug) for slug in interests.interests()],
        error_messages={"invalid_choice": _("Un de ces choix n’existe plus.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.filter(  # type: ignore[attr-defined]
            pk__in=[area.pk for area in territory.neighbourhoods()]
        ).defer("boundary")

    @classmethod
    def of(cls, organisation: Organisation, data: Any = None) -> "OrganisationForm":
        return cls(data, initial={n: getattr(organisation, n) for n in cls.base_fields})

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not any(letter.isalnum() for letter in name):
            raise ValidationError(_t("Écrivez le nom, comme on le dit dans la commune."))
        return name

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        if phone and not PHONE.fullmatch(phone):
            raise ValidationError(_t("Écrivez le numéro en chiffres, par exemple 01 23 45 67 89."))
        return phone

    def clean_website(self) -> str:
        address = str(self.cleaned_data["website"])
        if not address:
            return ""
        try:
            found: str = forms.URLField(assume_scheme="https").clean(address)
        except ValidationError as problem:
            raise ValidationError(
                _t("Cette adresse de site ne semble pas complète, par exemple https://exemple.fr.")
            ) from problem
        if not found.startswith(("https://", "http://")):
            raise ValidationError(_t("L’adresse d’un site commence par https://."))
        return found

    def clean_interests(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["interests"]
        if len(chosen) > INTERESTS_MAX:
            raise ValidationError(_t("Gardez les douze qui vous ressemblent le plus."))
        return chosen
