"""What a municipality may set about its mails."""

from yakuba.platform.parameters.kinds import Text
from yakuba.platform.parameters.registry import Definition, define

SENDER_ADDRESS = define(
    Definition(
        key="mail.sender_address",
        label="メールの差出人アドレス",
        kind=Text(254, pattern=r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+"),
        default="",
        description="空欄のときは、サービス共通の送信専用アドレス",
    )
)
