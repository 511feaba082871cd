"""Fees of what other systems issue after a filing was handed to them; a municipality sets them by its ordinances."""

from yakuba.platform.parameters.kinds import Whole
from yakuba.platform.parameters.registry import Definition, define

_ORDINANCE = "地方自治法第227条、第228条（額は条例で定める）"
_NATIONAL = "地方公共団体の手数料の標準に関する政令"

_FEES = (
    ("tax_certificate", "課税（所得）・非課税証明書", 300, _ORDINANCE, "1通あたり。条例の額に合わせる"),
    ("payment_certificate", "納税証明書", 300, _ORDINANCE, "1通あたり。継続検査用は無料"),
    ("seal_register", "印鑑登録証の交付", 300, _ORDINANCE, "1件あたり。条例の額に合わせる"),
    ("family_register_certificate", "戸籍の証明書", 450, _NATIONAL, "1通あたり。除籍・改製原戸籍などは別の額"),
    ("dog_register", "犬の登録と鑑札の交付", 3000, _ORDINANCE, "1頭あたり。変更の届出は無料、鑑札の再交付は別の額"),
    ("bulky_waste", "粗大ごみの処理（1点、いちばん低い額）", 300, _ORDINANCE, "品目ごとの額は清掃の担当が決める"),
)


def _fee(code: str, name: str, yen: int, source: str, description: str) -> Definition[int]:
    return define(
        Definition(
            key=f"fee.{code}",
            label=f"{name}：手数料",
            kind=Whole(0, 10_000),
            default=yen,
            unit="円",
            source=source,
            description=description,
        )
    )


FEES = {fee[0]: _fee(*fee) for fee in _FEES}
