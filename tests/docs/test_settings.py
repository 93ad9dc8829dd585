from tests.docs.settings_table import PAGE, written


def test_every_setting_is_told_as_it_is() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == written(text), "say: python -m tests.docs.answers"
