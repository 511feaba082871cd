"""The resident registry's door for other floors: short, typed, stable."""

from yakuba.areas.resident_registry.loads.profile import LoadRefused
from yakuba.areas.resident_registry.loads.reports import write_report
from yakuba.areas.resident_registry.loads.running import Report, Wish, load_file, silent

__all__ = ["LoadRefused", "Report", "Wish", "load_file", "silent", "write_report"]
