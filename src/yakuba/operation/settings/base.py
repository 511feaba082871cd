"""Settings common to all zones. Everything that differs between installations comes from the environment."""

import os
from pathlib import Path

from yakuba.operation.settings.databases import from_url

HOME = Path(os.environ.get("YAKUBA_HOME", "var")).resolve()
THREADS = int(os.environ.get("YAKUBA_THREADS", "4"))

SECRET_KEY = os.environ.get("YAKUBA_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("YAKUBA_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "yakuba.operation.settings.urls_core"
WSGI_APPLICATION = "yakuba.operation.settings.wsgi.application"
PATHS_WITHOUT_MUNICIPALITY = frozenset({"static", "health", "favicon.ico"})

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "yakuba.platform.tenancy",
    "yakuba.platform.access",
    "yakuba.platform.addressee",
    "yakuba.platform.cases",
    "yakuba.areas.resident_registry",
