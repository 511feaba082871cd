"""What the ticket machine asks, in the town's own words; and when a visit may be booked."""

from yakuba.platform.parameters.kinds import Text, Whole
from yakuba.platform.parameters.registry import Definition, define

DEFAULTS = {"A": "引っ越し・世帯の届出", "B": "住民票などの証明書", "C": "相談・そのほか"}


def _queue(letter: str, default: str) -> Definition[str]:
    return define(
        Definition(
            key=f"counter.queue.{letter.lower()}",
            label=f"番号札{letter}の用件",
            kind=Text(30),
            default=default,
            source="窓口の運用",
            description="発券機のボタンの言葉。空欄にすると、この番号札は出さない",
        )
    )


QUEUES = {letter: _queue(letter, default) for letter, default in DEFAULTS.items()}

SOURCE = "窓口の運用"
BOOKING_PLACES = define(
    Definition(
        key="booking.places",
        label="来庁予約：同じ時刻に受ける人数",
        kind=Whole(0, 50),
        default=2,
        unit="人",
        source=SOURCE,
        description="0 のときは予約を受けず、いつ来てもよいと案内する",
    )
)
BOOKING_MINUTES = define(
    Definition(
        key="booking.minutes",
        label="来庁予約：時刻の間隔",
        kind=Whole(10, 120),
        default=30,
        unit="分",
        source=SOURCE,
    )
)
BOOKING_FIRST = define(
    Definition(
        key="booking.first",
        label="来庁予約：最初の時刻",
        kind=Text(5, 5, r"([01][0-9]|2[0-3]):[0-5][0-9]"),
        default="09:00",
        source=SOURCE,
        description="例：09:00",
    )
)
BOOKING_LAST = define(
    Definition(
        key="booking.last",
        label="来庁予約：最後の時刻",
        kind=Text(5, 5, r"([01][0-9]|2[0-3]):[0-5][0-9]"),
        default="16:30",
        source=SOURCE,
        description="例：16:30",
    )
)
BOOKING = (BOOKING_PLACES, BOOKING_MINUTES, BOOKING_FIRST, BOOKING_LAST)
