"""認定請求: decided as granted or refused; numbered, the letter frozen and the right opened in one transaction."""

from dataclasses import dataclass
from datetime import date

from yakuba.areas.child_allowance import letters, rights
from yakuba.areas.child_allowance.actions.names import APPROVE, CLAIM, ENTER, alert, error
from yakuba.areas.child_allowance.domain import claimants, entitlement, months
from yakuba.areas.child_allowance.domain.claimants import Standing, Verdict
from yakuba.areas.child_allowance.domain.right import Care, Child, Right, school_end
from yakuba.areas.child_allowance.models import AllowanceVersion
from yakuba.areas.resident_registry import service as registry
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.cases.service import CaseError
from yakuba.platform.screens import dates
from yakuba.standards.money.accounts import Account


@dataclass(frozen=True, kw_only=True)
class NamedChild:
    """A child a claim or change names. `number` is none for who lives elsewhere and is not on the register.

    `confirmed_until`: the last month the support beyond 18 was confirmed for.
    """

    name: str
    birth_date: date
    number: int | None = None
    together: bool = True
    confirmed_until: str = ""

    def counted_from(self, month: str) -> Child:
        """As the right keeps it."""
        return Child(
            name=self.name,
            birth_date=self.birth_date,
            number=self.number,
            first=month,
            together=self.together,
            confirmed_until=self.confirmed_until,
        )


@dataclass(frozen=True, kw_only=True)
class NewClaim:
    """The claim. `happened_on`: birth, move-in or another event the 15 days are counted from."""

    claimant: int
    claimed_on: date
    happened_on: date | None
    children: tuple[NamedChild, ...]
    care: Care = "parent"
    public_servant: bool = False
    has_spouse: bool = False
    main_earner: bool = True
    parting: bool = False
    account: Account | None = None
    online: bool = False

    @property
    def standing(self) -> Standing:
        """What priority is judged by."""
        return Standing(
            public_servant=self.public_servant,
            has_spouse=self.has_spouse,
            main_earner=self.main_earner,
            parting=self.parting,
            care=self.care,
        )

    @property
    def numbers(self) -> tuple[int, ...]:
        """Everybody on the register it names, the claimant first."""
        named = (child.number for child in self.children if child.number is not None)
        return tuple(dict.fromkeys((self.claimant, *named)))


def verdict_of(claim: NewClaim) -> Verdict:
    """Granted or not, with the reason."""
    return claimants.judge(claim.standing)


def right_of(claim: NewClaim) -> Right:
    """The right as it would be granted. Who is past school age counts from the start, as far as it was confirmed."""
    first = months.first_month(claim.claimed_on, claim.happened_on)
    children = tuple(child.counted_from(first) for child in claim.children)
    grounds = (("parting", first),) if claim.has_spouse and claim.parting else ()
    return Right(
        claimant=claim.claimant,
        first=first,
        children=children,
        care=claim.care,
        account=claim.account,
        grounds=grounds,
    )


def text_of(claim: NewClaim, number: str) -> letters.Text:
    """The letter that tells the decision."""
    verdict = verdict_of(claim)
    if verdict.granted:
        return letters.granted(right_of(claim), number, verdict.why)
    return letters.refused(verdict.why, verdict.basis, dates.japanese(claim.claimed_on))


def telling_of(claim: NewClaim) -> letters.Telling:
    """Who is told."""
    return letters.Telling(claim.claimant, letters.about(claim.numbers, claim.claimant), claim.online)


def check(claim: NewClaim) -> list[Finding]:
    """One right a claimant, one claimant a child, somebody to pay for, a letter that can be made."""
    if not registry.are_known(claim.numbers):
        return [error("K-01", "対象者：住民票にない人がいる", "窓口で資格を確かめる")]
    found = _double(claim)
    right, verdict = right_of(claim), verdict_of(claim)
    if verdict.granted:
        if not any(right.first <= school_end(child.birth_date, 18) for child in claim.children):
            found.append(
                error("K-04", "児童：手当の対象になる年齢の子がいない", "対象の年齢を本人に伝える", "children")
            )
        found += _older(claim, right.first)
        if claim.account is None:
            message = "振込先の口座：わからない（公金受取口座など）"
            remedy = "このまま認定し、支払までに口座を登録する"
            found.append(Finding("notice", "K-07", "account", message, remedy, "background"))
    else:
        found.append(
            alert("K-05", f"却下になる請求：{verdict.why}", "却下するなら理由を記録して続行", "", verdict.basis)
        )
    return found or letters.faults(text_of(claim, "児9999-99999"), telling_of(claim))


def _double(claim: NewClaim) -> list[Finding]:
    known = rights.open_of(claim.claimant)
    if known is not None:
        remedy = "児童を加えるときは額改定で受け付ける"
        return [error("K-02", f"二重の請求：受給中（{known.number}）", remedy)]
    children = [child.number for child in claim.children if child.number is not None]
    others = [row.number for row in rights.naming(children) if _still_counts(row, set(children))]
    if others and verdict_of(claim).granted:
        remedy = "その受給者の消滅か減額を先に決裁する"
        return [error("K-03", f"児童：ほかの受給者（{'、'.join(others)}）の児童になっている", remedy, "children")]
    return []


def _still_counts(row: AllowanceVersion, children: set[int]) -> bool:
    return any(child.number in children and not child.last for child in rights.value_of(row).children)


def _older(claim: NewClaim, first: str) -> list[Finding]:
    past = [one for one in claim.children if first > school_end(one.birth_date, 18) and not one.confirmed_until]
    if not past:
        return []
    names = "、".join(one.name for one in past)
    return [alert("K-06", f"大学生年代の子（{names}）：確認書がなく、数に入らない", "確認書を受けるか、記録して続行")]


def execute(claim: NewClaim, doing: Doing) -> Outcome:
    """Open the right, or refuse; the letter either way. Raises CaseError."""
    verdict = verdict_of(claim)
    number = rights.take_number() if verdict.granted else ""
    try:
        intent = letters.issue(text_of(claim, number), telling_of(claim), doing.case_id)
    except letters.CannotWrite as refusal:
        raise CaseError(str(refusal)) from None
    if not verdict.granted:
        facts = {"verdict": "却下", "why": verdict.why, "paper": str(intent)}
        return Outcome(str(intent), claim.numbers, facts)
    right = right_of(claim)
    change = rights.Change(kind=rights.Kind.CLAIMED, month=right.first, case_id=doing.case_id, letter=intent)
    row = rights.open_new(right, change, number)
    yen = entitlement.totals([right], right.first)[0]
    facts = {"right": str(row.right_id), "number": number, "reference": number, "verdict": "認定", "monthly": str(yen)}
    return Outcome(str(row.right_id), claim.numbers, facts | {"paper": str(intent)})


def _subjects(claim: NewClaim) -> tuple[int, ...]:
    return claim.numbers


def register() -> None:
    """Put the action into the registry. Called once at start."""
    actions.register(
        Action(
            name=CLAIM,
            version=1,
            title="児童手当の認定請求",
            input_type=NewClaim,
            enter_duty=ENTER,
            approve_duty=APPROVE,
            subjects=_subjects,
            checks=check,
            execute=execute,
            locks=False,
        )
    )
