"""Certificates as signed credentials."""

from bajigong.register.keys import Keys


def public_jwk(keys: Keys) -> dict[str, str]:
    """Return the public half of the signing key as a JWK."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from joserfc.jwk import OKPKey

    key = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(keys.signing).public_key())
    return {str(k): str(v) for k, v in key.as_dict(private=False).items()}
