"""The settings of the tests: an own folder, the engine that the environment names."""

import atexit
import os
import shutil
import tempfile

if "PARVIS_TEST_FOLDER" not in os.environ:
    os.environ["PARVIS_TEST_FOLDER"] = tempfile.mkdtemp(prefix="parvis-test-")
    atexit.register(shutil.rmtree, os.environ["PARVIS_TEST_FOLDER"], ignore_errors=True)
os.environ["PARVIS_MODE"] = "test"
if worker := os.environ.get("PYTEST_XDIST_WORKER", ""):
    # Workers share one Redis, not its contents: each has a database of its own, and channels of
    # its own, whose names come from the key.
    os.environ["PARVIS_SECRET_KEY"] = f"the key of the tests of {worker}, known to everybody"
    if redis := os.environ.get("PARVIS_REDIS_URL", "").rpartition("/")[0]:
        os.environ["PARVIS_REDIS_URL"] = f"{redis}/{1 + int(worker.removeprefix('gw')) % 15}"
    os.environ["PARVIS_DATA_DIR"] = os.path.join(os.environ["PARVIS_TEST_FOLDER"], worker)  # noqa: PTH118
os.environ.setdefault("PARVIS_DATA_DIR", os.environ["PARVIS_TEST_FOLDER"])
# What collectstatic would have made: an empty folder, so that nobody warns of its absence.
os.makedirs(os.path.join(os.environ["PARVIS_DATA_DIR"], "static"), exist_ok=True)  # noqa: PTH103, PTH118

from parvis.config.settings import *  # noqa: E402, F403
