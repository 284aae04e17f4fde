"""Rounds: who put their name down, where tables can be, and the tables made of them."""

from parvis.domains.rounds.models.names import Again, Name
from parvis.domains.rounds.models.rounds import Round, Unplaced
from parvis.domains.rounds.models.sessions import Session
from parvis.domains.rounds.models.tables import Move, Seat, Table

__all__ = ["Again", "Move", "Name", "Round", "Seat", "Session", "Table", "Unplaced"]
