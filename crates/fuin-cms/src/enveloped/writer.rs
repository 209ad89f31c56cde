//! Writing an envelope as the plaintext comes.

use std::io::{self, Write};

use fuin_crypto::kdf::key_commitment;
use fuin_crypto::provider::{AeadSealing, NONCE_LEN};
use fuin_crypto::{ContentEncryptionAlgorithm, ContentEncryptionKey, CryptoProvider};
use zeroize::Zeroizing;

use super::algorithm::{encode_gcm, is_gcm};
use super::attributes::{encode, with_tag};
use super::{Limits, MAX_CONTENT_LEN};
use crate::ber::{SEGMENT_LEN, end_of_contents, start_indefinite, write_segment};
use crate::der_values::{check_der, octet_string, oid, set_of, tag, unsigned};
use crate::error::Error;
use crate::oids;
use crate::recipient::RecipientInfo;

/// What the authenticated attributes of a new envelope hold.
#[derive(Debug, Clone, Copy)]
pub enum AuthenticatedAttributes<'a> {
    /// contentType, label, policy reference and key commitment: what the profile asks for.
    Present {
        /// The ESSSecurityLabel, DER.
        label_der: &'a [u8],
        /// The policy reference, DER.
        policy_reference_der: &'a [u8],
    },
    /// None, for correspondents whose tools reject the tag of RFC 5083: label and policy reference are then in the
    /// signed part alone, and nothing commits to the key.
    Omitted,
}

/// What an envelope is made of.
///
/// # Contract
/// `cek` and `nonce` must be fresh for every envelope: with GCM, a second use of the pair gives away the
/// authentication key and the XOR of both contents. The CEK is taken, so that it cannot be used again by mistake.
pub struct EnvelopeParameters<'a> {
    /// Encrypts, and derives the commitment.
    pub provider: &'a CryptoProvider,
    /// AES-GCM with either key length.
    pub content_encryption: ContentEncryptionAlgorithm,
    /// At least one recipient, of [`crate::recipient::seal_cek`] with this CEK.
    pub recipients: &'a [RecipientInfo],
    /// The CEK.
    pub cek: ContentEncryptionKey,
    /// The nonce.
    pub nonce: [u8; NONCE_LEN],
    /// What is authenticated along with the content.
    pub authenticated_attributes: AuthenticatedAttributes<'a>,
}

/// Encrypts what is written to it into an AuthEnvelopedData with the content type id-data.
///
/// Without [`EnvelopeWriter::finish`] the message is cut short and no reader accepts it. After an error nothing more
/// can be written.
pub struct EnvelopeWriter<W: Write> {
    out: W,
    aead: Box<dyn AeadSealing>,
    buffer: Zeroizing<Vec<u8>>,
    pub(super) octets: u64,
    attributes: Option<Vec<u8>>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Writing,
    Failed,
}

impl<W: Write> EnvelopeWriter<W> {
    /// Writes everything that comes before the content to `out`, which should be buffered or take large pieces well.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for a content encryption other than AES-GCM, [`Error::Crypto`] when the provider
    /// cannot do it, [`Error::Malformed`] without recipients or with a label or policy reference that is not DER,
    /// [`Error::Limit`] for more recipients than are read by default, [`Error::Io`] of `out`.
    pub fn new(mut out: W, parameters: EnvelopeParameters<'_>) -> Result<Self, Error> {
        let EnvelopeParameters { provider, content_encryption, recipients, cek, nonce, authenticated_attributes } =
            parameters;
        if !is_gcm(content_encryption) {
            let found = content_encryption.name().into();
            return Err(Error::Unsupported { what: "content-encryption algorithm", found });
        }
        check_recipients(recipients)?;
        let algorithm_der = encode_gcm(content_encryption, &nonce);
        let attributes = match authenticated_attributes {
            AuthenticatedAttributes::Present { label_der, policy_reference_der } => {
                check_der(label_der, "securityLabel", 0)?;
                check_der(policy_reference_der, "policy reference", 0)?;
                let commitment = key_commitment(provider, &cek, &algorithm_der)?;
                //= spec/cms-profile.md#authenticated-attributes
                //# authAttrs that are written MUST hold contentType, securityLabel, policy-reference and key-commitment.
                Some(encode(&oids::DATA, label_der, policy_reference_der, &commitment))
            }
            AuthenticatedAttributes::Omitted => None,
        };
        let additional = attributes.as_deref().unwrap_or(&[]);
        let aead = provider.aead(content_encryption)?.seal(&cek, &nonce, additional)?;

        start_indefinite(&mut out, tag::SEQUENCE)?;
        //= spec/cms-profile.md#streaming
        //# Levels that bear content MUST be written with indefinite lengths, and everything else as DER.
        out.write_all(&oid(&oids::AUTH_ENVELOPED_DATA))?;
        start_indefinite(&mut out, tag::context(0))?;
        start_indefinite(&mut out, tag::SEQUENCE)?;
        out.write_all(&unsigned(0))?;
        out.write_all(&set_of(recipients.iter().map(|recipient| recipient.as_der().to_vec()).collect()))?;
        start_indefinite(&mut out, tag::SEQUENCE)?;
        out.write_all(&oid(&oids::DATA))?;
        out.write_all(&algorithm_der)?;
        start_indefinite(&mut out, tag::context(0))?;
        let buffer = Zeroizing::new(Vec::with_capacity(SEGMENT_LEN));
        Ok(Self { out, aead, buffer, octets: 0, attributes, state: State::Writing })
    }

    /// Writes what is left, the attributes and the tag, and gives `out` back.
    ///
    /// # Errors
    /// [`Error::Io`] of `out`, or of an earlier write that failed.
    pub fn finish(mut self) -> Result<W, Error> {
        self.check_state()?;
        self.write_buffered()?;
        let mut out = self.out;
        end_of_contents(&mut out)?;
        end_of_contents(&mut out)?;
        if let Some(set) = self.attributes {
            out.write_all(&with_tag(set, tag::context_constructed(1)))?;
        }
        out.write_all(&octet_string(&self.aead.finish()?))?;
        for _level in ["AuthEnvelopedData", "content [0]", "ContentInfo"] {
            end_of_contents(&mut out)?;
        }
        Ok(out)
    }

    fn check_state(&self) -> io::Result<()> {
        match self.state {
            State::Writing => Ok(()),
            State::Failed => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn take(&mut self, plaintext: &[u8]) -> Result<usize, Error> {
        let room = SEGMENT_LEN.saturating_sub(self.buffer.len());
        let taken = plaintext.get(..room).unwrap_or(plaintext);
        let octets = self.octets.saturating_add(taken.len() as u64);
        //= spec/cms-profile.md#content-encryption
        //# The plaintext of one message MUST NOT be longer than 68719476704 octets.
        if octets > MAX_CONTENT_LEN {
            return Err(Error::Limit { what: "content octets", limit: MAX_CONTENT_LEN });
        }
        self.octets = octets;
        self.buffer.extend_from_slice(taken);
        if self.buffer.len() >= SEGMENT_LEN {
            self.write_buffered()?;
        }
        Ok(taken.len())
    }

    fn write_buffered(&mut self) -> Result<(), Error> {
        if !self.buffer.is_empty() {
            self.aead.update(&mut self.buffer)?;
            write_segment(&mut self.out, &self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }
}

impl<W: Write> Write for EnvelopeWriter<W> {
    /// Takes plaintext. An [`Error`] of this crate is inside the `io::Error`; `Error::from` brings it out.
    fn write(&mut self, plaintext: &[u8]) -> io::Result<usize> {
        self.check_state()?;
        self.take(plaintext).map_err(|error| {
            self.state = State::Failed;
            error.into()
        })
    }

    /// Flushes what was handed on; an unfinished segment stays, so that all but the last have full length.
    fn flush(&mut self) -> io::Result<()> {
        self.check_state()?;
        self.out.flush()
    }
}

/// What is written must be read by the default [`Limits`].
fn check_recipients(recipients: &[RecipientInfo]) -> Result<(), Error> {
    let limits = Limits::default();
    let octets: usize = recipients.iter().map(|recipient| recipient.as_der().len()).sum();
    if recipients.is_empty() {
        return Err(Error::Malformed { structure: "recipientInfos", offset: 0 });
    }
    if recipients.len() > limits.recipients {
        return Err(Error::Limit { what: "recipients", limit: limits.recipients as u64 });
    }
    if octets > limits.recipient_infos_octets {
        return Err(Error::Limit { what: "recipientInfos octets", limit: limits.recipient_infos_octets as u64 });
    }
    Ok(())
}
