"""Settings of the test suite. The database comes from tests/conftest.py through the environment."""

import os

os.environ.setdefault("YAKUBA_SECRET_KEY", "only-for-tests")

from yakuba.operation.settings.base import *  # noqa: F403
from yakuba.operation.settings.base import DATABASES

# One connection a thread is enough for tests, and a pool's threads would outlive them.
DATABASES["default"]["OPTIONS"].pop("pool", None)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
# The real cost of Argon2 is measured in its own test; elsewhere it would only make tests slow.
PASSWORD_HASHERS = ["yakuba.platform.access.passwords.QuickArgon2"]
