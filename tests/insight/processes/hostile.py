"""Files made to break a reader: what each is called, what is in it, and what has to come of it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

from tests.insight.processes.logs import HEAD, attribute, steps, xes

GOOD = xes([({"concept:name": "1"}, steps("受付", "審査"))])
LINES = "case,activity,time\n"
NO_TIMES = (
    "0000-01-01", "2025-02-30", "２０２５-01-01", "令和7年1月1日", "1735689600000", "20250101T000000", "2025-W01-1",
    "NaN", "1e9", "-2025-01-01", "2025-01-01T00:00:00+24:00", "2025-01-01T00:00:00+0960", "9999-12-31T00:00:00Z",
)  # fmt: skip
ENTITIES = '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {one} "{f"&{before};" * 10}">' for before, one in zip("abcdefghijk", "bcdefghijkl", strict=True)
)


def xml_files() -> Iterator[tuple[str, bytes, str]]:
    """Name, content, and a piece of the refusal; or ``cases/events/held`` where it is read."""
    good = GOOD.encode()
    yield "cut.xes", (HEAD + "<trace>\n" + "<event>\n</event>\n" * 500)[:-40].encode(), "行目"
    yield "nesting.xes", (HEAD + "<trace>\n<event>\n</trace>\n</event>\n</log>\n").encode(), "mismatched tag"
    yield "bytes.xes", good.replace("審査".encode(), b"\xff\xfe"), "invalid token"
    yield "cp932_as_utf8.xes", GOOD.encode("cp932"), "行目"
    yield "shift_jis.xes", GOOD.replace("UTF-8", "Shift_JIS").encode("cp932"), "1/2/0"
    yield "euc.xes", GOOD.replace("UTF-8", "EUC-JP").encode("euc_jp"), "1/2/0"
    yield "shift_jis_broken.xes", GOOD.replace("UTF-8", "Shift_JIS").encode("cp932") + b"\x81", "文字コード"
    yield "unknown.xes", GOOD.replace("UTF-8", "x-nobody").encode(), "文字コード"
    yield "utf16.xes", GOOD.replace("UTF-8", "UTF-16").encode("utf-16"), "文字コード"
    yield "entities.xes", f'<!DOCTYPE l [{ENTITIES}]><log><trace k="&l;"/></log>'.encode(), "DOCTYPE"
    yield "external.xes", b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><log>&a;</log>', "DOCTYPE"
    yield "outside.xes", b'<!DOCTYPE l SYSTEM "http://192.0.2.1/l.dtd"><log></log>', "DOCTYPE"
    yield "undeclared.xes", (HEAD + "<trace>&b;</trace></log>").encode(), "undefined entity"
    yield "deep.xes", b"<log><trace>" + b'<list key="a">' * 100_000 + b"</list>" * 100_000 + b"</trace></log>", "入れ子"
    yield "long.xes", good.replace("審査".encode(), b"x" * 20_000_000), "1/2/0"
    keys = "".join(attribute(f"k{place}", "v") for place in range(20_000))
    yield (
        "keys.xes",
        f"{HEAD}<trace><event>{keys}{attribute('concept:name', 'a')}</event></trace></log>".encode(),
        "1/0/1",
    )
    own = "".join(attribute(key, "v") for key in ("@case", "@time", "_@time", "@row", "owner", "", "^.*$"))
    yield (
        "own.xes",
        GOOD.replace("<event>\n", "<event>\n" + own).replace("<trace>\n", "<trace>\n" + own).encode(),
        "1/2/0",
    )
    twice = GOOD.replace("</log>\n", "") + GOOD[len(HEAD) :]
    yield "twice.xes", twice.encode(), "1/4/0"
    for name, code in (("half", "#xD800"), ("control", "#1"), ("no_character", "#xFFFF"), ("beyond", "#99999999999")):
        yield f"{name}.xes", GOOD.replace("審査", f"&{code};").encode(), "invalid character number"
    yield "reference.xes", GOOD.replace("審査", "&#x5be9;&#26619;&#9;").encode(), "1/2/0"
    yield "unknown_reference.xes", GOOD.replace("審査", "&nbsp;").encode(), "undefined entity"
    yield (
        "prefixed.xes",
        GOOD.replace("</", "</x:")
        .replace("<log", '<x:log xmlns:x="u"')
        .replace("<trace", "<x:trace")
        .replace("<event", "<x:event")
        .replace("<string", "<x:string")
        .replace("<date", "<x:date")
        .encode(),
        "1/2/0",
    )
    yield "value_twice.xes", good.replace(b'value="1"', b'value="1" value="2"'), "duplicate attribute"
    yield "section.xes", (HEAD + "<trace><![CDATA[" + "x" * 5_000_000 + "]]></trace></log>").encode(), "1/0/0"
    yield "comment.xes", (HEAD + "<!--" + "-x" * 2_000_000 + "--></log>").encode(), "0/0/0"
    yield "comment_open.xes", (HEAD + "<!--" + "-x" * 2_000_000).encode(), "行目"
    yield "no_end.xes", good.replace(b"</log>\n", b""), "no element found"
    yield "many_on_log.xes", b"<log " + b" ".join(b'a%d="1"' % at for at in range(50_000)) + b"/>", "0/0/0"
    yield "traces.xes", (HEAD + "<trace/>\n" * 100_000 + "</log>").encode(), "100000/0/0"
    yield "events.xes", (HEAD + "<trace>\n" + "<event/>" * 100_000 + "</trace></log>").encode(), "1/0/100000"
    yield "page.xes", b"<!-- a page --><html><body>404</body></html>", "log ではありません"
    no_time = GOOD.replace("time:timestamp", "time:of-day")
    yield "no_time.xes", no_time.encode(), "1/0/2"


def packed_files() -> Iterator[tuple[str, bytes, str]]:
    packed = gzip.compress(GOOD.encode() * 50)
    yield "bomb.xes.gz", gzip.compress(b"<log>" + b" " * 150_000_000, compresslevel=6), "300 倍"
    yield "bomb_of_parts.xes.gz", gzip.compress(b"<log>" + b" " * 40_000_000) * 4, "300 倍"
    yield "cut.xes.gz", packed[:60], "途中"
    yield "head.xes.gz", packed[:2], "途中"
    yield "sum.xes.gz", packed[:-8] + b"\0\0\0\0" + packed[-4:], "途中"
    yield "after.xes.gz", gzip.compress(GOOD.encode()) + b"more", "余分"
    yield "parts.xes.gz", gzip.compress(GOOD[:300].encode()) + gzip.compress(GOOD[300:].encode()) + bytes(20), "1/2/0"
    yield "packed_twice.xes.gz", gzip.compress(packed), "NUL"


def tables() -> Iterator[tuple[str, bytes, str]]:
    yield "empty.csv", b"", "空の"
    yield "blank.csv", b"\n \r\n" * 2_000, "空の"
    yield "mark.csv", b"\xef\xbb\xbf", "空の"
    yield "nul.csv", b"case,activity,time\n1,a\0b,2025-01-01\n", "NUL"
    yield "zeros.csv", bytes(1_000_000), "NUL"
    yield "utf16.csv", f"{LINES}1,a,2025-01-01\n".encode("utf-16"), "UTF-16"
    yield "open.csv", f'{LINES}1,"a,2025-01-01\n2,b,2025-01-01\n'.encode(), "2 行目から"
    yield (
        "open_long.csv",
        f'{LINES}1,a,2025-01-01\n2,"b,2025-01-01\n{"3,c,2025-01-01" * 20_000}\n'.encode(),
        "3 行目から",
    )
    yield "within.csv", f'{LINES}1,a"b,2025-01-01\n2,"a ""b""\nc",2025-01-01\n'.encode(), "2/2/0"
    yield "mac.csv", LINES.replace("\n", "\r").encode() + b"1,a,2025-01-01\r", "LF"
    yield "line.csv", b"x" * 9_000_000, "長すぎます"
    yield "heading.csv", LINES.encode(), "0/0/0"
    yield "heading_only.csv", LINES.strip().encode(), "0/0/0"
    wide = ",".join(["case", "activity", "time", *(f"c{place}" for place in range(9_997))])
    yield "wide.csv", f"{wide}\n1,a,2025-01-01{',x' * 9_997}\n2,a,2025-01-01\n".encode(), "1/1/1"
    yield "wide_unknown.csv", wide.replace("case,", "x,").encode() + b"\n", "ほか 9970"
    own = "case,activity,time,@case,@time,@row,^x$,case:@name,case:,case:time\n1,a,2025-01-01,a,b,c,d,e,f,g\n"
    yield "own.csv", own.encode(), "1/1/0"
    yield "quotes.csv", LINES.encode() + b'"' * 1_000_001, "2 行目から"
    yield "commas.csv", b",,,\n1,2,3,4\n", "二度"
    yield "endings.csv", f"{LINES}1,a,2025-01-01\r\n1,b,2025-01-02\n1,c,2025-01-03\r\n".encode(), "1/3/0"
    yield "one_moment.csv", LINES.encode() + b"1,a,2025-01-01\n" * 200_000, "1/200000/0"
    yield "steps.csv", LINES.encode() + b"".join(b"1,s%d,2025-01-01\n" % at for at in range(50_000)), "1/50000/0"
    yield "names.csv", f"{LINES}{'x' * 3_000_000},{'y' * 3_000_000},2025-01-01\n".encode(), "1/1/0"
    yield "times.csv", (LINES + "".join(f"1,a,{one}\n" for one in NO_TIMES)).encode(), f"1/0/{len(NO_TIMES)}"
    yield "image.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "NUL"


def objects() -> Iterator[tuple[str, bytes, str]]:
    one = {"id": "1", "type": "t"}
    odd = {"type": 5, "time": 7, "relationships": [{"objectId": "1"}], "attributes": None}
    event = {"type": "a", "time": "2025-04-01", "relationships": [{"objectId": "1"}]}
    yield "cut.json", b'{"objects": [', "JSON"
    yield "deep.json", b'{"objects":' + b"[" * 200_000, "JSON"
    yield "deep_objects.json", b'{"a":' * 200_000, "JSON"
    yield "numbers.json", b'{"objects": [1], "events": [2]}', "JSON"
    yield "missing.json", b'{"events": []}', "JSON"
    yield "bytes.json", b'{"objects": "\xff"}', "JSON"
    yield "brackets.json", b'{"objects":[' + b"[]," * 10_000_000 + b'[]],"events":[]}', "かっこが 10,000,000 を超えます"
    yield (
        "long.json.gz",
        gzip.compress(b'{"objects":["' + b"ab" * 70_000_000 + b'"]}', 1),
        "134,217,728 バイトを超えます",
    )
    twice = [one, one | {"attributes": []}]
    yield "twice.json", json.dumps({"objects": twice, "events": [event]}).encode(), "1/1/0"
    yield "half.json", json.dumps({"objects": [one], "events": [event | {"type": "\ud800"}]}).encode(), "JSON"
    yield "digits.json", b'{"objects": [{"id": ' + b"9" * 5_000 + b', "type": "t"}], "events": []}', "JSON"
    names = [{"name": ["x"], "value": {"y": 1}}, {"name": "@name", "value": 2}]
    yield "odd.json", json.dumps({"objects": [one | {"attributes": names}], "events": [odd, event]}).encode(), "1/1/1"
    many = [one | {"attributes": [{"name": f"k{place}", "value": 1} for place in range(5_000)]}]
    yield "many.json", json.dumps({"objects": many, "events": [event]}).encode(), "1/1/0"
