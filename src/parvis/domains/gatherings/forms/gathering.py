"""What a host writes of a gathering. Hours are those of the wall of the place."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import Gathering
from parvis.domains.gatherings.vocabulary import (
    ABOUT_MAX,
    BRING_MAX,
    SIGN_MAX,
    TITLE_MAX,
    Repeat,
)
from parvis.domains.organisations import selectors as organisations
from parvis.domains.organisations.models import Organisation
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import has_role
from parvis.domains.people.vocabulary import Language, Role, interests
from parvis.domains.territory.models import Place

HOUR: Final = ["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%H h %M", "%H h"]
DAY: Final = ["%Y-%m-%d", "%d/%m/%Y"]
PRICE: Final = re.compile(r"[0-9]{1,5}(?:[.,][0-9]{1,2})?")
GONE: Final = _("Ce choix n’est plus dans la liste. Choisissez de nouveau.")
TOO_LONG: Final = _("C’est un peu long : %(limit_value)d caractères au plus.")


class Hours(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A published place; an id that is none reads as a choice that is gone."""

    def to_python(self, value: Any) -> Place | None:
        try:
            found: Place | None = super().to_python(value)
        except ValidationError as problem:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            ) from problem
        return found


def _day(label: Any, *, required: bool, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=DAY,
        widget=Day(),
        error_messages={
            "required": _("Choisissez le jour."),
            "invalid": _("Nous ne comprenons pas cette date. Par exemple : 24/11/2026."),
        },
    )


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=HOUR,
        widget=Hours(),
        error_messages={
            "required": _("Choisissez l’heure."),
            "invalid": _("Nous ne comprenons pas cette heure. Par exemple : 9:30."),
        },
    )


def _line(label: Any, most: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=most,
        error_messages={"max_length": TOO_LONG},
    )


class GatheringForm(forms.Form):
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
    day = _day(_("Jour"), required=True)
    starts = _hour(_("Commence à"))
    ends = _hour(_("Finit à"))
    rrule = forms.ChoiceField(
        label=_("À quel rythme"),
        choices=Repeat.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": GONE},
    )
    until = _day(
        _("Jusqu’au"),
        required=False,
        hint=_("Si elle revient : le dernier jour, compris. Vide, elle continue."),
    )
    capacity = forms.IntegerField(
        label=_("Nombre de places"),
        help_text=_("Laissez vide s’il n’y a pas de limite."),
        required=False,
        error_messages={"invalid": _("Écrivez un nombre, par exemple 12.")},
    )
    good_alone = forms.BooleanField(label=_("On peut y venir seul·e"), required=False)
    greeter = forms.ChoiceField(
        label=_("Qui attend les personnes seules ?"),
        required=False,
        error_messages={"invalid_choice": GONE},
    )
    sign = _line(
        _("À quoi la reconnaître"),
        SIGN_MAX,
        _("Par exemple : une écharpe jaune, près de la porte."),
    )
    interests = forms.MultipleChoiceField(
        label=_("De quoi s’agit-il ?"),
        required=False,
        choices=lambda: [(slug, slug) for slug in interests.interests()],
        error_messages={"invalid_choice": GONE},
    )
    languages = forms.MultipleChoiceField(
        label=_("Les langues qu’on y parle"),
        required=False,
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": GONE},
    )
    price = forms.CharField(
        label=_("Prix, en euros"),
        help_text=_("Laissez vide si c’est gratuit."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    bring = _line(_("À apporter"), BRING_MAX)

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

    def values(self) -> dict[str, Any]:
        """As the services take them."""
        given = dict(self.cleaned_data)
        return {
            **given,
            "organisation": self.organisations.get(given["organisation"]),
            "greeter": self.greeters.get(given["greeter"]),
            "price_cents": given["price"],
        }


def told(gathering: Gathering, next_at: datetime) -> dict[str, Any]:
    """What the form shows of a gathering whose next date begins at ``next_at``."""
    zone = gathering.time_zone
    begins = selectors.wall(next_at, zone)
    ends = selectors.wall(selectors.span(begins, gathering.minutes, zone).ends_at, zone)
    euros, cents = divmod(gathering.price_cents, 100)
    price = f"{euros},{cents:02d}" if cents else str(euros or "")
    kept = ("title", "about", "capacity", "good_alone", "sign", "bring", "rrule", "until", "place")
    return {
        **{name: getattr(gathering, name) for name in kept},
        "organisation": str(gathering.organisation_id or ""),
        "greeter": str(gathering.greeter_id or ""),
        "interests": list(gathering.interests),
        "languages": list(gathering.languages),
        "day": begins.date(),
        "starts": begins.time(),
        "ends": ends.time(),
        "price": price,
    }
