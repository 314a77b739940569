"""Signed messages (CMS): provisioning profiles and bundles of certificates, public all of them."""

from __future__ import annotations

from secretguard.detectors.keystores.contents import CERTIFICATES, Contents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.detectors.keystores.contents import Work


def read_message(data: bytes, _work: Work) -> Contents:
    """A profile of Apple's holds a property list; the rest are bundles of certificates.

    https://developer.apple.com/documentation/technotes/tn3125-inside-code-signing-provisioning-profiles
    """
    if b"<key>ProvisionedDevices</key>" in data or b"<key>TeamIdentifier</key>" in data:
        return Contents(
            "provisioning profile",
            CERTIFICATES,
            public="a profile holds certificates and device ids, no private key",
        )
    return Contents(
        "signed message",
        CERTIFICATES,
        public="a signed message holds certificates and signatures, no private key",
    )
