//! Reading certificates: what they say, and which are refused.

use fuin_crypto::KeyAlgorithm;
use fuin_pki::{BasicConstraints, Certificate, Error, SignatureIdentifier};

use crate::support::der::{bits, boolean, context, integer, name, null, octets, oid, rdn, sequence, tlv};
use crate::support::{
    AUTHORITY_KEY_IDENTIFIER, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE, KEY_USAGE, Party, Question, SUBJECT_ALT_NAME,
    SUBJECT_KEY_IDENTIFIER, Template, identifier,
};

fn template() -> Template {
    Party::new("Tanaka").certified(&Party::new("CA"))
}

fn error(template: &Template) -> Error {
    Certificate::from_der(&template.der()).expect_err("must be refused")
}

#[test]
fn what_a_certificate_says() {
    let (ca, tanaka) = (Party::new("CA"), Party::new("Tanaka"));
    let mail = sequence(&[tlv(0x81, b"tanaka@a.go.jp"), tlv(0x82, b"a.go.jp"), tlv(0x81, b"t@a.go.jp")]);
    let subject = sequence(&[
        rdn("2.5.4.10", 0x0c, "内閣官房".as_bytes()),
        rdn("2.5.4.3", 0x0c, b"Tanaka"),
        rdn("1.2.840.113549.1.9.1", 0x16, b"old@a.go.jp"),
        rdn("1.2.840.113549.1.9.1", 0x16, b"t@a.go.jp"),
    ]);
    let certificate = tanaka
        .certified(&ca)
        .extension(SUBJECT_ALT_NAME, false, &mail)
        .change(|template| (template.subject_name, template.serial) = (subject, vec![0x00, 0x80]))
        .build();
    assert_eq!(certificate.subject().organization(), Some("内閣官房"));
    assert_eq!(certificate.issuer().to_string(), "CN=CA, C=JP");
    assert_eq!(certificate.emails(), ["tanaka@a.go.jp", "t@a.go.jp", "old@a.go.jp"]);
    assert_eq!(certificate.serial(), [0x00, 0x80]);
    assert_eq!(certificate.public_key().map(fuin_crypto::PublicKey::algorithm), Ok(KeyAlgorithm::EcP256));
    assert_eq!(certificate.subject_key_identifier(), Some(&tanaka.key_identifier()[..]));
    assert_eq!(certificate.authority_key_identifier(), Some(&ca.key_identifier()[..]));
    assert_eq!(certificate.not_before().to_string(), "2026-01-01T00:00:00Z");
    assert_eq!(certificate.signature_algorithm(), &SignatureIdentifier::Ecdsa(fuin_crypto::DigestAlgorithm::Sha256));
    let usage = certificate.key_usage().unwrap();
    assert!(usage.digital_signature() && !usage.content_commitment() && !usage.key_cert_sign() && !usage.crl_sign());
    assert!(!certificate.is_self_issued());
    let authority = ca.certified_as_ca(&ca).path_len(3).build();
    assert_eq!(authority.basic_constraints(), Some(BasicConstraints { ca: true, path_len: Some(3) }));
    assert!(authority.is_self_issued());
    assert_eq!(format!("{authority:?}"), "Certificate(CN=CA, C=JP)");
}

#[test]
fn key_usage_bits_are_those_of_the_standard() {
    for (octet, expected) in [(0x80, 0), (0x40, 1), (0x20, 2), (0x08, 3), (0x04, 4), (0x02, 5)] {
        let usage = template().key_usage(octet).build().key_usage().unwrap();
        let found = [
            usage.digital_signature(),
            usage.content_commitment(),
            usage.key_encipherment(),
            usage.key_agreement(),
            usage.key_cert_sign(),
            usage.crl_sign(),
        ];
        assert_eq!(found.iter().position(|bit| *bit), Some(expected));
        assert_eq!(found.iter().filter(|bit| **bit).count(), 1);
    }
}

#[test]
fn duplicate_extensions_are_refused() {
    for index in 0..3 {
        let twice = template().change(|template| template.extensions.push(template.extensions[index].clone()));
        assert!(matches!(error(&twice), Error::DuplicateExtension { .. }));
    }
}

#[test]
fn undecodable_extensions_are_refused() {
    let name_in = |element: Vec<u8>| sequence(&[tlv(0x81, b"t@a.go.jp"), element]);
    let table: Vec<(&str, Vec<u8>)> = vec![
        (BASIC_CONSTRAINTS, sequence(&[integer(&[1]), boolean(true)])),
        (BASIC_CONSTRAINTS, sequence(&[boolean(true), integer(&[0xff])])),
        (BASIC_CONSTRAINTS, sequence(&[integer(&[1])])),
        (BASIC_CONSTRAINTS, sequence(&[tlv(0x01, &[0x01])])),
        (BASIC_CONSTRAINTS, [sequence(&[boolean(true)]), null()].concat()),
        (KEY_USAGE, bits(8, &[0x80])),
        (KEY_USAGE, bits(0, &[])),
        (KEY_USAGE, bits(0, &[0x80, 0, 0])),
        (KEY_USAGE, octets(&[0x80])),
        (EXTENDED_KEY_USAGE, sequence(&[])),
        (EXTENDED_KEY_USAGE, sequence(&[null()])),
        (SUBJECT_ALT_NAME, sequence(&[])),
        (SUBJECT_ALT_NAME, name_in(tlv(0x81, &[0xff]))),
        (SUBJECT_ALT_NAME, name_in(tlv(0x81, "田中@a.go.jp".as_bytes()))),
        (SUBJECT_ALT_NAME, name_in(tlv(0x87, &[1, 2, 3]))),
        (SUBJECT_ALT_NAME, name_in(tlv(0x89, b"x"))),
        (SUBJECT_ALT_NAME, name_in(tlv(0x88, &[0x80]))),
        (SUBJECT_ALT_NAME, name_in(context(4, &null()))),
        (SUBJECT_ALT_NAME, name_in(context(0, &oid("1.2.3")))),
        (SUBJECT_ALT_NAME, name_in(tlv(0x81, b"a")[..2].to_vec())),
        (SUBJECT_KEY_IDENTIFIER, null()),
        (AUTHORITY_KEY_IDENTIFIER, null()),
        ("2.5.29.30", null()),
        ("2.5.29.31", null()),
        ("2.5.29.32", null()),
        ("2.5.29.31", [sequence(&[]), null()].concat()),
    ];
    for (id, value) in table {
        let found = error(&template().extension(id, false, &value));
        assert!(
            matches!(&found, Error::UndecodableExtension { oid } if oid.to_string() == id),
            "{id} {value:?} {found}"
        );
    }
    assert!(Certificate::from_der(&template().extension("1.2.3.4", false, b"not DER").der()).is_ok());
    let names = sequence(&[
        context(0, &[oid("1.2.3"), context(0, &null())].concat()),
        context(4, &name("Tanaka")),
        tlv(0x86, b"https://a.go.jp/"),
        tlv(0x87, &[127, 0, 0, 1]),
        tlv(0x88, &[0x2a]),
    ]);
    assert!(Certificate::from_der(&template().extension(SUBJECT_ALT_NAME, true, &names).der()).is_ok());
}

#[test]
fn the_frame_is_strict() {
    let serial = |octets: &[u8]| template().change(|template| template.serial = octets.to_vec());
    assert_eq!(error(&serial(&[0x80])), Error::SerialNumber);
    assert_eq!(error(&serial(&[1; 21])), Error::SerialNumber);
    assert!(matches!(error(&serial(&[0, 1])), Error::Malformed { structure: "serialNumber", .. }));
    assert!(Certificate::from_der(&serial(&[1; 20]).der()).is_ok());
    let other = identifier(fuin_crypto::SignatureAlgorithm::RsaPkcs1Sha256);
    let mismatch = template().change(|template| template.identifiers.1 = other);
    assert_eq!(error(&mismatch), Error::SignatureAlgorithmMismatch { structure: "certificate" });
    for version in [None, Some(0), Some(1), Some(3)] {
        let template = template().change(|template| template.version = version);
        assert!(matches!(error(&template), Error::Malformed { structure: "version", .. }), "{version:?}");
    }
    let nameless = template().change(|template| template.issuer_name = sequence(&[]));
    assert!(matches!(error(&nameless), Error::Malformed { structure: "issuer", .. }));
    let mut trailing = template().der();
    trailing.push(0);
    assert!(Certificate::from_der(&trailing).is_err());
    let found = Certificate::MAX_OCTETS + 1;
    let too_large = Certificate::from_der(&vec![0x30; found]);
    assert_eq!(
        too_large.expect_err("too large"),
        Error::TooLarge { structure: "certificate", limit: Certificate::MAX_OCTETS, found }
    );
}

#[test]
fn times_without_seconds_or_zone_are_refused() {
    for wrong in ["2601010000Z", "260101000000", "20260101000000", "260101000000+0900", "20260101000000.5Z"] {
        let template = template().valid(wrong, "20270101000000Z");
        assert!(matches!(error(&template), Error::Malformed { structure: "notBefore", .. }), "{wrong}");
    }
    assert!(Certificate::from_der(&template().valid("260101000000Z", "270101000000Z").der()).is_ok());
}

#[test]
fn keys_of_other_kinds_are_kept_and_malformed_ones_refused() {
    let ed448 = sequence(&[sequence(&[oid("1.3.101.113")]), bits(0, &[1; 57])]);
    let certificate = template().change(|template| template.spki = ed448).build();
    assert!(matches!(certificate.public_key(), Err(Error::PublicKey(fuin_crypto::Error::Unsupported { .. }))));
    let point = sequence(&[oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")]);
    let short = sequence(&[point, bits(0, &[4; 64])]);
    let template = template().change(|template| template.spki = short);
    assert!(matches!(error(&template), Error::PublicKey(_)));
}

/// No octet can be changed without notice, and none of the changes makes the reader panic.
#[test]
fn every_octet_of_a_certificate_may_change() {
    let root = Party::new("Root");
    let mail = sequence(&[tlv(0x81, b"tanaka@a.go.jp"), context(4, &name("Tanaka"))]);
    let original = Party::new("Tanaka")
        .certified(&root)
        .extension(SUBJECT_ALT_NAME, false, &mail)
        .extension(BASIC_CONSTRAINTS, true, &sequence(&[]))
        .extension(EXTENDED_KEY_USAGE, false, &sequence(&[oid("1.3.6.1.5.5.7.3.4")]))
        .der();
    let base = Certificate::from_der(&original).unwrap();
    assert!(Question::new(&base, &root).ask().is_ok());
    for position in 0..original.len() {
        for mask in 1..=255 {
            let mut der = original.clone();
            der[position] ^= mask;
            // Signatures are costly: a few changes of each octet go on to validation.
            if let Ok(certificate) = Certificate::from_der(&der)
                && [0x01, 0x20, 0x80].contains(&mask)
            {
                assert!(Question::new(&certificate, &root).ask().is_err(), "octet {position} ^ {mask:#x}");
            }
        }
        assert!(Certificate::from_der(&original[..position]).is_err());
    }
}
