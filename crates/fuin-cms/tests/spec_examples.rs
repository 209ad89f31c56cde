//! The example octets of spec/cms-profile.md are those that the code writes, and the code reads them back.
//!
//! The examples were put together by hand and with another HKDF than the provider's: they say what is right.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::sync::Arc;

use fuin_cms::attribute::{
    IntendedRecipients, PolicyReference, SignedAttributes, decode_policy_references, encode_policy_references,
};
use fuin_cms::der_values as dv;
use fuin_cms::enveloped::{
    AuthenticatedAttributes, Commitment, EnvelopeParameters, EnvelopeWriter, Limits, parse_envelope,
};
use fuin_cms::label::{decode_label, encode_label};
use fuin_cms::oids;
use fuin_cms::raw_attribute::{find, parse_attributes};
use fuin_cms::recipient::{RecipientIdentifier, RecipientInfo, open_cek, parse_recipient_info, seal_cek};
use fuin_cms::signed::{AtsHashIndex, Augmenter, SignerRequest, parse_detached, sign_detached};
use fuin_crypto::{
    ContentEncryptionAlgorithm, ContentEncryptionKey, CryptoProvider, DecryptionKey, DigestAlgorithm,
    KeyAgreementAlgorithm, KeyAlgorithm, KeyDerivation, KeyWrapAlgorithm, Oid, PrivateKeyInfo, Secret,
    SignatureAlgorithm, kdf,
};
use fuin_label::{Grades, Label, LabelPolicyId, LevelNumber, Restriction, RestrictionId};

/// The examples that a test here holds against the code.
const EXAMPLES: [&str; 16] = [
    "aes256-gcm",
    "ats-hash-index-empty",
    "ecc-cms-sharedinfo",
    "ed25519",
    "fuin-arc",
    "intended-recipients",
    "kari-p256",
    "kari-p384",
    "kari-x25519",
    "key-commitment",
    "label",
    "oaep-sha256",
    "ocsp-response-choice",
    "originator-x25519",
    "policy-reference",
    "pss-sha256",
];

const GCM: ContentEncryptionAlgorithm = ContentEncryptionAlgorithm::Aes256Gcm;
const NONCE: [u8; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

/// The blocks of the page that begin with three backticks, `der` and a name; `--` begins a comment.
fn examples() -> BTreeMap<String, Vec<u8>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/cms-profile.md");
    let page = std::fs::read_to_string(path).unwrap();
    let mut found = BTreeMap::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("```der ") else { continue };
        let block = lines.by_ref().take_while(|line| *line != "```");
        let digits: String = block.flat_map(|line| line.split("--").next()).collect();
        let octets = hex::decode(digits.replace(' ', "")).unwrap_or_else(|error| panic!("{name}: {error}"));
        dv::check_der(&octets, "an example", 0).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(found.insert(name.to_owned(), octets).is_none(), "{name} occurs twice");
    }
    found
}

fn example(name: &str) -> Vec<u8> {
    examples().remove(name).unwrap_or_else(|| panic!("no example {name}"))
}

fn provider() -> CryptoProvider {
    fuin_crypto_aws_lc::provider()
}

fn cek() -> ContentEncryptionKey {
    ContentEncryptionKey::new(Secret::new((0..32).collect()))
}

fn decryption_key(algorithm: KeyAlgorithm) -> Arc<dyn DecryptionKey> {
    let loader = provider().key_loader;
    loader.load(&loader.generate(algorithm).unwrap()).unwrap().decryption.unwrap()
}

fn identifier() -> RecipientIdentifier {
    RecipientIdentifier::SubjectKeyIdentifier(vec![7; 20])
}

fn recipient_info(key: &dyn DecryptionKey) -> RecipientInfo {
    seal_cek(&provider(), key.public_key(), &identifier(), &cek()).unwrap()
}

#[track_caller]
fn assert_contains(message: &[u8], example_name: &str) {
    let wanted = example(example_name);
    assert!(message.windows(wanted.len()).any(|window| window == wanted), "{example_name} is not in the message");
}

fn label() -> Label {
    let number = |n| LevelNumber::new(n).unwrap();
    let policy = LabelPolicyId::new(&oids::FUIN_LABEL_POLICY_JP_COMMON_STANDARDS.to_string()).unwrap();
    let grades = Grades { confidentiality: number(2), integrity: number(2), availability: number(1) };
    let mut label = Label::new(policy, grades);
    label.restrictions.insert(Restriction { id: RestrictionId::new("no-copy").unwrap(), parameter: None });
    label.keep_until = Some("2055-03-31".parse().unwrap());
    label
}

fn policy_references() -> Vec<PolicyReference> {
    let sha256 = std::array::from_fn(|index| u8::try_from(index).unwrap());
    vec![PolicyReference { id: "jp-common-standards".into(), serial: 1, sha256 }]
}

fn envelope() -> Vec<u8> {
    let provider = provider();
    let (label_der, policy_reference_der) = (example("label"), example("policy-reference"));
    let parameters = EnvelopeParameters {
        provider: &provider,
        content_encryption: GCM,
        recipients: &[recipient_info(&*decryption_key(KeyAlgorithm::EcP256))],
        cek: cek(),
        nonce: NONCE,
        authenticated_attributes: AuthenticatedAttributes::Present {
            label_der: &label_der,
            policy_reference_der: &policy_reference_der,
        },
    };
    let mut writer = EnvelopeWriter::new(Vec::new(), parameters).unwrap();
    writer.write_all(b"content").unwrap();
    writer.finish().unwrap()
}

#[test]
fn every_example_is_held_against_the_code() {
    assert_eq!(examples().into_keys().collect::<Vec<_>>(), EXAMPLES);
}

//= spec/cms-profile.md#key-commitment
//= type=test
//# A commitment MUST be the 32 octets of HKDF-SHA-256 over the CEK with this salt and info.
//= spec/cms-profile.md#authenticated-attributes
//= type=test
//# authAttrs that are written MUST hold contentType, securityLabel, policy-reference and key-commitment.
#[test]
fn the_outer_attributes_and_the_content_encryption() {
    let message = envelope();
    assert_contains(&message, "aes256-gcm");
    assert_contains(&message, "key-commitment");
    let read = parse_envelope(&mut Cursor::new(&message), &Limits::default()).unwrap();
    assert_eq!(read.check_commitment(&provider(), &cek()).unwrap(), Commitment::Verified);
    assert_eq!(example("key-commitment")[44..], *read.commitment().unwrap());

    let attributes = parse_attributes(read.authenticated_attributes().unwrap(), "authAttrs", 0).unwrap();
    assert_eq!(attributes.len(), 4);
    assert_eq!(find(&attributes, &oids::CONTENT_TYPE), Some(&dv::oid(&oids::DATA)[..]));
    assert_eq!(find(&attributes, &oids::SECURITY_LABEL), Some(&example("label")[..]));
    assert_eq!(find(&attributes, &oids::FUIN_POLICY_REFERENCE), Some(&example("policy-reference")[..]));
    assert!(find(&attributes, &oids::FUIN_KEY_COMMITMENT).is_some());
}

#[test]
fn the_label() {
    let der = example("label");
    assert_eq!(encode_label(&label(), "機密性2").unwrap(), der);
    let read = decode_label(&der).unwrap();
    assert_eq!((read.label, read.privacy_mark.as_deref()), (Some(label()), Some("機密性2")));
}

#[test]
fn the_policy_reference() {
    let der = example("policy-reference");
    assert_eq!(encode_policy_references(&policy_references()).unwrap(), der);
    assert_eq!(decode_policy_references(&der).unwrap(), policy_references());
}

#[test]
fn the_private_arc() {
    let arc = example("fuin-arc");
    assert!(oids::FUIN_FILE_NAME.as_content().starts_with(&arc[2..]));
    let uuid = "96ad9d2e-a571-4d0c-affa-c7936dd35e36".replace('-', "");
    let parts = [(0, 4), (4, 8), (8, 12), (12, 16), (16, 20), (20, 26), (26, 32)];
    let arcs = parts.map(|(from, to)| u32::from_str_radix(&uuid[from..to], 16).unwrap().to_string());
    let text = format!("1.2.840.113556.1.8000.2554.{}", arcs.join("."));
    assert_eq!(dv::oid(&Oid::parse(&text).unwrap()), arc);
}

#[test]
fn the_algorithms_of_recipients() {
    for (key, name) in [
        (KeyAlgorithm::EcP256, "kari-p256"),
        (KeyAlgorithm::EcP384, "kari-p384"),
        (KeyAlgorithm::X25519, "kari-x25519"),
        (KeyAlgorithm::Rsa { bits: 3072 }, "oaep-sha256"),
    ] {
        let key = decryption_key(key);
        let info = recipient_info(&*key);
        assert_contains(info.as_der(), name);
        let recipient = &parse_recipient_info(info.as_der(), 0).unwrap()[0];
        assert_eq!(open_cek(&provider(), &*key, recipient, GCM).unwrap().expose(), cek().expose());
    }
}

/// What the code derives from cannot be seen, but what is derived from the example opens what the code wrote.
#[test]
fn the_shared_info_of_key_agreement() {
    let provider = provider();
    let key = decryption_key(KeyAlgorithm::EcP256);
    let unwrap = |point: &[u8], shared_info: &[u8], wrapped: &[u8]| {
        let secret = key.agree(point).unwrap();
        let kek = kdf::x963(&provider, KeyDerivation::X963Sha256, &secret, shared_info, 32).unwrap();
        provider.key_wrap(KeyWrapAlgorithm::Aes256Wrap).unwrap().unwrap(&kek, wrapped)
    };
    let info = recipient_info(&*key);
    let der = info.as_der();
    let at = der.windows(4).position(|window| window == [3, 0x42, 0, 4]).unwrap();
    let (point, wrapped) = (&der[at + 3..at + 68], &der[der.len() - 40..]);
    assert_eq!(unwrap(point, &example("ecc-cms-sharedinfo"), wrapped).unwrap().expose(), cek().expose());
    let mut other = example("ecc-cms-sharedinfo");
    *other.last_mut().unwrap() ^= 1;
    assert!(unwrap(point, &other, wrapped).is_err());

    // And the other way round: a RecipientInfo built from the examples opens.
    let agreed = provider.key_agreement(KeyAgreementAlgorithm::EcdhP256).unwrap().agree(key.public_key()).unwrap();
    let shared_info = example("ecc-cms-sharedinfo");
    let kek = kdf::x963(&provider, KeyDerivation::X963Sha256, &agreed.shared_secret, &shared_info, 32).unwrap();
    let wrapped = provider.key_wrap(KeyWrapAlgorithm::Aes256Wrap).unwrap().wrap(&kek, &cek()).unwrap();
    let ec = dv::algorithm_identifier(&oids::EC_PUBLIC_KEY, None);
    let originator = dv::constructed(0xa1, &[&ec, &dv::bit_string(&agreed.ephemeral_point)]);
    let named = dv::constructed(0xa0, &[&dv::octet_string(&[7; 20])]);
    let keys = dv::sequence(&[&dv::sequence(&[&named, &dv::octet_string(&wrapped)])]);
    let parts = [&dv::unsigned(3)[..], &dv::constructed(0xa0, &[&originator]), &example("kari-p256"), &keys];
    let recipient = &parse_recipient_info(&dv::constructed(0xa1, &parts), 0).unwrap()[0];
    assert_eq!(recipient.identifier(), Some(&identifier()));
    assert_eq!(open_cek(&provider, &*key, recipient, GCM).unwrap().expose(), cek().expose());
}

/// An ephemeral key of X25519 is written as in the example, and what is derived from the other example by HKDF
/// opens what the code wrote.
#[test]
fn the_derivation_and_the_ephemeral_key_of_x25519() {
    let provider = provider();
    let key = decryption_key(KeyAlgorithm::X25519);
    let info = recipient_info(&*key);
    let originator = example("originator-x25519");
    let (der, head) = (info.as_der(), &originator[..originator.len() - 32]);
    let at = der.windows(head.len()).position(|window| window == head).unwrap() + head.len();
    let (point, wrapped) = (&der[at..at + 32], &der[der.len() - 40..]);
    let secret = key.agree(point).unwrap();
    let hkdf = provider.hkdf(fuin_crypto::DigestAlgorithm::Sha256).unwrap();
    let derived = hkdf.derive(b"", secret.expose(), &example("ecc-cms-sharedinfo"), 32).unwrap();
    let kek = fuin_crypto::KeyEncryptionKey::new(derived);
    let unwrapped = provider.key_wrap(KeyWrapAlgorithm::Aes256Wrap).unwrap().unwrap(&kek, wrapped).unwrap();
    assert_eq!(unwrapped.expose(), cek().expose());
}

#[test]
fn the_signature_algorithm_of_ed25519() {
    let provider = provider();
    let data = |name: &str| std::fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let key = provider.key_loader.load(&PrivateKeyInfo::new(Secret::new(data("ed25519.key.der")))).unwrap();
    let certificate = data("ed25519.crt.der");
    let request = SignerRequest {
        key: key.signing.as_deref().unwrap(),
        algorithm: SignatureAlgorithm::Ed25519,
        certificate: &certificate,
        chain: &[],
        crls: &[],
        attributes: &SignedAttributes::default(),
        signing_time: "2026-11-23T09:30:00Z".parse().unwrap(),
    };
    let message = sign_detached(&provider, &mut &b"content"[..], &request).unwrap();
    assert_contains(&message, "ed25519");
}

#[test]
fn the_signature_algorithm_and_the_intended_recipients() {
    let data = |name: &str| std::fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let provider = provider();
    let key = provider.key_loader.load(&PrivateKeyInfo::new(Secret::new(data("rsa.key.der")))).unwrap();
    let attributes = SignedAttributes {
        intended_recipients: Some(IntendedRecipients::new([[2; 32], [1; 32]]).unwrap()),
        ..SignedAttributes::default()
    };
    let request = SignerRequest {
        key: key.signing.as_deref().unwrap(),
        algorithm: SignatureAlgorithm::RsaPssSha256,
        certificate: &data("rsa.crt.der"),
        chain: &[],
        crls: &[],
        attributes: &attributes,
        signing_time: "2026-11-23T09:30:00Z".parse().unwrap(),
    };
    let message = sign_detached(&provider, &mut &b"content"[..], &request).unwrap();
    assert_contains(&message, "pss-sha256");
    assert_contains(&message, "intended-recipients");
    let read = parse_detached(&message).unwrap();
    assert_eq!(read.signers[0].attributes().intended_recipients, attributes.intended_recipients);
}

#[test]
fn what_the_levels_add() {
    let index = example("ats-hash-index-empty");
    let read = AtsHashIndex::read(&index).unwrap();
    assert_eq!(read.digest_algorithm().name(), "sha-256");
    let path = format!("{}/tests/data/detached-p256.p7s", env!("CARGO_MANIFEST_DIR"));
    let mut signed = parse_detached(&std::fs::read(path).unwrap()).unwrap();
    let digest = DigestAlgorithm::Sha256;
    signed.digest_detached(&mut &b"content"[..], &provider(), &[digest]).unwrap();
    signed.certificates.clear();
    assert_eq!(signed.archive_imprint(&signed.signers[0], digest, &provider()).unwrap().index(), &read);
    let mut augmenter = Augmenter::new(signed).unwrap();
    let response = dv::sequence(&[&dv::value(0x0a, &[0])]);
    augmenter.add_ocsp_response(&response).unwrap();
    let message = augmenter.write_detached().unwrap();
    assert_contains(&message, "ocsp-response-choice");
    assert_eq!(parse_detached(&message).unwrap().ocsp_responses, [response]);
}
