use std::sync::Arc;

use fuin_crypto::{DigestAlgorithm, Oid, Secret};
use hex::decode;

use super::*;
use crate::der_values::{algorithm_identifier, bit_string, constructed, null, octet_string, sequence, unsigned, value};
use crate::oids;

fn decryption_key(algorithm: KeyAlgorithm) -> Arc<dyn DecryptionKey> {
    let loader = fuin_crypto_aws_lc::provider().key_loader;
    loader.load(&loader.generate(algorithm).unwrap()).unwrap().decryption.unwrap()
}

fn cek(len: usize) -> ContentEncryptionKey {
    ContentEncryptionKey::new(Secret::new((1..=u8::try_from(len).unwrap()).collect()))
}

fn identifiers() -> [RecipientIdentifier; 2] {
    let name = sequence(&[&constructed(
        tag::SET,
        &[&sequence(&[
            &crate::der_values::oid(&Oid::parse("2.5.4.3").unwrap()),
            &crate::der_values::utf8_string("CA"),
        ])],
    )]);
    [
        RecipientIdentifier::IssuerAndSerial { issuer_der: name, serial: vec![0x00, 0xff] },
        RecipientIdentifier::SubjectKeyIdentifier(vec![0xab; 20]),
    ]
}

const KINDS: [KeyAlgorithm; 4] =
    [KeyAlgorithm::EcP256, KeyAlgorithm::EcP384, KeyAlgorithm::X25519, KeyAlgorithm::Rsa { bits: 3072 }];
const GCM: ContentEncryptionAlgorithm = ContentEncryptionAlgorithm::Aes256Gcm;

fn names(uses: &[AlgorithmUse]) -> Vec<&str> {
    uses.iter().map(|used| &*used.name).collect()
}

#[test]
fn every_kind_round_trips_with_either_identifier() {
    let provider = fuin_crypto_aws_lc::provider();
    for kind in KINDS {
        let key = decryption_key(kind);
        for identifier in identifiers() {
            let info = seal_cek(&provider, key.public_key(), &identifier, &cek(32)).unwrap();
            let [recipient] = <[_; 1]>::try_from(parse_recipient_info(info.as_der(), 0).unwrap()).unwrap();
            assert_eq!(recipient.identifier(), Some(&identifier));
            let scheme = RecipientScheme::of_key(key.public_key()).unwrap();
            assert_eq!(recipient.algorithm_uses(), scheme.algorithm_uses(&recipient.subject()));
            assert_eq!(open_cek(&provider, &*key, &recipient, GCM).unwrap().expose(), cek(32).expose());
        }
    }
}

//= spec/cms-profile.md#nothing-before-the-tag
//= type=test
//# A failed unwrapping, a CEK of wrong length, a commitment and a tag that differ MUST be one error.
#[test]
fn every_failure_of_a_key_is_the_same() {
    let provider = fuin_crypto_aws_lc::provider();
    let [_, identifier] = identifiers();
    let mut others: Vec<_> = KINDS.into_iter().map(decryption_key).collect();
    others.push(decryption_key(KeyAlgorithm::Rsa { bits: 3072 }));
    for kind in KINDS {
        let key = decryption_key(kind);
        let info = seal_cek(&provider, key.public_key(), &identifier, &cek(32)).unwrap();
        let recipient = &parse_recipient_info(info.as_der(), 0).unwrap()[0];
        for other in &others {
            assert!(matches!(open_cek(&provider, &**other, recipient, GCM), Err(Error::NotAuthentic)), "{kind:?}");
        }
        // A CEK of the wrong length arrives whole, and still says nothing else.
        let short = seal_cek(&provider, key.public_key(), &identifier, &cek(16)).unwrap();
        let recipient = &parse_recipient_info(short.as_der(), 0).unwrap()[0];
        assert!(matches!(open_cek(&provider, &*key, recipient, GCM), Err(Error::NotAuthentic)), "{kind:?}");
    }
}

#[test]
fn no_altered_bit_yields_the_key() {
    let provider = fuin_crypto_aws_lc::provider();
    let [identifier, _] = identifiers();
    for kind in KINDS {
        let key = decryption_key(kind);
        let info = seal_cek(&provider, key.public_key(), &identifier, &cek(32)).unwrap();
        for bit in 0..info.as_der().len() * 8 {
            let mut altered = info.as_der().to_vec();
            altered[bit / 8] ^= 1 << (bit % 8);
            let Ok(recipients) = parse_recipient_info(&altered, 0) else { continue };
            for recipient in recipients {
                let opened = open_cek(&provider, &*key, &recipient, GCM);
                if opened.is_ok() {
                    // Names are not authenticated: only an altered identifier may go unnoticed here.
                    assert_ne!(recipient.identifier(), Some(&identifier), "{kind:?} bit {bit}");
                }
            }
        }
        for len in 0..info.as_der().len() {
            let cut = parse_recipient_info(&info.as_der()[..len], 0);
            assert!(matches!(cut, Err(Error::Malformed { .. })), "{kind:?} cut at {len}");
        }
    }
}

#[test]
fn encodings_are_those_of_the_standards() {
    let wrap = algorithm_identifier(&KeyWrapAlgorithm::Aes256Wrap.oid(), None);
    assert_eq!(
        agreement::shared_info(&wrap, None, 32),
        decode("3015300b060960864801650304012da206040400000100").unwrap()
    );
    let with_ukm = "301b300b060960864801650304012da0040402abcda206040400000100";
    assert_eq!(agreement::shared_info(&wrap, Some(&[0xab, 0xcd]), 32), decode(with_ukm).unwrap());
    let oaep = "303806092a864886f70d010107302ba00d300b0609608648016503040201a11a301806092a864886f70d010108300b0609608648016503040201";
    assert_eq!(transport::oaep_identifier(DigestAlgorithm::Sha256), decode(oaep).unwrap());
    let provider = fuin_crypto_aws_lc::provider();
    let key = decryption_key(KeyAlgorithm::EcP384);
    let info = seal_cek(&provider, key.public_key(), &identifiers()[1], &cek(32)).unwrap();
    let algorithm = decode("301506062b8104010b02300b060960864801650304012d").unwrap();
    assert!(info.as_der().windows(algorithm.len()).any(|window| window == algorithm));
}

/// A KeyTransRecipientInfo with this keyEncryptionAlgorithm.
fn transport_info(version: u64, identifier: &RecipientIdentifier, algorithm: &[u8]) -> Vec<u8> {
    sequence(&[&unsigned(version), &identifier.encode_for_transport(), algorithm, &octet_string(&[7; 384])])
}

//= spec/cms-profile.md#recipients
//= type=test
//# RSAES-OAEP and key agreement MUST come with their parameters: absent and NULL ones are malformed.
#[test]
fn key_transport_is_named_for_the_policy() {
    let [_, identifier] = identifiers();
    let rsa = |parameters: Option<&[u8]>| algorithm_identifier(&oids::RSA_ENCRYPTION, parameters);
    let oaep = |parameters: &[&[u8]]| algorithm_identifier(&oids::RSAES_OAEP, Some(&sequence(parameters)));
    let hash = |digest: DigestAlgorithm| algorithm_identifier(&digest.oid(), None);
    let field = |number, inner: &[u8]| constructed(tag::context_constructed(number), &[inner]);
    let mgf = |digest: DigestAlgorithm| field(1, &algorithm_identifier(&oids::MGF1, Some(&hash(digest))));
    let (sha1, sha256, sha384) = (DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384);
    let label = |label: &[u8]| field(2, &algorithm_identifier(&oids::P_SPECIFIED, Some(&octet_string(label))));
    let with_null = |digest: DigestAlgorithm| algorithm_identifier(&digest.oid(), Some(&null()));
    let mgf_null = field(1, &algorithm_identifier(&oids::MGF1, Some(&with_null(sha256))));
    let named = [
        (rsa(Some(&null())), "rsaes-pkcs1-v1_5"),
        (rsa(None), "rsaes-pkcs1-v1_5"),
        (oaep(&[]), "rsa-oaep-sha-1"),
        (oaep(&[&field(0, &hash(sha1)), &mgf(sha1)]), "rsa-oaep-sha-1"),
        (oaep(&[&field(0, &with_null(sha256)), &mgf_null]), "rsa-oaep-sha-256"),
        (transport::oaep_identifier(sha384), "rsa-oaep-sha-384"),
        (oaep(&[&field(0, &hash(sha256)), &mgf(sha256), &label(b"")]), "rsa-oaep-sha-256"),
        (oaep(&[&field(0, &hash(sha256)), &mgf(sha256), &label(b"x")]), "rsa-oaep-with-label"),
        (oaep(&[&field(0, &hash(sha256))]), "rsa-oaep-sha-256-mgf1-sha-1"),
        (oaep(&[&field(0, &hash(sha256)), &mgf(sha384)]), "rsa-oaep-sha-256-mgf1-sha-384"),
        (oaep(&[&field(0, &algorithm_identifier(&oids::MGF1, None))]), "rsa-oaep-1.2.840.113549.1.1.8"),
        (algorithm_identifier(&oids::ORI_KEM, None), "1.2.840.113549.1.9.16.13.3"),
    ];
    for (algorithm, name) in &named {
        let recipients = parse_recipient_info(&transport_info(2, &identifier, algorithm), 0).unwrap();
        assert_eq!(names(&recipients[0].algorithm_uses()), [*name]);
        assert_eq!(recipients[0].kind(), RecipientKind::Transport);
    }
    let bits = parse_recipient_info(&transport_info(2, &identifier, &named[4].0), 0).unwrap()[0].algorithm_uses();
    assert_eq!(bits[0].key_bits, Some(3072));

    let refused = [
        ("OAEP parameters absent", transport_info(2, &identifier, &algorithm_identifier(&oids::RSAES_OAEP, None))),
        (
            "OAEP parameters NULL",
            transport_info(2, &identifier, &algorithm_identifier(&oids::RSAES_OAEP, Some(&null()))),
        ),
        ("OAEP fields out of order", transport_info(2, &identifier, &oaep(&[&mgf(sha256), &field(0, &hash(sha256))]))),
        ("OAEP fields twice", transport_info(2, &identifier, &oaep(&[&mgf(sha256), &mgf(sha256)]))),
        ("version 0 with a key identifier", transport_info(0, &identifier, &named[4].0)),
        ("version 2 with a serial number", transport_info(2, &identifiers()[0], &named[4].0)),
        ("version 1", transport_info(1, &identifier, &named[4].0)),
    ];
    for (name, info) in refused {
        assert!(matches!(parse_recipient_info(&info, 0), Err(Error::Malformed { .. })), "{name}");
    }
}

//= spec/cms-profile.md#recipients
//= type=test
//# RSAES-PKCS1-v1_5 MUST NOT be written, nor tried on what is read.
#[test]
fn padding_that_is_an_oracle_is_not_tried() {
    let [_, identifier] = identifiers();
    let algorithm = algorithm_identifier(&oids::RSA_ENCRYPTION, Some(&null()));
    let recipient = &parse_recipient_info(&transport_info(2, &identifier, &algorithm), 0).unwrap()[0];
    let key = decryption_key(KeyAlgorithm::Rsa { bits: 3072 });
    let refused = open_cek(&fuin_crypto_aws_lc::provider(), &*key, recipient, GCM);
    assert!(matches!(refused, Err(Error::Unsupported { found, .. }) if found == "rsaes-pkcs1-v1_5"));
}

/// The parts of a KeyAgreeRecipientInfo, each of which a test may replace.
struct AgreementParts {
    version: u64,
    originator: Vec<u8>,
    ukm: Vec<u8>,
    algorithm: Vec<u8>,
    keys: Vec<Vec<u8>>,
}

impl AgreementParts {
    fn new() -> Self {
        let wrap = algorithm_identifier(&KeyWrapAlgorithm::Aes256Wrap.oid(), None);
        Self {
            version: 3,
            originator: originator(None, &point(65)),
            ukm: Vec::new(),
            algorithm: algorithm_identifier(&KeyDerivation::X963Sha256.oid(), Some(&wrap)),
            keys: vec![sequence(&[&identifiers()[1].encode_for_agreement(), &octet_string(&[1; 40])])],
        }
    }

    fn encode(&self) -> Vec<u8> {
        let originator = constructed(0xa0, &[&self.originator]);
        let keys = sequence(&[&self.keys.concat()]);
        constructed(0xa1, &[&unsigned(self.version), &originator, &self.ukm, &self.algorithm, &keys])
    }

    fn parse(&self) -> Result<Vec<UnverifiedRecipient>, Error> {
        parse_recipient_info(&self.encode(), 0)
    }
}

fn point(len: usize) -> Vec<u8> {
    let mut point = vec![5; len];
    point[0] = 4;
    point
}

fn originator(parameters: Option<&[u8]>, point: &[u8]) -> Vec<u8> {
    constructed(0xa1, &[&algorithm_identifier(&oids::EC_PUBLIC_KEY, parameters), &bit_string(point)])
}

#[test]
fn key_agreement_is_named_for_the_policy() {
    let parts = AgreementParts::new;
    let curve = |oid: &Oid| crate::der_values::oid(oid);
    let wrap = |wrap: KeyWrapAlgorithm, parameters: Option<&[u8]>| algorithm_identifier(&wrap.oid(), parameters);
    let scheme = |kdf: KeyDerivation, wrap: &[u8]| algorithm_identifier(&kdf.oid(), Some(wrap));
    let x25519 = algorithm_identifier(&oids::X25519, None);
    let x448 = algorithm_identifier(&Oid::parse("1.3.101.111").unwrap(), None);
    let aes256 = wrap(KeyWrapAlgorithm::Aes256Wrap, None);
    let named = [
        (parts(), ["ecdh-p256", "x963-sha-256", "aes-256-wrap"]),
        (
            AgreementParts { originator: originator(Some(&null()), &point(97)), ..parts() },
            ["ecdh-p384", "x963-sha-256", "aes-256-wrap"],
        ),
        (
            AgreementParts { originator: originator(Some(&curve(&oids::SECP256R1)), &point(65)), ..parts() },
            ["ecdh-p256", "x963-sha-256", "aes-256-wrap"],
        ),
        (
            AgreementParts { originator: originator(None, &point(133)), ..parts() },
            ["ecdh-p521", "x963-sha-256", "aes-256-wrap"],
        ),
        (
            AgreementParts { algorithm: scheme(KeyDerivation::X963Sha1, &aes256), ..parts() },
            ["ecdh-p256", "x963-sha-1", "aes-256-wrap"],
        ),
        (
            AgreementParts {
                algorithm: scheme(KeyDerivation::X963Sha384, &wrap(KeyWrapAlgorithm::TripleDesWrap, Some(&null()))),
                ..parts()
            },
            ["ecdh-p256", "x963-sha-384", "3des-wrap"],
        ),
        (
            AgreementParts { algorithm: algorithm_identifier(&oids::ORI_KEM, Some(&aes256)), ..parts() },
            ["ecdh-p256", "1.2.840.113549.1.9.16.13.3", "2.16.840.1.101.3.4.1.45"],
        ),
        (
            AgreementParts { originator: constructed(0xa1, &[&x25519, &bit_string(&[9; 32])]), ..parts() },
            ["x25519", "x963-sha-256", "aes-256-wrap"],
        ),
        (
            AgreementParts {
                originator: constructed(0xa1, &[&x25519, &bit_string(&[9; 32])]),
                algorithm: scheme(KeyDerivation::HkdfSha512, &aes256),
                ..parts()
            },
            ["x25519", "hkdf-sha-512", "aes-256-wrap"],
        ),
        (
            AgreementParts { originator: constructed(0xa1, &[&x448, &bit_string(&[9; 56])]), ..parts() },
            ["1.3.101.111", "x963-sha-256", "aes-256-wrap"],
        ),
        (
            AgreementParts { originator: value(0x80, &[1; 20]), ..parts() },
            ["static-static-key-agreement", "x963-sha-256", "aes-256-wrap"],
        ),
    ];
    for (parts, expected) in named {
        let recipients = parts.parse().unwrap();
        assert_eq!(names(&recipients[0].algorithm_uses()), expected);
        assert_eq!(recipients[0].kind(), RecipientKind::Agreement);
    }
}

//= spec/cms-profile.md#recipients
//= type=test
//# RSAES-OAEP and key agreement MUST come with their parameters: absent and NULL ones are malformed.
//= spec/cms-profile.md#recipients
//= type=test
//# An ephemeral point MUST be uncompressed and on the curve of the recipient's key.
#[test]
fn key_agreement_is_parsed_strictly() {
    let parts = AgreementParts::new;
    let scheme = |parameters: Option<&[u8]>| algorithm_identifier(&KeyDerivation::X963Sha256.oid(), parameters);
    let wrap_with = |parameters: &[u8]| algorithm_identifier(&KeyWrapAlgorithm::Aes256Wrap.oid(), Some(parameters));
    let with_originator = |originator| AgreementParts { originator, ..parts() };
    let other_curve = crate::der_values::oid(&oids::SECP384R1);
    let unused_bits = value(tag::BIT_STRING, &[&[4], &point(65)[..]].concat());
    let ec = algorithm_identifier(&oids::EC_PUBLIC_KEY, None);
    let cases = [
        ("version 2", AgreementParts { version: 2, ..parts() }),
        ("parameters absent", AgreementParts { algorithm: scheme(None), ..parts() }),
        ("parameters NULL", AgreementParts { algorithm: scheme(Some(&null())), ..parts() }),
        ("parameters empty", AgreementParts { algorithm: scheme(Some(&sequence(&[]))), ..parts() }),
        ("wrap with parameters", AgreementParts { algorithm: scheme(Some(&wrap_with(&null()))), ..parts() }),
        ("point at infinity", with_originator(originator(None, &[0]))),
        ("no point", with_originator(originator(None, &[]))),
        ("point of no curve", with_originator(originator(None, &point(66)))),
        ("point of another curve than named", with_originator(originator(Some(&other_curve), &point(65)))),
        ("unused bits", with_originator(constructed(0xa1, &[&ec, &unused_bits]))),
        ("no recipients", AgreementParts { keys: Vec::new(), ..parts() }),
        ("ukm of another type", AgreementParts { ukm: constructed(0xa1, &[&null()]), ..parts() }),
    ];
    for (name, parts) in cases {
        assert!(matches!(parts.parse(), Err(Error::Malformed { .. })), "{name}");
    }
    let many = AgreementParts { keys: vec![parts().keys[0].clone(); MAX_KEYS_PER_INFO + 1], ..parts() };
    assert!(matches!(many.parse(), Err(Error::Limit { .. })));
}

//= spec/cms-profile.md#recipients
//= type=test
//# An ephemeral point MUST be uncompressed and on the curve of the recipient's key.
#[test]
fn a_point_off_the_curve_says_nothing() {
    let provider = fuin_crypto_aws_lc::provider();
    let key = decryption_key(KeyAlgorithm::EcP256);
    let recipient = &AgreementParts::new().parse().unwrap()[0];
    assert!(matches!(open_cek(&provider, &*key, recipient, GCM), Err(Error::NotAuthentic)));
}

fn x25519_originator(parameters: Option<&[u8]>, point: &[u8]) -> Vec<u8> {
    constructed(0xa1, &[&algorithm_identifier(&oids::X25519, parameters), &bit_string(point)])
}

//= spec/cms-profile.md#recipients
//= type=test
//# An ephemeral key of X25519 MUST have no parameters and 32 octets, be reduced, and not lead to a secret of zeros.
#[test]
fn an_ephemeral_key_of_x25519_is_read_strictly_and_must_not_lead_to_zero() {
    let wrap = algorithm_identifier(&KeyWrapAlgorithm::Aes256Wrap.oid(), None);
    let hkdf = |originator| AgreementParts {
        originator,
        algorithm: algorithm_identifier(&KeyDerivation::HkdfSha256.oid(), Some(&wrap)),
        ..AgreementParts::new()
    };
    let unused_bits = value(tag::BIT_STRING, &[&[4], &[8; 32][..]].concat());
    let x25519 = algorithm_identifier(&oids::X25519, None);
    let ends = |first, last| [&[first][..], &[0xff; 30], &[last]].concat();
    assert!(hkdf(x25519_originator(None, &ends(0xec, 0x7f))).parse().is_ok(), "p - 1 is reduced");
    for (name, originator) in [
        ("the topmost bit", x25519_originator(None, &[&[9; 31][..], &[0x89]].concat())),
        ("p", x25519_originator(None, &ends(0xed, 0x7f))),
        ("2^255 - 1", x25519_originator(None, &ends(0xff, 0x7f))),
        ("2^256 - 1", x25519_originator(None, &ends(0xff, 0xff))),
        ("NULL parameters", x25519_originator(Some(&null()), &[9; 32])),
        ("a curve", x25519_originator(Some(&crate::der_values::oid(&oids::SECP256R1)), &[9; 32])),
        ("31 octets", x25519_originator(None, &[9; 31])),
        ("33 octets", x25519_originator(None, &[9; 33])),
        ("no octets", x25519_originator(None, &[])),
        ("a point of P-256", x25519_originator(None, &point(65))),
        ("unused bits", constructed(0xa1, &[&x25519, &unused_bits])),
    ] {
        assert!(matches!(hkdf(originator).parse(), Err(Error::Malformed { .. })), "{name}");
    }

    let provider = fuin_crypto_aws_lc::provider();
    let key = decryption_key(KeyAlgorithm::X25519);
    let one = [&[1][..], &[0; 31]].concat();
    let order_8 = decode("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800").unwrap();
    for point in [&[0; 32][..], &one, &order_8] {
        // Whoever sends such a point knows the secret, all zeros, and could wrap a CEK under what comes of it.
        let zeros = fuin_crypto::SharedSecret::new(Secret::new(vec![0; 32]));
        let info = agreement::shared_info(&wrap, None, 32);
        let kek = fuin_crypto::kdf::kek(&provider, KeyDerivation::HkdfSha256, &zeros, &info, None, 32).unwrap();
        let wrapped = provider.key_wrap(KeyWrapAlgorithm::Aes256Wrap).unwrap().wrap(&kek, &cek(32)).unwrap();
        let parts = AgreementParts {
            keys: vec![sequence(&[&identifiers()[1].encode_for_agreement(), &octet_string(&wrapped)])],
            ..hkdf(x25519_originator(None, point))
        };
        let recipient = &parts.parse().unwrap()[0];
        assert!(matches!(open_cek(&provider, &*key, recipient, GCM), Err(Error::NotAuthentic)));
    }
    // A key of another kind, and an ephemeral one of another.
    let recipient = &hkdf(x25519_originator(None, &[9; 32])).parse().unwrap()[0];
    let p256 = decryption_key(KeyAlgorithm::EcP256);
    assert!(matches!(open_cek(&provider, &*p256, recipient, GCM), Err(Error::NotAuthentic)));
    let recipient = &AgreementParts::new().parse().unwrap()[0];
    assert!(matches!(open_cek(&provider, &*key, recipient, GCM), Err(Error::NotAuthentic)));
}

#[test]
fn hkdf_goes_with_x25519_alone_and_takes_the_ukm_as_its_salt() {
    let provider = fuin_crypto_aws_lc::provider();
    let wrap = algorithm_identifier(&KeyWrapAlgorithm::Aes128Wrap.oid(), None);
    let wrapper = provider.key_wrap(KeyWrapAlgorithm::Aes128Wrap).unwrap();
    for (kind, agreement, derivation) in [
        (KeyAlgorithm::X25519, KeyAgreementAlgorithm::X25519, KeyDerivation::HkdfSha384),
        (KeyAlgorithm::X25519, KeyAgreementAlgorithm::X25519, KeyDerivation::X963Sha256),
        (KeyAlgorithm::EcP256, KeyAgreementAlgorithm::EcdhP256, KeyDerivation::HkdfSha256),
    ] {
        let key = decryption_key(kind);
        let agreed = provider.key_agreement(agreement).unwrap().agree(key.public_key()).unwrap();
        let info = agreement::shared_info(&wrap, Some(b"ukm"), 16);
        let kek = fuin_crypto::kdf::kek(&provider, derivation, &agreed.shared_secret, &info, Some(b"ukm"), 16).unwrap();
        let wrapped = wrapper.wrap(&kek, &cek(32)).unwrap();
        let with_ukm = |ukm: &[u8]| AgreementParts {
            originator: match agreement {
                KeyAgreementAlgorithm::X25519 => x25519_originator(None, &agreed.ephemeral_point),
                _ => originator(None, &agreed.ephemeral_point),
            },
            ukm: constructed(0xa1, &[&octet_string(ukm)]),
            algorithm: algorithm_identifier(&derivation.oid(), Some(&wrap)),
            keys: vec![sequence(&[&identifiers()[1].encode_for_agreement(), &octet_string(&wrapped)])],
            ..AgreementParts::new()
        };
        let open = |parts: AgreementParts| open_cek(&provider, &*key, &parts.parse().unwrap()[0], GCM);
        if derivation.fits(agreement) {
            assert_eq!(open(with_ukm(b"ukm")).unwrap().expose(), cek(32).expose());
            assert!(matches!(open(with_ukm(b"other")), Err(Error::NotAuthentic)));
        } else {
            assert!(matches!(open(with_ukm(b"ukm")), Err(Error::Unsupported { .. })));
        }
    }
}

#[test]
fn recipients_of_one_info_are_told_apart() {
    let keys = identifiers()
        .iter()
        .map(|identifier| sequence(&[&identifier.encode_for_agreement(), &octet_string(&[1; 40])]))
        .collect();
    let recipients = AgreementParts { keys, ..AgreementParts::new() }.parse().unwrap();
    assert_eq!(
        recipients.iter().map(|recipient| recipient.identifier().cloned()).collect::<Vec<_>>(),
        identifiers().map(Some)
    );
    assert_eq!(recipients[0].subject(), "recipient with serial number 00ff");
}

#[test]
fn ukm_takes_part_in_the_derivation() {
    let provider = fuin_crypto_aws_lc::provider();
    let key = decryption_key(KeyAlgorithm::EcP256);
    let agreed = provider.key_agreement(KeyAgreementAlgorithm::EcdhP256).unwrap().agree(key.public_key()).unwrap();
    let wrap = algorithm_identifier(&KeyWrapAlgorithm::Aes256Wrap.oid(), None);
    let info = agreement::shared_info(&wrap, Some(b"ukm"), 32);
    let kek = fuin_crypto::kdf::x963(&provider, KeyDerivation::X963Sha256, &agreed.shared_secret, &info, 32).unwrap();
    let wrapped = provider.key_wrap(KeyWrapAlgorithm::Aes256Wrap).unwrap().wrap(&kek, &cek(32)).unwrap();
    let with_ukm = |ukm: &[u8]| AgreementParts {
        originator: originator(None, &agreed.ephemeral_point),
        ukm: constructed(0xa1, &[&octet_string(ukm)]),
        keys: vec![sequence(&[&identifiers()[1].encode_for_agreement(), &octet_string(&wrapped)])],
        ..AgreementParts::new()
    };
    let open = |parts: AgreementParts| open_cek(&provider, &*key, &parts.parse().unwrap()[0], GCM);
    assert_eq!(open(with_ukm(b"ukm")).unwrap().expose(), cek(32).expose());
    assert!(matches!(open(with_ukm(b"other")), Err(Error::NotAuthentic)));
}

#[test]
fn other_kinds_are_kept_with_their_names() {
    let provider = fuin_crypto_aws_lc::provider();
    let key = decryption_key(KeyAlgorithm::EcP256);
    let kem = constructed(0xa4, &[&crate::der_values::oid(&oids::ORI_KEM), &null()]);
    let cases = [
        (constructed(0xa2, &[&unsigned(4)]), "KEKRecipientInfo"),
        (constructed(0xa3, &[&unsigned(0)]), "PasswordRecipientInfo"),
        (kem, "1.2.840.113549.1.9.16.13.3"),
    ];
    for (info, name) in cases {
        let recipient = &parse_recipient_info(&info, 0).unwrap()[0];
        assert_eq!(names(&recipient.algorithm_uses()), [name]);
        assert_eq!((recipient.kind(), recipient.identifier()), (RecipientKind::Other, None));
        assert!(matches!(open_cek(&provider, &*key, recipient, GCM), Err(Error::Unsupported { .. })));
    }
    assert!(parse_recipient_info(&constructed(0xa5, &[]), 0).is_err());
    assert!(parse_recipient_info(&[], 0).is_err());
}
