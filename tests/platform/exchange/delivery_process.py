"""One round of delivery in a process of its own: ``python delivery_process.py`` with the test database around it."""

import sys
from pathlib import Path

import django

django.setup()

sys.path.insert(0, str(Path(__file__).parent))
import sample_handlers  # noqa: E402, F401 registers the handlers

from yakuba.platform.exchange import delivery  # noqa: E402

delivery.deliver_due()
delivery.handle_due()
