"""Making a path, refusing one of its doors, asking a welcomer, answering a newcomer."""

from parvis.domains.welcome.services.asking import (
    ASKED,
    AlreadyAnswered,
    WelcomerNoLongerFree,
    answer,
    ask_welcomer,
    end_welcomes_due,
    note_answer,
    note_pass,
)
from parvis.domains.welcome.services.learning import learn_weights
from parvis.domains.welcome.services.leaving import export, forget
from parvis.domains.welcome.services.paths import GAP, refuse, renew_path, take_back, tell
from parvis.domains.welcome.services.weekly import refresh_path, refresh_paths_due
from parvis.domains.welcome.services.welcoming import (
    LimitOutOfRange,
    PauseInThePast,
    prepare_welcomer,
    set_welcoming,
)

__all__ = [
    "ASKED",
    "GAP",
    "AlreadyAnswered",
    "LimitOutOfRange",
    "PauseInThePast",
    "WelcomerNoLongerFree",
    "answer",
    "ask_welcomer",
    "end_welcomes_due",
    "export",
    "forget",
    "learn_weights",
    "note_answer",
    "note_pass",
    "prepare_welcomer",
    "refresh_path",
    "refresh_paths_due",
    "refuse",
    "renew_path",
    "set_welcoming",
    "take_back",
    "tell",
]
