"""The systems of other areas that filings are handed to. Data: a system more is a row here and a party of exchange."""

from dataclasses import dataclass

from yakuba.platform.exchange.parties import party

CHILDREN, INSURANCE, WELFARE = "handover.children", "handover.insurance", "handover.welfare"
TAX, CITIZENS, LIVING = "handover.tax", "handover.citizens", "handover.living"


@dataclass(frozen=True)
class System:
    """A system by its code, and the duty of those who look after filings for it."""

    code: str
    duty: str

    @property
    def party(self) -> str:
        """Its name as a party of exchange, which is also its folder in the spool."""
        return f"system-{self.code.replace('_', '-')}"

    @property
    def action(self) -> str:
        """The action that definitions name."""
        return f"handover.{self.code}"

    @property
    def label(self) -> str:
        return party(self.party).label


_BY_DUTY = {
    CHILDREN: ("child_allowance", "childcare", "schooling", "maternal_health"),
    INSURANCE: ("health_insurance", "late_elderly", "national_pension"),
    WELFARE: ("long_term_care", "disability_welfare", "medical_aid"),
    TAX: ("resident_tax", "light_vehicle_tax", "collection"),
    CITIZENS: ("seal_registration", "family_register_office"),
    LIVING: ("water", "waste", "dogs", "disaster"),
}
SYSTEMS = {code: System(code, duty) for duty, codes in _BY_DUTY.items() for code in codes}
