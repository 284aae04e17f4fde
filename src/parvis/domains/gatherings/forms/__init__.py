"""The input boundary of gatherings."""

from parvis.domains.gatherings.forms.afterwards import (
    AgainForm,
    AgainWordsForm,
    GatheringPhotoForm,
    NextForm,
    ThanksForm,
)
from parvis.domains.gatherings.forms.agenda import Period
from parvis.domains.gatherings.forms.cohosts import CoHostForm
from parvis.domains.gatherings.forms.dates import CancelForm, DateForm, date_told, hours_told
from parvis.domains.gatherings.forms.filters import FilterBox
from parvis.domains.gatherings.forms.gathering import GatheringForm
from parvis.domains.gatherings.forms.repeating import with_row_changed
from parvis.domains.gatherings.forms.safety import ShareForm, WorryForm, WriteBackForm
from parvis.domains.gatherings.forms.saved import SavedForm
from parvis.domains.gatherings.forms.told import kept_rule, told

__all__ = [
    "AgainForm",
    "AgainWordsForm",
    "CancelForm",
    "CoHostForm",
    "DateForm",
    "FilterBox",
    "GatheringForm",
    "GatheringPhotoForm",
    "NextForm",
    "Period",
    "SavedForm",
    "ShareForm",
    "ThanksForm",
    "WorryForm",
    "WriteBackForm",
    "date_told",
    "hours_told",
    "kept_rule",
    "told",
    "with_row_changed",
]
