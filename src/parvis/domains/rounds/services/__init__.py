"""Putting one's name down, sessions, the weekly round, and what becomes of its tables.

Each module re-exports its verbs here; add your own lines.
"""

from parvis.domains.rounds.services.answering import answer, settle_answers, settle_table
from parvis.domains.rounds.services.closing import close_due, close_list, open_rounds
from parvis.domains.rounds.services.forming import form_table, unmake
from parvis.domains.rounds.services.further import ask_further, say_further
from parvis.domains.rounds.services.judging import judge_moves
from parvis.domains.rounds.services.leaving import (
    leave_table,
    note_called_off,
    note_left,
    settle_thinned,
)
from parvis.domains.rounds.services.moving import Judged, judge_move, move, undo_move
from parvis.domains.rounds.services.names import put_name_down, restore_name, withdraw_name
from parvis.domains.rounds.services.parting import depart, separate
from parvis.domains.rounds.services.portability import export, forget
from parvis.domains.rounds.services.preparing import due_to_make, make_tables, prepare
from parvis.domains.rounds.services.publishing import publish, skip
from parvis.domains.rounds.services.sessions import (
    close_session,
    edit_session,
    open_session,
    reopen_session,
)
from parvis.domains.rounds.services.telling import note_told, untold

__all__ = [
    "Judged",
    "answer",
    "ask_further",
    "close_due",
    "close_list",
    "close_session",
    "depart",
    "due_to_make",
    "edit_session",
    "export",
    "forget",
    "form_table",
    "judge_move",
    "judge_moves",
    "leave_table",
    "make_tables",
    "move",
    "note_called_off",
    "note_left",
    "note_told",
    "open_rounds",
    "open_session",
    "prepare",
    "publish",
    "put_name_down",
    "reopen_session",
    "restore_name",
    "say_further",
    "separate",
    "settle_answers",
    "settle_table",
    "settle_thinned",
    "skip",
    "undo_move",
    "unmake",
    "untold",
    "withdraw_name",
]
