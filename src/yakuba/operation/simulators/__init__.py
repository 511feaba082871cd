"""The other side of each spool, for trials: no implementation of any real system. No room may import this package."""

from yakuba.operation.simulators import convenience, family_register, immigration, juki_net, outside_systems, payments
from yakuba.operation.simulators.other_side import Simulator

SIMULATORS: dict[str, type[Simulator]] = {
    "juki-net": juki_net.JukiNet,
    "immigration": immigration.Immigration,
    "convenience": convenience.Convenience,
    "family-register": family_register.FamilyRegister,
    "payments": payments.Payments,
    "outside": outside_systems.OutsideSystems,
}
