"""Certificates as signed credentials: W3C Verifiable Credentials 2.0, as Open Badges 3.0 has them, secured by JOSE.

Whoever has the public key of the register checks one without asking anybody; a list of bits, signed alike, says which
were revoked (Bitstring Status List 1.0).
"""

import gzip
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from attrs import frozen
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from bajigong.policy.text import Text
from bajigong.register.errors import RegisterError
from bajigong.register.keys import Keys
from bajigong.register.tables import Certificate, CertificateState

#: A list hides one among many: it has no fewer bits than this, whatever there is to say.
LEAST_BITS: Final = 131_072
_ALGORITHM: Final = "Ed25519"
_CONTEXT: Final = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
_SAID: Final = {"number": "identifier", "holder": "name", "occupation": "occupation", "grade": "grade"}
_FALSE = Text(
    "签名不符：凭证已被改动，或不是由该密钥签发", "the signature does not fit: it was altered, or another signed it"
)
_OTHER_KIND = Text("不是本系统的证书凭证", "this is no credential of a certificate")
_NO_KEY = Text("{path}：不是公钥（JWK）", "{path}: is no public key (JWK)")
_SHORT = Text("撤销名单不含该证书", "the status list does not reach this certificate")


@frozen
class Checked:
    """A credential whose signature fits. ``revoked`` is None where no status list was given."""

    number: str
    holder: str
    occupation: str
    grade: str
    issued: str
    bundle: str
    revoked: bool | None


def public_jwk(keys: Keys) -> dict[str, str]:
    """Return the public half of the signing key as a JWK."""
    key = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(keys.signing).public_key())
    return {str(k): str(v) for k, v in key.as_dict(private=False).items()}


def read_public(path: Path) -> dict[str, str]:
    """Read a public key from a file. Raises RegisterError for one that is none."""
    try:
        key = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): str(value) for name, value in key.items()}
    except (ValueError, AttributeError, OSError) as error:
        raise RegisterError(_NO_KEY.fill(path=path)) from error


def credential(certificate: Certificate, keys: Keys, tenant: str, occupation: Text, grade: Text) -> str:
    """Sign a certificate as a credential, in compact form."""
    achievement = {
        "id": f"urn:bajigong:{tenant}:{certificate.occupation}:{certificate.grade}",
        "type": ["Achievement"],
        "name": f"{occupation.zh} {grade.zh}",
        "criteria": {"narrative": certificate.bundle},
    }
    claims = {
        "@context": list(_CONTEXT),
        "id": f"urn:bajigong:{tenant}:certificate:{certificate.number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achievement["name"],
        "issuer": {"id": f"urn:bajigong:{tenant}", "type": ["Profile"]},
        "validFrom": f"{certificate.issued.isoformat()}T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "name": certificate.name,
            "identifier": certificate.number,
            "occupation": certificate.occupation,
            "grade": certificate.grade,
            "achievement": achievement,
        },
        "credentialStatus": {
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(certificate.status_index),
            "statusListCredential": _list_id(tenant),
        },
        "evidence": [{"type": ["Evidence"], "name": "bundle", "description": certificate.bundle}],
    }
    return _sign(claims, keys)


def status_list(certificates: Iterable[Certificate], keys: Keys, tenant: str, on: date) -> str:
    """Sign the list that says which certificates are revoked."""
    revoked = [one.status_index for one in certificates if one.state is CertificateState.REVOKED]
    bits = bytearray(max(LEAST_BITS, *(index + 1 for index in [0, *revoked])) // 8 + 1)
    for index in revoked:
        bits[index // 8] |= 0x80 >> index % 8
    packed = urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
    claims = {
        "@context": [_CONTEXT[0]],
        "id": _list_id(tenant),
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": f"urn:bajigong:{tenant}",
        "validFrom": f"{on.isoformat()}T00:00:00Z",
        "credentialSubject": {
            "id": f"{_list_id(tenant)}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{packed}",
        },
    }
    return _sign(claims, keys)


def verify(token: str, public: Mapping[str, str], status: str | None = None) -> Checked:
    """Check a credential with the register's public key. Raises RegisterError for one that was altered by a character.

    ``status`` is a status list, which is checked alike; without one nobody can say whether it was revoked.
    """
    claims = _open(token, public)
    try:
        subject, index = claims["credentialSubject"], int(claims["credentialStatus"]["statusListIndex"])
        said = {name: str(subject[key]) for name, key in _SAID.items()}
        issued, bundle = str(claims["validFrom"])[:10], str(claims["evidence"][0]["description"])
        listed = claims["credentialStatus"]["statusListCredential"]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise RegisterError(_OTHER_KIND) from error
    revoked = None if status is None else _revoked(_open(status, public), listed, index)
    return Checked(**said, issued=issued, bundle=bundle, revoked=revoked)


def _revoked(claims: Mapping[str, Any], listed: str, index: int) -> bool:
    try:
        if claims["id"] != listed:
            raise RegisterError(_OTHER_KIND)
        packed = claims["credentialSubject"]["encodedList"][1:]
    except (KeyError, TypeError) as error:
        raise RegisterError(_OTHER_KIND) from error
    bits = gzip.decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    if index >= len(bits) * 8:
        raise RegisterError(_SHORT)
    return bool(bits[index // 8] & 0x80 >> index % 8)


def _list_id(tenant: str) -> str:
    return f"urn:bajigong:{tenant}:status"


def _sign(claims: Mapping[str, Any], keys: Keys) -> str:
    key = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(keys.signing))
    header = {"alg": _ALGORITHM, "typ": "vc+jwt", "cty": "vc", "kid": key.thumbprint()}
    body = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
    return jws.serialize_compact(header, body, key, algorithms=[_ALGORITHM])


def _open(token: str, public: Mapping[str, str]) -> dict[str, Any]:
    try:
        key = OKPKey.import_key(dict(public))
        opened = jws.deserialize_compact(token.strip(), key, algorithms=[_ALGORITHM])
        if _canonical(token) != token.strip():
            raise RegisterError(_FALSE)
        claims: dict[str, Any] = json.loads(opened.payload)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise RegisterError(_FALSE) from error
    return claims


def _canonical(token: str) -> str:
    """Write the parts of a token again: the last character of base64 has bits that nobody reads."""
    parts = (part + "=" * (-len(part) % 4) for part in token.strip().split("."))
    return ".".join(urlsafe_b64encode(urlsafe_b64decode(part)).rstrip(b"=").decode() for part in parts)
