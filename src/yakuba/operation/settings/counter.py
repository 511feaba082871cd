"""The counter as a zone of its own: staff's counter, the visitors' tablets, tickets; with its own role and no key.

It knows the core's program, for its pages are drawn from the same rooms; what it can reach is decided by its role on
the database (operation/database/counter_rights.py) and by which addresses answer (urls_counter.py).
"""

import os
from pathlib import Path

from yakuba.operation.settings.base import *  # noqa: F403
from yakuba.operation.settings.base import THREADS
from yakuba.operation.settings.databases import from_url

ROOT_URLCONF = "yakuba.operation.settings.urls_counter"
WSGI_APPLICATION = "yakuba.operation.settings.wsgi_counter.application"
DATABASES = {"default": from_url(os.environ.get("DATABASE_COUNTER_URL", "postgresql:///yakuba"), pool=THREADS)}
# Whatever the environment of another process says: no key of numbers and papers, no second place of the register.
YAKUBA_KEYS = Path("/nonexistent/no-key-at-the-counter")
YAKUBA_HEADS = Path("/nonexistent/no-heads-at-the-counter")
# Signed visits are left in the counter's own table; the core's worker takes them (frontyard/counter/handing_in.py).
COUNTER_HANDS_IN = True
