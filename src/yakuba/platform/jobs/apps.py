from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "yakuba.platform.jobs"
    label = "jobs"

    def ready(self) -> None:
        autodiscover_modules("job_kinds")
