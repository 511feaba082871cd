"""A simulated convenience-store centre (コンビニ交付): takes certificate data and reports issues, in CSV."""

from yakuba.operation.simulators.other_side import Reply, Simulator, Taken
from yakuba.operation.simulators.stops import Stops
from yakuba.platform.tenancy.context import now


class Convenience(Simulator):
    """After each update one certificate of the first record is issued at a shop and reported, unless it is stopped."""

    name = "convenience"
    layout = "csv"

    def refusal(self, taken: Taken) -> str:
        return Stops(self.place).refusal(taken)

    def replies(self, taken: Taken) -> list[Reply]:
        stops = Stops(self.place)
        stops.take(taken)
        if taken.kind != "certificate_data_update" or stops.holds(taken.municipality, taken.records[0]):
            return []
        report = {
            "subject_ref": taken.records[0].get("subject_ref", ""),
            "certificate": "record_copy_joint",
            "copies": "1",
            "issued_at": now().isoformat(timespec="seconds"),
            "shop": "模擬店舗",
        }
        subject, sequence = str(taken.manifest["subject"]), int(taken.manifest["sequence"])
        return [Reply(taken.municipality, "issue_report", subject, [report], sequence)]
