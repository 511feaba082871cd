from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class CasesConfig(AppConfig):
    name = "yakuba.platform.cases"
    label = "cases"

    def ready(self) -> None:
        from yakuba.platform.cases import common_checks, fees, filings, online_fees, procedure_parts, watching

        assert common_checks  # importing it registers them
        watching.watch_cases(filings.follow_case)
        watching.watch_filings(fees.follow)  # these two before whoever tells the resident
        watching.watch_filings(online_fees.follow)
        autodiscover_modules("procedures")
        checks.register(procedure_parts.check_definitions)
