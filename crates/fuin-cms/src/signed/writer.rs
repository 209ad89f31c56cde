//! Writing SignedData.

use std::io::{self, Read, Write};

use fuin_crypto::provider::DigestContext;
use fuin_crypto::{CryptoProvider, DigestAlgorithm, SignatureAlgorithm, SigningKey};
use jiff::Timestamp;

use super::digests::ContentDigests;
use super::signer_info;
use super::{MAX_CERTIFICATES, MAX_CERTIFICATES_LEN, MAX_CRLS, MAX_CRLS_LEN, algorithm::ClaimedDigest};
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

/// Writes ContentInfo(SignedData) around a content that is written to it, without holding the content.
///
/// The levels that bear the content are BER of indefinite length, everything else is DER. The content is digested in
/// the thread that writes it. What was written is no message before [`SignedDataWriter::finish`] returns.
pub struct SignedDataWriter<'p, W: Write> {
    provider: &'p CryptoProvider,
    digest: DigestAlgorithm,
    context: Box<dyn DigestContext>,
    content: SegmentWriter<W>,
}

impl<'p, W: Write> SignedDataWriter<'p, W> {
    /// Writes the beginning of the message; `digest` is the digest of the scheme that will sign.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Crypto`] when the provider lacks the digest.
    pub fn start(mut out: W, provider: &'p CryptoProvider, digest: DigestAlgorithm) -> Result<Self, Error> {
        let context = provider.digest(digest)?.start();
        start_indefinite(&mut out, tag::SEQUENCE)?;
        //= spec/cms-profile.md#streaming
        //# Levels that bear content MUST be written with indefinite lengths, and everything else as DER.
        out.write_all(&der_values::oid(&oids::SIGNED_DATA))?;
        start_indefinite(&mut out, tag::context(0))?;
        start_indefinite(&mut out, tag::SEQUENCE)?;
        out.write_all(&version_and_digest(digest))?;
        start_indefinite(&mut out, tag::SEQUENCE)?;
        out.write_all(&der_values::oid(&oids::DATA))?;
        start_indefinite(&mut out, tag::context(0))?;
        start_indefinite(&mut out, tag::OCTET_STRING)?;
        Ok(Self { provider, digest, context, content: SegmentWriter::new(out) })
    }

    /// Signs, writes the rest of the message and gives the writer back.
    ///
    /// # Errors
    /// [`Error::DigestsDiffer`] when the scheme's digest is not the one that was started with;
    /// [`Error::Unwritable`] when the certificate is not the key's or a part cannot be encoded; [`Error::Limit`] for
    /// too many certificates or CRLs; [`Error::Crypto`] when signing fails; [`Error::Io`].
    pub fn finish(self, request: &SignerRequest<'_>) -> Result<W, Error> {
        if request.algorithm.digest() != self.digest {
            let (first, second) = (self.digest.name().to_owned(), request.algorithm.digest().name().to_owned());
            return Err(Error::DigestsDiffer { first, second });
        }
        let certificates = certificates(request)?;
        let crls = crls(request)?;
        let signer_info = signer_info::sign(self.provider, request, &self.context.finish())?;
        let mut out = self.content.finish()?;
        // The octet string, eContent and EncapsulatedContentInfo end here.
        for _ in 0..3 {
            end_of_contents(&mut out)?;
        }
        out.write_all(&certificates)?;
        out.write_all(&crls)?;
        out.write_all(&der_values::set_of(vec![signer_info]))?;
        // So do SignedData, content and ContentInfo.
        for _ in 0..3 {
            end_of_contents(&mut out)?;
        }
        Ok(out)
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
    let digest = request.algorithm.digest();
    let (certificates, crls) = (certificates(request)?, crls(request)?);
    let mut digests = ContentDigests::start(provider, &[ClaimedDigest::Known(digest)], &[digest])?;
    digests.update_from(content)?;
    let (_, computed) = digests.finish();
    let content_digest = computed.first().map(|(_, digest)| digest.as_slice()).unwrap_or_default();
    let signer_info = signer_info::sign(provider, request, content_digest)?;
    let signed_data = der_values::sequence(&[
        &version_and_digest(digest),
        &der_values::sequence(&[&der_values::oid(&oids::DATA)]),
        &certificates,
        &crls,
        &der_values::set_of(vec![signer_info]),
    ]);
    Ok(der_values::sequence(&[
        &der_values::oid(&oids::SIGNED_DATA),
        &der_values::value(tag::context_constructed(0), &signed_data),
    ]))
}

/// Version 1 (RFC 5652, 5.1: issuerAndSerialNumber, id-data, certificates and CRLs of the plain kinds) and the digest.
fn version_and_digest(digest: DigestAlgorithm) -> Vec<u8> {
    let algorithm = der_values::algorithm_identifier(&digest.oid(), None);
    [der_values::unsigned(1), der_values::set_of(vec![algorithm])].concat()
}

fn certificates(request: &SignerRequest<'_>) -> Result<Vec<u8>, Error> {
    let all = std::iter::once(request.certificate).chain(request.chain.iter().copied());
    implicit_set(all, 0, "certificates", MAX_CERTIFICATES, MAX_CERTIFICATES_LEN)
}

fn crls(request: &SignerRequest<'_>) -> Result<Vec<u8>, Error> {
    implicit_set(request.crls.iter().copied(), 1, "crls", MAX_CRLS, MAX_CRLS_LEN)
}

/// `[number] IMPLICIT SET OF` the DER values, sorted and without repetition; nothing at all when there is none.
fn implicit_set<'a>(
    values: impl Iterator<Item = &'a [u8]>,
    number: u8,
    what: &'static str,
    limit: usize,
    limit_octets: usize,
) -> Result<Vec<u8>, Error> {
    let mut members: Vec<Vec<u8>> = values.map(<[u8]>::to_vec).collect();
    members.sort_unstable();
    members.dedup();
    for member in &members {
        der_values::check_der(member, what, 0)?;
        if member.first() != Some(&tag::SEQUENCE) {
            return Err(Error::Malformed { structure: what, offset: 0 });
        }
    }
    if members.len() > limit {
        return Err(Error::Limit { what, limit: limit as u64 });
    }
    let contents = members.concat();
    if contents.len() > limit_octets {
        return Err(Error::Limit { what, limit: limit_octets as u64 });
    }
    if contents.is_empty() {
        return Ok(contents);
    }
    Ok(der_values::value(tag::context_constructed(number), &contents))
}
