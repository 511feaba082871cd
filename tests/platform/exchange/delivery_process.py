"""One round of delivery in a process of its own: ``python delivery_process.py`` with the test database around it."""

import django

django.setup()

from tests.platform.exchange import sample_handlers  # noqa: E402, F401 registers the handlers
from yakuba.platform.exchange import delivery  # noqa: E402

delivery.deliver_due()
delivery.handle_due()
