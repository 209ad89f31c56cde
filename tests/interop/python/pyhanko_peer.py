"""The other party in the interop suite: signs and verifies with pyHanko alone.

    python pyhanko_peer.py verify SIGNATURE CONTENT ANCHOR.pem DIGEST MECHANISM   a detached signature, its path included
    python pyhanko_peer.py sign CONTENT KEY.pem CERT.pem DIGEST OUT               a detached CAdES signature

It knows nothing of this project's attributes: what it accepts, any CAdES validator accepts.
Exit 0: done. Exit 1: refused, the reason on stderr. Exit 2: usage.
"""

import asyncio
import sys

from asn1crypto import cms
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore


async def verify(signature, content, anchor, digest, mechanism):
    with open(signature, "rb") as file:
        message = cms.ContentInfo.load(file.read(), strict=True)
    context = ValidationContext(trust_roots=[load_cert_from_pemder(anchor)], allow_fetching=False)
    with open(content, "rb") as file:
        status = await async_validate_detached_cms(
            file,
            message["content"],
            signer_validation_context=context,
            # By default it asks for non_repudiation, as signatures in PDF documents often have it.
            key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False),
        )
    if not status.bottom_line:
        sys.exit(f"refused: {status.summary()}")
    found = (status.md_algorithm, status.pkcs7_signature_mechanism)
    if found != (digest, mechanism):
        sys.exit(f"refused: made with {found}")
    print("verified")


async def sign(content, key, certificate, digest, out):
    signer = SimpleSigner(
        signing_cert=load_cert_from_pemder(certificate),
        signing_key=load_private_key_from_pemder(key, None),
        cert_registry=SimpleCertificateStore(),
    )
    with open(content, "rb") as file:
        message = await signer.async_sign_general_data(file.read(), digest, detached=True, use_cades=True)
    with open(out, "wb") as file:
        file.write(message.dump())


VERBS = {"verify": verify, "sign": sign}

if len(sys.argv) != 7 or sys.argv[1] not in VERBS:
    print(__doc__, file=sys.stderr)
    sys.exit(2)
asyncio.run(VERBS[sys.argv[1]](*sys.argv[2:]))
