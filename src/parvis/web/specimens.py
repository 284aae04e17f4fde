"""What the `/style/` page shows: every component at work, with plausible words."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

SPECIMENS = Path(__file__).parent / "components" / "specimens"
COMPONENTS = SPECIMENS.parent
DRAWINGS = COMPONENTS / "drawings"

#: The order of the page; a file that is not named here is an error of the test suite.
FAMILIES = {
    "colours": _("Couleurs et lettres"),
    "pictures": _("Dessins, visages et dates"),
    "actions": _("Boutons, liens et fenêtres"),
    "cards": _("Cartes et raisons"),
    "notices": _("Annonces, états et fins de liste"),
    "forms": _("Formulaires"),
    "errors": _("Formulaire à corriger"),
    "lists": _("Listes"),
    "talk": _("Messages et attentes"),
    "frame": _("Cadre de page"),
}

TUESDAY = dt.datetime(2026, 11, 24, 8, 30, tzinfo=dt.UTC)
COLOURS = (
    "page", "card", "sunk", "pine-soft", "brick-soft", "sun-soft", "sky-soft",
    "action", "warm", "text", "muted", "sun-line",
)  # fmt: skip


BRANCHES = (
    {
        "label": _("Créer"),
        "chosen": 1,
        "leaves": (("photography", _("Photo"), True), ("choir", _("Chant"), False)),
    },
    {"label": _("Bouger"), "chosen": 0, "leaves": (("walking", _("Marche"), False),)},
)


@dataclass(frozen=True)
class Specimen:
    name: str
    title: str

    @property
    def template(self) -> str:
        return f"components/specimens/{self.name}.html"


class SpecimenForm(forms.Form):
    name = forms.CharField(label=_("Prénom ou surnom"), max_length=40)
    email = forms.EmailField(
        label=_("Adresse e-mail"), help_text=_("Elle n’est montrée à personne.")
    )
    about = forms.CharField(
        label=_("Quelques mots sur vous"), required=False, widget=forms.Textarea, max_length=400
    )
    day = forms.DateField(
        label=_("Jour"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    starts = forms.TimeField(
        label=_("Heure"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    area = forms.ChoiceField(
        label=_("Quartier"),
        choices=[("tilleuls", "Les Tilleuls"), ("gare", "La Gare"), ("port", "Le Port")],
    )
    wishes = forms.MultipleChoiceField(
        label=_("Ce qui vous ferait plaisir"),
        choices=[("talk", _("Parler")), ("walk", _("Marcher")), ("create", _("Créer"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    comfort = forms.ChoiceField(
        label=_("Pour commencer, je préfère"),
        choices=[
            ("one", _("Une personne à la fois")),
            ("small", _("Un petit groupe, trois ou quatre personnes")),
            ("write", _("Écrire d’abord, voir ensuite")),
        ],
        widget=forms.RadioSelect,
    )
    interests = forms.MultipleChoiceField(
        label=_("Ce que vous aimez"),
        choices=[("photography", _("Photo")), ("choir", _("Chant")), ("walking", _("Marche"))],
        required=False,
    )
    free = forms.MultipleChoiceField(
        label=_("Vos moments libres"),
        help_text=_("Un ou deux suffisent."),
        choices=[
            (f"{day}-{moment}", f"{day} {moment}")
            for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
            for moment in ("morning", "afternoon", "evening")
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photo = forms.ImageField(label=_("Photo"), required=False)
    code = forms.CharField(label=_("Le code reçu par e-mail"))
    charter = forms.BooleanField(label=_("J’ai lu la charte et je la respecterai"))


def specimens() -> list[Specimen]:
    return [Specimen(name, title) for name, title in FAMILIES.items()]  # type: ignore[arg-type]


def context() -> dict[str, Any]:
    """What the specimens need: a fresh form, a faulty one, an instant, a stand-in token."""
    shown = {"wishes": ["walk"], "comfort": "small", "free": ["tue-morning", "thu-evening"]}
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', "-")
    return {
        "specimens": specimens(),
        "fresh": SpecimenForm(initial={"name": "Malika", **shown}),
        "faulty": SpecimenForm(
            {"faulty-email": "malika@", "faulty-area": "gare", "faulty-comfort": "one"},
            prefix="faulty",
        ),
        "on": TUESDAY,
        "colours": COLOURS,
        "drawings": sorted(path.stem for path in DRAWINGS.glob("*.svg")),
        "specimen_token": token,
        "branches": BRANCHES,
    }
