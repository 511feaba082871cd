"""The portal zone (インターネット側): residents' pages only, with no address of the core's role, none of its keys."""

import os
from pathlib import Path

from yakuba.operation.settings.base import *  # noqa: F403
from yakuba.operation.settings.base import THREADS
from yakuba.operation.settings.databases import from_url

ROOT_URLCONF = "yakuba.operation.settings.urls_portal"
WSGI_APPLICATION = "yakuba.operation.settings.wsgi_portal.application"
DATABASES = {"default": from_url(os.environ.get("DATABASE_PORTAL_URL", "postgresql:///yakuba"), pool=THREADS)}
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "yakuba.platform.tenancy",
    "yakuba.platform.screens",
    "yakuba.frontyard.portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "yakuba.platform.attachments.receiving.BodyLimitMiddleware",
    "yakuba.platform.tenancy.middleware.TenantMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "yakuba.frontyard.portal.middleware.PortalMiddleware",
]
LARGEST_BODY = 512 * 1024
BODY_REFUSED_VIEW = "yakuba.frontyard.portal.views.errors.too_large"
CSRF_FAILURE_VIEW = "yakuba.frontyard.portal.views.errors.csrf_failure"
# Whatever the environment of another process says: the core's keys are not here, nor the 46 MB of the name font.
YAKUBA_KEYS = Path("/nonexistent/no-key-in-the-portal")
STATICFILES_DIRS = []
