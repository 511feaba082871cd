"""For what, and by how much, the ordinance lets a resident tax be reduced (減免)."""

from typing import Final

from yakuba.platform.parameters.kinds import Whole
from yakuba.platform.parameters.registry import Definition, define


def _rate(ground: str, label: str, default: int, description: str) -> Definition[int]:
    return define(
        Definition(
            f"resident_tax.relief_{ground}",
            f"減免の割合：{label}",
            Whole(0, 100),
            default,
            unit="％",
            source="地方税法第323条、市区町村の税条例",
            description=f"{description}。0のときは、この理由で減免しない",
        )
    )


RELIEFS: Final = {
    "public_assistance": _rate("public_assistance", "生活保護", 100, "生活保護の扶助を受けている"),
    "disaster": _rate("disaster", "災害", 0, "震災、風水害、火災などで被害を受けた"),
    "lost_income": _rate("lost_income", "失業・所得の皆無", 0, "失業、休廃業、病気で所得が皆無か著しく減った"),
    "student": _rate("student", "学生・生徒", 0, "学生または生徒である"),
    "died": _rate("died", "死亡", 0, "納める人が死亡し、相続人が納めることが難しい"),
}
"""Ground → the parameter with its rate in percent."""
WORDS: Final = {
    "public_assistance": "生活保護",
    "disaster": "災害",
    "lost_income": "失業・所得の皆無",
    "student": "学生・生徒",
    "died": "死亡",
}
