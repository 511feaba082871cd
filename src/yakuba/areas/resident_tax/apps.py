from django.apps import AppConfig


class ResidentTaxConfig(AppConfig):
    name = "yakuba.areas.resident_tax"
    label = "resident_tax"
    verbose_name = "個人住民税"

    def ready(self) -> None:
        from yakuba.areas.resident_tax import (
            employer_letters,
            letter_post,
            parameter_definitions,  # noqa: F401  what the ordinance says
            procedures,
            statistics,
            tax_letters,
        )
        from yakuba.areas.resident_tax.actions import certify, relief_case, returns
        from yakuba.areas.resident_tax.assessments import DUTY as ASSESS
        from yakuba.areas.resident_tax.certifying import DUTY as CERTIFY
        from yakuba.areas.resident_tax.documents import certificate
        from yakuba.areas.resident_tax.pages import chips, panels, return_panels
        from yakuba.areas.resident_tax.taking import DUTY
        from yakuba.platform.cases import shelf
        from yakuba.platform.documents import posts
        from yakuba.platform.documents.service import register_form
        from yakuba.platform.screens.frame import NavItem, register_nav

        returns.register()
        return_panels.register_all()
        chips.register_all()
        register_form(certificate.FORM)
        certify.register()
        relief_case.register()
        posts.register_finder(posts.Finder(letter_post.outside, letter_post.order))
        posts.register_finder(posts.Finder(letter_post.collectors, letter_post.no_order))
        tax_letters.register_sort()
        employer_letters.register_sort()
        panels.register_all()
        for code in (procedures.CODE, procedures.PAYMENT_CODE, procedures.relieving.CODE):
            shelf.offer_where(code, lambda: bool(statistics.years()))
        register_nav(NavItem("tax_documents", "課税資料", "個人住民税", "resident_tax:documents", DUTY, order=80))
        register_nav(NavItem("tax_matching", "名寄せ", "個人住民税", "resident_tax:desks", DUTY, order=81))
        register_nav(NavItem("tax_checks", "資料の点検", "個人住民税", "resident_tax:checks", DUTY, order=81))
        register_nav(NavItem("tax_returns", "申告", "個人住民税", "resident_tax:returns", DUTY, order=81))
        register_nav(NavItem("tax_undeclared", "未申告者", "個人住民税", "resident_tax:undeclared", DUTY, order=81))
        register_nav(NavItem("tax_runs", "賦課", "個人住民税", "resident_tax:runs", ASSESS, order=82))
        register_nav(
            NavItem("tax_certificates", "税の証明", "個人住民税", "resident_tax:certificates", CERTIFY, order=84)
        )
        register_nav(
            NavItem("tax_statistics", "住民税の統計", "個人住民税", "resident_tax:statistics", ASSESS, order=85)
        )
        register_nav(NavItem("taxpayers", "税額の照会", "個人住民税", "resident_tax:taxpayers", ASSESS, order=83))
        register_nav(
            NavItem("tax_collectors", "特別徴収義務者", "個人住民税", "resident_tax:collectors", ASSESS, order=84)
        )
        register_nav(NavItem("tax_moves", "異動届", "個人住民税", "resident_tax:moves", ASSESS, order=85))
        register_nav(NavItem("tax_reliefs", "減免", "個人住民税", "resident_tax:reliefs", ASSESS, order=86))
        register_nav(NavItem("tax_pensions", "年金特徴の停止", "個人住民税", "resident_tax:pensions", ASSESS, order=87))
