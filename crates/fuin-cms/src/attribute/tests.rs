use fuin_crypto::DigestAlgorithm;

use super::*;

fn algorithm(digest: DigestAlgorithm) -> AlgorithmIdentifier {
    AlgorithmIdentifier::new(digest.oid())
}

fn signing_certificate(digest_algorithm: AlgorithmIdentifier) -> SigningCertificate {
    let issuer_and_serial = Some((der_values::sequence(&[]), vec![0, 0x81]));
    SigningCertificate { digest_algorithm, digest: vec![3; 32], issuer_and_serial }
}

fn encoded() -> Vec<u8> {
    let own = SignedAttributes {
        label: None,
        mime_type: Some("text/plain".into()),
        file_name: Some(FileName::safe("a.txt").unwrap()),
        intended_recipients: Some(IntendedRecipients::new([[2; 32], [1; 32], [2; 32]]).unwrap()),
        policy_references: vec![
            PolicyReference { id: "baseline".into(), serial: u64::MAX, sha256: [7; 32] },
            PolicyReference { id: "a-overlay".into(), serial: 0, sha256: [8; 32] },
        ],
    };
    let protection = AlgorithmProtection {
        digest: algorithm(DigestAlgorithm::Sha256),
        signature: AlgorithmIdentifier::new(oids::ECDSA_WITH_SHA256),
    };
    let signer = SignerAttributes {
        message_digest: &[9; 32],
        signing_time: "2026-11-23T09:30:00Z".parse().unwrap(),
        protection: &protection,
        signing_certificate: &signing_certificate(algorithm(DigestAlgorithm::Sha256)),
    };
    encode_signed_attributes(&own, &signer).unwrap()
}

#[test]
fn attributes_come_back_in_their_own_order() {
    let read = UnverifiedSignedAttributes::read(encoded(), 0, Signs::Content).unwrap();
    assert_eq!(read.der(), encoded());
    assert_eq!(read.message_digest, [9; 32]);
    assert_eq!(read.content_type, Some(oids::DATA));
    assert_eq!(read.missing(), [ProfileAttribute::SecurityLabel]);
    let ids: Vec<_> = read.policy_references.unwrap().into_iter().map(|r| (r.id, r.serial)).collect();
    assert_eq!(ids, [("baseline".to_owned(), u64::MAX), ("a-overlay".to_owned(), 0)]);
    let recipients: Vec<_> = read.intended_recipients.unwrap().iter().copied().collect();
    assert_eq!(recipients, [[1; 32], [2; 32]]);
}

#[test]
fn the_default_digest_of_a_signing_certificate_is_left_out() {
    for (digest, octets) in [(DigestAlgorithm::Sha256, 0), (DigestAlgorithm::Sha384, 13)] {
        let stated = signing_certificate(algorithm(digest));
        let der = stated.encode();
        // Two lists and the id, the digest, and IssuerSerial with an empty Name and a serial number of two octets.
        assert_eq!(der.len(), 2 + 2 + 2 + octets + 34 + 2 + 2 + 2 + 2 + 4);
        assert_eq!(whole(&der, "SigningCertificateV2", SigningCertificate::read).unwrap(), stated);
    }
}

#[test]
fn only_the_first_signing_certificate_counts() {
    let id = |digest: u8| der_values::sequence(&[&der_values::octet_string(&[digest; 32])]);
    let der = der_values::sequence(&[&der_values::sequence(&[&id(1), &id(2)])]);
    assert_eq!(whole(&der, "x", SigningCertificate::read).unwrap().digest, [1; 32]);
    let none = der_values::sequence(&[&der_values::sequence(&[])]);
    assert!(whole(&none, "x", SigningCertificate::read).is_err());
}

#[test]
fn algorithms_are_compared_with_absent_and_null_alike() {
    let absent = algorithm(DigestAlgorithm::Sha256);
    let null = AlgorithmIdentifier { parameters: Some(der_values::null()), ..absent.clone() };
    let other = AlgorithmIdentifier { parameters: Some(der_values::unsigned(1)), ..absent.clone() };
    assert!(absent.is_same_as(&null) && null.is_same_as(&absent));
    assert!(!absent.is_same_as(&other));
    assert!(!absent.is_same_as(&algorithm(DigestAlgorithm::Sha384)));
}

#[test]
fn refuses_to_write_what_would_not_be_read() {
    let reference = |id: &str| PolicyReference { id: id.into(), serial: 1, sha256: [0; 32] };
    let long = "a".repeat(257);
    for id in ["", "a\nb", "a\u{202e}b", &long] {
        assert!(matches!(encode_policy_references(&[reference(id)]), Err(Error::Unwritable { .. })), "{id:?}");
    }
    assert!(encode_policy_references(&[]).is_err());
    assert!(encode_policy_references(&vec![reference("a"); 65]).is_err());
    assert!(IntendedRecipients::new([]).is_err());
    for mime_type in ["", "text", "text/", "/plain", "text/pl\nain", "テキスト/x"] {
        let attributes = SignedAttributes { mime_type: Some(mime_type.into()), ..SignedAttributes::default() };
        assert!(matches!(attributes.encode(), Err(Error::Unwritable { what: "media type" })), "{mime_type:?}");
    }
    let attributes = SignedAttributes { label: Some(vec![5, 0]), ..SignedAttributes::default() };
    assert!(matches!(attributes.encode(), Err(Error::Malformed { .. })));
}

#[test]
fn cuts_and_flips_never_panic() {
    let der = encoded();
    for cut in 0..der.len() {
        assert!(UnverifiedSignedAttributes::read(der[..cut].to_vec(), 0, Signs::Content).is_err());
    }
    for bit in 0..der.len() * 8 {
        let mut altered = der.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        if let Ok(read) = UnverifiedSignedAttributes::read(altered.clone(), 0, Signs::Content) {
            assert_eq!(read.der(), altered);
        }
    }
}
