"""Putting one's name down: everything is prefilled, one page is enough."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import SLOTS, interests
from parvis.domains.rounds.vocabulary import (
    INTERESTS_MAX,
    MINUTES_CHOICES,
)

CHOOSE = _("Choisissez une réponse dans la liste.")
SIZES = {
    3: _("Trois"),
    4: _("Quatre"),
    5: _("Cinq"),
    6: _("Six"),
}


def _one(label: Any, choices: Any, hint: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )


def _several(label: Any, hint: Any = "", needed: Any = None) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        required=needed is not None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Ce choix n’est plus dans la liste. Choisissez de nouveau."),
            "required": needed or "",
        },
    )


def _box(label: Any, hint: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=hint, required=False)


class NameForm(forms.Form):
    """What is asked here serves to form tables, and nothing else."""

    free = _several(
        _("Quand êtes-vous libre ?"),
        _("Cochez large : plus il y a de moments, plus vite vous aurez une tablée."),
        _("Cochez au moins un moment : nous chercherons là."),
    )
    size_max = _one(
        _("À combien, au plus ?"), list(SIZES.items()), _("Vous compris. Jamais moins de trois.")
    )
    activities = _several(_("Ce que vous aimeriez faire ensemble"))
    minutes_max = _one(_("Le trajet le plus long qui vous va"), [])
    transit = _box(_("Le bus me convient aussi"))
    slow_walk = _box(_("Je marche doucement"), _("Nous comptons alors plus de temps à pied."))
    hosts = _box(
        _("J’ouvre volontiers la tablée"),
        _("Arriver en premier, dire bonjour, lancer la première question. Nous vous guidons."),
    )
    again = _several(
        _("Avec qui recommencer volontiers"),
        _("Cela ne compte que si l’autre le souhaite aussi. Personne n’apprend votre réponse."),
    )

    def __init__(self, *args: Any, met: Sequence[Resident] = (), **kwargs: Any) -> None:
        """:param met: people somebody met at a table or a gathering, and may ask for again."""
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "free": [(slot, slot) for slot in SLOTS],
            "activities": [(slug, slug) for slug in interests.interests()],
            "minutes_max": [
                (each, _("%(minutes)s minutes") % {"minutes": each}) for each in MINUTES_CHOICES
            ],
            "again": [(str(one.pk), one.name) for one in met],
        }
        for name, each in choices.items():
            self.fields[name].choices = each  # type: ignore[attr-defined]
        if not met:
            del self.fields["again"]

    def clean_activities(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["activities"]
        if len(chosen) > INTERESTS_MAX:
            raise forms.ValidationError(
                _("Cela fait beaucoup : gardez les %(most)s qui comptent le plus."),
                params={"most": INTERESTS_MAX},
            )
        return chosen

    def values(self) -> dict[str, Any]:
        """What :func:`services.put_name_down` takes."""
        given = dict(self.cleaned_data)
        given["again"] = tuple(UUID(one) for one in given.get("again", ()))
        given["free"], given["activities"] = set(given["free"]), set(given["activities"])
        return given
