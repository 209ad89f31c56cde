//! SignedData (RFC 5652, section 5): writing and reading, attached in a stream or detached.
//!
//! [`SignedDataWriter`] and [`sign_detached`] write; [`read_signed`] and [`parse_detached`] read. What is read is
//! unverified until [`UnverifiedSigner::verify`] returns [`SignatureVerified`]; whether the certificate is trusted
//! and the algorithms permitted is for others to say. [`Augmenter`] adds timestamps and validation data (CAdES T, LT
//! and LTA) to what was read. Certificates, CRLs, OCSP responses and timestamp tokens are octets here.

mod algorithm;
mod archive;
mod augment;
mod certificate;
mod certificates_only;
mod countersignature;
mod digests;
mod hash_index;
mod members;
mod reader;
mod revocation;
mod signer;
mod signer_info;
mod token;
mod unsigned;
mod writer;

use std::io::Read;
use std::ops::Range;

use fuin_crypto::{CryptoProvider, DigestAlgorithm};

pub use algorithm::{ClaimedDigest, ClaimedSignature};
pub use archive::{ArchiveCoverage, ArchiveImprint, Component};
pub use augment::Augmenter;
pub use certificates_only::read_certificates_only;
pub use countersignature::{CountersignatureVerified, UnverifiedCountersignature};
pub use digests::DigestSelection;
pub use hash_index::AtsHashIndex;
pub use reader::{Shape, parse_detached, read_signed};
pub use revocation::OtherRevocation;
pub use signer::{SignatureVerified, SignerIdentifier, UnverifiedSigner};
pub use token::{ats_hash_index, with_ats_hash_index};
pub use unsigned::{MAX_ARCHIVE_TIME_STAMPS, MAX_UNSIGNED_VALUES, UnsignedAttribute};
pub use writer::{Augmentation, Revocation, SignedDataWriter, SignerRequest, sign_detached, sign_detached_augmented};

use crate::error::Error;
use digests::ContentDigests;

/// The most signers of one message.
pub const MAX_SIGNERS: usize = 16;
/// The most octets of one SignerInfo, its unsigned attributes included.
pub const MAX_SIGNER_INFO_LEN: usize = 1024 * 1024;
/// The most certificates of one message.
pub const MAX_CERTIFICATES: usize = 64;
/// The most octets of all certificates together.
pub const MAX_CERTIFICATES_LEN: usize = 1024 * 1024;
/// The most revocation lists and other revocation information of one message.
pub const MAX_CRLS: usize = 64;
/// The most octets of all revocation information together.
pub const MAX_CRLS_LEN: usize = 8 * 1024 * 1024;
/// The most digest algorithms that one message may name.
pub const MAX_DIGEST_ALGORITHMS: usize = 16;

/// A SignedData as it was read: its structure is right, and nothing more is known.
pub struct UnverifiedSigned {
    /// The certificates that the message brings along, DER, in the order they came.
    pub certificates: Vec<Vec<u8>>,
    /// The CRLs (DER CertificateList) that the message brings along.
    pub crls: Vec<Vec<u8>>,
    /// The OCSP responses (DER OCSPResponse, RFC 5940) that the message brings along.
    pub ocsp_responses: Vec<Vec<u8>>,
    /// Revocation information of other kinds.
    pub other_revocation: Vec<OtherRevocation>,
    /// The signers; at least one.
    pub signers: Vec<UnverifiedSigner>,
    /// The digest algorithms that the message names; at least one.
    pub digest_algorithms: Vec<ClaimedDigest>,
    /// Length of the content in octets; none for a detached signature whose content was not digested yet.
    pub content_len: Option<u64>,
    digests: Vec<(DigestAlgorithm, Vec<u8>)>,
    layout: Layout,
}

/// Where the content of a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Attached,
    Detached,
}

/// How the message was laid out, for writing it again.
struct Layout {
    shape: Shape,
    content: Content,
    /// The AlgorithmIdentifiers of digestAlgorithms, as they came.
    digest_identifiers: Vec<Vec<u8>>,
    /// From where to where encapContentInfo reaches in the message, in octets.
    encapsulated: Range<u64>,
}

impl UnverifiedSigned {
    /// Digests the content of a detached signature, once, with each digest that the message names and `digests`
    /// permits, and with those that it asks for besides. The content is not kept.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Crypto`] when the provider lacks a digest; [`Error::AttachedContent`] when the
    /// message brought its own content.
    pub fn digest_detached<'a>(
        &mut self,
        content: &mut dyn Read,
        provider: &CryptoProvider,
        digests: impl Into<DigestSelection<'a>>,
    ) -> Result<(), Error> {
        if self.content_len.is_some() {
            return Err(Error::AttachedContent);
        }
        let mut digests = ContentDigests::start(provider, &self.digest_algorithms, digests.into())?;
        digests.update_from(content)?;
        (self.content_len, self.digests) = digests.finish();
        Ok(())
    }

    /// The digest of the content that this signer's signature is about.
    ///
    /// # Errors
    /// [`Error::Unsupported`] naming the digest algorithm when it was not permitted, has no name here, or no content
    /// was digested yet.
    pub fn content_digest(&self, signer: &UnverifiedSigner) -> Result<&[u8], Error> {
        match signer.digest_algorithm() {
            ClaimedDigest::Known(algorithm) => self.digest_of_content(*algorithm),
            unknown @ ClaimedDigest::Unknown(_) => {
                Err(Error::Unsupported { what: "digest algorithm", found: unknown.name() })
            }
        }
    }

    /// The digest of the content by this algorithm.
    ///
    /// # Errors
    /// [`Error::Unsupported`] naming the algorithm when the content was not digested with it.
    pub fn digest_of_content(&self, algorithm: DigestAlgorithm) -> Result<&[u8], Error> {
        let computed = self.digests.iter().find(|(computed, _)| *computed == algorithm);
        computed
            .map(|(_, digest)| digest.as_slice())
            .ok_or_else(|| Error::Unsupported { what: "digest algorithm", found: algorithm.name().to_owned() })
    }

    /// The label that every signer states, in DER; none when none states one.
    ///
    /// # Errors
    /// [`Error::LabelsDiffer`] when two signers do not state the very same octets.
    pub fn label_der(&self) -> Result<Option<&[u8]>, Error> {
        let mut labels = self.signers.iter().map(|signer| signer.attributes().label_der.as_deref());
        let first = labels.next().flatten();
        //= spec/cms-profile.md#signed-content
        //# All signers of a message MUST state one label, octet for octet.
        if labels.all(|label| label == first) { Ok(first) } else { Err(Error::LabelsDiffer) }
    }
}
