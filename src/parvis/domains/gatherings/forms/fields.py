"""Fields that several forms of gatherings share. Hours are those of the wall of the place."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parvis.domains.territory.models import Place

HOUR: Final = ["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%H h %M", "%H h"]
DAY: Final = ["%Y-%m-%d", "%d/%m/%Y"]
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


def day_field(label: Any, *, required: bool, hint: Any = "") -> forms.DateField:
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


def hour_field(label: Any, *, required: bool = True) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        input_formats=HOUR,
        widget=Hours(),
        error_messages={
            "required": _("Choisissez l’heure."),
            "invalid": _("Nous ne comprenons pas cette heure. Par exemple : 9:30."),
        },
    )


def line_field(label: Any, most: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=most,
        error_messages={"max_length": TOO_LONG},
    )


def number_field(label: Any, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        error_messages={"invalid": _("Écrivez un nombre, par exemple 12.")},
    )


def choices_field(label: Any, choices: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": GONE},
    )
