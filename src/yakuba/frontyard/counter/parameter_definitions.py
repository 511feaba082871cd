"""What visitors come for, as the ticket machine asks it: up to three queues, each with a name of the town's own."""

from yakuba.platform.parameters.kinds import Text
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
