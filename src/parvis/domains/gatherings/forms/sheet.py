"""One tap at the door."""

from django import forms

#: What a button says: there, not there, nobody says so any more.
CAME = {"1": True, "0": False, "": None}


class TickForm(forms.Form):
    came = forms.ChoiceField(choices=[(each, each) for each in CAME if each], required=False)

    def said(self) -> bool | None:
        return CAME[self.cleaned_data["came"]]


class WalkInForm(forms.Form):
    """One more (``key`` tells a tap from its repetition), or one fewer than ``most`` plus one."""

    key = forms.UUIDField(required=False)
    most = forms.IntegerField(required=False, min_value=0)

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if (given.get("key") is None) == (given.get("most") is None):
            raise forms.ValidationError("")
        return given
