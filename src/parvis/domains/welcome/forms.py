"""What comes in: the free message, the six screens, the words to a welcomer and to a newcomer."""

from functools import cache
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from parvis.domains.conversations.vocabulary import MESSAGE_MAX as ANSWER_MAX
from parvis.domains.conversations.vocabulary import REQUEST_MAX
from parvis.domains.people.vocabulary import (
    SLOTS,
    Access,
    Comfort,
    Language,
    Life,
    Wish,
    interests,
)
from parvis.domains.territory import selectors as territory
from parvis.domains.welcome import vocabulary
from parvis.domains.welcome.selectors.told import SETS, Told
from parvis.kernel import text

A_WORD = _("Écrivez un mot, même très court.")
TOO_LONG = _(
    "C’est un peu long : gardez l’essentiel, en %(limit_value)d signes au plus. "
    "Votre texte est toujours là."
)


class WordsField(forms.CharField):
    """What somebody writes, cleaned before it is judged: a stray NUL is no mistake of theirs."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return text.clean(super().to_python(value) or "")


class MessageForm(forms.Form):
    """Who one is, in one's own words."""

    message = WordsField(
        label=_("Avec vos mots"),
        max_length=vocabulary.MESSAGE_MAX,
        error_messages={
            "required": _("Écrivez une phrase ou deux, ou répondez plutôt à quelques questions."),
            "max_length": TOO_LONG,
        },
    )


class AskForm(forms.Form):
    """The first message to a welcomer, ready to edit."""

    body = WordsField(
        label=_("Votre premier message"),
        max_length=REQUEST_MAX,
        error_messages={"required": A_WORD, "max_length": TOO_LONG},
    )


class AnswerForm(forms.Form):
    """The answer to somebody who waits."""

    body = WordsField(
        label=_("Votre réponse"),
        max_length=ANSWER_MAX,
        error_messages={"required": A_WORD, "max_length": TOO_LONG},
    )


@cache
def known_words(name: str) -> frozenset[str]:
    """Every word a part may hold."""
    vocabularies: dict[str, Any] = {
        "languages": Language.values,
        "wishes": Wish.values,
        "comfort": Comfort.values,
        "life": Life.values,
        "free": SLOTS,
        "access": Access.values,
    }
    return frozenset(interests.interests() if name == "interests" else vocabularies[name])


def _several(label: Any, choices: Any = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        required=False, label=label, choices=choices, widget=forms.CheckboxSelectMultiple
    )


class ToldForm(forms.Form):
    """What a person told, carried from screen to screen by the page itself: nothing is stored."""

    interests = _several(_("Ce que vous aimez"))
    languages = _several(_("Les langues que vous parlez"), Language.choices)
    wishes = _several(_("Ce dont vous avez envie"), Wish.choices)
    comfort = _several(_("Ce qui vous faciliterait les choses"), Comfort.choices)
    life = _several(_("Votre situation, si vous voulez la dire"), Life.choices)
    free = _several(_("Vos moments libres"), [(slot, slot) for slot in SLOTS])
    access = _several(_("Ce dont vous avez besoin sur place"), Access.choices)
    area = forms.ChoiceField(required=False, label=_("Votre quartier"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(one.pk): one for one in territory.neighbourhoods()}
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)  # noqa: S101 (for the type checker)
        area.choices = [
            ("", _("Je ne sais pas, ou ailleurs")),
            *((key, one.name) for key, one in self.areas.items()),
        ]

    @classmethod
    def of(cls, told: Told) -> "ToldForm":
        return cls(data=querydict_of(told))

    def told(self) -> Told:
        """Only the words we know: a forged or outdated one is left out, the rest is kept."""
        sent: Any = self.data
        sets: dict[str, Any] = {
            name: tuple(
                dict.fromkeys(word for word in sent.getlist(name) if word in known_words(name))
            )
            for name in SETS
        }
        area = sent.get("area", "")
        if area not in self.areas:
            return Told(**sets)
        return Told(**sets, area_id=UUID(area), cell=_cell_in(area, sent.get("cell", "")))


def _cell_in(area: str, sent: str) -> str:
    """The coarse cell that was shown on the plan, unless another neighbourhood was chosen since."""
    where, _colon, cell = sent.partition(":")
    return cell if where == area and territory.is_cell(cell) else ""


def cell_value(told: Told) -> str:
    """The cell as a page carries it: with the neighbourhood it was shown in."""
    return f"{told.area_id}:{told.cell}" if told.cell else ""


def querydict_of(told: Told) -> QueryDict:
    data = QueryDict(mutable=True)
    for name in SETS:
        data.setlist(name, list(getattr(told, name)))
    data["area"] = str(told.area_id) if told.area_id else ""
    data["cell"] = cell_value(told)
    return data


NUMBER = _("Choisissez un nombre entre 0 et 20.")


class WelcomingForm(forms.Form):
    """The limits of a welcomer: theirs to set."""

    proposes = WordsField(
        label=_("Ce que vous proposez, en une phrase"),
        required=False,
        max_length=200,
        widget=forms.TextInput,
        error_messages={"max_length": TOO_LONG},
    )
    cap = forms.IntegerField(
        label=_("Combien de personnes à la fois, au plus"),
        min_value=0,
        max_value=vocabulary.CAP_MAX,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), NUMBER),
    )
    paused_until = forms.DateField(
        label=_("En pause jusqu’au"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Écrivez un jour comme 24/11/2026.")},
    )
