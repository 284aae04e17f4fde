"""What is asked of organisations, and of the places they look after."""

from parvis.domains.organisations.forms.organisations import (
    DirectoryFilters,
    OneOf,
    OrganisationForm,
)
from parvis.domains.organisations.forms.places import PhotoForm, PlaceForm

__all__ = ["DirectoryFilters", "OneOf", "OrganisationForm", "PhotoForm", "PlaceForm"]
