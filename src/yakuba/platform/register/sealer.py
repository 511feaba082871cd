"""Seals what the register has taken in, and writes each chain's head to a second place, each second."""

from django.db import connection, transaction

from yakuba.platform.register import heads
from yakuba.platform.tenancy.context import system_context


def seal_once() -> int:
    """Seal every municipality that has entries behind the horizon; returns how many entries were sealed.

    One transaction a municipality: a fault in one holds up nobody else, and the first such fault is raised at the end.
    """
    faults: list[Exception] = []
    total = 0
    for municipality in _pending():
        try:
            total += seal(municipality)
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise faults[0]
    return total


def seal(municipality: int) -> int:
    """Seal one municipality and publish its heads; 0 when there was nothing, or another worker is at it."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT public.register_seal_one(%s, %s)", [municipality, system_context().instant])
        (rows,) = cursor.fetchone()
    heads.publish(municipality)
    return rows or 0


def _pending() -> list[int]:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT public.register_pending()")
        return [municipality for (municipality,) in cursor.fetchall()]
