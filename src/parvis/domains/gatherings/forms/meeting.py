"""“Shall we meet?”, as somebody fills it in: mostly by choosing. Hours are those of the place."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.forms.fields import GONE, TOO_LONG, day_field, hour_field, line_field
from parvis.domains.gatherings.selectors import Suggested
from parvis.domains.gatherings.vocabulary import (
    ABOUT_MAX,
    ACCESS_MAX,
    BRING_MAX,
    TITLE_MAX,
    WEEKS_MAX,
    WHERE_MAX,
    WORDS_MAX,
    Photos,
)
from parvis.domains.people.models import Resident
from parvis.domains.territory.models import Place
from parvis.web import dates

OTHER: Final = "other"
#: What two people do together most often; anything else is written.
IDEAS: Final = {
    "walk": _("Une balade"),
    "coffee": _("Boire un café"),
    "games": _("Jouer à un jeu"),
    "help": _("Un coup de main, à deux"),
    "outing": _("Aller ensemble à une activité"),
}
DURATIONS: Final = (30, 45, 60, 90, 120, 180, 240)
USUAL_MINUTES: Final = 60
PRICE: Final = re.compile(r"[0-9]{1,5}(?:[.,][0-9]{1,2})?")
WALL: Final = "%Y-%m-%dT%H:%M"


def _radio(label: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": GONE},
    )


def _box(label: Any, hint: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=hint, required=False)


class MomentForm(forms.Form):
    """When and where: among what is suggested, or otherwise."""

    moment = _radio(_("Quand"))
    day = day_field(_("Le jour"), required=False)
    starts = hour_field(_("L’heure"), required=False)
    minutes = forms.TypedChoiceField(label=_("Combien de temps"), coerce=int)
    where = _radio(_("Où"))
    place = forms.ModelChoiceField(
        label=_("Un autre lieu"),
        required=False,
        queryset=Place.objects.filter(published=True).select_related("area").order_by("name"),
        empty_label=_("Choisissez un lieu"),
        error_messages={"invalid_choice": GONE},
    )
    evening_ok = _box(_("Oui, le soir me convient"))

    def __init__(
        self,
        *args: Any,
        suggested: Suggested,
        zone: str,
        kept: tuple[datetime, Place] | None = None,
        **kwargs: Any,
    ) -> None:
        """
        :param kept: when and where it is now, for what changes only one of them.
        """
        super().__init__(*args, **kwargs)
        self._offer_moments(suggested, zone, kept)
        self._offer_places(suggested, kept)
        chosen = self.initial.get("minutes")
        lasting = sorted({*DURATIONS, *([chosen] if chosen else [])})
        words = [(each, selectors.duration_words(each)) for each in lasting]
        self.fields["minutes"].choices = words  # type: ignore[attr-defined]
        self.initial.setdefault("minutes", USUAL_MINUTES)

    def _offer_moments(
        self, suggested: Suggested, zone: str, kept: tuple[datetime, Place] | None
    ) -> None:
        choices = {
            selectors.wall(when, zone).strftime(WALL): _capital(dates.moment(when, zone))
            for when in suggested.moments
        }
        if kept is not None:
            words = _t("Comme prévu : %(what)s") % {"what": dates.moment(kept[0], zone)}
            now = selectors.wall(kept[0], zone).strftime(WALL)
            choices = {now: words, **{when: said for when, said in choices.items() if when != now}}
        self._offer("moment", choices, _("Un autre moment"))

    def _offer_places(self, suggested: Suggested, kept: tuple[datetime, Place] | None) -> None:
        self.offered = {str(one.place.pk): one.place for one in suggested.places}
        choices = {
            str(one.place.pk): f"{one.place.name}. {one.reason}." for one in suggested.places
        }
        if kept is not None:
            place = kept[1]
            self.offered[str(place.pk)] = place
            words = _t("Comme prévu : %(what)s") % {"what": place.name}
            choices.pop(str(place.pk), None)
            choices = {str(place.pk): words, **choices}
        self._offer("where", choices, _("Un autre lieu"))

    def _offer(self, name: str, choices: dict[str, str], other: Any) -> None:
        """With what comes first chosen; without anything to choose, only the fields for another."""
        field = self.fields[name]
        field.choices = [*choices.items(), (OTHER, other)]  # type: ignore[attr-defined]
        self.initial.setdefault(name, next(iter(choices), OTHER))
        self.offers = {**getattr(self, "offers", {}), name: bool(choices)}

    def clean(self) -> dict[str, Any]:
        """What was typed counts, whichever choice stands above it: nobody types a day in vain."""
        given: dict[str, Any] = super().clean() or {}
        moment = given.get("moment") or OTHER
        typed = given.get("day") or given.get("starts") or {"day", "starts"} & set(self.errors)
        if moment == OTHER or typed:
            for name, sentence in (
                ("day", _t("Choisissez le jour.")),
                ("starts", _t("Choisissez l’heure.")),
            ):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        else:
            on_wall = datetime.strptime(moment, WALL)  # noqa: DTZ007  (the wall has no zone)
            given |= {"day": on_wall.date(), "starts": on_wall.time()}
        where = given.get("where") or OTHER
        if not given.get("place") and where != OTHER:
            given["place"] = self.offered[where]
        elif not given.get("place") and "place" not in self.errors:
            self.add_error("place", _t("Choisissez où l’on se retrouve."))
        return given


class CounterForm(MomentForm):
    words = forms.CharField(
        label=_("Un mot, si vous voulez"),
        required=False,
        max_length=WORDS_MAX,
        error_messages={"max_length": TOO_LONG},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class MeetingForm(MomentForm):
    """A gathering by invitation: proposed, or changed when there is something to keep."""

    idea = _radio(_("Quoi"))
    title = line_field(_("Dites-le en quelques mots"), TITLE_MAX)
    about = forms.CharField(
        label=_("Un mot de plus"),
        required=False,
        widget=forms.Textarea,
        max_length=ABOUT_MAX,
        error_messages={"max_length": TOO_LONG},
    )
    where_note = line_field(
        _("Où se retrouver exactement"),
        WHERE_MAX,
        _("Le banc près de l’entrée, la première table…"),
    )
    companion = _box(
        _("Chacun·e peut venir avec quelqu’un"),
        _("À trois ou quatre, la première fois est souvent plus facile."),
    )
    weeks = forms.TypedChoiceField(label=_("Une fois, ou plusieurs"), coerce=int)
    capacity = forms.IntegerField(
        label=_("Combien de personnes au plus"),
        help_text=_("Vide : pas de limite."),
        required=False,
        error_messages={"invalid": _("Un nombre, par exemple 8.")},
    )
    price = line_field(_("Prix par personne, en euros"), 10, _("Vide : gratuit."))
    bring = line_field(_("À apporter"), BRING_MAX)
    access_note = line_field(
        _("Pour y accéder"), ACCESS_MAX, _("Où est l’ascenseur, qui ouvre la porte…")
    )
    photos = forms.ChoiceField(
        label=_("Photos"),
        choices=[
            (Photos.NONE, _("Pas de photos")),
            (Photos.ASKED, _("Des photos, si chaque personne est d’accord")),
        ],
        widget=forms.RadioSelect,
    )
    children = _box(_("Les enfants sont bienvenus"))
    host = forms.ChoiceField(
        label=_("Qui organise"), required=False, error_messages={"invalid_choice": GONE}
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        suggested: Suggested,
        zone: str,
        kept: tuple[datetime, Place] | None = None,
        hosts: Sequence[tuple[str, Resident, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, suggested=suggested, zone=zone, kept=kept, **kwargs)
        choices = [*IDEAS.items(), (OTHER, _("Autre chose"))]
        self.fields["idea"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("idea", "walk" if kept is None else OTHER)
        self.initial.setdefault("photos", Photos.NONE)
        said = [(1, _t("Une seule fois"))] + [
            (each, _t("Chaque semaine, %(count)s fois") % {"count": each})
            for each in range(2, WEEKS_MAX + 1)
        ]
        self.fields["weeks"].choices = said  # type: ignore[attr-defined]
        self.initial.setdefault("weeks", 1)
        self.hosts = {key: one for key, one, _name in hosts}
        named = [(key, name) for key, _one, name in hosts]
        self.fields["host"].choices = named  # type: ignore[attr-defined]
        now = next((key for key, one in self.hosts.items() if one == self.initial.get("host")), "")
        self.initial["host"] = now

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        idea = given.get("idea") or OTHER
        if idea != OTHER:
            given["title"] = str(IDEAS[idea])
        elif not given.get("title") and "title" not in self.errors:
            self.add_error("title", _t("Dites en quelques mots ce que vous proposez."))
        return given

    def clean_price(self) -> int:
        typed = self.cleaned_data["price"].replace(" ", "").replace("€", "")
        if not typed:
            return 0
        if not PRICE.fullmatch(typed):
            raise ValidationError(_("Un prix en euros, par exemple 3 ou 2,50."))
        return int(Decimal(typed.replace(",", ".")) * 100)

    def values(self) -> dict[str, Any]:
        """As the services take them."""
        given = dict(self.cleaned_data)
        return {
            **given,
            "guests_max": (self.initial.get("guests_max") or 1) if given["companion"] else 0,
            "price_cents": given["price"],
            "host": self.hosts.get(given["host"]),
        }


def told(values: dict[str, Any]) -> dict[str, Any]:
    """What the form shows of terms as they are; when and where are among its choices."""
    euros, cents = divmod(values["price_cents"], 100)
    chosen = ("day", "starts", "place")
    return {
        **{name: value for name, value in values.items() if name not in chosen},
        "price": f"{euros},{cents:02d}" if cents else str(euros or ""),
        "companion": values["guests_max"] > 0,
        "host": values["host"],
    }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
