"""pyHanko's part in benches/measure: verifies detached signatures in one process, one after the other.

    python pyhanko_verify.py ANCHOR.pem CONTENT…    each with CONTENT.p7s beside

What fuin does: the signature, the certification path with the CRLs of the message, and the timestamp where there is
one, with its authority's path. Nothing is fetched. Where a message brings no CRL along, none is asked for.
"""

import asyncio
import sys

from asn1crypto import cms
from pyhanko.keys import load_cert_from_pemder
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


async def verify(anchor, path):
    with open(path + ".p7s", "rb") as file:
        signed = cms.ContentInfo.load(file.read(), strict=True)["content"]
    lists = [choice.chosen for choice in signed["crls"] if choice.name == ""] if signed["crls"].native else []
    mode = "require" if lists else "soft-fail"

    def trust():
        return ValidationContext(trust_roots=[anchor], crls=lists, revocation_mode=mode, allow_fetching=False)

    with open(path, "rb") as file:
        status = await async_validate_detached_cms(
            file,
            signed,
            signer_validation_context=trust(),
            ts_validation_context=trust(),
            key_usage_settings=USAGE,
        )
    stamped = signed["signer_infos"][0]["unsigned_attrs"].native
    if not status.bottom_line or (stamped and status.timestamp_validity is None):
        sys.exit(f"{path}: {status.summary()}")


async def main(anchor, paths):
    for path in paths:
        await verify(anchor, path)


asyncio.run(main(load_cert_from_pemder(sys.argv[1]), sys.argv[2:]))
