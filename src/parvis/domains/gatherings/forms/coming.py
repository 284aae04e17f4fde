"""How somebody comes: alone or not, and with how many people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from parvis.domains.gatherings.models import Gathering


def _choices(most: int) -> list[tuple[int, Any]]:
    return [
        (0, _("sans autre personne")),
        *(
            (count, ngettext("avec une personne", "avec %(num)s personnes", count) % {"num": count})
            for count in range(1, most + 1)
        ),
    ]


class ComingForm(forms.Form):
    """``guests`` is asked only where one may bring somebody; ``had`` are those one brings already,
    even if fewer may come by now."""

    alone = forms.ChoiceField(choices=[("0", "0"), ("1", "1")], required=False)
    guests = forms.TypedChoiceField(
        label=_("Je viens"), coerce=int, empty_value="0", required=False
    )

    def __init__(self, gathering: Gathering, *args: Any, had: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guests"].choices = _choices(  # type: ignore[attr-defined]
            max(gathering.guests_max, had)
        )
        self.fields["guests"].initial = had

    def answers(self) -> dict[str, Any]:
        """What :func:`services.come` takes. What the page cannot send counts as nobody else."""
        self.is_valid()
        guests = int(self.cleaned_data.get("guests") or 0)
        return {"alone": self.cleaned_data.get("alone") == "1" and not guests, "guests": guests}
