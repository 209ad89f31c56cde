mod hostile;
mod round_trip;

use std::io::{Cursor, Read, Write};
use std::sync::Arc;

use fuin_crypto::{
    ContentEncryptionAlgorithm, ContentEncryptionKey, CryptoProvider, DecryptionKey, KeyAlgorithm, Secret,
};

use super::*;
use crate::ber::SEGMENT_LEN;
use crate::der_values::{octet_string, set_of, unsigned};
use crate::error::Error;
use crate::oids;
use crate::recipient::{RecipientIdentifier, RecipientInfo, open_cek, seal_cek};

const NONCE: [u8; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const GCM: ContentEncryptionAlgorithm = ContentEncryptionAlgorithm::Aes256Gcm;

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

fn recipient(key: &dyn DecryptionKey) -> RecipientInfo {
    let identifier = RecipientIdentifier::SubjectKeyIdentifier(vec![0xab; 20]);
    seal_cek(&provider(), key.public_key(), &identifier, &cek()).unwrap()
}

/// A label and a policy reference that look like ones.
fn label() -> Vec<u8> {
    set_of(vec![crate::der_values::oid(&oids::FUIN_LABEL_POLICY_JP_COMMON_STANDARDS), unsigned(8)])
}

fn reference() -> Vec<u8> {
    crate::der_values::sequence(&[&crate::der_values::utf8_string("jp-common-standards"), &unsigned(1)])
}

fn seal(content: &[u8], recipients: &[RecipientInfo], omitted: bool) -> Vec<u8> {
    let (label_der, policy_reference_der) = (&label()[..], &reference()[..]);
    let provider = provider();
    let parameters = EnvelopeParameters {
        provider: &provider,
        content_encryption: GCM,
        recipients,
        cek: cek(),
        nonce: NONCE,
        authenticated_attributes: if omitted {
            AuthenticatedAttributes::Omitted
        } else {
            AuthenticatedAttributes::Present { label_der, policy_reference_der }
        },
    };
    let mut writer = EnvelopeWriter::new(Vec::new(), parameters).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

/// Opens with the right CEK; the content only when it is authentic.
fn open(sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let mut input = Cursor::new(sealed);
    let envelope = parse_envelope(&mut input, &Limits::default())?;
    envelope.check_commitment(&provider(), &cek())?;
    let mut reader = envelope.open(&provider(), &cek(), input)?;
    let mut content = Vec::new();
    reader.read_to_end(&mut content)?;
    let Authentic { .. } = reader.finish()?;
    Ok(content)
}
