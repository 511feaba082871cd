"""Which municipality a command is about."""

from yakuba.operation.database.errors import OperationError


def municipality_of(address: str) -> int:
    """Its id. Raises OperationError."""
    from yakuba.platform.tenancy import directory

    try:
        return directory.by_address(address).id
    except directory.UnknownMunicipality as problem:
        text = f"自治体 {address} がありません(unknown)。yakuba municipality list で確かめてください。"
        raise OperationError(text) from problem
