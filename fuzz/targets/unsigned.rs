//! What nobody signed in a SignedData: timestamps, archive coverage, countersignatures, and adding more.
#![no_main]

use std::sync::LazyLock;

use fuin_cms::oids;
use fuin_cms::signed::{
    Augmenter, ClaimedDigest, Component, Shape, UnsignedAttribute, UnverifiedCountersignature, UnverifiedSigned,
    UnverifiedSigner, parse_detached, read_signed,
};
use fuin_crypto::{CryptoProvider, DigestAlgorithm};
use libfuzzer_sys::fuzz_target;

static PROVIDER: LazyLock<CryptoProvider> = LazyLock::new(fuin_crypto_aws_lc::provider);
const PERMITTED: &[DigestAlgorithm] = &[DigestAlgorithm::Sha256, DigestAlgorithm::Sha384];
const CONTENT: &[u8] = b"Draft budget\n";
/// A message to which inputs that are no message are added.
const PLAIN: &[u8] = include_bytes!("../../crates/fuin-cms/tests/data/detached-p256.p7s");

fuzz_target!(|input: &[u8]| {
    if let Ok(signed) = parse_detached(input) {
        detached(signed, input);
    } else if let Ok(signed) = read_signed(input, Shape::ContentInfo, Some(&mut std::io::sink()), &PROVIDER, PERMITTED)
    {
        examine(&signed);
        attached(signed, input);
    } else {
        value(input);
    }
});

fn digested(message: &[u8]) -> UnverifiedSigned {
    let mut signed = parse_detached(message).expect("it was read before, or written here");
    signed.digest_detached(&mut &CONTENT[..], &PROVIDER, PERMITTED).expect("the content can be digested");
    signed
}

fn detached(signed: UnverifiedSigned, input: &[u8]) {
    let before = facts(&signed);
    let signed = digested(input);
    examine(&signed);
    let Ok(augmenter) = Augmenter::new(signed) else { return };
    let Ok(written) = augmenter.write_detached() else { return };
    // Members of a SET may change places; once written they stand.
    let again = digested(&written);
    assert_eq!(facts(&again), before, "nothing was added");
    let rewritten = Augmenter::new(again).and_then(|augmenter| augmenter.write_detached());
    assert_eq!(rewritten.expect("what was written can be written again"), written);
    add(Augmenter::new(digested(&written)).expect("as before"));
}

fn attached(signed: UnverifiedSigned, input: &[u8]) {
    let before = facts(&signed);
    let Ok(augmenter) = Augmenter::new(signed) else { return };
    let Ok(written) = augmenter.write_attached(&mut std::io::Cursor::new(input), Vec::new(), &PROVIDER) else { return };
    let again = read_signed(&written[..], Shape::ContentInfo, None, &PROVIDER, PERMITTED).expect("it was written here");
    assert_eq!(facts(&again), before, "nothing was added");
}

/// One more of everything: what was signed stays, and what is new is read back.
fn add(mut augmenter: Augmenter) {
    let before = facts(augmenter.signed());
    let response = [0x30, 0x03, 0x0a, 0x01, 0x03];
    let known = augmenter.signed().ocsp_responses.contains(&response.to_vec());
    if augmenter.add_ocsp_response(&response).is_err() || augmenter.add_signature_time_stamp(0, &response).is_err() {
        return;
    }
    let Ok(written) = augmenter.write_detached() else { return };
    let after = facts(&digested(&written));
    assert_eq!(after.ocsp_responses.len(), before.ocsp_responses.len() + usize::from(!known));
    let signatures = |facts: &Facts| facts.signers.iter().map(|signer| signer.0.clone()).collect::<Vec<_>>();
    assert_eq!(signatures(&after), signatures(&before));
    assert!(after.signers.iter().any(|signer| signer.2.iter().any(|(_, value)| value == &response)));
}

/// A value of each type that has a meaning, hostile, under a message that is in order.
fn value(input: &[u8]) {
    for oid in [oids::COUNTERSIGNATURE, oids::SIGNATURE_TIME_STAMP_TOKEN, oids::ARCHIVE_TIME_STAMP_V3] {
        let mut augmenter = Augmenter::new(digested(PLAIN)).expect("a plain message");
        let Ok(attribute) = UnsignedAttribute::new(oid, input) else { return };
        assert_eq!(attribute.values(), [input.to_vec()]);
        if augmenter.add_unsigned_attribute(0, attribute).is_err() {
            return;
        }
        let Ok(written) = augmenter.write_detached() else { return };
        let signed = digested(&written);
        assert!(signed.signers[0].unsigned_attributes().iter().any(|found| found.values() == [input.to_vec()]));
        examine(&signed);
    }
}

fn examine(signed: &UnverifiedSigned) {
    for signer in &signed.signers {
        for digest in PERMITTED {
            let imprint = signer.signature_imprint(&PROVIDER, *digest).expect("the provider has it");
            assert_eq!(imprint, PROVIDER.digest(*digest).expect("the provider has it").digest(signer.signature()));
        }
        let tokens = signer.signature_time_stamps().chain(signer.archive_time_stamps()).count();
        let values: usize = signer.unsigned_attributes().iter().map(|attribute| attribute.values().len()).sum();
        assert!(tokens <= values);
        for token in signer.archive_time_stamps() {
            PERMITTED.iter().for_each(|digest| coverage(signed, signer, token, *digest));
        }
        for found in signer.countersignatures().flatten() {
            countersignature(signed, signer, &found, 0);
        }
        for digest in PERMITTED {
            // It is about everything, so that it changes with everything: here only that it can be had and says so.
            let Ok(imprint) = signed.archive_imprint(signer, *digest, &PROVIDER) else { continue };
            assert_eq!(imprint.index().certificates().len(), signed.certificates.len());
            assert_eq!(imprint.index().unsigned_values().len(), values);
            assert_eq!((imprint.imprint().len(), imprint.digest_algorithm()), (digest.output_len(), *digest));
        }
    }
}

/// Every part of the message is covered, not covered, or the token itself.
fn coverage(signed: &UnverifiedSigned, signer: &UnverifiedSigner, token: &[u8], digest: DigestAlgorithm) {
    let Ok(coverage) = signed.archive_coverage(signer, token, digest, &PROVIDER) else { return };
    assert_eq!((coverage.digest_algorithm(), coverage.imprint().len()), (digest, digest.output_len()));
    let (covered, not_covered) = (coverage.covered(), coverage.not_covered());
    assert!(covered.iter().all(|component| !not_covered.contains(component)));
    let there = |component: &Component| match component {
        Component::Certificate(at) => signed.certificates.get(*at).is_some(),
        Component::Crl(at) => signed.crls.get(*at).is_some(),
        Component::OcspResponse(at) => signed.ocsp_responses.get(*at).is_some(),
        Component::OtherRevocation(at) => signed.other_revocation.get(*at).is_some(),
        Component::UnsignedValue { oid, attribute, value } => {
            let found = signer.unsigned_attributes().get(*attribute);
            found.is_some_and(|found| found.oid() == oid && found.values().get(*value).is_some())
        }
        _ => false,
    };
    assert!(covered.iter().chain(not_covered).all(there));
    let values = signer.unsigned_attributes().iter().flat_map(|attribute| attribute.values());
    let (all, same) = (values.clone().count(), values.filter(|value| *value == token).count());
    let revocation = signed.crls.len() + signed.ocsp_responses.len() + signed.other_revocation.len();
    let parts = signed.certificates.len() + revocation + all;
    let judged = covered.len() + not_covered.len();
    assert!(judged < parts && judged >= parts - same, "{judged} of {parts}, of which {same} are the token");
}

/// It never verifies as a signature of content, and only under a certificate that it names.
fn countersignature(
    signed: &UnverifiedSigned,
    on: &UnverifiedSigner,
    found: &UnverifiedCountersignature,
    depth: usize,
) {
    for der in &signed.certificates {
        let Ok(certificate) = fuin_pki::Certificate::from_der(der) else { continue };
        let Ok(key) = certificate.public_key() else { continue };
        if let Ok(verified) = found.verify(&PROVIDER, der, key, on) {
            assert!(verified.certificate() == der && found.identifier().may_name(der));
        }
        if let ClaimedDigest::Known(digest) = found.signer().digest_algorithm()
            && let Ok(hash) = PROVIDER.digest(*digest)
        {
            let about = hash.digest(on.signature());
            assert!(found.signer().verify(&PROVIDER, der, key, &about).is_err(), "a countersignature of content");
        }
    }
    if depth < 4 {
        for above in found.signer().countersignatures().flatten() {
            countersignature(signed, found.signer(), &above, depth + 1);
        }
    }
}

/// What reading tells apart, without the order of SETs.
#[derive(Debug, PartialEq, Eq)]
struct Facts {
    certificates: Vec<Vec<u8>>,
    crls: Vec<Vec<u8>>,
    ocsp_responses: Vec<Vec<u8>>,
    /// Signature, signed attributes, and unsigned values by type.
    signers: Vec<(Vec<u8>, Vec<u8>, Vec<(String, Vec<u8>)>)>,
}

fn facts(signed: &UnverifiedSigned) -> Facts {
    let sorted = |octets: &[Vec<u8>]| {
        let mut octets = octets.to_vec();
        octets.sort();
        octets
    };
    let of_signer = |signer: &UnverifiedSigner| {
        let attributes = signer.unsigned_attributes().iter();
        let mut values: Vec<_> = attributes
            .flat_map(|found| found.values().iter().map(|value| (found.oid().to_string(), value.clone())))
            .collect();
        values.sort();
        (signer.signature().to_vec(), signer.attributes().der().to_vec(), values)
    };
    let mut signers: Vec<_> = signed.signers.iter().map(of_signer).collect();
    signers.sort();
    Facts {
        certificates: sorted(&signed.certificates),
        crls: sorted(&signed.crls),
        ocsp_responses: sorted(&signed.ocsp_responses),
        signers,
    }
}
