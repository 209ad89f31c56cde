//! What is written comes back.

use std::io::{self, Write};

use fuin_cms::Error;
use fuin_cms::attribute::ProfileAttribute;
use fuin_cms::signed::{
    ClaimedDigest, ClaimedSignature, Shape, SignedDataWriter, SignerIdentifier, SignerRequest, read_signed,
    sign_detached,
};
use fuin_crypto::{DigestAlgorithm, KeyAlgorithm, Role, SignatureAlgorithm};

use crate::support::*;

const CONTENT: &[u8] = b"The seal shows who closed the letter.\n";

#[test]
fn attached_in_every_scheme_and_length() {
    for (name, algorithm) in SIGNERS {
        for len in [0, 1, CONTENT.len(), 256 * 1024, 256 * 1024 + 1, 3_000_000] {
            let content: Vec<u8> = CONTENT.iter().copied().cycle().take(len).collect();
            let (signed, read) = read(&sign_attached(name, algorithm, &content)).unwrap();
            assert!(read == content, "{name}, {len} octets");
            assert_eq!(signed.content_len, Some(len as u64));
            let proofs = verify(&signed, &[&public_key(name)]).unwrap();
            assert_eq!(proofs[0].algorithm(), algorithm);
            assert_eq!(proofs[0].certificate(), certificate(name));
        }
    }
}

#[test]
fn detached_in_every_scheme() {
    for (name, algorithm) in SIGNERS {
        let sign = |request: &SignerRequest<'_>| sign_detached(&provider(), &mut &CONTENT[..], request);
        let message = with_request(name, algorithm, sign).unwrap();
        fuin_cms::der_values::check_der(&message, "a detached signature is DER", 0).unwrap();
        let signed = read_detached(&message, CONTENT).unwrap();
        verify(&signed, &[&public_key(name)]).unwrap();
        let other = read_detached(&message, b"another letter").unwrap();
        assert!(matches!(verify(&other, &[&public_key(name)]), Err(Error::NotAuthentic)));
        assert!(matches!(read(&message), Err(Error::DetachedContent)));
    }
}

//= spec/cms-profile.md#signed-content
//= type=test
//# A written SignerInfo MUST carry every attribute that the table marks as always written.
#[test]
fn every_attribute_comes_back() {
    let (signed, _) = read(&sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, CONTENT)).unwrap();
    let signer = &signed.signers[0];
    let (claimed, stated) = (signer.attributes(), attributes());
    assert_eq!(claimed.label_der, stated.label);
    assert_eq!(signed.label_der().unwrap(), stated.label.as_deref());
    assert_eq!(claimed.label.as_ref().unwrap().label.as_ref().unwrap().grades.confidentiality.value(), 2);
    assert_eq!(claimed.mime_type, stated.mime_type);
    assert_eq!(claimed.file_name.as_deref(), stated.file_name.as_ref().map(|name| name.as_str()));
    assert_eq!(claimed.intended_recipients, stated.intended_recipients);
    assert!(claimed.intended_recipients.as_ref().unwrap().contains(&[9; 32]));
    assert!(!claimed.intended_recipients.as_ref().unwrap().contains(&[8; 32]));
    assert_eq!(claimed.policy_references, Some(stated.policy_references));
    assert_eq!(claimed.signing_time.unwrap().to_string(), "2026-11-23T09:30:00Z");
    assert!(claimed.unknown.is_empty());
    assert_eq!(signer.missing_attributes(), []);
    assert!(matches!(signer.identifier(), SignerIdentifier::IssuerAndSerial { .. }));
    assert_eq!(*signer.digest_algorithm(), ClaimedDigest::Known(DigestAlgorithm::Sha256));
    assert_eq!(*signer.signature_algorithm(), ClaimedSignature::Ecdsa(DigestAlgorithm::Sha256));
    assert_eq!(signed.certificates, [certificate("p256")]);
}

#[test]
fn absent_attributes_are_listed() {
    let message = with_request("p256", SignatureAlgorithm::EcdsaP256Sha256, |full| {
        let attributes = fuin_cms::attribute::SignedAttributes { intended_recipients: None, ..attributes() };
        let request = SignerRequest { attributes: &attributes, ..*full };
        sign_detached(&provider(), &mut &CONTENT[..], &request)
    });
    let signed = read_detached(&message.unwrap(), CONTENT).unwrap();
    assert_eq!(signed.signers[0].missing_attributes(), [ProfileAttribute::IntendedRecipients]);
}

#[test]
fn a_policy_hears_every_algorithm() {
    let (signed, _) = read(&sign_attached("rsa", SignatureAlgorithm::RsaPssSha256, CONTENT)).unwrap();
    let uses = signed.signers[0].algorithm_uses(public_key("rsa").algorithm(), "the signer");
    let told: Vec<_> = uses.iter().map(|u| (u.name.as_ref(), u.role, u.strength, u.key_bits)).collect();
    assert_eq!(told, [("rsa-pss", Role::Signature, 128, Some(3072)), ("sha-256", Role::Digest, 128, None)]);
    let uses = signed.signers[0].algorithm_uses(KeyAlgorithm::Ed25519, "the signer");
    assert_eq!(uses[0].name, "rsa-pss");
}

//= spec/cms-profile.md#streaming
//= type=test
//# A digest of the content that the policy does not permit MUST NOT be computed.
#[test]
fn only_permitted_digests_are_computed() {
    let message = sign_attached("p384", SignatureAlgorithm::EcdsaP384Sha384, CONTENT);
    let permitted = [DigestAlgorithm::Sha256];
    let signed = read_signed(&message[..], Shape::ContentInfo, None, &provider(), &permitted).unwrap();
    match signed.content_digest(&signed.signers[0]) {
        Err(Error::Unsupported { what: "digest algorithm", found }) => assert_eq!(found, "sha-384"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_bare_signed_data_is_read_when_asked_for() {
    let message = with_request("p256", SignatureAlgorithm::EcdsaP256Sha256, |request| {
        let provider = provider();
        let mut writer = SignedDataWriter::start(Vec::new(), &provider, DigestAlgorithm::Sha256).unwrap();
        writer.write_all(CONTENT).unwrap();
        writer.finish(request).unwrap()
    });
    // ContentInfo is two headers and an object identifier before, two ends of contents after.
    let bare = &message[2 + 11 + 2..message.len() - 4];
    let signed = read_signed(bare, Shape::BareSignedData, None, &provider(), PERMITTED).unwrap();
    verify(&signed, &[&public_key("p256")]).unwrap();
    assert!(read_signed(bare, Shape::ContentInfo, None, &provider(), PERMITTED).is_err());
    assert!(read_signed(&message[..], Shape::BareSignedData, None, &provider(), PERMITTED).is_err());
}

#[test]
fn chain_and_crls_travel_sorted_and_once() {
    let (p384, rsa) = (certificate("p384"), certificate("rsa"));
    let message = with_request("p256", SignatureAlgorithm::EcdsaP256Sha256, |request| {
        // Any SEQUENCE will do as a CRL here.
        let request = SignerRequest { chain: &[&rsa, &p384, &rsa], crls: &[&p384], ..*request };
        sign_detached(&provider(), &mut &CONTENT[..], &request).unwrap()
    });
    let signed = read_detached(&message, CONTENT).unwrap();
    let mut expected = vec![certificate("p256"), p384.clone(), rsa];
    expected.sort();
    assert_eq!(signed.certificates, expected);
    assert_eq!(signed.crls, [p384]);
    verify(&signed, &[&public_key("p256")]).unwrap();
}

#[test]
fn nothing_is_signed_that_would_not_verify() {
    let sign = |request: &SignerRequest<'_>| sign_detached(&provider(), &mut &CONTENT[..], request);
    let foreign_certificate = with_request("p256", SignatureAlgorithm::EcdsaP256Sha256, |request| {
        sign(&SignerRequest { certificate: &certificate("p384"), ..*request })
    });
    assert!(matches!(foreign_certificate, Err(Error::Unwritable { .. })));
    let only_read = with_request("rsa", SignatureAlgorithm::RsaPkcs1Sha256, sign);
    assert!(matches!(only_read, Err(Error::Unsupported { .. })));
    let provider = provider();
    let writer = SignedDataWriter::start(Vec::new(), &provider, DigestAlgorithm::Sha256).unwrap();
    let other_digest = with_request("p384", SignatureAlgorithm::EcdsaP384Sha384, |request| writer.finish(request));
    assert!(matches!(other_digest, Err(Error::DigestsDiffer { .. })));
}

#[test]
fn a_full_disk_is_an_io_error() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(octets.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(octets.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let message = sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, &vec![7; 1 << 20]);
    let mut sink = Full(1000);
    let full = read_signed(&message[..], Shape::ContentInfo, Some(&mut sink), &provider(), PERMITTED);
    assert!(matches!(full, Err(Error::Io(error)) if error.kind() == io::ErrorKind::StorageFull));
}
