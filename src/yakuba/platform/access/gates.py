"""Each view says who may enter. A view without a gate is refused by the middleware and fails a test."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from yakuba.platform.access.duties import DUTIES

V = TypeVar("V", bound=Callable[..., Any])


class AuthenticatedRequest(HttpRequest):
    """What a gated view receives: TenantMiddleware and AccessMiddleware have set these."""

    place: Any
    session_row: Any


@dataclass(frozen=True)
class Gate:
    """``duty`` empty: any signed-in staff member; ``public``: before sign-in; ``step_up``: fresh second factor.

    ``newcomer``: open to an account that still has its initial password.
    """

    duty: str = ""
    public: bool = False
    step_up: bool = False
    newcomer: bool = False


def gate(duty: str = "", *, step_up: bool = False, newcomer: bool = False) -> Callable[[V], V]:
    """Only staff with ``duty`` in force today. Raises KeyError at import for a duty that does not exist."""
    if duty:
        step_up = step_up or DUTIES[duty].sensitive

    def mark(view: V) -> V:
        view.gate = Gate(duty=duty, step_up=step_up, newcomer=newcomer)  # type: ignore[attr-defined]
        return view

    return mark


def public(view: V) -> V:
    """A page anyone may open before signing in."""
    view.gate = Gate(public=True)  # type: ignore[attr-defined]
    return view


def gate_of(view: Any) -> Gate | None:
    return getattr(view, "gate", None) or getattr(getattr(view, "view_class", None), "gate", None)
