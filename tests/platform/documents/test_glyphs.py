import pickle

import pytest

from yakuba.platform.documents.glyphs import FontKey, MissingGlyph, face, find, glyphs, missing

KATSU = "葛"


@pytest.mark.parametrize(
    ("text", "font", "glyph"),
    [
        ("葛", "mj", "mj022336"),
        ("葛\U000e0102", "mj", "mj022335"),  # Moji_Joho
        ("葛\U000e0108", "mj", "mj022339"),
        ("葛\U000e0100", "ex", "aj1481"),  # Adobe-Japan1, not in IPAmj明朝
        ("髙", "mj", None),
        ("﨑", "mj", None),
        ("邉\U000e0110", "mj", None),
    ],
)
def test_font_is_chosen_by_the_collection_of_the_sequence(text: str, font: FontKey, glyph: str | None) -> None:
    found = find(text)
    assert found is not None
    assert found[0] == font
    if glyph is not None:
        tables = face(font)
        drawn = tables.variations[ord(text[0]), ord(text[1])] if len(text) == 2 else tables.characters[ord(text)]
        assert drawn == glyph


def test_every_sequence_of_the_adobe_japan1_font_that_the_main_font_lacks_goes_to_it() -> None:
    main, other = face("mj"), face("ex")
    only_other = set(other.variations) - set(main.variations)
    assert len(only_other) > 200
    for base, selector in only_other:
        assert find(chr(base) + chr(selector)) == ("ex", other.widths[other.variations[base, selector]])


def test_sequence_without_a_glyph_is_an_error_and_never_the_base_character() -> None:
    with pytest.raises(MissingGlyph) as caught:
        list(glyphs("北見 葛\U000e01ef城", "persons[0].name"))
    assert (caught.value.character, caught.value.position, caught.value.item) == ("葛\U000e01ef", 3, "persons[0].name")
    assert "U+845B U+E01EF" in str(caught.value)


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u200b", "\u200d", "\x00", "\t", "\ufeff", "\ue000", "\U000f0001", "\U000e0100", "\u2028"]
)
def test_invisible_and_private_characters_are_refused(hidden: str) -> None:
    with pytest.raises(MissingGlyph):
        list(glyphs(f"{hidden}山田"))


def test_all_missing_units_are_listed_with_their_places() -> None:
    faults = missing("\ue000山\ue001田葛\U000e01ef", "address")
    assert [(fault.character, fault.position) for fault in faults] == [
        ("\ue000", 0),
        ("\ue001", 2),
        ("葛\U000e01ef", 4),
    ]
    assert missing("渡邉　髙﨑\n太郎") == []


def test_error_survives_the_way_back_from_a_worker_process() -> None:
    fault = pickle.loads(pickle.dumps(MissingGlyph("葛", 2, "name")))
    assert (fault.character, fault.position, fault.item) == ("葛", 2, "name")


def test_width_comes_from_the_font() -> None:
    widths = [unit.width for unit in glyphs("あﾅ")]
    assert widths == [1.0, 0.5]
