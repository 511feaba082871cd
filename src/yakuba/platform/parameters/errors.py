"""What a staff member gets to read when a parameter cannot be read or set."""


class UnknownParameter(LookupError):
    """No definition has that key."""


class ParameterRefused(ValueError):
    """A value, day or reason that cannot be set. The text names the parameter, the reason and the remedy."""


class NoCertifier(LookupError):
    """The certifying officer's title or name is not set; a certificate must not be printed without (juki-1.0:1.3.9)."""
