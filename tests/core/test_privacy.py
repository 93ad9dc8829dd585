import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from core.errors import SettingsError
from core.models.choices import ContactKind
from core.privacy import ContactUnreadable, ContactVault, load_vault, mask_name, mask_phone, normalised
from core.settings import Settings

OLD, NEW, HASH = "A" * 43 + "=", "B" * 42 + "A=", "C" * 42 + "A="
VAULT = ContactVault([OLD], HASH)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_encrypted_can_be_decrypted_and_does_not_show(value: str) -> None:
    stored = VAULT.encrypt(value)

    assert VAULT.decrypt(stored) == value
    assert stored != VAULT.encrypt(value)
    assert stored.isascii()


def test_rotating_the_keys_keeps_contacts_readable_and_findable() -> None:
    rotated = ContactVault([NEW, OLD], HASH)

    assert rotated.decrypt(VAULT.encrypt("13800000001")) == "13800000001"
    assert rotated.digest(ContactKind.PHONE, "13800000001") == VAULT.digest(ContactKind.PHONE, "13800000001")
    with pytest.raises(ContactUnreadable) as unreadable:
        VAULT.decrypt(rotated.encrypt("13800000001"))
    assert unreadable.value.message == (
        "A contact detail cannot be decrypted with any of the 1 keys. "
        "Add the key by which it was encrypted to contact_keys, or to the key file."
    )


def test_a_hash_is_keyed_and_of_one_kind() -> None:
    digest = VAULT.digest(ContactKind.PHONE, "13800000001")

    assert len(digest) == 64
    assert digest == VAULT.digest(ContactKind.PHONE, "+86 138-0000-0001")
    assert digest != VAULT.digest(ContactKind.OPENID, "13800000001")
    assert digest != ContactVault([OLD], NEW).digest(ContactKind.PHONE, "13800000001")
    assert digest != VAULT.digest(ContactKind.PHONE, "1380000000")


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (ContactKind.PHONE, " (028) 8700-0001 ", "02887000001"),
        (ContactKind.PHONE, "008613800000001", "13800000001"),
        (ContactKind.PHONE, "１３８ ００００ ０００１", "13800000001"),
        (ContactKind.PHONE, "+1 202 555 0100", "+12025550100"),
        (ContactKind.EMAIL, " Demo@Example.COM", "demo@example.com"),
        (ContactKind.ADDRESS, "西华街道 1 栋 2单元", "西华街道1栋2单元"),
        (ContactKind.OPENID, "oAbC_1 ", "oAbC_1"),
    ],
)
def test_equal_contacts_have_one_spelling(kind: ContactKind, value: str, expected: str) -> None:
    assert normalised(kind, value) == expected


def test_masks() -> None:
    assert mask_phone("13800000001") == "138****0001"
    assert mask_phone("+86 138 0000 0001") == "138****0001"
    assert mask_phone("87000001") == "****01"
    assert mask_phone("110") == mask_phone("") == "****"
    assert mask_name("张三") == mask_name("张三丰") == "张**"
    assert mask_name("") == "**"


def test_no_key_shows() -> None:
    assert OLD not in repr(VAULT)
    assert HASH not in repr(VAULT)


def test_keys_of_the_settings_are_used(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path,
        contact_keys=(SecretStr(NEW), SecretStr(OLD)),
        contact_hash_key=SecretStr(HASH),
    )
    vault = load_vault(settings)

    assert vault.decrypt(VAULT.encrypt("红旗")) == "红旗"
    assert vault.digest(ContactKind.EMAIL, "a@b") == VAULT.digest(ContactKind.EMAIL, "a@b")
    assert list(tmp_path.iterdir()) == []


def test_both_kinds_of_keys_are_set_or_neither() -> None:
    with pytest.raises(SettingsError) as refused:
        load_vault(Settings(contact_keys=(SecretStr(OLD),)))
    assert refused.value.message == (
        "contact_keys is set, and contact_hash_key is not. Set both, or neither to use a key file."
    )
    with pytest.raises(SettingsError) as refused:
        load_vault(Settings(contact_hash_key=SecretStr(HASH)))
    assert refused.value.message == (
        "contact_hash_key is set, and contact_keys is not. Set both, or neither to use a key file."
    )


def test_a_key_file_is_made_once(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    first = load_vault(settings)
    path = tmp_path / "data" / "contact.key"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = load_vault(settings)
    assert again.decrypt(first.encrypt("红旗")) == "红旗"
    assert again.digest(ContactKind.EMAIL, "a") == first.digest(ContactKind.EMAIL, "a")


def test_a_key_file_is_rotated_by_a_line_above(tmp_path: Path) -> None:
    (tmp_path / "contact.key").write_text(f"hash {HASH}\nencrypt {NEW}\n\nencrypt {OLD}\n")
    vault = load_vault(Settings(data_dir=tmp_path))

    assert vault.decrypt(VAULT.encrypt("红旗")) == "红旗"
    assert ContactVault([NEW], HASH).decrypt(vault.encrypt("红旗")) == "红旗"
    assert vault.digest(ContactKind.EMAIL, "a") == VAULT.digest(ContactKind.EMAIL, "a")


@pytest.mark.parametrize(
    "text", ["", "hash", f"hash {HASH}\n", f"encrypt {OLD}\n", f"hash {HASH}\nencrypt abc\n", "钥匙"]
)
def test_a_damaged_key_file_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "contact.key"
    path.write_text(text)

    with pytest.raises(SettingsError) as refused:
        load_vault(Settings(data_dir=tmp_path))

    assert refused.value.message == (
        f'{path} is damaged: it must have one line "hash <key>" and at least one "encrypt <key>". '
        "Restore it from a backup: without its keys, contact details are lost."
    )
    assert path.read_text() == text


def test_a_key_file_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a directory should be")

    with pytest.raises(SettingsError) as refused:
        load_vault(Settings(data_dir=tmp_path / "data"))

    assert refused.value.message == (
        f"{tmp_path / 'data' / 'contact.key'}, which holds the keys of contact details, cannot be read or made: "
        "File exists. Give the server's user access to it, or set contact_keys and contact_hash_key."
    )


def test_keys_have_their_form() -> None:
    Fernet(OLD)
    with pytest.raises(ValueError, match="32 url-safe base64-encoded bytes"):
        ContactVault([OLD], "abc")
