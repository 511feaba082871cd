from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "yakuba.frontyard.reception"
    label = "reception"
    verbose_name = "受付"

    def ready(self) -> None:
        from yakuba.frontyard.reception import news
        from yakuba.platform.cases import watching

        watching.watch_filings(news.tell)
