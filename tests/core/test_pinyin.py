from core.pinyin import LONGEST, spellings


def test_spellings_begin_at_each_syllable() -> None:
    assert spellings("红旗店") == ["hongqidian", "hqd", "qidian", "qd", "dian"]


def test_phrases_have_the_reading_of_their_words() -> None:
    assert "chongqing" in spellings("重庆")
    assert "chengdu" in spellings("成都")


def test_characters_with_two_living_readings_are_found_by_both() -> None:
    assert {"changshunjie", "zhangshunjie"} <= set(spellings("长顺街"))
    assert {"shanxiongxin", "danxiongxin"} <= set(spellings("单雄信"))


def test_a_character_without_a_reading_parts_the_text() -> None:
    assert spellings("红𰀀旗店") == ["hong", "qidian", "qd", "dian"]


def test_spellings_are_cut() -> None:
    assert max(map(len, spellings("双" * 50))) == LONGEST
