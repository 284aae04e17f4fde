"""Starting a command: what stops it, and the settings it runs with."""

import os
from collections.abc import Sequence
from importlib import import_module


class Stop(Exception):  # noqa: N818  (it is not an error of the program)
    """The command cannot go on; its text is for the person, and the exit code is 1."""


def django(**environment: str) -> None:
    """Load the settings, with these values where the environment does not say otherwise.

    :raises Stop: the settings are refused; the sentences say why.
    """
    from pydantic import ValidationError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
    for name, value in environment.items():
        os.environ.setdefault(f"PARVIS_{name.upper()}", value)
    try:
        import_module("django").setup()
    except ValidationError as refused:
        sentences = [sentence_of(error["loc"], error["msg"]) for error in refused.errors()]
        message = "\n".join(["Parvis does not start with these settings:", *sentences])
        raise Stop(message) from None


def sentence_of(where: Sequence[int | str], message: str) -> str:
    """Each refusal names its variable: our own sentences already do."""
    words = message.removeprefix("Value error, ")
    return f"PARVIS_{str(where[0]).upper()}: {words}." if where else words
