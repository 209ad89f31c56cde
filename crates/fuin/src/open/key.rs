//! Stage 3: which key here a message names, and the content-encryption key with it.

use fuin_cms::enveloped::{Commitment, UnverifiedEnvelope};
use fuin_cms::recipient::{RecipientIdentifier, UnverifiedRecipient, open_cek};
use fuin_crypto::{ContentEncryptionAlgorithm, ContentEncryptionKey};
use fuin_pki::Certificate;

use super::{Unlock, permit_outer};
use crate::circumstances::Circumstances;
use crate::context::Context;
use crate::error::Error;
use crate::home::KeyEntry;

/// A recipient of the message with the key and certificate here that it names.
pub(super) struct Chosen<'a> {
    recipient: &'a UnverifiedRecipient,
    key: &'a KeyEntry,
    certificate: &'a Certificate,
}

pub(super) fn find_recipients<'a>(envelope: &'a UnverifiedEnvelope, keys: &'a [KeyEntry]) -> Vec<Chosen<'a>> {
    let mut chosen = Vec::new();
    for recipient in envelope.recipients() {
        for key in keys.iter().filter(|key| key.usage.decrypts()) {
            if let Some(certificate) = key.certificate.as_ref().filter(|certificate| names(recipient, certificate)) {
                chosen.push(Chosen { recipient, key, certificate });
            }
        }
    }
    chosen
}

/// Whether a recipient of a message is named by this certificate.
pub(crate) fn names(recipient: &UnverifiedRecipient, certificate: &Certificate) -> bool {
    match recipient.identifier() {
        Some(RecipientIdentifier::IssuerAndSerial { issuer_der, serial }) => {
            certificate.issuer().der() == issuer_der && certificate.serial() == serial
        }
        Some(RecipientIdentifier::SubjectKeyIdentifier(identifier)) => {
            certificate.subject_key_identifier() == Some(identifier)
        }
        None => false,
    }
}

/// The CEK, and how it was had.
pub(super) struct OpenedBy<'a> {
    pub(super) cek: ContentEncryptionKey,
    pub(super) commitment: Commitment,
    pub(super) recipient: &'a UnverifiedRecipient,
    pub(super) certificate: &'a Certificate,
    pub(super) name: String,
}

/// Stage 3: unwraps the CEK and compares its commitment, with the first of the recipients' keys that does it.
///
/// Their algorithms are judged before a key is used with them.
pub(super) fn open_key<'a>(
    context: &Context,
    circumstances: &Circumstances,
    envelope: &UnverifiedEnvelope,
    chosen: &[Chosen<'a>],
    unlock: &mut Unlock<'_>,
) -> Result<OpenedBy<'a>, Error> {
    let content = envelope.content_encryption().ok_or(Error::NotAuthentic)?;
    let mut first_error = None;
    for candidate in chosen {
        match try_key(context, circumstances, envelope, content, candidate, unlock) {
            Ok(opened) => return Ok(opened),
            // Without its pass phrase nothing can be learnt from this key; asking for the next would confuse.
            Err(error @ (Error::PassPhrase { .. } | Error::Usage { .. })) => {
                return Err(error);
            }
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    Err(first_error.unwrap_or(Error::NotAuthentic))
}

fn try_key<'a>(
    context: &Context,
    circumstances: &Circumstances,
    envelope: &UnverifiedEnvelope,
    content: ContentEncryptionAlgorithm,
    candidate: &Chosen<'a>,
    unlock: &mut Unlock<'_>,
) -> Result<OpenedBy<'a>, Error> {
    permit_outer(context, circumstances, &candidate.recipient.algorithm_uses())?;
    let key = unlock(candidate.key)?;
    let decryption = key.decryption.as_deref().ok_or(Error::NotAuthentic)?;
    let cek = open_cek(&context.provider, decryption, candidate.recipient, content)?;
    let commitment = envelope.check_commitment(&context.provider, &cek)?;
    Ok(OpenedBy {
        cek,
        commitment,
        recipient: candidate.recipient,
        certificate: candidate.certificate,
        name: candidate.key.name.clone(),
    })
}
