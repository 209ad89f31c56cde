//! AuthEnvelopedData: the first pass over everything but the content, and the second over the content.
#![no_main]

use std::io::{Cursor, Read};
use std::sync::LazyLock;

use fuin_cms::Error;
use fuin_cms::attribute::decode_policy_references;
use fuin_cms::enveloped::{Commitment, Limits, UnverifiedEnvelope, parse_envelope};
use fuin_cms::label::decode_label;
use fuin_cms::raw_attribute::{encode_attributes, parse_attributes};
use fuin_crypto::{ContentEncryptionKey, CryptoProvider, Secret};
use libfuzzer_sys::fuzz_target;

static PROVIDER: LazyLock<CryptoProvider> = LazyLock::new(fuin_crypto_aws_lc::provider);

fuzz_target!(|input: &[u8]| {
    let limits = Limits::default();
    let Ok(envelope) = parse_envelope(&mut Cursor::new(input), &limits) else { return };
    assert!((1..=limits.recipients).contains(&envelope.recipients().len()));
    assert!(envelope.content_len() <= input.len() as u64);
    check_ends(input, &limits);
    check_claims(&envelope);
    check_second_pass(input, &envelope);
});

/// A message ends where it ends: neither cut nor with trailing octets is it one.
fn check_ends(input: &[u8], limits: &Limits) {
    let cut = &input[..input.len() - 1];
    assert!(parse_envelope(&mut Cursor::new(cut), limits).is_err(), "cut");
    let longer = [input, &[0]].concat();
    assert!(parse_envelope(&mut Cursor::new(longer), limits).is_err(), "with a trailing octet");
}

/// Everything that a report shows before any key is used.
fn check_claims(envelope: &UnverifiedEnvelope) {
    assert!(!envelope.content_encryption_name().is_empty());
    assert_eq!(envelope.algorithm_uses().len(), 1);
    for recipient in envelope.recipients() {
        assert!(!recipient.algorithm_uses().is_empty());
        assert!(recipient.subject().starts_with("recipient "));
    }
    if let Some(set) = envelope.authenticated_attributes() {
        let attributes = parse_attributes(set, "authAttrs", 0).expect("they were read before");
        assert_eq!(encode_attributes(&attributes), set);
    }
    let _ = envelope.label_der().map(decode_label);
    let _ = envelope.policy_reference_der().map(decode_policy_references);
}

/// A key that is not the message's opens nothing, and the second pass sees what the first saw.
fn check_second_pass(input: &[u8], envelope: &UnverifiedEnvelope) {
    let Some(algorithm) = envelope.content_encryption() else { return };
    let cek = ContentEncryptionKey::new(Secret::new(vec![0x5a; algorithm.key_len()]));
    match envelope.check_commitment(&PROVIDER, &cek) {
        Ok(Commitment::Absent) => assert!(envelope.commitment().is_none()),
        Ok(Commitment::Verified) => panic!("the commitment fits a key that nobody knew"),
        Err(Error::NotAuthentic | Error::Crypto(_)) => assert!(envelope.commitment().is_some()),
        Err(other) => panic!("{other}"),
    }
    let Ok(mut reader) = envelope.open(&PROVIDER, &cek, Cursor::new(input)) else { return };
    let mut content = Vec::new();
    reader.read_to_end(&mut content).expect("the first pass read it");
    assert_eq!(content.len() as u64, envelope.content_len());
    assert!(matches!(reader.finish(), Err(Error::NotAuthentic)));
}
