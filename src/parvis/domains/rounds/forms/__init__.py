"""What comes in: the name somebody puts down, the sessions that are opened, a move by hand."""

from parvis.domains.rounds.forms.desk import MoveForm, SessionForm
from parvis.domains.rounds.forms.name import NameForm

__all__ = ["MoveForm", "NameForm", "SessionForm"]
