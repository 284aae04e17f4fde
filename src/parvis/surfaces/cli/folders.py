"""An embedded town found in a folder: the demo's, or a configured one that is only looked at."""

import os
from pathlib import Path

from parvis.kernel import ids
from parvis.surfaces.cli import demo
from parvis.surfaces.cli.demo import DATABASE, holds_demo, holds_town
from parvis.surfaces.cli.start import Stop, django

DEMO_DATA = Path("var/demo")


def load(data: Path) -> None:
    """The settings of the town kept in ``data``. A town that is not the demo's is left untouched.

    :raises Stop: there is none.
    """
    data = data.resolve()
    if not holds_town(data):
        raise Stop(f"There is no town in {data}: no {DATABASE} there.")
    if holds_demo(data):
        demo.load(data)
        return
    # A key of the moment: nothing is signed with it, and the town's own is not needed to read.
    os.environ.update(PARVIS_MODE="development", PARVIS_ENGINE="embedded")
    os.environ.update(PARVIS_DATA_DIR=str(data), PARVIS_SECRET_KEY=ids.new_secret())
    os.environ["PARVIS_LOG_LEVEL"] = "WARNING"
    django()
