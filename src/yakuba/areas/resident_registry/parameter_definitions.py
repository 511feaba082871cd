"""What a municipality may set about the registry's notices: who answers questions, how papers are numbered."""

from yakuba.platform.parameters.kinds import Text
from yakuba.platform.parameters.registry import Definition, define

NOTICE_SECTION = define(
    Definition(
        key="notice.section",
        label="通知の問合せ先：担当",
        kind=Text(60),
        default="住民記録担当",
        description="通知書の問合せ先と差出人に印字する部署",
    )
)
NOTICE_ADDRESS = define(
    Definition(
        key="notice.address",
        label="通知の問合せ先：所在地",
        kind=Text(100),
        default="",
        description="庁舎の所在地。空欄のときは市区町村名",
    )
)
NOTICE_POSTCODE = define(
    Definition(
        key="notice.postcode",
        label="通知の問合せ先：郵便番号",
        kind=Text(8, pattern=r"|[0-9]{3}-[0-9]{4}"),
        default="",
        description="例：090-8501",
    )
)
NOTICE_TELEPHONE = define(
    Definition(
        key="notice.telephone",
        label="通知の問合せ先：電話番号",
        kind=Text(20, pattern=r"|[0-9-]+"),
        default="",
        description="例：0157-00-0000",
    )
)
NOTICE_MAIN_TELEPHONE = define(
    Definition(
        key="notice.main_telephone",
        label="通知の問合せ先：代表電話番号",
        kind=Text(20, pattern=r"|[0-9-]+"),
        default="",
        description="支援措置の対象となる人についての通知に、担当・庁舎の代わりに印字する市区町村の代表番号",
    )
)
