"""UUIDv7: ordered by time, so that an index over a growing table stays compact (RFC 9562, section 5.7)."""

import os
import time
import uuid


def new_uuid7() -> uuid.UUID:
    """A new UUID version 7, in order also within a millisecond: its first random bits are the fraction (method 3).

    The time in it only orders keys; no rule reads it.
    """
    millis, rest = divmod(time.time_ns(), 1_000_000)
    value = (millis & 0xFFFF_FFFF_FFFF) << 80 | int.from_bytes(os.urandom(8), "big")
    value |= 0x7 << 76 | (rest * 4096 // 1_000_000) << 64
    value = (value & ~(0x3 << 62)) | 0x2 << 62
    return uuid.UUID(int=value)
