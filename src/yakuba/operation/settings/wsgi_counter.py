"""Server entry of the counter's own zone."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.operation.settings.counter")
application = get_wsgi_application()
