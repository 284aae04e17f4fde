"""What a host writes of a gathering. Hours are those of the wall of the place."""

import re
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.forms.fields import (
    GONE,
    TOO_LONG,
    PlaceField,
    choices_field,
    day_field,
    hour_field,
    line_field,
    number_field,
)
from parvis.domains.gatherings.forms.rhythm import RhythmFields
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.vocabulary import (
    ABOUT_MAX,
    ACCESS_MAX,
    BRING_MAX,
    SIGN_MAX,
    TITLE_MAX,
    WHERE_MAX,
    Photos,
    SignUp,
)
from parvis.domains.organisations import selectors as organisations
from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import has_role
from parvis.domains.people.vocabulary import Comfort, Language, Life, Role, Wish, interests
from parvis.domains.territory.models import Place

PRICE: Final = re.compile(r"[0-9]{1,5}(?:[.,][0-9]{1,2})?")
#: As the page shows them: a summary of what is wrong leads down it.
ORDER: Final = (
    *("title", "about", "organisation", "place", "where_note", "access_note"),
    *("day", "starts", "ends", "repeat", "weekdays", "nth", "until", "times", "skips_holidays"),
    *("capacity", "good_alone", "greeter", "sign", "guests_max", "signup"),
    *("age_min", "age_max", "children", "languages", "life", "wishes", "comfort"),
    *("interests", "price", "bring", "documents", "photos"),
)


class GatheringForm(RhythmFields):
    title = forms.CharField(
        label=_("Titre"),
        max_length=TITLE_MAX,
        error_messages={
            "required": _("Donnez-lui un titre : quelques mots que l’on retient."),
            "max_length": TOO_LONG,
        },
    )
    about = forms.CharField(
        label=_("Ce qu’on y fait"),
        help_text=_("Dites comment cela se passe pour quelqu’un qui vient la première fois."),
        widget=forms.Textarea,
        max_length=ABOUT_MAX,
        error_messages={
            "required": _("Quelques phrases suffisent : ce qu’on y fait, et avec qui."),
            "max_length": TOO_LONG,
        },
    )
    organisation = forms.ChoiceField(
        label=_("Au nom de"), required=False, error_messages={"invalid_choice": GONE}
    )
    place = PlaceField(
        label=_("Lieu"),
        queryset=Place.objects.filter(published=True).select_related("area").order_by("name"),
        empty_label=_("Choisissez un lieu"),
        error_messages={
            "required": _("Choisissez où l’on se retrouve."),
            "invalid_choice": GONE,
        },
    )
    where_note = line_field(
        _("Où exactement"),
        WHERE_MAX,
        _("La salle, l’étage, le banc : ce qui aide une fois arrivé·e."),
    )
    access_note = line_field(
        _("Pour entrer"),
        ACCESS_MAX,
        _("Ce que la page du lieu ne dit pas : l’ascenseur, la porte de côté et qui l’ouvre."),
    )
    day = day_field(_("Jour"), required=True)
    starts = hour_field(_("Commence à"))
    ends = hour_field(_("Finit à"))
    capacity = number_field(_("Nombre de places"), _("Laissez vide s’il n’y a pas de limite."))
    good_alone = forms.BooleanField(label=_("On peut y venir seul·e"), required=False)
    greeter = forms.ChoiceField(
        label=_("Qui attend les personnes seules ?"),
        required=False,
        error_messages={"invalid_choice": GONE},
    )
    sign = line_field(
        _("À quoi la reconnaître"),
        SIGN_MAX,
        _("Par exemple : une écharpe jaune, près de la porte."),
    )
    guests_max = number_field(
        _("Proches que l’on peut amener"), _("Par personne inscrite. Vide : aucun.")
    )
    signup = forms.ChoiceField(
        label=_("On s’inscrit"),
        required=False,
        choices=SignUp.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": GONE},
    )
    age_min = number_field(_("À partir de quel âge"))
    age_max = number_field(_("Jusqu’à quel âge"))
    children = forms.BooleanField(label=_("Les enfants sont bienvenus"), required=False)
    interests = forms.MultipleChoiceField(
        label=_("De quoi s’agit-il ?"),
        required=False,
        choices=lambda: [(slug, slug) for slug in interests.interests()],
        error_messages={"invalid_choice": GONE},
    )
    languages = choices_field(_("Les langues qu’on y parle"), Language.choices)
    wishes = choices_field(_("Ce que l’on y fait ensemble"), Wish.choices)
    comfort = choices_field(_("Pour qui préfère"), Comfort.choices)
    life = choices_field(_("Pensée pour qui dit"), Life.choices)
    price = forms.CharField(
        label=_("Prix, en euros"),
        help_text=_("Laissez vide si c’est gratuit."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    bring = line_field(_("À apporter"), BRING_MAX)
    documents = line_field(
        _("Papiers à avoir sur soi"), BRING_MAX, _("Par exemple : un justificatif de domicile.")
    )
    photos = forms.ChoiceField(
        label=_("Les photos"),
        required=False,
        choices=Photos.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": GONE},
    )

    field_order = ORDER

    def __init__(self, *args: Any, by: Resident, gathering: Gathering | None = None, **kw: Any):
        super().__init__(*args, **kw)
        hosted = list(organisations.hosted_by(by).order_by("name"))
        own = gathering.organisation if gathering else None
        if own is not None and own not in hosted:
            hosted.append(own)
        self.organisations = {str(each.pk): each for each in hosted}
        choices = [(key, each.name) for key, each in self.organisations.items()]
        if has_role(by, Role.COORDINATOR) or (gathering is not None and own is None):
            choices.append(("", _t("La commune")))
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]
        self._offer_greeters(by, hosted, gathering)

    def _offer_greeters(
        self, by: Resident, hosted: list[Organisation], gathering: Gathering | None
    ) -> None:
        found = selectors.possible_greeters(by, hosted)
        self.greeters = {str(each.pk): each for each, _organisations in found}
        held = gathering.greeter if gathering else None
        if held is not None:
            self.greeters.setdefault(str(held.pk), held)
        names = {str(by.pk): _t("Moi (%(name)s)") % {"name": by.name}}
        self.fields["greeter"].choices = [  # type: ignore[attr-defined]
            ("", _t("Personne en particulier")),
            *((key, names.get(key, each.name)) for key, each in self.greeters.items()),
        ]

    def clean_price(self) -> int:
        """Cents."""
        typed = str(self.cleaned_data["price"]).replace("€", "").strip()
        if not typed:
            return 0
        if not PRICE.fullmatch(typed):
            raise ValidationError(_t("Écrivez un prix, par exemple 3 ou 2,50."))
        return int(Decimal(typed.replace(",", ".")) * 100)

    def timing(self) -> dict[str, Any]:
        """What decides its dates, as the services take it."""
        given = {name: self.cleaned_data[name] for name in ("place", "day", "starts", "ends")}
        return {**given, **self.rhythm_values()}

    def values(self) -> dict[str, Any]:
        """As the services take them."""
        given = dict(self.cleaned_data)
        return {
            **given,
            "organisation": self.organisations.get(given["organisation"]),
            "greeter": self.greeters.get(given["greeter"]),
            "price_cents": given["price"],
            "guests_max": given["guests_max"] or 0,
            "signup": given["signup"] or SignUp.EACH,
            "photos": given["photos"] or Photos.ASKED,
            **self.rhythm_values(),
        }

    def zone(self) -> str:
        """Of the place, once it is chosen."""
        place = getattr(self, "cleaned_data", {}).get("place")
        return place.area.time_zone if place else settings.TIME_ZONE

    def holds(self, *names: str) -> bool:
        """Whether one of these says something already, or is to be corrected: its part is open."""
        return any(self[name].errors or self[name].value() for name in names)
