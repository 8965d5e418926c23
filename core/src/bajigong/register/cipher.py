"""How ID numbers are sealed: one small interface, and AES-GCM behind it. An office may put SM4 in its place."""

import hashlib
import hmac
import os
from typing import Final, Protocol

from bajigong.policy.text import Text
from bajigong.register.errors import RegisterError
from bajigong.register.keys import Key

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
