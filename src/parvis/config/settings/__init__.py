"""The settings of Django, put together from one typed environment, subject by subject."""

from parvis.config.settings.accounts import *  # noqa: F403
from parvis.config.settings.base import *  # noqa: F403
from parvis.config.settings.base import PARVIS as PARVIS
from parvis.config.settings.security import *  # noqa: F403
from parvis.config.settings.storage import *  # noqa: F403

LOGGING_CONFIG = "parvis.kernel.logs.configure"
LOGGING = {"level": PARVIS.log_level, "json": PARVIS.mode == "production"}
