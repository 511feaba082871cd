"""Settings of the property tests of this floor: a busy machine is no failure."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("standards", deadline=None)
settings.load_profile("standards")
