//! RecipientInfos with one fault: key agreement and key transport as a hostile sender would have them.

use fuin::crypto::{DigestAlgorithm, KeyDerivation, KeyWrapAlgorithm, Oid};
use fuin_cms::der_values::{self as dv, tag};
use fuin_cms::oids;
use fuin_cms::recipient::RecipientIdentifier;

use crate::forge::{CEK, Ground, digest_identifier};
use crate::library::exit_of;

const MALFORMED: &str = "message.malformed";
const NOT_AUTHENTIC: &str = "message.not-authentic";

fn named(ground: &Ground, key: &str) -> Vec<u8> {
    let RecipientIdentifier::IssuerAndSerial { issuer_der, serial } = ground.identifier(key) else {
        unreachable!("named by issuer");
    };
    dv::sequence(&[&issuer_der, &dv::value(tag::INTEGER, &serial)])
}

fn scheme(derivation: KeyDerivation, parameters: Option<&[u8]>) -> Vec<u8> {
    dv::algorithm_identifier(&derivation.oid(), parameters)
}

fn wrap() -> Vec<u8> {
    dv::algorithm_identifier(&KeyWrapAlgorithm::Aes256Wrap.oid(), None)
}

/// A KeyAgreeRecipientInfo for `b` with this ephemeral point and keyEncryptionAlgorithm.
fn agreement(ground: &Ground, point: &[u8], algorithm: &[u8]) -> Vec<u8> {
    let key = dv::sequence(&[&dv::algorithm_identifier(&oids::EC_PUBLIC_KEY, None), &dv::bit_string(point)]);
    let mut key = key;
    key[0] = 0xa1;
    let encrypted = dv::sequence(&[&named(ground, "b"), &dv::octet_string(&[1; 40])]);
    let parts = [&dv::unsigned(3), &dv::value(0xa0, &key), algorithm, &dv::sequence(&[&encrypted])];
    dv::constructed(0xa1, &parts)
}

/// A KeyTransRecipientInfo for the RSA key `r` with this keyEncryptionAlgorithm.
fn transport(ground: &Ground, algorithm: &[u8]) -> Vec<u8> {
    dv::sequence(&[&dv::unsigned(0), &named(ground, "r"), algorithm, &dv::octet_string(&[1; 384])])
}

#[test]
fn key_agreement() {
    let ground = Ground::new();
    let good = scheme(KeyDerivation::X963Sha256, Some(&wrap()));
    // A point of the curve: the recipient's own.
    let point = ground.b.entry("b").public_key().key().to_vec();
    let off = {
        let mut off = point.clone();
        off[64] ^= 1;
        off
    };
    let p384 = [&[4][..], &[5; 96]].concat();
    ground.refuses(&[
        ("a point of the curve, a key that is none", 4, NOT_AUTHENTIC, &|m| {
            m.recipients = vec![agreement(m.ground, &point, &good)];
        }),
        ("point off the curve", 4, NOT_AUTHENTIC, &|m| m.recipients = vec![agreement(m.ground, &off, &good)]),
        ("point at infinity", 3, MALFORMED, &|m| m.recipients = vec![agreement(m.ground, &[0], &good)]),
        ("point of another curve", 4, NOT_AUTHENTIC, &|m| m.recipients = vec![agreement(m.ground, &p384, &good)]),
        ("parameters absent", 3, MALFORMED, &|m| {
            m.recipients = vec![agreement(m.ground, &point, &scheme(KeyDerivation::X963Sha256, None))];
        }),
        ("parameters NULL", 3, MALFORMED, &|m| {
            m.recipients = vec![agreement(m.ground, &point, &scheme(KeyDerivation::X963Sha256, Some(&dv::null())))];
        }),
        ("parameters empty", 3, MALFORMED, &|m| {
            let empty = dv::sequence(&[]);
            m.recipients = vec![agreement(m.ground, &point, &scheme(KeyDerivation::X963Sha256, Some(&empty)))];
        }),
        ("SHA-1 in the derivation, as OpenSSL has it by default", 7, "policy.algorithm.never", &|m| {
            m.recipients = vec![agreement(m.ground, &point, &scheme(KeyDerivation::X963Sha1, Some(&wrap())))];
        }),
    ]);
}

/// A KeyAgreeRecipientInfo for the X25519 key `x` with this ephemeral key.
fn x25519(ground: &Ground, parameters: Option<&[u8]>, point: &[u8], algorithm: &[u8]) -> Vec<u8> {
    let key = [dv::algorithm_identifier(&oids::X25519, parameters), dv::bit_string(point)].concat();
    let encrypted = dv::sequence(&[&named(ground, "x"), &dv::octet_string(&[1; 40])]);
    let originator = dv::value(0xa0, &dv::value(0xa1, &key));
    dv::constructed(0xa1, &[&dv::unsigned(3), &originator, algorithm, &dv::sequence(&[&encrypted])])
}

#[test]
fn key_agreement_with_x25519() {
    let ground = Ground::with_curve25519();
    let good = scheme(KeyDerivation::HkdfSha256, Some(&wrap()));
    let mut honest = ground.message();
    honest.recipients = vec![ground.recipient("x", &CEK)];
    let for_x = super::forge::intended(&ground, &["x"]);
    honest.signers[0].replace(&oids::FUIN_INTENDED_RECIPIENTS, &[for_x]);
    assert_eq!(exit_of(&ground.b.open(&honest.build()).0), 0);

    let ends = |first, between, last| [&[first][..], &[between; 30], &[last]].concat();
    let to = |point: &[u8]| x25519(&ground, None, point, &good);
    ground.refuses(&[
        ("a point, a key that is none", 4, NOT_AUTHENTIC, &|m| m.recipients = vec![to(&[9; 32])]),
        ("zero", 4, NOT_AUTHENTIC, &|m| m.recipients = vec![to(&[0; 32])]),
        ("order 4", 4, NOT_AUTHENTIC, &|m| m.recipients = vec![to(&ends(1, 0, 0))]),
        ("order 2", 4, NOT_AUTHENTIC, &|m| m.recipients = vec![to(&ends(0xec, 0xff, 0x7f))]),
        ("not reduced", 3, MALFORMED, &|m| m.recipients = vec![to(&ends(0xed, 0xff, 0x7f))]),
        ("the topmost bit", 3, MALFORMED, &|m| m.recipients = vec![to(&ends(9, 9, 0x89))]),
        ("31 octets", 3, MALFORMED, &|m| m.recipients = vec![to(&[9; 31])]),
        ("33 octets", 3, MALFORMED, &|m| m.recipients = vec![to(&[9; 33])]),
        ("NULL parameters", 3, MALFORMED, &|m| {
            m.recipients = vec![x25519(m.ground, Some(&dv::null()), &[9; 32], &good)];
        }),
        ("a point of P-256 for the key of X25519", 4, NOT_AUTHENTIC, &|m| {
            let point = m.ground.b.entry("b").public_key().key().to_vec();
            let key = [dv::algorithm_identifier(&oids::EC_PUBLIC_KEY, None), dv::bit_string(&point)].concat();
            let encrypted = dv::sequence(&[&named(m.ground, "x"), &dv::octet_string(&[1; 40])]);
            let derivation = scheme(KeyDerivation::X963Sha256, Some(&wrap()));
            let parts = [
                &dv::unsigned(3)[..],
                &dv::value(0xa0, &dv::value(0xa1, &key)),
                &derivation,
                &dv::sequence(&[&encrypted]),
            ];
            m.recipients = vec![dv::constructed(0xa1, &parts)];
        }),
        ("HKDF for the key of P-256", 7, "message.unsupported", &|m| {
            let point = m.ground.b.entry("b").public_key().key().to_vec();
            m.recipients = vec![agreement(m.ground, &point, &good)];
        }),
    ]);
}

#[test]
fn key_transport() {
    let ground = Ground::new();
    let oaep = |parameters: Option<&[u8]>| dv::algorithm_identifier(&oids::RSAES_OAEP, parameters);
    let hash = digest_identifier(DigestAlgorithm::Sha256);
    let mask = dv::algorithm_identifier(&oids::MGF1, Some(&hash));
    let good = dv::sequence(&[&dv::value(0xa0, &hash), &dv::value(0xa1, &mask)]);
    let mut honest = ground.message();
    honest.recipients = vec![ground.recipient("r", &CEK)];
    let for_r = super::forge::intended(&ground, &["r"]);
    honest.signers[0].replace(&oids::FUIN_INTENDED_RECIPIENTS, &[for_r]);
    assert_eq!(exit_of(&ground.b.open(&honest.build()).0), 0);
    ground.refuses(&[
        ("OAEP of nothing", 4, NOT_AUTHENTIC, &|m| m.recipients = vec![transport(m.ground, &oaep(Some(&good)))]),
        ("OAEP parameters absent", 3, MALFORMED, &|m| m.recipients = vec![transport(m.ground, &oaep(None))]),
        ("OAEP parameters empty: SHA-1", 7, "policy.algorithm.never", &|m| {
            m.recipients = vec![transport(m.ground, &oaep(Some(&dv::sequence(&[]))))];
        }),
        ("PKCS#1 v1.5", 7, "policy.algorithm.never", &|m| {
            let algorithm = dv::algorithm_identifier(&oids::RSA_ENCRYPTION, Some(&dv::null()));
            m.recipients = vec![transport(m.ground, &algorithm)];
        }),
    ]);
}

#[test]
fn other_recipients() {
    Ground::new().refuses(&[
        ("no recipient", 3, MALFORMED, &|m| m.recipients.clear()),
        ("nobody here", 5, "recipient.no-key", &|m| {
            let kem = [dv::oid(&oids::ORI_KEM), dv::null()].concat();
            m.recipients = vec![dv::value(0xa4, &kem), dv::value(0xa3, &dv::unsigned(0))];
        }),
    ]);
}

/// What is not for us does not disturb: unknown kinds, and algorithms whose identifiers have arcs of any size.
#[test]
fn strange_recipients_do_not_sink_a_message() {
    let ground = Ground::new();
    let huge = Oid::from_content(&[&[0x69][..], &[0xff; 30], &[0x7f]].concat()).unwrap();
    let mut message = ground.message();
    let other = [dv::oid(&huge), dv::null()].concat();
    let issuer = dv::sequence(&[&dv::sequence(&[]), &dv::unsigned(1)]);
    let algorithm = dv::algorithm_identifier(&huge, None);
    message.recipients.push(dv::value(0xa4, &other));
    message.recipients.push(dv::sequence(&[&dv::unsigned(0), &issuer, &algorithm, &dv::octet_string(&[1; 8])]));
    let (opened, _) = ground.b.open(&message.build());
    assert_eq!(exit_of(&opened), 0, "{:?}", opened.err());
}
