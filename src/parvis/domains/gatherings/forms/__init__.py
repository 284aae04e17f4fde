"""The input boundary of gatherings."""

from parvis.domains.gatherings.forms.agenda import AgendaForm, Period
from parvis.domains.gatherings.forms.gathering import GatheringForm, told

__all__ = ["AgendaForm", "GatheringForm", "Period", "told"]
