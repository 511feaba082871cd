"""The catalogue of duties (事務). Authority is by duty and assignment with a period; rank is only a label."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Duty:
    """One permission. ``sensitive`` duties ask for the second factor again (step-up) when used."""

    code: str
    label: str
    description: str
    sensitive: bool = False


_ALL = (
    Duty("resident_registry.inquire", "住民記録の照会", "住民の検索、住民票・世帯・履歴の照会"),
    Duty("resident_registry.enter", "異動の入力", "異動の入力（仮登録）、差戻しの修正"),
    Duty("resident_registry.approve", "異動の審査・決裁", "仮登録の審査と本登録。自分の入力は決裁できない"),
    Duty("resident_registry.issue", "証明書の発行", "住民票の写し等の交付、再発行、廃棄"),
    Duty("resident_registry.load", "データの取込み", "住民データの取込み、保留の補正と解除"),
    Duty("resident_registry.export", "データの持出し", "全件の書出し。二人の担当者が必要", sensitive=True),
    Duty("protection.manage", "支援措置・抑止の設定", "支援措置の登録・延長、抑止の設定"),
    Duty("protection.release", "支援措置・抑止の解除", "支援措置の終了、抑止の解除"),
    Duty("protection.lift", "抑止の一時解除", "審査のうえ、交付等の抑止を一時解除する", sensitive=True),
    Duty("numbers.reveal", "個人番号・住民票コードの利用", "番号の表示、番号による検索", sensitive=True),
    Duty("audit.view", "監査", "個人情報の取扱記録の閲覧と検証"),
    Duty("staff.manage", "職員・事務分担の管理", "職員の登録、事務の割当て、端末と場所の登録"),
    Duty("parameters.manage", "パラメータの管理", "市区町村ごとの設定の変更"),
    Duty("procedures.manage", "手続きの作成・公開", "独自の手続きを作り、試し、日を決めて公開する"),
    Duty("handover.children", "児童・就学の申請", "児童手当、保育、就学、母子保健の申請の確認・決裁と、業務への引渡し"),
    Duty("handover.insurance", "保険・年金の申請", "国民健康保険、後期高齢者医療、国民年金の申請の確認・決裁と引渡し"),
    Duty("handover.welfare", "介護・福祉の申請", "介護保険、障害者福祉、医療費助成の申請の確認・決裁と引渡し"),
    Duty("handover.tax", "税・収納の申請", "住民税、軽自動車税、収納の申請の確認・決裁と引渡し"),
    Duty("handover.citizens", "印鑑登録・戸籍の申請", "印鑑登録、戸籍の申請の確認・決裁と引渡し"),
    Duty("handover.living", "水道・ごみ・くらしの申請", "水道、ごみ、畜犬、り災証明の申請の確認・決裁と引渡し"),
    Duty("fees.collect", "手数料の収納", "手数料の現金の受領、免除、取消、返金、収納日計"),
    Duty("collection.inquire", "収納の照会", "収納の一覧、納める人ごとの収納状況、滞納の一覧の照会と出力"),
    Duty("collection.enter", "収納の消込み", "収納データの取込み、保留の補正と除外、消込みの取消し"),
    Duty("collection.remind", "督促状の発付", "督促状を発する人の確認と発付、一覧の出力"),
    Duty(
        "collection.refund",
        "過誤納金の充当・還付",
        "過誤納金の充当、還付の決定と支払いと取消しの申出、還付先の口座、振込データ",
    ),
    Duty("collection.bill", "納付書・口座振替", "納付書の作成、口座振替の登録と停止、口座振替の依頼と一覧の出力"),
    Duty("collection.plan", "分割納付の約束", "分割納付の計画の作成、取りやめ、一覧の出力"),
    Duty(
        "collection.approve", "還付の振込の決裁", "還付の振込、還付・充当の取消しの決裁。自分が始めたものは決裁できない"
    ),
    Duty("own_ledger.enter", "独自台帳の受付", "独自の手続きの申請の確認と補正、台帳の照会、廃止の入力"),
    Duty("own_ledger.approve", "独自台帳の決裁", "独自の手続きと廃止の審査・決裁、台帳の照会"),
    Duty("child_allowance.enter", "児童手当の受付", "児童手当の請求と届出の確認・補正・入力、支払の計算、台帳の照会"),
    Duty("child_allowance.approve", "児童手当の決裁", "児童手当の認定・改定・消滅・支払・返還の決裁、台帳の照会"),
    Duty("resident_tax.documents", "課税資料の受付", "支払報告書などの取込み、保留の補正、名寄せ、申告の入力"),
    Duty("resident_tax.assess", "住民税の賦課", "申告の決裁、住民税の計算、税額の照会と説明、通知、異動届・減免の入力"),
    Duty("resident_tax.approve", "住民税の賦課決定", "計算した税額と減免の決裁。自分の入力は決裁できない"),
    Duty("resident_tax.certify", "税の証明の交付", "所得・課税証明書などの交付と再印刷"),
    Duty("law_changes.study", "条例・改正の試算", "法令や条例を変えたときの税額や手当の試算、改正の予行"),
    Duty(
        "work_comparison.view",
        "業務比較の閲覧",
        "手続きごとの件数・日数と他団体との比較。少ない件数・人数の数字は出ない",
    ),
    Duty("work_comparison.analyse", "業務の分析", "業務比較の閲覧に加え、自団体の数字をすべて見る。集計の実行"),
    Duty("work_comparison.publish", "業務の数字の公開", "他団体に数字を見せる同意とその取下げ"),
    Duty("filings.intake", "申請データの取込み", "申請サービスのファイルの取込み、保留の補正と受付"),
    Duty("operation.manage", "処理・連携の管理", "一括処理の再開と取りやめ、連携・メールの送り直しと手での完了"),
)

DUTIES = {duty.code: duty for duty in _ALL}


def label(code: str) -> str:
    """The Japanese name of a duty. Raises KeyError for one that does not exist."""
    return DUTIES[code].label
