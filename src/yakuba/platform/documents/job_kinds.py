"""The job of this room: letters made many at once."""

from yakuba.platform.documents.mailings import MakeMailing

__all__ = ["MakeMailing"]
