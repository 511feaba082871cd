"""What checks say. The shape is the platform's, so that cases show the registry's findings as they are."""

from yakuba.platform.cases.findings import Finding, Level, alerts, blocking

__all__ = ["Finding", "Level", "alerts", "blocking"]
