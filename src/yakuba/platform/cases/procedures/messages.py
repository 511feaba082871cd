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
    "lot": Text("「番地」", "「{番地|ばんち}」", "block and lot number"),
}


def say(code: str, question: Question, **marks: Text | str | int) -> Text:
    """The message with its marks filled in. Raises KeyError for an unknown code."""
    return Text(*(_said(code, question, language, marks) for language in LANGUAGES))


def _said(code: str, question: Question, language: str, marks: Mapping[str, Text | str | int]) -> str:
    words = MESSAGES[code].in_(language)
    for name, mark in {"title": question.title, **marks}.items():
        filled = mark.in_(language) if isinstance(mark, Text) else str(mark)
        words = words.replace(f"<{name}>", filled.rstrip("。？?") if name == "title" else filled)
    return words
