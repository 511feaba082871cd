"""Names and duties of the actions."""

from yakuba.platform.cases.findings import Finding

ENTER, APPROVE = "child_allowance.enter", "child_allowance.approve"
CLAIM = "child_allowance.claim"
AMOUNT = "child_allowance.amount"
END = "child_allowance.end"
CONFIRM = "child_allowance.confirm"
ACCOUNT = "child_allowance.account"
HOLD = "child_allowance.hold"
REPAY = "child_allowance.repay"
PAY = "child_allowance.pay"
REPORT = "child_allowance.report"
GROUNDS = "child_allowance.grounds"
PLACE = "child_allowance.place"
LEAVE = "child_allowance.leave"


def error(code: str, message: str, remedy: str, item: str = "", source: str = "background") -> Finding:
    """A finding that stops."""
    return Finding("error", code, item, message, remedy, source)


def alert(code: str, message: str, remedy: str, item: str = "", source: str = "background") -> Finding:
    """A finding that wants a reason."""
    return Finding("alert", code, item, message, remedy, source)
