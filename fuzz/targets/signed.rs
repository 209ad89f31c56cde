//! SignedData, attached in a stream (as ContentInfo and bare) and detached.
#![no_main]

use std::sync::LazyLock;

use fuin_cms::Error;
use fuin_cms::raw_attribute::{encode_attributes, parse_attributes};
use fuin_cms::signed::{
    ClaimedDigest, MAX_CERTIFICATES, MAX_CERTIFICATES_LEN, MAX_CRLS, MAX_DIGEST_ALGORITHMS, MAX_SIGNERS, Shape,
    UnverifiedSigned, parse_detached, read_signed,
};
use fuin_crypto::{CryptoProvider, DigestAlgorithm, KeyAlgorithm};
use libfuzzer_sys::fuzz_target;

static PROVIDER: LazyLock<CryptoProvider> = LazyLock::new(fuin_crypto_aws_lc::provider);
const PERMITTED: &[DigestAlgorithm] = &[DigestAlgorithm::Sha256, DigestAlgorithm::Sha384];

fuzz_target!(|input: &[u8]| {
    let detached = parse_detached(input);
    for shape in [Shape::ContentInfo, Shape::BareSignedData] {
        let mut content = Vec::new();
        let read = read_signed(input, shape, Some(&mut content), &PROVIDER, PERMITTED);
        assert!(content.len() <= input.len(), "more content than message");
        let Ok(signed) = read else { continue };
        assert!(detached.is_err(), "both attached and detached");
        assert_eq!(signed.content_len, Some(content.len() as u64));
        check(&signed, &content);
        let ends = |message: &[u8]| read_signed(message, shape, None, &PROVIDER, PERMITTED).is_err();
        assert!(ends(&input[..input.len() - 1]), "cut");
        assert!(ends(&[input, &[0]].concat()), "with a trailing octet");
    }
    if let Ok(mut signed) = detached {
        assert_eq!(signed.content_len, None);
        signed.digest_detached(&mut &b"content"[..], &PROVIDER, PERMITTED).expect("the content can be digested");
        check(&signed, b"content");
        assert!(parse_detached(&input[..input.len() - 1]).is_err(), "cut");
        assert!(parse_detached(&[input, &[0]].concat()).is_err(), "with a trailing octet");
    }
});

fn check(signed: &UnverifiedSigned, content: &[u8]) {
    assert!((1..=MAX_SIGNERS).contains(&signed.signers.len()));
    assert!((1..=MAX_DIGEST_ALGORITHMS).contains(&signed.digest_algorithms.len()));
    assert!(signed.certificates.len() <= MAX_CERTIFICATES && signed.crls.len() <= MAX_CRLS);
    assert!(signed.certificates.iter().map(Vec::len).sum::<usize>() <= MAX_CERTIFICATES_LEN);
    let _ = signed.label_der();
    for signer in &signed.signers {
        let set = signer.attributes().der();
        let attributes = parse_attributes(set, "signedAttrs", 0).expect("they were read before");
        assert_eq!(encode_attributes(&attributes), set);
        assert!(signer.algorithm_uses(KeyAlgorithm::EcP256, "signer").len() >= 2);
        let _ = (signer.missing_attributes(), signer.signature_algorithm().name());
        match signer.digest_algorithm() {
            ClaimedDigest::Known(digest) if PERMITTED.contains(digest) => {
                let computed = signed.content_digest(signer).expect("its digest was permitted");
                let expected = PROVIDER.digest(*digest).expect("the provider has it").digest(content);
                assert_eq!(computed, expected);
            }
            _ => assert!(matches!(signed.content_digest(signer), Err(Error::Unsupported { .. }))),
        }
        check_signature(signed, signer);
    }
}

/// Every certificate of the message is tried, as an attacker would have it. Whether one verifies is not foreseen:
/// the seeds are signed messages.
fn check_signature(signed: &UnverifiedSigned, signer: &fuin_cms::signed::UnverifiedSigner) {
    let Ok(digest) = signed.content_digest(signer) else { return };
    for der in &signed.certificates {
        let _ = signer.identifier().may_name(der);
        let Ok(certificate) = fuin_pki::Certificate::from_der(der) else { continue };
        let Ok(key) = certificate.public_key() else { continue };
        if let Ok(verified) = signer.verify(&PROVIDER, der, key, digest) {
            assert_eq!(verified.certificate(), der);
            assert!(signer.identifier().may_name(der));
        }
    }
}
