"""How a gathering repeats, asked in plain words; its pauses and its added dates, row by row."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings.forms.fields import (
    GONE,
    choices_field,
    day_field,
    line_field,
    number_field,
)
from parvis.domains.gatherings.forms.repeating import CODES, NTHS, rule_asked
from parvis.domains.gatherings.selectors import Rule
from parvis.domains.gatherings.vocabulary import (
    AS_IT_IS,
    COUNT_MAX,
    EXTRAS_MAX,
    PAUSES_MAX,
    WHY_MAX,
    Repetition,
)

#: All that decides the dates, and may be wrong by itself.
RHYTHM: Final = (
    *("day", "starts", "ends", "place", "repeat", "weekdays", "nth", "until", "times"),
    *("skips_holidays", "pauses", "extras"),
)


class PauseForm(forms.Form):
    """A row; empty, it asks for nothing."""

    starts_on = day_field(_("Du"), required=False)
    ends_on = day_field(_("Au"), required=False, hint=_("Compris. Vide : ce seul jour."))
    why = line_field(_("Pourquoi"), WHY_MAX, _("Par exemple : vacances d’hiver, travaux."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begins, ends = given.get("starts_on"), given.get("ends_on")
        if "starts_on" in self.errors or "ends_on" in self.errors:
            return given
        if begins is None and (ends or given.get("why")):
            self.add_error("starts_on", _t("Choisissez le premier jour de cette période."))
        elif begins and ends and ends < begins:
            self.add_error("ends_on", _t("Cette période finit avant de commencer."))
        return given


class ExtraForm(forms.Form):
    day = day_field(_("Jour"), required=False)


PauseRows = formset_factory(
    PauseForm, extra=0, max_num=PAUSES_MAX, absolute_max=PAUSES_MAX, validate_max=True
)
ExtraRows = formset_factory(
    ExtraForm, extra=0, max_num=EXTRAS_MAX, absolute_max=EXTRAS_MAX, validate_max=True
)


class RhythmFields(forms.Form):
    repeat = forms.ChoiceField(
        label=_("À quel rythme"),
        required=False,
        error_messages={"invalid_choice": GONE},
    )
    weekdays = choices_field(
        _("Les jours de la semaine"),
        lambda: [(code, str(WEEKDAYS[day]).capitalize()) for day, code in enumerate(CODES)],
        _(
            "Pour une rencontre qui revient chaque semaine, ou presque. Rien de coché : le jour"
            " choisi."
        ),
    )
    nth = forms.ChoiceField(
        label=_("Lequel du mois"),
        help_text=_("Pour « chaque mois, le même jour de la semaine »."),
        required=False,
        error_messages={"invalid_choice": GONE},
    )
    until = day_field(
        _("Jusqu’au"),
        required=False,
        hint=_("Le dernier jour, compris. Vide, elle continue."),
    )
    times = number_field(_("Ou pour tant de fois"), _("Par exemple 10. Vide, elle continue."))
    skips_holidays = forms.BooleanField(label=_("Pas les jours fériés"), required=False)

    def __init__(self, *args: Any, kept_rule: str = "", **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.kept_rule = kept_rule
        choices: list[tuple[str, Any]] = list(Repetition.choices)
        if kept_rule:
            choices.append((AS_IT_IS, _t("comme maintenant : plusieurs dates")))
        self.fields["repeat"].choices = choices  # type: ignore[attr-defined]
        self.fields["nth"].choices = [  # type: ignore[attr-defined]
            ("", _t("Comme la première date")),
            *zip(
                NTHS,
                (
                    _t("Le premier"),
                    _t("Le deuxième"),
                    _t("Le troisième"),
                    _t("Le quatrième"),
                    _t("Le dernier"),
                ),
                strict=True,
            ),
        ]
        self.pauses = self._rows(PauseRows, "pauses")
        self.extras = self._rows(ExtraRows, "extras")

    def _rows(self, rows: Any, name: str) -> Any:
        """Rows as they were typed; a form that holds none of them leaves them as they are."""
        if self.is_bound and f"{name}-TOTAL_FORMS" in self.data:
            return rows(self.data, prefix=name)
        return rows(prefix=name, initial=self.initial.get(name, []))

    def clean_times(self) -> int | None:
        times: int | None = self.cleaned_data["times"]
        if times is not None and not 1 <= times <= COUNT_MAX:
            raise ValidationError(_t("Entre 1 et %(most)s fois.") % {"most": COUNT_MAX})
        return times

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.pauses.is_bound and not self.pauses.is_valid():
            self.add_error(None, _t("Une période sans rencontre est à corriger."))
        if self.extras.is_bound and not self.extras.is_valid():
            self.add_error(None, _t("Une date ajoutée est à corriger."))
        return given

    def rhythm_values(self) -> dict[str, Any]:
        """The rule and the rows, as the services take them."""
        given: dict[str, Any] = {
            "rrule": self._rrule(),
            "until": self.cleaned_data["until"],
            "skips_holidays": self.cleaned_data["skips_holidays"],
        }
        if self.pauses.is_bound:
            given["pauses"] = [
                (row["starts_on"], row["ends_on"] or row["starts_on"], row["why"])
                for row in _filled(self.pauses, "starts_on")
            ]
        if self.extras.is_bound:
            given["extras"] = [row["day"] for row in _filled(self.extras, "day")]
        return given

    def forgive(self) -> bool:
        """Keep only what is wrong with the dates: the rest is not written yet. Whether any is."""
        for name in list(self.errors):
            if name not in RHYTHM and name != "__all__":
                del self.errors[name]
        return bool(self.errors)

    def _rrule(self) -> str:
        given = self.cleaned_data
        rule = rule_asked(given["repeat"], given["day"], given["weekdays"], given["nth"])
        if given["repeat"] == AS_IT_IS:
            rule = str(Rule.read(self.kept_rule).with_count(None))
        return f"{rule};COUNT={given['times']}" if rule and given["times"] else rule


def _filled(rows: BaseFormSet, needed: str) -> list[dict[str, Any]]:
    return [row for row in (each.cleaned_data for each in rows.forms) if row.get(needed)]
