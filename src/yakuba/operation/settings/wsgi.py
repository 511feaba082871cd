"""Server entry (``yakuba start`` and any WSGI server)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.operation.settings.core")
application = get_wsgi_application()
