"""Small numbers out of addresses and forms: a page, a count of rows."""


def small_number(typed: str, most: int = 10_000) -> int:
    """A whole number from 1 to ``most``; 1 for anything else. Written so that no digit-like character breaks it.

    >>> small_number("3"), small_number("²"), small_number("0"), small_number("9" * 5000), small_number("")
    (3, 1, 1, 10000, 1)
    """
    if not (typed.isascii() and typed.isdigit()):
        return 1
    return max(1, most if len(typed) > len(str(most)) else min(most, int(typed)))
