"""What who coordinates fills in: where and when tables can be, and where somebody goes."""

from collections.abc import Sequence
from datetime import time
from typing import Any, Final

from django import forms
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from parvis.domains.people.vocabulary import Moment, Weekday, interests
from parvis.domains.rounds.models import Session
from parvis.domains.rounds.vocabulary import (
    ACTIVITY_MAX,
    ROOM_MAX,
    SIZE_MAX,
    SIZE_MIN,
    WEEKS_MAX,
    WEEKS_MIN,
)
from parvis.domains.territory.models import Place

TABLES_MAX: Final = 20
SEATS_MAX: Final = 120
LENGTHS: Final = (60, 75, 90, 105, 120)
NOON: Final = time(12)
EVENING: Final = time(18)
TOO_LONG: Final = _("C’est un peu long : %(limit_value)d caractères au plus.")
CHOOSE: Final = _("Choisissez une réponse dans la liste.")


def slot_at(weekday: str, begins: time) -> str:
    """The free moment in which a session begins: ``tue-evening``."""
    moment = Moment.MORNING if begins < NOON else Moment.AFTERNOON
    return f"{weekday}-{Moment.EVENING if begins >= EVENING else moment}"


def _number(label: Any, least: int, most: int, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=least,
        max_value=most,
        error_messages={
            "required": _("Écrivez un nombre."),
            "invalid": _("Écrivez un nombre."),
            "min_value": _("Au moins %(limit_value)s."),
            "max_value": _("Au plus %(limit_value)s."),
        },
    )


def _choice(label: Any, choices: Any, coerce: Any = str, **more: Any) -> forms.TypedChoiceField:
    errors = {"required": CHOOSE, "invalid_choice": CHOOSE}
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=coerce, error_messages=errors, **more
    )


class _Hours(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class SessionForm(forms.Form):
    """A moment of the week at a place: so many tables, so many seats."""

    place = forms.ModelChoiceField(
        label=_("Le lieu"),
        queryset=Place.objects.none(),
        empty_label=_("Choisissez un lieu"),
        error_messages={"required": _("Choisissez un lieu."), "invalid_choice": CHOOSE},
    )
    room = forms.CharField(
        label=_("La salle, le coin"),
        required=False,
        max_length=ROOM_MAX,
        error_messages={"max_length": TOO_LONG},
    )
    weekday = _choice(_("Le jour"), Weekday.choices)
    begins = forms.TimeField(
        label=_("L’heure du début"),
        input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%H h %M", "%H h"],
        widget=_Hours(),
        error_messages={
            "required": _("Choisissez l’heure."),
            "invalid": _("Nous ne comprenons pas cette heure. Par exemple : 9:30."),
        },
    )
    minutes = _choice(_("Combien de temps"), [], int)
    tables = _number(_("Combien de tablées à la fois"), 1, TABLES_MAX)
    seats = _number(
        _("Combien de places en tout"),
        SIZE_MIN,
        SEATS_MAX,
        _("De trois à six personnes par tablée."),
    )
    weeks = _choice(_("Combien de semaines"), [], int)
    activity = _choice(
        _("Ce que l’on y fait"),
        [],
        required=False,
        help_text=_("Les personnes qui aiment cela s’y retrouveront plus volontiers."),
    )
    activity_words = forms.CharField(
        label=_("En quelques mots"),
        help_text=_("Par exemple : jeux de société et tisane."),
        required=False,
        max_length=ACTIVITY_MAX,
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        """:param places: a queryset of those where this person may open one."""
        super().__init__(*args, **kwargs)
        reading = get_language() or "fr"
        by_name = sorted(
            ((slug, each.label(reading)) for slug, each in interests.interests().items()),
            key=lambda pair: pair[1].casefold(),
        )
        choices: dict[str, Any] = {
            "minutes": [(each, _("%(n)s minutes") % {"n": each}) for each in LENGTHS],
            "weeks": [
                (each, ngettext("%(n)s semaine", "%(n)s semaines", each) % {"n": each})
                for each in range(WEEKS_MIN, WEEKS_MAX + 1)
            ],
            "activity": [("", _("Rien de particulier : parler suffit")), *by_name],
        }
        for name, each in choices.items():
            self.fields[name].choices = each  # type: ignore[attr-defined]
        self.fields["place"].queryset = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        tables, seats = given.get("tables"), given.get("seats")
        if tables and seats and not tables * SIZE_MIN <= seats <= tables * SIZE_MAX:
            least, most = tables * SIZE_MIN, tables * SIZE_MAX
            self.add_error(
                "seats",
                ngettext(
                    "Une tablée tient de %(least)s à %(most)s places.",
                    "%(tables)s tablées tiennent de %(least)s à %(most)s places.",
                    tables,
                )
                % {"tables": tables, "least": least, "most": most},
            )
        return given

    def values(self) -> dict[str, Any]:
        """What ``open_session`` and ``edit_session`` take."""
        given = dict(self.cleaned_data)
        given["slot"] = slot_at(given.pop("weekday"), given["begins"])
        return given


def initial_of(session: Session | None) -> dict[str, Any]:
    if session is None:
        return {"minutes": 90, "tables": 1, "seats": SIZE_MAX, "weeks": WEEKS_MIN}
    kept = ("room", "begins", "minutes", "tables", "seats", "weeks", "activity", "activity_words")
    return {
        **{name: getattr(session, name) for name in kept},
        "place": session.place_id,
        "weekday": session.slot.split("-")[0],
    }


class MoveForm(forms.Form):
    """Where somebody goes: one of the tables of this week, or none."""

    table = forms.ChoiceField(
        label=_("À quelle tablée ?"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, tables: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = list(tables)  # type: ignore[attr-defined]
