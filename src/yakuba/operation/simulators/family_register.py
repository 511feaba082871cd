"""A simulated family-register side (戸籍附票): takes notices of addresses, and finds those that do not fit."""

from yakuba.operation.simulators.other_side import Reply, Simulator, Taken


class FamilyRegister(Simulator):
    """A notice without the head of the family register fits no register: it comes back (住民基本台帳法19条2項)."""

    name = "family-register"

    def replies(self, taken: Taken) -> list[Reply]:
        if taken.kind != "attached_register_notice":
            return []
        unknown = [
            {**record, "mismatch": "戸籍の筆頭者が確認できない"}
            for record in taken.records
            if not record.get("family_register_head")
        ]
        subject, sequence = str(taken.manifest["subject"]), int(taken.manifest["sequence"])
        return [Reply(taken.municipality, "mismatch_notice", subject, unknown, sequence)] if unknown else []
