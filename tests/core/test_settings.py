"""Settings: where they come from, and what is said about wrong ones."""

import re
import tomllib
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from core.errors import SettingsError
from core.settings import Settings
from core.settings_problems import flatten, leaves
from core.settings_sections import Limits
from core.settings_sources import load_settings, settings_file

ROOT = Path(__file__).parents[2]


def refusal(env: dict[str, str], cwd: Path) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(env, cwd)
    assert caught.value.code == "SETTINGS"
    return caught.value.message.splitlines()


def test_defaults(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert settings == Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database_url == "sqlite://data/linli.sqlite3"
    assert settings.data_dir == Path("data")
    assert settings.limits == Limits()


def test_the_environment_wins_over_the_file_and_the_file_over_defaults(tmp_path: Path) -> None:
    (tmp_path / "linli.toml").write_text("port = 1\nlog_level = 'debug'\n[limits]\ndepth = 2\naliases = 3\n")
    env = {"LINLI_PORT": "9000", "LINLI_LIMITS_DEPTH": "4", "LINLI_HOST": "", "PATH": "/bin"}
    settings = load_settings(env, tmp_path)
    assert (settings.port, settings.log_level, settings.host) == (9000, "debug", "127.0.0.1")
    assert (settings.limits.depth, settings.limits.aliases, settings.limits.tokens) == (4, 3, 10_000)


def test_the_process_environment_and_working_directory_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "linli.toml").write_text("port = 1234\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINLI_LOG_FORMAT", "JSON")
    settings = load_settings()
    assert (settings.port, settings.log_format) == (1234, "json")
    assert Settings().port == 8000, "the class by itself reads nothing"


def test_another_file_by_name(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("port = 77\n")
    assert load_settings({"LINLI_CONFIG": "other.toml"}, tmp_path).port == 77
    assert settings_file({"LINLI_CONFIG": "other.toml"}, tmp_path) == tmp_path / "other.toml"
    assert settings_file({}, tmp_path) is None
    assert refusal({"LINLI_CONFIG": "absent.toml"}, tmp_path) == [
        f"LINLI_CONFIG names {tmp_path / 'absent.toml'}, and there is no such file."
    ]


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "linli.toml"
    path.write_text("port = 'eighty'\nprot = 3\nlimits = 3\n[limit]\ndepth = 4\n")
    env = {
        "LINLI_LIMITS_DEPT": "3",
        "LINLI_WHATEVER": "x",
        "LINLI_READERS": "0",
        "LINLI_DEBUG": "perhaps",
        "LINLI_LOG_FORMAT": "xml",
        "LINLI_STATEMENT_TIMEOUT_SECONDS": "-1",
        "LINLI_LIMITS_PAGE_MAX": "1",
    }
    in_file = f"in {path}"
    assert refusal(env, tmp_path) == [
        "11 settings are wrong:",
        "  - `LINLI_LIMITS_DEPT` in the environment is not a setting. Did you mean `LINLI_LIMITS_DEPTH`?",
        "  - `LINLI_WHATEVER` in the environment is not a setting. linli.toml.example lists all settings.",
        f"  - `prot` {in_file} is not a setting. Did you mean `port`?",
        f"  - `limits` {in_file} is a section: write [limits], and its settings in the lines below it.",
        f"  - `limit.depth` {in_file} is not a setting. Did you mean `limits.depth`?",
        f"  - LINLI_PORT (`port` in linli.toml) is 'eighty' {in_file}: "
        "must be a whole number, at least 1 and at most 65535.",
        "  - LINLI_READERS (`readers` in linli.toml) is '0' in the environment: "
        "must be a whole number, at least 1 and at most 512.",
        "  - LINLI_STATEMENT_TIMEOUT_SECONDS (`statement_timeout_seconds` in linli.toml) is '-1' "
        "in the environment: must be a number, more than 0 and at most 3600.",
        "  - LINLI_LOG_FORMAT (`log_format` in linli.toml) is 'xml' in the environment: must be one of text, json.",
        "  - LINLI_DEBUG (`debug` in linli.toml) is 'perhaps' in the environment: must be true or false.",
        "  - LINLI_LIMITS_PAGE_MAX (`limits.page_max` in linli.toml) is '1' in the environment: "
        "must not be smaller than limits.page_default.",
    ]


def test_the_largest_page_holds_the_default_page_even_when_it_is_not_set(tmp_path: Path) -> None:
    assert refusal({"LINLI_LIMITS_PAGE_DEFAULT": "2000"}, tmp_path) == [
        "One setting is wrong:",
        "  - LINLI_LIMITS_PAGE_MAX (`limits.page_max` in linli.toml) is 1000 by default: "
        "must not be smaller than limits.page_default.",
    ]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LINLI_DATABASE_URL", "mysql://user:geheim@host/name"),
        ("LINLI_DATABASE_URL", "postgresql://user:geheim@ho st/name"),
        ("LINLI_ADMIN_TOKEN", "geheim geheim"),
        ("LINLI_CONTACT_KEYS", "geheim"),
    ],
)
def test_secrets_are_never_shown(tmp_path: Path, variable: str, value: str) -> None:
    text = "\n".join(refusal({variable: value}, tmp_path))
    key = variable.removeprefix("LINLI_").lower()
    assert f"{variable} (`{key}` in linli.toml) is a value that is not shown in the environment: " in text
    assert "geheim" not in text


def test_representation_holds_no_secret() -> None:
    key = Fernet.generate_key().decode()
    settings = Settings(
        database_url="postgresql://user:geheim@host/name",
        admin_token=SecretStr("geheim"),
        contact_keys=(SecretStr(key),),
    )
    assert "geheim" not in repr(settings)
    assert key not in repr(settings)


def test_contact_keys_are_a_list_in_the_file_and_separated_by_commas_in_the_environment(
    tmp_path: Path,
) -> None:
    first, second = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    (tmp_path / "linli.toml").write_text(f'contact_keys = ["{first}", "{second}"]\n')
    from_file = load_settings({}, tmp_path).contact_keys
    from_environment = load_settings({"LINLI_CONTACT_KEYS": f"{first}, {second}"}, tmp_path).contact_keys
    assert from_file == from_environment
    assert [key.get_secret_value() for key in from_file] == [first, second]


def test_origins_are_a_list_in_the_file_and_separated_by_commas_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "linli.toml").write_text('cors_origins = ["https://app.example.cn", "http://localhost:5173"]\n')
    from_environment = load_settings({"LINLI_CORS_ORIGINS": "https://app.example.cn, http://localhost:5173"}, tmp_path)
    assert load_settings({}, tmp_path).cors_origins == from_environment.cors_origins
    assert from_environment.cors_origins == ("https://app.example.cn", "http://localhost:5173")


@pytest.mark.parametrize(
    "origin", ["app.example.cn", "https://app.example.cn/", "https://App.example.cn", "https://*.example.cn", "null"]
)
def test_what_is_no_origin_is_refused(tmp_path: Path, origin: str) -> None:
    text = "\n".join(refusal({"LINLI_CORS_ORIGINS": origin}, tmp_path))
    assert "LINLI_CORS_ORIGINS (`cors_origins` in linli.toml) is " in text
    assert f"{origin!r} is no origin; write the scheme and the host" in text


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"port = \n", "is not a TOML file in UTF-8: Invalid value (at line 1, column 8)."),
        (b"host = '\xff'\n", "is not a TOML file in UTF-8: 'utf-8' codec can't decode byte 0xff"),
    ],
)
def test_a_file_that_is_not_toml(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "linli.toml"
    path.write_bytes(content)
    (line,) = refusal({}, tmp_path)
    assert line.startswith(f"{path} {problem}")


def test_readers_by_database(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings(readers=5).reader_count == 5
    assert Settings(database_url="postgresql://host/name").reader_count == 16
    for processors, expected in [(None, 2), (1, 2), (3, 3), (64, 4)]:
        monkeypatch.setattr("os.cpu_count", lambda processors=processors: processors)
        assert Settings().reader_count == expected


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]  # that it is refused is what is tested


def test_the_example_file_names_every_setting_with_its_default(tmp_path: Path) -> None:
    commented = (ROOT / "linli.toml.example").read_text(encoding="utf-8")
    assert load_settings({"LINLI_CONFIG": str(ROOT / "linli.toml.example")}, tmp_path) == Settings()
    example = dict(flatten(tomllib.loads(re.sub(r"^#(?=[a-z_]+ = )", "", commented, flags=re.MULTILINE))))
    without_default = {
        *("admin_token", "contact_hash_key", "contact_keys", "readers"),
        "limits.subscriptions_anonymous",
    }
    assert example.keys() == leaves(Settings).keys()
    defaults = dict(flatten(Settings().model_dump(mode="json")))
    assert {key: value for key, value in example.items() if key not in without_default} == {
        key: value for key, value in defaults.items() if key not in without_default
    }
