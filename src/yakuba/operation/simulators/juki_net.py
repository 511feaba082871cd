"""A simulated Basic Resident Register Network (住民基本台帳ネットワーク): passes notices on between municipalities."""

from datetime import timedelta

from yakuba.operation.simulators.other_side import Reply, Simulator, Taken
from yakuba.operation.simulators.stops import Stops
from yakuba.platform.tenancy.context import JST, now

_PASSED_ON = frozenset({"move_in_notice", "move_out_information", "move_out_cancelled", "visit_wanted", "visit_offer"})


class JukiNet(Simulator):
    """Relays to local municipalities; plays every other one, which takes each mover in and says so (法9条1項).

    Keeps whose copies no other municipality may issue (広域交付, 法12条の4).
    """

    name = "juki-net"

    def refusal(self, taken: Taken) -> str:
        return Stops(self.place).refusal(taken)

    def replies(self, taken: Taken) -> list[Reply]:
        Stops(self.place).take(taken)
        if taken.kind not in _PASSED_ON:
            return []
        subject, sequence = f"{taken.municipality}:{taken.manifest['subject']}", int(taken.manifest["sequence"])
        replies = []
        for code in dict.fromkeys(str(record.get("to_lg_code", "")) for record in taken.records):
            records = [record for record in taken.records if str(record.get("to_lg_code", "")) == code]
            if code in self.local:
                passed = [{**record, "from_lg_code": taken.municipality} for record in records]
                replies.append(Reply(code, taken.kind, subject, passed, sequence))
            elif taken.kind == "move_out_information":
                notice = [self._taken_in(record, taken.municipality, code) for record in records]
                replies.append(Reply(taken.municipality, "move_in_notice", f"{code}:{subject}", notice, sequence))
            elif taken.kind == "visit_wanted":
                offers = [self._offer(record, taken.municipality, code) for record in records]
                replies.append(Reply(taken.municipality, "visit_offer", f"{code}:{subject}", offers, sequence))
        return replies

    @staticmethod
    def _offer(record: dict[str, object], former: str, code: str) -> dict[str, object]:
        """A town hall with one place at ten o'clock on each of the next five days, which takes every wish."""
        morning = now().astimezone(JST).replace(hour=10, minute=0, second=0, microsecond=0)
        times = [(morning + timedelta(days=number)).isoformat() for number in range(1, 6)]
        wish = str(record.get("slot") or "")
        return {
            "filing_key": record.get("filing_key", ""),
            "from_lg_code": code,
            "to_lg_code": former,
            "booked": "" if wish == "cancel" else wish,
            "free": " ".join(times),
            "problem": "",
            "place": code,
        }

    @staticmethod
    def _taken_in(record: dict[str, object], former: str, code: str) -> dict[str, object]:
        day = now().astimezone(JST).date().isoformat()
        return {**record, "to_lg_code": former, "from_lg_code": code, "moved_in_on": day}
