"""A simulated Immigration Services Agency (出入国在留管理庁)."""

from yakuba.operation.simulators.other_side import Reply, Simulator, Taken


class Immigration(Simulator):
    """Answers a municipal notice with a notice of the status it has for that card (住民基本台帳法30条の50)."""

    name = "immigration"

    def replies(self, taken: Taken) -> list[Reply]:
        if taken.kind != "municipal_notice":
            return []
        records = [
            {"residence_card_number": record.get("residence_card_number", ""), "event": "address_registered"}
            for record in taken.records
        ]
        subject, sequence = str(taken.manifest["subject"]), int(taken.manifest["sequence"])
        return [Reply(taken.municipality, "residence_status_notice", subject, records, sequence)]
