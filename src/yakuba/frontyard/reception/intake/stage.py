"""Where a file lies until it is checked: under the town hall's home, for this user only. Afterwards it is gone."""

from pathlib import Path
from uuid import UUID

from yakuba.platform.jobs.kept_files import KeptFiles, pieces_of

_FILES = KeptFiles("intakes", ".file")

keep = _FILES.keep
source = _FILES.source
pieces = pieces_of


def listing(intake_id: UUID) -> Path:
    """The list of applications that was taken out of a ZIP file."""
    return _FILES.town() / f"{intake_id}.list"


def forget(content_hash: str, intake_id: UUID) -> None:
    """The file is checked: what is needed of it lies in the database and the safe."""
    source(content_hash).unlink(missing_ok=True)
    listing(intake_id).unlink(missing_ok=True)
