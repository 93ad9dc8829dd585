"""How Chinese text is typed in Latin letters, without tones: in syllables (`hongqi`) or initials (`hq`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

LONGEST = 64
"""Longer spellings are cut here: nobody types more of a name than this."""

READINGS: dict[str, tuple[str, str]] = {
    "乐": ("le", "yue"), "仇": ("chou", "qiu"), "会": ("hui", "kuai"), "传": ("chuan", "zhuan"),
    "六": ("liu", "lu"), "区": ("qu", "ou"), "单": ("dan", "shan"), "厦": ("sha", "xia"),
    "召": ("zhao", "shao"), "参": ("can", "shen"), "堡": ("bao", "pu"), "尉": ("wei", "yu"),
    "巷": ("xiang", "hang"), "晟": ("sheng", "cheng"), "曾": ("ceng", "zeng"), "朝": ("chao", "zhao"),
    "朴": ("pu", "piao"), "查": ("cha", "zha"), "校": ("xiao", "jiao"), "番": ("fan", "pan"),
    "盖": ("gai", "ge"), "秘": ("mi", "bi"), "种": ("zhong", "chong"), "缪": ("mou", "miao"),
    "翟": ("zhai", "di"), "蔚": ("wei", "yu"), "行": ("xing", "hang"), "覃": ("qin", "tan"),
    "角": ("jiao", "jue"), "解": ("jie", "xie"), "调": ("diao", "tiao"), "都": ("du", "dou"),
    "重": ("zhong", "chong"), "长": ("chang", "zhang"),
}  # fmt: skip
"""Characters in names of people and places that have two living readings: both are found, whichever one the
dictionary prefers."""


def spellings(han: str) -> list[str]:
    """Every spelling of the text's endings that begins at a syllable: a prefix of one matches the text there.

    `红旗` gives `hongqi`, `qi` and `hq`. Characters of which the dictionary knows no reading part the text.
    One character at a time takes its other reading (`READINGS`), so that the number of spellings is linear.
    """
    found: dict[str, None] = {}
    for syllables in _readings(han):
        for start in range(len(syllables)):
            found["".join(syllables[start:])[:LONGEST]] = None
            if start + 1 < len(syllables):
                found["".join(syllable[0] for syllable in syllables[start:])[:LONGEST]] = None
    return list(found)


def _readings(han: str) -> Iterator[Sequence[str]]:
    # Imported at its first use: the dictionary takes 55 MB, and a process that only reads needs none.
    from pypinyin import lazy_pinyin

    usual = lazy_pinyin(han, errors=_no_reading)
    if len(usual) != len(han):
        raise ValueError(f"pypinyin gave {len(usual)} syllables for the {len(han)} characters of {han!r}.")
    yield from _parts(usual)
    for position, character in enumerate(han):
        for reading in READINGS.get(character, ()):
            if reading != usual[position]:
                yield from _parts([*usual[:position], reading, *usual[position + 1 :]])


def _no_reading(unknown: str) -> str:
    # pypinyin takes a list too, one item for each character, and declares a text only.
    return [""] * len(unknown)  # type: ignore[return-value]


def _parts(syllables: Sequence[str]) -> Iterator[Sequence[str]]:
    part: list[str] = []
    for syllable in syllables:
        if syllable:
            part.append(syllable)
        elif part:
            yield part
            part = []
    if part:
        yield part
