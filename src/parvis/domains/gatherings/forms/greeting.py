"""“I can wait for somebody at the door”, or not that day."""

from django import forms


class GreetingForm(forms.Form):
    offers = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])
