"""The other party in the interop suite: signs and verifies with pyHanko alone.

    python pyhanko_peer.py verify SIGNATURE CONTENT ANCHOR.pem DIGEST MECHANISM   a detached signature, its path included
    python pyhanko_peer.py sign CONTENT KEY.pem CERT.pem DIGEST OUT               a detached CAdES signature
    python pyhanko_peer.py stamp CONTENT KEY.pem CERT.pem DIGEST OUT URL          the same with a timestamp from URL
    python pyhanko_peer.py ades SIGNATURE CONTENT|- ANCHOR.pem trusted|revocation
        EN 319 102-1, signatures with time, of a detached or (-) an attached signature; with the certification paths, or
        also with the revocation of every certificate on them, for which it has nothing but what the message holds

It knows nothing of this project's attributes: what it accepts, any CAdES validator accepts.
Exit 0: done. Exit 1: refused, the reason on stderr. Exit 2: usage.
"""

import asyncio
import hashlib
import json
import sys

from asn1crypto import cms, crl
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.ades import ades_with_time_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import NO_REVOCATION, REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleCertificateStore, SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

# By default it asks for non_repudiation, as signatures in PDF documents often have it.
KEY_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


async def verify(signature, content, anchor, digest, mechanism):
    with open(signature, "rb") as file:
        message = cms.ContentInfo.load(file.read(), strict=True)
    context = ValidationContext(trust_roots=[load_cert_from_pemder(anchor)], allow_fetching=False)
    with open(content, "rb") as file:
        status = await async_validate_detached_cms(
            file,
            message["content"],
            signer_validation_context=context,
            key_usage_settings=KEY_USAGE,
        )
    if not status.bottom_line:
        sys.exit(f"refused: {status.summary()}")
    found = (status.md_algorithm, status.pkcs7_signature_mechanism)
    if found != (digest, mechanism):
        sys.exit(f"refused: made with {found}")
    print("verified")


async def ades(signature, content, anchor, asked):
    with open(signature, "rb") as file:
        signed = cms.ContentInfo.load(file.read(), strict=True)["content"]
    digest = None
    if content != "-":
        with open(content, "rb") as file:
            digest = hashlib.new(signed["signer_infos"][0]["digest_algorithm"]["algorithm"].native, file.read()).digest()
    checking = {"trusted": NO_REVOCATION, "revocation": REQUIRE_REVINFO}[asked]
    in_message = [choice.chosen for choice in signed["crls"] if isinstance(choice.chosen, crl.CertificateList)]
    result = await ades_with_time_validation(
        signed,
        SignatureValidationSpec(
            cert_validation_policy=CertValidationPolicySpec(
                trust_manager=SimpleTrustManager.build([load_cert_from_pemder(anchor)]),
                revinfo_policy=CertRevTrustPolicy(checking),
            ),
            revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
            local_knowledge=LocalKnowledge(known_crls=[CRLContainer(found) for found in in_message]),
            key_usage_settings=KEY_USAGE,
        ),
        raw_digest=digest,
    )
    if result.ades_subindic != AdESPassed.OK:
        sys.exit(f"refused: {result.ades_subindic} {result.failure_msg or ''}")
    status = result.api_status
    stamp = status.timestamp_validity
    found = {
        "bottom_line": status.bottom_line,
        "intact": status.intact,
        "valid": status.valid,
        "trusted": status.trusted,
        "timestamp": {"intact": stamp.intact, "valid": stamp.valid, "trusted": stamp.trusted},
        "timestamp_time": stamp.timestamp.isoformat(),
        "best_signature_time": result.best_signature_time.isoformat(),
        "crls": len(in_message),
        "unsigned": [attribute["type"].native for attribute in signed["signer_infos"][0]["unsigned_attrs"]],
    }
    print(json.dumps(found))


async def sign(content, key, certificate, digest, out, timestamper=None):
    signer = SimpleSigner(
        signing_cert=load_cert_from_pemder(certificate),
        signing_key=load_private_key_from_pemder(key, None),
        cert_registry=SimpleCertificateStore(),
    )
    with open(content, "rb") as file:
        message = await signer.async_sign_general_data(
            file.read(), digest, detached=True, use_cades=True, timestamper=timestamper
        )
    with open(out, "wb") as file:
        file.write(message.dump())


async def stamp(content, key, certificate, digest, out, url):
    await sign(content, key, certificate, digest, out, HTTPTimeStamper(url))


VERBS = {"verify": (verify, 5), "sign": (sign, 5), "stamp": (stamp, 6), "ades": (ades, 4)}

verb, words = VERBS.get(sys.argv[1] if len(sys.argv) > 1 else "", (None, 0))
if verb is None or len(sys.argv) != 2 + words:
    print(__doc__, file=sys.stderr)
    sys.exit(2)
asyncio.run(verb(*sys.argv[2:]))
