//! What a message claims, read without any key. Nothing of it is verified, and reports say so.

use std::io::{Read, Seek};

use fuin_cms::attribute::PolicyReference;
use fuin_cms::attribute::decode_policy_references;
use fuin_cms::enveloped::{Limits, parse_envelope};
use fuin_cms::label::{UnverifiedLabel, decode_label};
use fuin_cms::oids;
use fuin_cms::signed::{Shape, UnverifiedSigned, parse_detached, read_signed};
use jiff::Timestamp;

use crate::context::Context;
use crate::error::Error;
use crate::signature::{signer_certificate, supplied_certificates};

/// The longest detached signature that is read, in octets.
pub const MAX_DETACHED: u64 = 16 * 1024 * 1024;

/// What kind of message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Signed and encrypted, or encrypted at least.
    Sealed,
    /// Signed, with the content inside.
    SignedAttached,
    /// A signature beside its content.
    SignedDetached,
    /// A signature in a bundle with its content.
    Bundled,
}

impl Kind {
    /// The name that reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::SignedAttached => "signed, with the content inside",
            Self::SignedDetached => "signature beside its content",
            Self::Bundled => "bundle",
        }
    }
}

//= spec/cms-profile.md#what-is-claimed
//# What is shown without verification MUST be shown as claimed.
/// Everything readable of a message, as claimed.
#[derive(Debug, Clone)]
pub struct Claims {
    /// What kind of message it is.
    pub kind: Kind,
    /// The label.
    pub label: Option<UnverifiedLabel>,
    /// The policies it says to have been made under.
    pub policies: Vec<PolicyReference>,
    /// Octets of the content: of the encrypted one for a sealed message.
    pub content_len: Option<u64>,
    /// Names of the algorithms, by what they are for.
    pub algorithms: Vec<(String, String)>,
    /// The recipients a sealed message names.
    pub recipients: Vec<String>,
    /// The signers a signed message names.
    pub signers: Vec<ClaimedSigner>,
    /// The file name.
    pub file_name: Option<String>,
    /// Whether it carries a key commitment.
    pub key_commitment: bool,
}

/// A signer, as claimed.
#[derive(Debug, Clone)]
pub struct ClaimedSigner {
    /// The subject of the certificate it names, when that came along.
    pub subject: Option<String>,
    /// When it says to have signed.
    pub signing_time: Option<Timestamp>,
}

/// Reads a message's claims.
///
/// # Errors
/// [`Error::Message`] when it is none that fuin reads; [`Error::Stream`].
pub fn inspect<R: Read + Seek>(context: &Context, mut input: R) -> Result<Claims, Error> {
    match parse_envelope(&mut input, &Limits::default()) {
        Ok(envelope) => {
            let label = envelope.label_der().map(decode_label).transpose()?;
            let policies = envelope.policy_reference_der().map(decode_policy_references).transpose()?;
            let mut algorithms = vec![("content".to_owned(), envelope.content_encryption_name())];
            let mut recipients = Vec::new();
            for recipient in envelope.recipients() {
                let names: Vec<String> =
                    recipient.algorithm_uses().into_iter().map(|used| used.name.into_owned()).collect();
                algorithms.push((recipient.subject(), names.join(", ")));
                let identifier = recipient.identifier().map(ToString::to_string);
                recipients.push(identifier.unwrap_or_else(|| "without a certificate".to_owned()));
            }
            Ok(Claims {
                kind: Kind::Sealed,
                label,
                policies: policies.unwrap_or_default(),
                content_len: Some(envelope.content_len()),
                algorithms,
                recipients,
                signers: Vec::new(),
                file_name: None,
                key_commitment: envelope.commitment().is_some(),
            })
        }
        Err(fuin_cms::Error::ContentType { found, .. }) if found == oids::SIGNED_DATA => inspect_signed(context, input),
        Err(error) => Err(error.into()),
    }
}

fn inspect_signed<R: Read + Seek>(context: &Context, mut input: R) -> Result<Claims, Error> {
    let rewind = |input: &mut R| input.rewind().map_err(Error::Stream);
    rewind(&mut input)?;
    let (kind, signed) = match read_signed(&mut input, Shape::ContentInfo, None, &context.provider, &[]) {
        Ok(signed) => (Kind::SignedAttached, signed),
        Err(fuin_cms::Error::DetachedContent) => {
            rewind(&mut input)?;
            let mut message = Vec::new();
            input.take(MAX_DETACHED).read_to_end(&mut message).map_err(Error::Stream)?;
            (Kind::SignedDetached, parse_detached(&message)?)
        }
        Err(error) => return Err(error.into()),
    };
    Ok(signed_claims(context, kind, &signed))
}

fn signed_claims(context: &Context, kind: Kind, signed: &UnverifiedSigned) -> Claims {
    let supplied = supplied_certificates(signed);
    let mut signers = Vec::new();
    let mut algorithms = Vec::new();
    for signer in &signed.signers {
        let certificate = signer_certificate(signer, &supplied, context).ok();
        let subject = certificate.map(|certificate| certificate.subject().to_string());
        let name = subject.clone().unwrap_or_else(|| "signer".to_owned());
        let scheme = format!("{} with {}", signer.signature_algorithm().name(), signer.digest_algorithm().name());
        algorithms.push((name, scheme));
        signers.push(ClaimedSigner { subject, signing_time: signer.attributes().signing_time });
    }
    let first = signed.signers.first().map(fuin_cms::signed::UnverifiedSigner::attributes);
    Claims {
        kind,
        label: first.and_then(|attributes| attributes.label.clone()),
        policies: first.and_then(|attributes| attributes.policy_references.clone()).unwrap_or_default(),
        content_len: signed.content_len,
        algorithms,
        recipients: Vec::new(),
        signers,
        file_name: first.and_then(|attributes| attributes.file_name.clone()),
        key_commitment: false,
    }
}
