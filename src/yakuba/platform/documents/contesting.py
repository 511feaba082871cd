"""教示: how a decision is contested, in the words every letter of the municipality uses.

Source: 行政不服審査法18条・82条, 行政事件訴訟法14条・46条; the decision about the contest comes before a court
(地方税法19条の12, 地方自治法231条の3第10項).
"""

from __future__ import annotations


def contesting(town: str, what: str = "この決定") -> tuple[str, str]:
    """Heading and text for a decision of the mayor of ``town``.

    >>> head, body = contesting("美幌町")
    >>> head, "美幌町長に対して審査請求" in body, "美幌町を被告として" in body
    ('不服があるとき（教示）', True, True)
    """
    mayor = f"{town}長"
    return (
        "不服があるとき（教示）",
        f"{what}に不服があるときは、この通知書を受け取った日の翌日から起算して3か月以内に、{mayor}に対して審査請求をすることができます。"
        f"処分の取消しの訴えは、審査請求に対する裁決の送達を受けた日の翌日から起算して6か月以内に、{town}を被告として（訴訟で{town}を代表する者は"
        f"{mayor}）提起できます。処分の取消しの訴えは、裁決を経た後でなければ提起できませんが、①審査請求があった日から3か月を経過しても裁決がないとき、"
        "②処分、処分の執行または手続の続行により生ずる著しい損害を避けるため緊急の必要があるとき、③そのほか裁決を経ないことにつき正当な理由があるときは、"
        "裁決を経ないでも提起できます。",
    )
