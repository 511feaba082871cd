"""The objects of a PDF, read strictly: what does not follow ISO 32000 is refused rather than guessed at."""

import re
from dataclasses import dataclass, field
from typing import Any

from yakuba.platform.attachments.unfit import UNCLEAR, Unfit

MOST_TOKENS = 300_000  # what a processor reads in two seconds
DEEPEST = 60
_SPACE = re.compile(rb"(?:[\x00\t\n\x0c\r ]+|%[^\r\n]*)*")
_TOKEN = re.compile(
    rb"<<|>>|[\[\]]|/[^\x00\t\n\x0c\r ()<>\[\]{}/%]*|\(|<[0-9A-Fa-f\x00\t\n\x0c\r ]*>|[^\x00\t\n\x0c\r ()<>\[\]{}/%]+"
)
_REFERENCE = re.compile(
    rb"[\x00\t\n\x0c\r ]{1,20}([0-9]{1,5})[\x00\t\n\x0c\r ]{1,20}R(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])"
)
_WHOLE = re.compile(rb"[+-]?[0-9]{1,18}")
_REAL = re.compile(rb"[+-]?(?:[0-9]{1,40}\.[0-9]{0,60}|\.[0-9]{1,60})")
_IN_STRING = re.compile(rb"[()\\]")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_WORDS = {b"true": True, b"false": False, b"null": None}


class Name(str):
    """A name, without its slash and with its escapes undone."""

    __slots__ = ()


@dataclass(frozen=True)
class Reference:
    number: int
    generation: int


@dataclass
class Reader:
    """Reads values one after the other and keeps every name it met. Strings are passed over."""

    data: bytes
    at: int = 0
    names: set[str] = field(default_factory=set)
    left: int = MOST_TOKENS

    def skip(self) -> None:
        """Past white space and comments."""
        found = _SPACE.match(self.data, self.at)
        assert found is not None
        self.at = found.end()

    def token(self) -> bytes:
        """The next token. Raises Unfit at the end of the data, or when there are too many."""
        self.skip()
        found = _TOKEN.match(self.data, self.at)
        self.left -= 1
        if found is None or self.left < 0:
            raise Unfit(UNCLEAR)
        self.at = found.end()
        return found.group()

    def value(self, depth: int = 0) -> Any:
        """dict, list, Name, Reference, int, float, bool, None; b"" for any string. Raises Unfit."""
        return self._value_of(self.token(), depth)

    def _value_of(self, token: bytes, depth: int) -> Any:
        if depth > DEEPEST:
            raise Unfit(UNCLEAR)
        if token == b"<<":
            return self._dictionary(depth)
        if token == b"[":
            return self._array(depth)
        if token.startswith(b"/"):
            return self._name(token)
        if token == b"(":
            return self._string()
        if token.startswith(b"<"):
            return b""
        if _WHOLE.fullmatch(token):
            return self._number(token)
        if _REAL.fullmatch(token):
            return float(token)
        if token in _WORDS:
            return _WORDS[token]
        raise Unfit(UNCLEAR)

    def _dictionary(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while (token := self.token()) != b">>":
            if not token.startswith(b"/"):
                raise Unfit(UNCLEAR)
            key = self._name(token)
            if key in found:
                raise Unfit(UNCLEAR)  # which of the two counts differs from reader to reader
            found[key] = self.value(depth + 1)
        return found

    def _array(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while (token := self.token()) != b"]":
            found.append(self._value_of(token, depth + 1))
        return found

    def _name(self, token: bytes) -> Name:
        name = Name(_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), token[1:]).decode("latin-1"))
        self.names.add(name)
        return name

    def _number(self, token: bytes) -> int | Reference:
        if token.isdigit() and (found := _REFERENCE.match(self.data, self.at)):
            self.at = found.end()
            return Reference(int(token), int(found[1]))
        return int(token)

    def _string(self) -> bytes:
        open_ = 1
        while open_:
            found = _IN_STRING.search(self.data, self.at)
            self.left -= 1
            if found is None or self.left < 0:
                raise Unfit(UNCLEAR)
            self.at = found.end() + (found.group() == b"\\")
            open_ += {b"(": 1, b")": -1}.get(found.group(), 0)
        return b""
