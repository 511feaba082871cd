"""What a page says about an answer, in the three languages: what happened, and how to go on.

``<title>`` stands for the question; other marks for what ``say`` is given.
"""

from collections.abc import Mapping

from yakuba.platform.cases.procedures.definition import LANGUAGES, Question, Text

MESSAGES: Mapping[str, Text] = {
    "not_chosen": Text(
        "「<title>」を選んでください", "「<title>」を {選|えら}んで ください", "Choose an answer: <title>"
    ),
    "empty": Text("「<title>」を入力してください", "「<title>」を {書|か}いて ください", "Enter an answer: <title>"),
    "not_offered": Text(
        "「<title>」をもう一度選んでください",
        "「<title>」を もう{一度|いちど} {選|えら}んで ください",
        "Choose again: <title>",
    ),
    "part_missing": Text(
        "「<title>」の<which>を入力してください",
        "「<title>」の <which>を {書|か}いて ください",
        "Enter the <which>: <title>",
    ),
    "no_day": Text(
        "「<title>」に、ない日付が入っています。年・月・日をもう一度確認してください",
        "「<title>」の {日|ひ}は ありません。{年|ねん}・{月|つき}・{日|ひ}を もう{一度|いちど} {見|み}て ください",
        "There is no such date. Check year, month and day: <title>",
    ),
    "out_of_range": Text(
        "「<title>」は、<first>から<last>までの日を入力してください",
        "「<title>」は <first>から <last>までの {日|ひ}を {書|か}いて ください",
        "Enter a date from <first> to <last>: <title>",
    ),
    "too_long": Text(
        "「<title>」は<most>文字までです。<over>文字減らしてください",
        "「<title>」は <most>{文字|もじ}までです。<over>{文字|もじ} {減|へ}らして ください",
        "Use at most <most> characters (<over> too many): <title>",
    ),
    "no_phone": Text(
        "「<title>」は、市外局番から数字で入力してください（例：090-1234-5678）",
        "「<title>」を {数字|すうじ}で {書|か}いて ください（{例|れい}：090-1234-5678）",
        "Enter the telephone number in digits, such as 090-1234-5678",
    ),
    "no_postcode": Text(
        "「<title>」の郵便番号は7桁の数字で入力してください",
        "「<title>」の {郵便番号|ゆうびんばんごう}は {数字|すうじ} 7つです。もう{一度|いちど} {書|か}いて ください",
        "The postcode has seven digits: <title>",
    ),
    "no_municipality": Text(
        "「<title>」の市区町村が見つかりません。都道府県と市区町村の名前を確認してください",
        "「<title>」の {市区町村|しくちょうそん}が ありません。{名前|なまえ}を もう{一度|いちど} {見|み}て ください",
        "This municipality was not found. Check the names of prefecture and municipality (in Japanese)",
    ),
    "no_number": Text(
        "「<title>」は数字で入力してください",
        "「<title>」を {数字|すうじ}で {書|か}いて ください",
        "Enter a whole number: <title>",
    ),
    "number_out_of_range": Text(
        "「<title>」は、<least>から<most>までの数を入力してください",
        "「<title>」は <least>から <most>までの {数|かず}を {書|か}いて ください",
        "Enter a number from <least> to <most>: <title>",
    ),
    "no_email": Text(
        "「<title>」のメールアドレスの形が正しくありません（例：name@example.jp）",
        "「<title>」の メールアドレスを もう{一度|いちど} {見|み}て ください（{例|れい}：name@example.jp）",
        "Check the e-mail address, such as name@example.jp: <title>",
    ),
    "wrong_digits": Text(
        "「<title>」の<which>は<length>桁の数字で入力してください",
        "「<title>」の <which>は {数字|すうじ} <length>つです。もう{一度|いちど} {見|み}て ください",
        "The <which> has <length> digits: <title>",
    ),
    "no_holder": Text(
        "「<title>」の口座名義はカタカナで入力してください（例：キタミ ハナコ）",
        "「<title>」の {口座|こうざ}の {名前|なまえ}を カタカナで {書|か}いて ください（{例|れい}：キタミ ハナコ）",
        "Enter the account holder in katakana, as in the bank book: <title>",
    ),
    "file_empty": Text(
        "「<file>」は中身がありません（0バイト）。もとのファイルを確認して、選び直してください",
        "「<file>」は {中身|なかみ}が ありません。ほかの ファイルを {選|えら}んで ください",
        "“<file>” is empty. Check the original file and choose again",
    ),
    "file_too_large": Text(
        "「<file>」は大きすぎます（1つ<most>MBまで）。写真を小さくするか、ページを分けて選び直してください",
        "「<file>」は {大|おお}きいです（<most>MBまで）。{小|ちい}さくして {選|えら}んで ください",
        "“<file>” is larger than <most> MB. Make the picture smaller or split the pages, then choose again",
    ),
    "file_unknown": Text(
        "「<file>」は、PDF・JPEG・PNGのどれでもありません（名前ではなく中身で確認しています）。"
        "写真に撮るか、PDFで保存し直して選んでください",
        "「<file>」は {使|つか}えない {形|かたち}です。{写真|しゃしん}か PDFを {選|えら}んで ください",
        "“<file>” is no PDF, JPEG or PNG (we look at the content, not the name). Take a photo or save it as PDF",
    ),
    "file_not_accepted": Text(
        "「<file>」は<kind>です。この質問で受け付けるのは<accepts>です。保存し直して選んでください",
        "「<file>」は <kind>です。<accepts>を {選|えら}んで ください",
        "“<file>” is a <kind> file. This question takes <accepts>. Save it in that form and choose again",
    ),
    "file_broken": Text(
        "「<file>」は、途中で切れているか壊れているため読めません。もう一度撮るか保存し直して選んでください",
        "「<file>」は {読|よ}めません。もう{一度|いちど} {写真|しゃしん}を とって {選|えら}んで ください",
        "“<file>” cannot be read: it is cut off or damaged. Take or save it again and choose again",
    ),
    "file_unclear": Text(
        "「<file>」は、安全を確かめられない作り方のファイルです。"
        "「印刷」から「PDFに保存」を選んで作り直すか、写真に撮って選んでください",
        "「<file>」は {安全|あんぜん}か わかりません。{写真|しゃしん}を とって {選|えら}んで ください",
        "We cannot tell whether “<file>” is safe. Use “Print” and “Save as PDF”, or take a photo, and choose again",
    ),
    "file_active": Text(
        "「<file>」には、開くと動くものや隠れたファイルが入っています（<what>）。"
        "「印刷」から「PDFに保存」を選んで作り直すか、写真に撮って選んでください",
        "「<file>」には {動|うご}く ものが {入|はい}って います（<what>）。"
        "{写真|しゃしん}を とって {選|えら}んで ください",
        "“<file>” holds something that runs or hides when opened (<what>). "
        "Use “Print” and “Save as PDF”, or take a photo, and choose again",
    ),
    "file_locked": Text(
        "「<file>」にはパスワードか編集の制限がかかっています。外して保存し直すか、写真に撮って選んでください",
        "「<file>」には パスワードが あります。パスワードを なくして {選|えら}んで ください",
        "“<file>” is protected by a password or restrictions. Save it without them, or take a photo, and choose again",
    ),
    "file_bomb": Text(
        "「<file>」は、開くととても大きくなるため受け付けられません。写真に撮るか、保存し直して選んでください",
        "「<file>」は {開|ひら}くと とても {大|おお}きく なります。{写真|しゃしん}を とって {選|えら}んで ください",
        "“<file>” becomes far too large when opened. Take a photo or save it again and choose again",
    ),
    "file_too_many_pixels": Text(
        "「<file>」の写真は縦横が大きすぎます（<pixels>万画素、1辺<side>画素まで）。小さくして選び直してください",
        "「<file>」の {写真|しゃしん}は {大|おお}きいです。{小|ちい}さくして {選|えら}んで ください"
        "（{点|てん}が <pixels>{万|まん}、たてと よこが <side>まで）",
        "The picture “<file>” is too large (at most <pixels> × 10,000 pixels, <side> a side). Make it smaller",
    ),
    "file_changed": Text(
        "「<file>」は、届いた内容が申請と違います。選び直してもう一度送ってください",
        "「<file>」が ちがいます。もう{一度|いちど} {選|えら}んで {送|おく}って ください",
        "“<file>” did not arrive as it was sent. Choose it again and send it again",
    ),
    "file_missing": Text(
        "「<file>」が届いていません。選び直してもう一度送ってください",
        "「<file>」が とどいて いません。もう{一度|いちど} {選|えら}んで {送|おく}って ください",
        "“<file>” has not arrived. Choose it again and send it again",
    ),
    "too_many_files": Text(
        "「<title>」のファイルは<most>個までです。要らないものを取り消してから選んでください",
        "「<title>」の ファイルは <most>つまでです。いらない ものを けして ください",
        "At most <most> files: <title>. Remove one first",
    ),
    "file_quota": Text(
        "「<file>」を入れると、預けられる量（<most>MB）を超えます。送っていない手続きのファイルを取り消してください",
        "ファイルが {多|おお}いです（<most>MBまで）。いらない ファイルを けしてから「<file>」を {選|えら}んで ください",
        "“<file>” would exceed the <most> MB we keep for you. Remove files of filings you have not sent",
    ),
    "no_file": Text(
        "「<title>」のファイルを選び直してください",
        "「<title>」の ファイルを もう{一度|いちど} {選|えら}んで ください",
        "Choose the file again: <title>",
    ),
    "unprintable": Text(
        "「<title>」に、使えない文字（制御文字）があります。消して入力し直してください",
        "「<title>」に {使|つか}えない {文字|もじ}が あります。{消|け}して ください",
        "There is a character that cannot be used. Delete it: <title>",
    ),
}
PARTS: Mapping[str, Text] = {
    "year": Text("「年」", "「{年|ねん}」", "year"),
    "month": Text("「月」", "「{月|つき}」", "month"),
    "day": Text("「日」", "「{日|ひ}」", "day"),
    "prefecture": Text("「都道府県」", "「{都道府県|とどうふけん}」", "prefecture"),
    "municipality": Text("「市区町村」", "「{市区町村|しくちょうそん}」", "city, ward, town or village"),
    "account.bank": Text("「金融機関コード」", "「{銀行|ぎんこう}の {番号|ばんごう}」", "bank code"),
    "account.branch": Text("「支店コード」", "「{支店|してん}の {番号|ばんごう}」", "branch code"),
    "account.kind": Text("「口座の種類」", "「{口座|こうざ}の {種類|しゅるい}」", "kind of account"),
    "account.number": Text("「口座番号」", "「{口座番号|こうざばんごう}」", "account number"),
    "file.JavaScript": Text("スクリプト", "スクリプト", "a script"),
    "file.Launch": Text("ほかのソフトの起動", "ほかの ソフト", "starting a program"),
    "file.EmbeddedFile": Text("埋め込まれたファイル", "なかの ファイル", "embedded files"),
    "file.XFA": Text("動的な入力フォーム", "{書|か}きこむ フォーム", "a dynamic form"),
    "file.RichMedia": Text("音声・動画", "{音|おと}・{動画|どうが}", "sound or video"),
    "file.SubmitForm": Text("入力の送信", "{送|おく}る フォーム", "sending of input"),
    "file.ImportData": Text("データの読込み", "データの {読|よ}みこみ", "import of data"),
    "file.GoToE": Text("ほかのファイルを開く指示", "ほかの ファイル", "opening another file"),
    "file.GoToR": Text("ほかのファイルを開く指示", "ほかの ファイル", "opening another file"),
    "lot": Text("「番地」", "「{番地|ばんち}」", "block and lot number"),
}


def say(code: str, question: Question | None, **marks: Text | str | int) -> Text:
    """The message with its marks filled in. Raises KeyError for an unknown code."""
    titled = marks if question is None else {"title": question.title, **marks}
    return Text(*(_said(code, language, titled) for language in LANGUAGES))


def _said(code: str, language: str, marks: Mapping[str, Text | str | int]) -> str:
    words = MESSAGES[code].in_(language)
    for name, mark in marks.items():
        filled = mark.in_(language) if isinstance(mark, Text) else str(mark)
        words = words.replace(f"<{name}>", filled.rstrip("。？?") if name == "title" else filled)
    return words
