//! Asking, and whether an answer is one to the question.

use fuin_crypto::DigestAlgorithm;
use fuin_pki::{Error, OcspRequest};

use super::Scene;
use super::responders::provider_without_sha1;
use super::template::{NONCE, identified};
use crate::support::der::{context, octets, oid, sequence, tlv};
use crate::support::{Party, provider};

#[test]
fn a_request_is_that_of_the_standard() {
    let scene = Scene::new();
    let root = scene.root_certificate();
    let new = |nonce: Option<&[u8]>| OcspRequest::new(&scene.target, &root, DigestAlgorithm::Sha256, nonce, provider());
    let one = sequence(&[sequence(&[identified(&scene.target, &root)])]);
    assert_eq!(new(None).unwrap().der(), sequence(&[sequence(std::slice::from_ref(&one))]));
    let nonce = sequence(&[sequence(&[oid(NONCE), octets(&octets(&[7; 32]))])]);
    assert_eq!(new(Some(&[7; 32])).unwrap().der(), sequence(&[sequence(&[one, context(2, &nonce)])]));
    for wrong in [0, 33] {
        assert_eq!(new(Some(&vec![7; wrong])).err(), Some(Error::OcspNonceLength { found: wrong }));
    }
}

#[test]
fn sha_1_is_an_identifier_where_it_is_to_be_had() {
    let scene = Scene::new();
    let root = scene.root_certificate();
    let new = |provider| OcspRequest::new(&scene.target, &root, DigestAlgorithm::Sha1, None, provider).unwrap();
    let has = |request: &OcspRequest, digest: &str| {
        let wanted = oid(digest);
        request.der().windows(wanted.len()).any(|window| window == wanted)
    };
    assert!(has(&new(provider()), "1.3.14.3.2.26"));
    let instead = new(&provider_without_sha1());
    assert!(has(&instead, "2.16.840.1.101.3.4.2.1") && !has(&instead, "1.3.14.3.2.26"));
    //= spec/trust.md#ocsp
    //= type=test
    //# SHA-1 MUST NOT be used but to identify what an OCSP answer is about and whose key signed it.
    assert!(provider().digest(DigestAlgorithm::Sha1).is_err());
    let unsupported = OcspRequest::new(&scene.target, &root, DigestAlgorithm::Sha224, None, provider());
    assert!(matches!(unsupported, Err(Error::UnsupportedOcspDigest { .. })));
}

#[test]
fn a_response_has_to_answer_the_request() {
    //= spec/trust.md#ocsp
    //= type=test
    //# Where a request had a nonce, a response without the same nonce MUST be refused.
    let scene = Scene::new();
    let root = scene.root_certificate();
    let asked = |nonce: Option<&[u8]>| {
        OcspRequest::new(&scene.target, &root, DigestAlgorithm::Sha256, nonce, provider()).unwrap()
    };
    let (with, without) = (asked(Some(b"12345678")), asked(None));
    let plain = scene.good();
    let same = plain.clone().nonce(b"12345678").build();
    let other = plain.clone().nonce(b"12345679").build();
    assert_eq!(with.check(&same, provider()), Ok(()));
    assert_eq!(with.check(&other, provider()), Err(Error::OcspNonceMismatch));
    assert_eq!(with.check(&plain.build(), provider()), Err(Error::OcspNonceMismatch));
    assert_eq!(without.check(&plain.build(), provider()), Ok(()));
    assert_eq!(without.check(&same, provider()), Ok(()));
    let suzuki = Party::new("Suzuki").certified(&scene.root).build();
    let elsewhere = plain.answer(|answer| answer.id = identified(&suzuki, &root)).nonce(b"12345678").build();
    assert_eq!(with.check(&elsewhere, provider()), Err(Error::OcspOtherCertificate));
}

#[test]
fn a_certificate_says_whom_to_ask() {
    let scene = Scene::new();
    let at = |method: &str, tag: u8, text: &str| sequence(&[oid(method), tlv(tag, text.as_bytes())]);
    let access = sequence(&[
        at("1.3.6.1.5.5.7.48.1", 0x86, "http://ocsp.a.go.jp"),
        at("1.3.6.1.5.5.7.48.2", 0x86, "http://ca.a.go.jp/ca.crt"),
        at("1.3.6.1.5.5.7.48.1", 0x82, "ocsp.a.go.jp"),
        at("1.3.6.1.5.5.7.48.1", 0x86, "http://ocsp2.a.go.jp"),
        at("1.2.3.4", 0x86, "http://else.a.go.jp"),
    ]);
    let template = Party::new("Tanaka").certified(&scene.root).extension("1.3.6.1.5.5.7.1.1", false, &access);
    let certificate = template.build();
    assert_eq!(certificate.ocsp_uris().collect::<Vec<_>>(), ["http://ocsp.a.go.jp", "http://ocsp2.a.go.jp"]);
    assert_eq!(certificate.ca_issuers_uris().collect::<Vec<_>>(), ["http://ca.a.go.jp/ca.crt"]);
    assert_eq!(scene.target.ocsp_uris().count(), 0);
}
