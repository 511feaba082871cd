from django.apps import AppConfig


class WorkComparisonConfig(AppConfig):
    name = "yakuba.insight.work_comparison"
    label = "work_comparison"
    verbose_name = "業務比較"
