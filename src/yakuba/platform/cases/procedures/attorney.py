"""委任状: what is asked, before everything else, of who files with a letter of attorney on paper. Pure."""

from dataclasses import replace

from yakuba.platform.cases.procedures.definition import Procedure, Question, Text

PAPER = "paper"
NAME, BORN, LETTER = "principal_name", "principal_born_on", "letter_of_attorney"
PRINCIPAL = "principal"
"""What answers call the person concerned by, where somebody files for one of another household."""
QUESTIONS = (
    Question(
        NAME,
        "text",
        Text("委任した人の氏名", "{頼|たの}んだ {人|ひと}の {名前|なまえ}", "Name of the person who sends you"),
        "委任者氏名",
        hint=Text(
            "住民票の氏名か、そのフリガナを書いてください。",
            "{住民票|じゅうみんひょう}の {名前|なまえ}か、カタカナの {名前|なまえ}を {書|か}いて ください。",
            "As on the residence record, or its reading in katakana.",
        ),
    ),
    Question(
        BORN,
        "date",
        Text("委任した人の生年月日", "その {人|ひと}の {生|う}まれた {日|ひ}", "Birth date of that person"),
        "委任者生年月日",
        latest=0,
    ),
    Question(
        LETTER,
        "file",
        Text("委任状", "{委任状|いにんじょう}（「{頼|たの}みます」と {書|か}いた {紙|かみ}）", "Letter of attorney"),
        "委任状",
        hint=Text(
            "委任した人が自分で書き、署名したもの。頼む手続き、日付、2人の氏名と住所が読めるように撮ってください。",
            "{頼|たの}んだ {人|ひと}が {自分|じぶん}で {書|か}いた {紙|かみ}です。"
            "{手続|てつづ}き、{日|ひ}、2{人|り}の {名前|なまえ}と {住所|じゅうしょ}が いります。",
            "Written and signed by that person: what you may file, the date, names and addresses of both.",
        ),
    ),
)


def with_letter(procedure: Procedure) -> Procedure:
    """The procedure as who has a letter of attorney is asked it."""
    return replace(procedure, steps=(*QUESTIONS, *procedure.steps))
