"""``{% load backyard %}``: words of the backyard's pages."""

from django import template

from yakuba.platform.access.duties import DUTIES

register = template.Library()


@register.filter
def duty_label(code: str) -> str:
    """A duty's Japanese name; the code itself for one that no longer exists."""
    return DUTIES[code].label if code in DUTIES else code
