"""The core zone (個人番号利用事務系): all staff screens, the registry, keys."""

from yakuba.operation.settings.base import *  # noqa: F403
