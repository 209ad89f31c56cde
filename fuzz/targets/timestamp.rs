//! Timestamp tokens, and answers of timestamp authorities.
#![no_main]

use std::sync::LazyLock;

use fuin_crypto::{CryptoProvider, DigestAlgorithm};
use fuin_pki::{
    FreshnessRules, Limits, PathRequest, PolicyInputs, Purpose, RevocationCheck, TimestampRequest, UnverifiedTimestamp,
    validate,
};
use libfuzzer_sys::fuzz_target;

static PROVIDER: LazyLock<CryptoProvider> = LazyLock::new(fuin_crypto_aws_lc::provider);
/// The nonce of the request that the seeds answer; the first two bits are the request's own.
const NONCE: [u8; 8] = [0x47; 8];

fuzz_target!(|input: &[u8]| {
    answer(input);
    let Ok(token) = UnverifiedTimestamp::from_der(input) else { return };
    assert_eq!(token.der(), input);
    assert!(input.len() <= UnverifiedTimestamp::MAX_OCTETS);
    let members = [token.certificates().len(), token.crls().len(), token.ocsp().len()];
    assert!(members.iter().all(|count| *count <= UnverifiedTimestamp::MAX_MEMBERS));
    let stands_in = |part: &[u8]| part.is_empty() || input.windows(part.len()).any(|window| window == part);
    assert!(stands_in(token.serial()) && stands_in(token.policy().as_content()));
    assert!(token.certificates().iter().all(|certificate| stands_in(certificate.der())));
    assert!(token.crls().iter().all(|crl| stands_in(crl.der())));
    assert!(token.ocsp().iter().all(|response| stands_in(response.der())));
    // The imprint may stand in segments nowhere: this is DER.
    assert!(stands_in(token.imprint()) && token.is_about(token.imprint()));
    assert!(!token.is_about(&[token.imprint(), &[0]].concat()));
    if let Ok(digest) = token.digest() {
        let request = TimestampRequest::new(digest, token.imprint(), &NONCE);
        assert_eq!(request.is_ok(), token.imprint().len() == digest.output_len());
        if let Ok(request) = request {
            let granted = response(input);
            if let Ok(accepted) = request.accept(&granted) {
                assert!(accepted.der() == input && stands_in(&NONCE));
            }
            assert!(request.accept(&granted[..granted.len() - 1]).is_err(), "a cut answer");
        }
    }
    verify(&token);
    assert!(UnverifiedTimestamp::from_der(&input[..input.len() - 1]).is_err(), "cut");
    assert!(UnverifiedTimestamp::from_der(&[input, &[0]].concat()).is_err(), "with a trailing octet");
});

/// Whether it verifies is not foreseen: the seeds do. Nobody is trusted, so nothing is proven.
fn verify(token: &UnverifiedTimestamp) {
    let Ok(signed) = token.verify(&[], &PROVIDER) else { return };
    assert!(token.certificates().contains(signed.certificate()));
    assert!(signed.algorithm_uses().len() >= 2);
    let certificate = signed.certificate().clone();
    let request = PathRequest {
        target: &certificate,
        intermediates: token.certificates(),
        anchors: &[],
        crls: token.crls(),
        ocsp: token.ocsp(),
        time: token.claimed_time(),
        revocation_time: token.claimed_time(),
        freshness: FreshnessRules::default(),
        purpose: Purpose::TimeStamping,
        policies: PolicyInputs::default(),
        revocation: RevocationCheck::WhenAvailable,
        provider: &PROVIDER,
        limits: Limits::default(),
    };
    assert!(validate(&request).is_err() && signed.validate(&request).is_err(), "trusted without an anchor");
}

/// The input as a whole TimeStampResp, to a request that asked for something else than most.
fn answer(input: &[u8]) {
    let request = TimestampRequest::new(DigestAlgorithm::Sha256, &[7; 32], &NONCE).expect("the lengths are right");
    if let Ok(token) = request.accept(input) {
        assert!(token.is_about(&[7; 32]) && token.digest() == Ok(DigestAlgorithm::Sha256));
        assert!(input.ends_with(token.der()));
    }
}

/// A TimeStampResp that grants this token.
fn response(token: &[u8]) -> Vec<u8> {
    let granted = [0x30, 0x03, 0x02, 0x01, 0x00];
    let len = granted.len() + token.len();
    let octets = len.to_be_bytes();
    let significant = &octets[octets.iter().position(|octet| *octet != 0).unwrap_or(octets.len())..];
    let header = match len {
        0..0x80 => vec![0x30, len as u8],
        _ => [&[0x30, 0x80 | significant.len() as u8], significant].concat(),
    };
    [&header[..], &granted, token].concat()
}
