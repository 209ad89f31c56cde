//! Writing SignedData.

use std::io::{self, Read, Write};

use fuin_crypto::provider::DigestContext;
use fuin_crypto::{CryptoProvider, DigestAlgorithm, SignatureAlgorithm, SigningKey};
use jiff::Timestamp;

use super::algorithm::ClaimedDigest;
use super::digests::ContentDigests;
use super::members;
use super::signer_info::{self, SignedFields};
use super::unsigned::{self, UnsignedAttribute};
use crate::attribute::SignedAttributes;
use crate::ber::{SegmentWriter, end_of_contents, start_indefinite};
use crate::der_values::{self, tag};
use crate::error::Error;
use crate::oids;

/// Everything a signature is made from, but the content.
pub struct SignerRequest<'a> {
    /// The signer's key.
    pub key: &'a dyn SigningKey,
    /// The scheme to sign with.
    pub algorithm: SignatureAlgorithm,
    /// The signer's certificate, DER; it must be the key's.
    pub certificate: &'a [u8],
    /// The rest of the certification path to be sent along, DER, without the anchor.
    pub chain: &'a [&'a [u8]],
    /// CRLs to be sent along, DER.
    pub crls: &'a [&'a [u8]],
    /// What is signed beside the content.
    pub attributes: &'a SignedAttributes,
    /// The time of signing.
    pub signing_time: Timestamp,
}

/// What is added to a signature right after it is made: timestamps (CAdES T) and validation data (LT).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Augmentation {
    /// Unsigned attributes, such as signature timestamps.
    pub unsigned_attributes: Vec<UnsignedAttribute>,
    /// Certificates beside those of the request, DER.
    pub certificates: Vec<Vec<u8>>,
    /// CRLs beside those of the request, DER.
    pub crls: Vec<Vec<u8>>,
    /// OCSP responses, DER OCSPResponse.
    pub ocsp_responses: Vec<Vec<u8>>,
}

/// Which revocation information a message will bring along. Its version, which comes first, depends on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// CRLs, or none.
    Crls,
    /// OCSP responses, at least one, and perhaps CRLs.
    OcspResponses,
}

/// Writes ContentInfo(SignedData) around a content that is written to it, without holding the content.
///
/// The levels that bear the content are BER of indefinite length, everything else is DER. The content is digested in
/// the thread that writes it. What was written is no message before [`SignedDataWriter::finish`] returns.
pub struct SignedDataWriter<'p, W: Write> {
    provider: &'p CryptoProvider,
    digest: DigestAlgorithm,
    revocation: Revocation,
    context: Box<dyn DigestContext>,
    content: SegmentWriter<W>,
}

impl<'p, W: Write> SignedDataWriter<'p, W> {
    /// Writes the beginning of a message without OCSP responses; `digest` is the digest of the scheme that will sign.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Crypto`] when the provider lacks the digest.
    pub fn start(out: W, provider: &'p CryptoProvider, digest: DigestAlgorithm) -> Result<Self, Error> {
        Self::start_with(out, provider, digest, Revocation::Crls)
    }

    /// Writes the beginning of a message that will have this revocation information.
    ///
    /// # Errors
    /// As [`SignedDataWriter::start`].
    pub fn start_with(
        mut out: W,
        provider: &'p CryptoProvider,
        digest: DigestAlgorithm,
        revocation: Revocation,
    ) -> Result<Self, Error> {
        let context = provider.digest(digest)?.start();
        let beginning = members::version_and_digests(version(revocation), vec![members::digest_identifier(digest)])?;
        start_message(&mut out, &beginning)?;
        start_indefinite(&mut out, tag::SEQUENCE)?;
        out.write_all(&der_values::oid(&oids::DATA))?;
        start_indefinite(&mut out, tag::context(0))?;
        start_indefinite(&mut out, tag::OCTET_STRING)?;
        Ok(Self { provider, digest, revocation, context, content: SegmentWriter::new(out) })
    }

    /// Signs, writes the rest of the message and gives the writer back.
    ///
    /// # Errors
    /// [`Error::DigestsDiffer`] when the scheme's digest is not the one that was started with;
    /// [`Error::Unwritable`] when the certificate is not the key's or a part cannot be encoded; [`Error::Limit`] for
    /// too many certificates or CRLs; [`Error::Crypto`] when signing fails; [`Error::Io`].
    pub fn finish(self, request: &SignerRequest<'_>) -> Result<W, Error> {
        self.finish_augmented(request, &mut |_| Ok::<_, Error>(Augmentation::default()))
    }

    /// Signs, calls `augment` with the signature's octets, writes the rest of the message with what it returned, and
    /// gives the writer back. When `augment` fails, nothing more is written.
    ///
    /// # Errors
    /// As [`SignedDataWriter::finish`], and those of `augment`; [`Error::Unwritable`] when it returned OCSP responses
    /// for a message that was started without, or none for one that was started with them.
    pub fn finish_augmented<E: From<Error>>(
        self,
        request: &SignerRequest<'_>,
        augment: &mut dyn FnMut(&[u8]) -> Result<Augmentation, E>,
    ) -> Result<W, E> {
        if request.algorithm.digest() != self.digest {
            let (first, second) = (self.digest.name().to_owned(), request.algorithm.digest().name().to_owned());
            return Err(Error::DigestsDiffer { first, second }.into());
        }
        let trailer = Trailer::make(self.provider, request, &self.context.finish(), augment)?;
        if trailer.revocation != self.revocation {
            return Err(Error::Unwritable { what: "OCSP response against the version of the message" }.into());
        }
        let finish = |content: SegmentWriter<W>| {
            let mut out = content.finish()?;
            // The octet string, eContent and EncapsulatedContentInfo end here.
            for _ in 0..3 {
                end_of_contents(&mut out)?;
            }
            end_message(&mut out, &trailer.fields)?;
            Ok(out)
        };
        finish(self.content).map_err(|error: io::Error| Error::from(error).into())
    }
}

impl<W: Write> Write for SignedDataWriter<'_, W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let written = self.content.write(octets)?;
        self.context.update(octets.get(..written).unwrap_or(octets));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.content.flush()
    }
}

/// Signs a content that stays outside of the message: DER ContentInfo(SignedData) without eContent.
///
/// # Errors
/// As [`SignedDataWriter::finish`].
pub fn sign_detached(
    provider: &CryptoProvider,
    content: &mut dyn Read,
    request: &SignerRequest<'_>,
) -> Result<Vec<u8>, Error> {
    sign_detached_augmented(provider, content, request, &mut |_| Ok::<_, Error>(Augmentation::default()))
}

/// The same, with what `augment` returns for the signature's octets.
///
/// # Errors
/// As [`SignedDataWriter::finish`], and those of `augment`.
pub fn sign_detached_augmented<E: From<Error>>(
    provider: &CryptoProvider,
    content: &mut dyn Read,
    request: &SignerRequest<'_>,
    augment: &mut dyn FnMut(&[u8]) -> Result<Augmentation, E>,
) -> Result<Vec<u8>, E> {
    let digest = request.algorithm.digest();
    let mut digests = ContentDigests::start(provider, &[ClaimedDigest::Known(digest)], (&[digest]).into())?;
    digests.update_from(content)?;
    let (_, computed) = digests.finish();
    let content_digest = computed.first().map(|(_, digest)| digest.as_slice()).unwrap_or_default();
    let trailer = Trailer::make(provider, request, content_digest, augment)?;
    let beginning =
        members::version_and_digests(version(trailer.revocation), vec![members::digest_identifier(digest)])?;
    Ok(detached_message(&beginning, &trailer.fields))
}

/// What follows the content of a message: certificates, crls and signerInfos.
struct Trailer {
    fields: Vec<u8>,
    revocation: Revocation,
}

impl Trailer {
    fn make<E: From<Error>>(
        provider: &CryptoProvider,
        request: &SignerRequest<'_>,
        content_digest: &[u8],
        augment: &mut dyn FnMut(&[u8]) -> Result<Augmentation, E>,
    ) -> Result<Self, E> {
        // What the request brings along is judged before anything is signed or timestamped.
        Self::certificates_and_crls(request, &Augmentation::default())?;
        let SignedFields { fields, signature } = signer_info::sign(provider, request, content_digest)?;
        let added = augment(&signature)?;
        let before_signers = Self::certificates_and_crls(request, &added)?;
        let signer = unsigned::signer_info(&fields, &added.unsigned_attributes)?;
        let revocation = if added.ocsp_responses.is_empty() { Revocation::Crls } else { Revocation::OcspResponses };
        Ok(Self { fields: [before_signers, der_values::set_of(vec![signer])].concat(), revocation })
    }

    fn certificates_and_crls(request: &SignerRequest<'_>, added: &Augmentation) -> Result<Vec<u8>, Error> {
        let own = std::iter::once(request.certificate).chain(request.chain.iter().copied());
        let certificates = members::certificates(own.chain(added.certificates.iter().map(Vec::as_slice)))?;
        let crls = request.crls.iter().map(|crl| crl.to_vec()).chain(added.crls.iter().cloned());
        let crls = members::crls(crls, added.ocsp_responses.iter().map(Vec::as_slice), &[])?;
        Ok([certificates, crls].concat())
    }
}

/// Opens the levels of a streamed message and writes what comes before encapContentInfo.
pub(super) fn start_message(out: &mut impl Write, version_and_digests: &[u8]) -> io::Result<()> {
    //= spec/cms-profile.md#streaming
    //# Levels that bear content MUST be written with indefinite lengths, and everything else as DER.
    start_indefinite(out, tag::SEQUENCE)?;
    out.write_all(&der_values::oid(&oids::SIGNED_DATA))?;
    start_indefinite(out, tag::context(0))?;
    start_indefinite(out, tag::SEQUENCE)?;
    out.write_all(version_and_digests)
}

/// Writes what comes after encapContentInfo and closes the levels of a streamed message.
pub(super) fn end_message(out: &mut impl Write, trailer: &[u8]) -> io::Result<()> {
    out.write_all(trailer)?;
    // SignedData, content and ContentInfo end here.
    for _ in 0..3 {
        end_of_contents(out)?;
    }
    Ok(())
}

/// A whole message without eContent, in DER.
pub(super) fn detached_message(version_and_digests: &[u8], trailer: &[u8]) -> Vec<u8> {
    let encapsulated = der_values::sequence(&[&der_values::oid(&oids::DATA)]);
    let signed_data = der_values::sequence(&[version_and_digests, &encapsulated, trailer]);
    members::content_info(&oids::SIGNED_DATA, &signed_data)
}

/// The CMSVersion (RFC 5652, 5.1) where signers are named by issuer and serial number and the content is id-data.
const fn version(revocation: Revocation) -> u8 {
    match revocation {
        Revocation::Crls => 1,
        Revocation::OcspResponses => 5,
    }
}
