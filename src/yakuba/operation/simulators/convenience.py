"""A simulated convenience-store centre (コンビニ交付): takes certificate data and reports issues, in CSV."""

from yakuba.operation.simulators.other_side import Reply, Simulator, Taken
from yakuba.platform.tenancy.context import now


class Convenience(Simulator):
    """After each update one certificate of the first record is issued at a shop and reported."""

    name = "convenience"
    layout = "csv"

    def replies(self, taken: Taken) -> list[Reply]:
        if taken.kind != "certificate_data_update":
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
