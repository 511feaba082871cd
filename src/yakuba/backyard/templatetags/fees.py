"""``{% fee_box filing %}``: the fee of a filing wherever staff see one: amount, state, receipt, 現金で受領."""

from typing import Any

from django import template
from django.conf import settings

from yakuba.backyard.fee_forms import CashForm
from yakuba.platform.cases import fee_queries
from yakuba.platform.cases.filing_models import Filing

register = template.Library()


@register.inclusion_tag("backyard/fee_box.html", takes_context=True)
def fee_box(context: dict[str, Any], filing: Filing) -> dict[str, Any]:
    """Nothing where no fee was charged. In the counter's zone it is shown; money is taken in the core."""
    request = context["request"]
    shown = fee_queries.of_filing(filing)
    away = bool(getattr(settings, "COUNTER_HANDS_IN", False))
    may = shown is not None and not away and fee_queries.may_collect()
    return {
        "request": request,
        "csrf_token": context.get("csrf_token", ""),
        "filing": filing,
        "shown": shown,
        "may_collect": may,
        "away": away,
        "cash": CashForm(auto_id=f"cash_{filing.id}_%s") if may else None,
        "back": request.path,
    }
