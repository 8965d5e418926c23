"""The keys of an office, in no database: they seal ID numbers, find them again, and sign certificates."""

import hashlib
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from attrs import evolve, frozen

from bajigong.policy.text import Text
from bajigong.register.errors import RegisterError

VARIABLE: Final = "BAJIGONG_REGISTER_KEYS"
_SIZE: Final = 32

_NONE = Text("{path}：没有密钥文件", "{path}: there is no file of keys")
_THERE = Text("{path}：已有密钥文件，不能覆盖", "{path}: there is a file of keys already; it is not written over")
_WRONG = Text("{path}：不是密钥文件", "{path}: is no file of keys")
_LOST = Text("密钥“{name}”不在密钥文件中", "the key '{name}' is not among the keys")


@frozen(repr=False)
class Key:
    """One key to seal with, and one to find by."""

    name: str
    seal: bytes
    find: bytes


@frozen(repr=False)
class Keys:
    """All keys, the ``current`` one for what is sealed from now on. ``signing`` is an Ed25519 key, 32 bytes."""

    current: str
    every: Mapping[str, Key]
    signing: bytes

    def get(self, name: str) -> Key:
        """Return a key. Raises RegisterError where it was lost."""
        if name not in self.every:
            raise RegisterError(_LOST.fill(name=name))
        return self.every[name]

    def rotated(self) -> "Keys":
        """Add a key, and seal with it from now on."""
        key = _made(f"k{len(self.every) + 1}")
        return evolve(self, current=key.name, every={**self.every, key.name: key})

    def written(self) -> str:
        """Write them as JSON."""
        every = {name: {"seal": _text(key.seal), "find": _text(key.find)} for name, key in self.every.items()}
        return json.dumps({"current": self.current, "keys": every, "signing": _text(self.signing)}, indent=2) + "\n"


def made() -> Keys:
    """Make keys for a new office."""
    key = _made("k1")
    return Keys(key.name, {key.name: key}, secrets.token_bytes(_SIZE))


def read_keys(path: Path) -> Keys:
    """Read the keys of the environment, else of a file. Raises RegisterError where there are none."""
    text = os.environ.get(VARIABLE)
    where = VARIABLE if text else str(path)
    if not text:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RegisterError(_NONE.fill(path=path)) from error
    try:
        return _read(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RegisterError(_WRONG.fill(path=where)) from error


def write_keys(path: Path, keys: Keys, *, new: bool) -> None:
    """Write keys to a file, whole or not at all, for its owner alone. Raises RegisterError where one is there."""
    if new and path.exists():
        raise RegisterError(_THERE.fill(path=path))
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(keys.written())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _made(name: str) -> Key:
    return Key(name, secrets.token_bytes(_SIZE), secrets.token_bytes(_SIZE))


def _read(said: Mapping[str, Any]) -> Keys:
    every = {name: Key(name, b64decode(k["seal"]), b64decode(k["find"])) for name, k in said["keys"].items()}
    keys = Keys(said["current"], every, b64decode(said["signing"]))
    if keys.current not in every or len(keys.signing) != _SIZE:
        raise ValueError(keys.current)
    return keys


def _text(data: bytes) -> str:
    return b64encode(data).decode()


_NONCE: Final = 12
_BROKEN = Text("密文与密钥不符，或已被改动", "what was sealed does not fit the key, or was changed")


class Cipher(Protocol):
    """Seals text for a place, so that what was sealed for one cannot be put in another."""

    def seal(self, key: Key, text: str, place: str) -> bytes:
        """Seal text."""

    def open(self, key: Key, sealed: bytes, place: str) -> str:
        """Open what was sealed. Raises RegisterError where it does not fit."""


class AesGcm:
    """AES-256-GCM with a fresh nonce each time."""

    def seal(self, key: Key, text: str, place: str) -> bytes:
        """Seal text: the nonce, then what is sealed."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(key.seal).encrypt(nonce, text.encode(), place.encode())

    def open(self, key: Key, sealed: bytes, place: str) -> str:
        """Open what was sealed."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            return AESGCM(key.seal).decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise RegisterError(_BROKEN) from error


def found_by(key: Key, text: str) -> str:
    """Return the keyed hash (HMAC-SHA-256) by which a sealed text is looked up."""
    return f"{key.name}:{hmac.new(key.find, text.encode(), hashlib.sha256).hexdigest()}"
