"""The short sections of a profile: one form each, all of them optional."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.domains.people import vocabulary
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import interests
from parvis.domains.territory import selectors as territory

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

GONE = _("Un de ces choix n’existe plus. Choisissez de nouveau.")
#: Longer than any limit of ours: a service answers kindly, and nothing typed is lost.
ROOM = 100_000


def several(label: "_StrOrPromise", choices: Any, hint: "_StrOrPromise" = "") -> forms.Field:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": GONE, "invalid_list": GONE},
    )


class SectionForm(forms.Form):
    """A part of the profile. ``parts`` are what ``services.change_profile`` is given."""

    @classmethod
    def of(cls, resident: Resident, data: Any = None) -> "SectionForm":
        return cls(data, initial={name: getattr(resident, name, "") for name in cls.base_fields})

    @property
    def parts(self) -> Mapping[str, Any]:
        return self.cleaned_data


class NameForm(SectionForm):
    name = forms.CharField(
        label=_("Prénom ou pseudonyme"),
        max_length=ROOM,
        error_messages={"required": _("Écrivez un prénom ou un pseudonyme.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )


class AboutForm(SectionForm):
    about = forms.CharField(
        label=_("Quelques mots sur vous"),
        help_text=_("Ce que vous aimeriez qu’un voisin sache. Ni téléphone, ni adresse."),
        max_length=ROOM,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AreaForm(SectionForm):
    """A neighbourhood from the list: never a point, never an address."""

    area = forms.ChoiceField(
        label=_("Votre quartier"),
        help_text=_("Seul le nom du quartier est montré. Nous ne gardons jamais d’adresse."),
        required=False,
        error_messages={"invalid_choice": GONE},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas = {str(area.id): area for area in territory.neighbourhoods()}
        choices = [(key, area.name) for key, area in self._areas.items()]
        self.fields["area"].choices = [("", _("Je préfère ne pas le dire")), *choices]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, resident: Resident, data: Any = None) -> "SectionForm":
        return cls(data, initial={"area": str(resident.area_id or "")})

    @property
    def area_chosen(self) -> Any:
        return self._areas.get(self.cleaned_data["area"])


class LanguagesForm(SectionForm):
    languages = several(_("Les langues que vous parlez"), vocabulary.Language.choices)


class WishesForm(SectionForm):
    wishes = several(_("Ce dont vous avez envie"), vocabulary.Wish.choices)


class ComfortForm(SectionForm):
    comfort = several(_("Ce qui vous aide"), vocabulary.Comfort.choices)


class FreeForm(SectionForm):
    free = several(_("Vos moments libres"), [(slot, slot) for slot in vocabulary.SLOTS])


class LifeForm(SectionForm):
    life = several(
        _("Votre vie en ce moment"),
        vocabulary.Life.choices,
        _("Jamais montré aux autres : cela sert seulement à choisir vos propositions."),
    )


class AccessForm(SectionForm):
    access = several(
        _("Ce qu’il vous faut pour venir"),
        vocabulary.Access.choices,
        _("Jamais montré aux autres : cela sert seulement à choisir des lieux qui conviennent."),
    )


class AgeForm(SectionForm):
    age_band = forms.ChoiceField(
        label=_("Votre tranche d’âge"),
        help_text=_("Jamais montrée aux autres : elle sert à mêler les âges."),
        choices=[("", _("Je préfère ne pas le dire")), *vocabulary.AgeBand.choices],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": GONE},
    )


class InterestsForm(SectionForm):
    """Some two hundred boxes by branch; ``q`` brings those that match to the top."""

    interests = several(
        _("Vos centres d’intérêt"),
        lambda: [(slug, slug) for slug in interests.interests()],
    )
    q = forms.CharField(required=False, max_length=ROOM)

    @property
    def parts(self) -> Mapping[str, Any]:
        return {"interests": self.cleaned_data["interests"]}


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("Votre photo"),
        help_text=_("Un visage donne confiance. JPEG, PNG ou WebP, 10 Mo au plus."),
        error_messages={
            "required": _("Choisissez une photo."),
            "empty": _("Ce fichier est vide. Choisissez-en un autre."),
            "invalid": _("Cette photo n’est pas arrivée. Réessayez."),
            "missing": _("Cette photo n’est pas arrivée. Réessayez."),
        },
        max_length=1_000,
    )


@dataclass(frozen=True)
class Part:
    """A section of the profile page: its address, its words, its form, and who may see it."""

    slug: str
    title: "_StrOrPromise"
    form: type[SectionForm]
    shown_to_others: bool
    icon: str
    template: str = "people/section.html"


_ALL = (
    Part("nom", _("Votre nom"), NameForm, True, "person"),
    Part("presentation", _("Quelques mots"), AboutForm, True, "write"),
    Part("quartier", _("Votre quartier"), AreaForm, True, "place"),
    Part("langues", _("Vos langues"), LanguagesForm, True, "languages"),
    Part(
        "interets",
        _("Vos centres d’intérêt"),
        InterestsForm,
        True,
        "heart",
        "people/interests.html",
    ),
    Part("moments", _("Vos moments libres"), FreeForm, False, "clock"),
    Part("envies", _("Vos envies"), WishesForm, False, "walk"),
    Part("aide", _("Ce qui vous aide"), ComfortForm, False, "hello"),
    Part("acces", _("Accessibilité"), AccessForm, False, "access"),
    Part("vie", _("Votre vie"), LifeForm, False, "home"),
    Part("age", _("Votre âge"), AgeForm, False, "today"),
)

SECTIONS: Mapping[str, Part] = {part.slug: part for part in _ALL}
