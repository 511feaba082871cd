"""What this room raises. `str(error)` is Japanese and says what and remedy; `code` is for pages in other languages."""


class IdentityError(ValueError):
    """The card's answer cannot be accepted. Every function of the room raises this and nothing else for bad input."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class UnreadableCertificate(IdentityError):
    """No certificate of the profile: cut, of another profile, or with items that cannot be read."""


class NotTrusted(IdentityError):
    """A readable certificate that is not believed: issuer, validity, use, algorithm, or revoked."""


class AnswerRefused(IdentityError):
    """The signature does not fit, or the challenge is old, foreign or used."""
