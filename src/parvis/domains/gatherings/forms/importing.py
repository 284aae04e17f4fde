"""An agenda kept elsewhere: where it is, and what its words mean here."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings.forms.fields import GONE, TOO_LONG, PlaceField
from parvis.domains.gatherings.models import Source
from parvis.domains.gatherings.services.importing import ASIDE, USUAL, Choices
from parvis.domains.gatherings.vocabulary import (
    LICENCE_MAX,
    MAPPED_MAX,
    TITLE_MAX,
    SourceKind,
)
from parvis.domains.organisations import selectors as organisations
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import has_role
from parvis.domains.people.vocabulary import Role, interests
from parvis.domains.territory.models import Place

#: Not chosen yet.
LATER: Final = "?"
WORDS_MAX: Final = 300


class SourceForm(forms.Form):
    name = forms.CharField(
        label=_("Nom de l’agenda"),
        help_text=_("Celui qu’on lira sous chaque rencontre : « Agenda de la bibliothèque »."),
        max_length=TITLE_MAX,
        error_messages={"required": _("Donnez-lui un nom."), "max_length": TOO_LONG},
    )
    kind = forms.ChoiceField(
        label=_("De quelle sorte"),
        choices=SourceKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez la sorte d’agenda."), "invalid_choice": GONE},
    )
    url = forms.CharField(
        label=_("Adresse du calendrier (iCal)"),
        help_text=_("Souvent, elle finit par « .ics ». Cherchez « S’abonner » ou « Exporter »."),
        required=False,
        max_length=500,
        widget=forms.URLInput,
        error_messages={"max_length": TOO_LONG},
    )
    agenda_uid = forms.CharField(
        label=_("Numéro de l’agenda OpenAgenda"),
        help_text=_("Sur la page de l’agenda, en bas de la colonne de droite."),
        required=False,
        max_length=20,
        error_messages={"max_length": TOO_LONG},
    )
    licence = forms.CharField(
        label=_("Licence"),
        help_text=_("Si vous la connaissez : « Licence Ouverte 2.0 », « CC BY »."),
        required=False,
        max_length=LICENCE_MAX,
        error_messages={"max_length": TOO_LONG},
    )
    organisation = forms.ChoiceField(
        label=_("Au nom de"), required=False, error_messages={"invalid_choice": GONE}
    )
    place = PlaceField(
        label=_("Lieu habituel"),
        help_text=_("Où cela se passe quand l’agenda ne le dit pas, ou nomme un lieu inconnu ici."),
        queryset=Place.objects.filter(published=True).select_related("area").order_by("name"),
        empty_label=_("Choisissez un lieu"),
        error_messages={
            "required": _("Choisissez où cela se passe le plus souvent."),
            "invalid_choice": GONE,
        },
    )
    interests = forms.MultipleChoiceField(
        label=_("De quoi s’agit-il, d’habitude ?"),
        required=False,
        choices=lambda: [(slug, slug) for slug in interests.interests()],
        error_messages={"invalid_choice": GONE},
    )

    def __init__(self, *args: Any, by: Resident, source: Source | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        hosted = list(organisations.hosted_by(by).order_by("name"))
        own = source.organisation if source else None
        if own is not None and own not in hosted:
            hosted.append(own)
        self.organisations = {str(each.pk): each for each in hosted}
        named = [(key, each.name) for key, each in self.organisations.items()]
        if has_role(by, Role.COORDINATOR) or (source is not None and own is None):
            named.insert(0, ("", _t("Personne en particulier")))
        self.fields["organisation"].choices = named  # type: ignore[attr-defined]
        if not (settings.PARVIS.openagenda_key.get_secret_value() or _is_openagenda(source)):
            self.fields["kind"].choices = [  # type: ignore[attr-defined]
                (SourceKind.ICAL.value, SourceKind.ICAL.label)
            ]
            del self.fields["agenda_uid"]

    def clean_url(self) -> str:
        """``webcal:`` is how calendars call https."""
        typed = str(self.cleaned_data["url"]).strip()
        scheme, colon, rest = typed.partition(":")
        return f"https:{rest}" if colon and scheme.lower() in {"webcal", "webcals"} else typed

    def values(self) -> dict[str, Any]:
        """As the services take them: the area is that of the usual place."""
        given = dict(self.cleaned_data)
        return {
            **given,
            "agenda_uid": given.get("agenda_uid", "").strip(),
            "organisation": self.organisations.get(given["organisation"]),
            "area": given["place"].area,
            "interests": tuple(sorted(given["interests"])),
        }


def told(source: Source) -> dict[str, Any]:
    """What the form shows of a source."""
    kept = ("name", "kind", "url", "agenda_uid", "licence", "place")
    return {
        **{name: getattr(source, name) for name in kept},
        "organisation": str(source.organisation_id or ""),
        "interests": list(source.interests),
    }


class ChoicesForm(forms.Form):
    """One question for each word of theirs that means nothing here yet."""

    def __init__(
        self,
        *args: Any,
        usual: Place,
        places: Sequence[str] = (),
        words: Sequence[str] = (),
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.places = list(places)[:MAPPED_MAX]
        self.words = list(words)[:MAPPED_MAX]
        known = _places(usual) if self.places else []
        for number, said in enumerate(self.places):
            self._ask(f"place_{number}", said, known)
        subjects = _subjects() if self.words else []
        for number, said in enumerate(self.words):
            self._ask(f"word_{number}", said, subjects)

    def _ask(self, name: str, said: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name] = forms.ChoiceField(
            label=said,
            choices=choices,
            required=False,
            initial=LATER,
            error_messages={"invalid_choice": GONE},
        )
        self.fields[f"{name}_said"] = forms.CharField(
            widget=forms.HiddenInput, required=False, max_length=WORDS_MAX, initial=said
        )

    @classmethod
    def posted(cls, data: QueryDict, *, usual: Place) -> "ChoicesForm":
        """The form that was shown, from what it sends back."""
        asked: dict[str, list[str]] = {"place": [], "word": []}
        for kind, found in asked.items():
            for number in range(MAPPED_MAX):
                said = data.get(f"{kind}_{number}_said")
                if said is None:
                    break
                found.append(said)
        return cls(data, usual=usual, places=asked["place"], words=asked["word"])

    def choices(self, twins: Sequence[str]) -> Choices:
        given = self.cleaned_data
        places = _chosen(given, "place", len(self.places))
        words = _chosen(given, "word", len(self.words))
        nothing = {said: "" if chosen == ASIDE else chosen for said, chosen in words.items()}
        return Choices(places, nothing, twins=[one[:255] for one in twins[:50]])


def _chosen(given: Mapping[str, str], kind: str, count: int) -> dict[str, str]:
    found = {}
    for number in range(count):
        said, chosen = given[f"{kind}_{number}_said"], given[f"{kind}_{number}"]
        if chosen and chosen != LATER:
            found[said] = chosen
    return found


def _places(usual: Place) -> list[tuple[str, str]]:
    named = Place.objects.filter(published=True).order_by("name").values_list("slug", "name")
    return [
        (LATER, _t("Plus tard : au lieu habituel pour l’instant")),
        (USUAL, _t("Au lieu habituel (%(place)s), avec leurs mots") % {"place": usual.name}),
        *named,
        (ASIDE, _t("Ne pas apporter ce qui s’y passe")),
    ]


def _subjects() -> list[tuple[str, str]]:
    language = get_language() or "fr"
    labels = [(slug, each.label(language)) for slug, each in interests.interests().items()]
    return [
        (LATER, _t("Plus tard")),
        (ASIDE, _t("Rien de particulier")),
        *sorted(labels, key=lambda pair: pair[1].casefold()),
    ]


def _is_openagenda(source: Source | None) -> bool:
    return source is not None and source.kind == SourceKind.OPENAGENDA
