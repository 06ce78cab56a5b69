"""Sealing as Cabas does it, with what Python programs use for it.

One key per household, wrapped by the organisation's; ChaCha20-Poly1305 of the `cryptography` package, which is
quicker from Python than the XChaCha20 of PyNaCl. The place of a value (table, row, organisation) is authenticated.
"""

import os

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

NONCE = 12


def place(table: str, row: bytes, organisation: bytes) -> bytes:
    """The associated data of a sealed value."""
    return table.encode() + b"\0" + row + organisation


def seal(key: bytes, where: bytes, plain: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, where)


def unseal(key: bytes, where: bytes, sealed: bytes) -> bytes:
    return ChaCha20Poly1305(key).decrypt(sealed[:NONCE], sealed[NONCE:], where)


class Vault:
    """Opens households: their key with the organisation's, then the record with their key."""

    def __init__(self, organisation_key: bytes) -> None:
        self.organisation = ChaCha20Poly1305(organisation_key)

    def open(self, recipient: bytes, organisation: bytes, wrapped: bytes, sealed: bytes) -> bytes:
        where = place("recipient_keys", recipient, organisation)
        key = self.organisation.decrypt(wrapped[:NONCE], wrapped[NONCE:], where)
        return unseal(key, place("recipients", recipient, organisation), sealed)
