"""The words a decision is made of: requesters, purposes, channels, states, items."""

from enum import StrEnum


class Decision(StrEnum):
    """``mask`` leaves the item out or blacks it out; ``stop_liftable`` waits for the responsible officer's review."""

    SHOW = "show"
    MASK = "mask"
    STOP_LIFTABLE = "stop_liftable"
    STOP = "stop"


class Kind(StrEnum):
    """In what capacity somebody asks. At a counter it is the claimant who asks, not the clerk."""

    STAFF_INQUIRE = "staff_inquire"  # 照会の事務
    STAFF_ENTER = "staff_enter"  # 異動入力の事務
    STAFF_ISSUE = "staff_issue"  # 証明書発行の事務
    STAFF_APPROVE = "staff_approve"  # 審査・決裁の事務
    PROTECTION_OFFICER = "protection_officer"  # 支援措置の責任者
    STAFF_OTHER = "staff_other"  # 他の事務の職員
    PERSON = "person"  # 本人
    HOUSEHOLD_MEMBER = "household_member"  # 同一世帯員
    PARENT = "parent"  # 親権者
    PROXY = "proxy"  # 代理人
    THIRD_PARTY = "third_party"  # 第三者
    OFFICIAL = "official"  # 公用
    OTHER_MUNICIPALITY = "other_municipality"
    OTHER_SYSTEM = "other_system"  # 庁内の他システム
    SYSTEM_EXPORT = "system_export"
    STATISTICS = "statistics"
    ASSISTANT = "assistant"  # AI


class Purpose(StrEnum):
    INQUIRE = "inquire"  # 照会
    ENTER = "enter"  # 異動入力
    ISSUE = "issue"  # 住民票の写し等の交付
    BROWSE = "browse"  # 住民基本台帳の閲覧
    LETTER = "letter"  # 通知・返信先
    EXCHANGE = "exchange"  # 他市区町村との通知
    FEED = "feed"  # 庁内データ連携
    FULL_EXPORT = "full_export"  # 全件の書出し
    LIST = "list"  # EUC の一覧
    COUNT = "count"  # 統計
    VIEW_OWN = "view_own"  # ポータルでの閲覧
    TRACK = "track"  # 自分のデータの利用状況
    ASSIST = "assist"  # AI への入力


class Channel(StrEnum):
    COUNTER = "counter"
    POST = "post"
    PORTAL = "portal"
    CONVENIENCE_STORE = "convenience_store"
    LINE = "line"  # 機関間の回線

    @property
    def attended(self) -> bool:
        """Whether somebody is there who can ask the responsible officer."""
        return self in (Channel.COUNTER, Channel.POST)


class Protection(StrEnum):
    """State of the support measure (支援措置). ``expired``: past its end, but nobody has closed it yet."""

    NONE = "none"
    PROVISIONAL = "provisional"  # 仮支援措置
    RUNNING = "running"  # 支援措置
    TOGETHER = "together"  # 併せて支援を求める者
    EXPIRED = "expired"
    ENDED = "ended"

    @property
    def active(self) -> bool:
        """An expired measure protects until an officer closes it: a forgotten date must not give an address away."""
        return self not in (Protection.NONE, Protection.ENDED)


class Processing(StrEnum):
    """What a suppression applies to. juki-1.0:3.1"""

    CHANGE = "change"
    ISSUE = "issue"
    INQUIRY = "inquiry"


class Level(StrEnum):
    ERROR = "error"
    ALERT = "alert"
    NONE = "none"


class Group(StrEnum):
    """Items that are decided alike."""

    IDENTITY = "identity"  # 氏名・生年月日・性別
    ADDRESS = "address"  # 住所と、そこから住所が分かるもの
    HOUSEHOLD = "household"  # 世帯主・続柄・世帯員
    DOMICILE = "domicile"  # 本籍・筆頭者
    STATUS = "status"  # 在留資格等
    NUMBER = "number"  # 個人番号・住民票コード
    MARK = "mark"  # 支援措置・抑止の表示
    DETAILS = "details"  # 支援措置の内容、相手方
    OFFICE = "office"  # 差出人の担当・庁舎
    ACCESS = "access"  # いつ何のために利用されたか
    ACCESS_PLACE = "access_place"  # どこで、だれが利用したか


ITEMS: dict[str, Group] = {
    "name": Group.IDENTITY,
    "kana": Group.IDENTITY,
    "former_surname": Group.IDENTITY,
    "alias": Group.IDENTITY,
    "birth_date": Group.IDENTITY,
    "sex": Group.IDENTITY,
    "address": Group.ADDRESS,
    "former_address": Group.ADDRESS,
    "destination_address": Group.ADDRESS,
    "mailing_address": Group.ADDRESS,
    "telephone": Group.ADDRESS,
    "school": Group.ADDRESS,
    "workplace": Group.ADDRESS,
    "insurer": Group.ADDRESS,
    "household": Group.HOUSEHOLD,
    "head": Group.HOUSEHOLD,
    "relationship": Group.HOUSEHOLD,
    "members": Group.HOUSEHOLD,
    "domicile": Group.DOMICILE,
    "register_head": Group.DOMICILE,
    "residence_status": Group.STATUS,
    "nationality": Group.STATUS,
    "individual_number": Group.NUMBER,
    "resident_code": Group.NUMBER,
    "protection_mark": Group.MARK,
    "suppression_mark": Group.MARK,
    "protection_details": Group.DETAILS,
    "other_party": Group.DETAILS,
    "return_address": Group.OFFICE,
    "access_time": Group.ACCESS,
    "access_purpose": Group.ACCESS,
    "access_place": Group.ACCESS_PLACE,
    "access_actor": Group.ACCESS_PLACE,
}
