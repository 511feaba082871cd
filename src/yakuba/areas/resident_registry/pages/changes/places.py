"""Addresses typed in one line, apart into the items of the record."""

from yakuba.standards import municipalities


def split_address(typed: str) -> tuple[str, str, str, str]:
    """(code, prefecture, municipality, rest) of an address that begins with a municipality's name.

    >>> split_address("千葉県船橋市本町一丁目３番地")
    ('122041', '千葉県', '船橋市', '本町一丁目３番地')
    """
    found = municipalities.starting(typed)
    if found is None:
        return "", "", "", typed
    town, rest = found
    return town.code, town.prefecture, town.name, rest


def items_from(typed: str, prefix: str) -> dict[str, str]:
    """The address items of the record whose names begin with ``prefix``."""
    code, prefecture, municipality, rest = split_address(typed)
    return {
        f"{prefix}_municipality_code": code,
        f"{prefix}_prefecture": prefecture,
        f"{prefix}_municipality": municipality,
        f"{prefix}_town": rest,
    }
