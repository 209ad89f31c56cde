//! Reading SignedData in a stream.

use std::io::{BufReader, Read, Write};

use fuin_crypto::{CryptoProvider, DigestAlgorithm, Oid};

use super::algorithm::ClaimedDigest;
use super::digests::{ContentDigests, PART_LEN};
use super::signer::{SignerIdentifier, UnverifiedSigner};
use super::{
    MAX_CERTIFICATES, MAX_CERTIFICATES_LEN, MAX_CRLS, MAX_CRLS_LEN, MAX_DIGEST_ALGORITHMS, MAX_SIGNER_INFO_LEN,
    MAX_SIGNERS, UnverifiedSigned, signer_info,
};
use crate::attribute::AlgorithmIdentifier;
use crate::ber::{BerReader, OctetStream};
use crate::der_values::{DerReader, check_der, tag};
use crate::error::Error;
use crate::oids;

const SIGNED_DATA: &str = "SignedData";
const VERSION: &str = "CMSVersion";
const ENCAPSULATED: &str = "encapContentInfo";
/// The most octets of one AlgorithmIdentifier of digestAlgorithms, or of an object identifier with its header.
const MAX_SMALL: usize = 1024;
/// `[1]` in RevocationInfoChoice: OtherRevocationInfoFormat, such as an OCSP response (RFC 5940).
const OTHER_REVOCATION: u8 = 0xa1;

/// What the outermost value of a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// ContentInfo with the content type id-signedData (RFC 5652, section 3).
    ContentInfo,
    /// SignedData alone, as it stands inside an enveloping content of the type id-signedData.
    BareSignedData,
}

/// Reads an attached SignedData to its end, passing the content on to `sink` as it comes.
///
/// The content is digested with each digest that the message names and `permitted` holds. **What arrives in `sink` is
/// unverified** and stays so until a signature verifies; a failure may come after all of it arrived.
///
/// # Errors
/// [`Error::Malformed`], [`Error::Limit`], [`Error::ContentType`] for other than id-data in id-signedData,
/// [`Error::DetachedContent`] without content, [`Error::DigestsDiffer`], [`Error::Unsupported`] for RSASSA-PSS
/// parameters outside the profile, [`Error::Crypto`] when the provider lacks a permitted digest, [`Error::Io`].
pub fn read_signed<R: Read>(
    reader: R,
    shape: Shape,
    mut sink: Option<&mut dyn Write>,
    provider: &CryptoProvider,
    permitted: &[DigestAlgorithm],
) -> Result<UnverifiedSigned, Error> {
    let mut reader = BerReader::new(BufReader::with_capacity(PART_LEN, reader));
    let beginning = Beginning::read(&mut reader, shape)?;
    if reader.peek(ENCAPSULATED)?.is_none() {
        return Err(Error::DetachedContent);
    }
    let mut digests = ContentDigests::start(provider, &beginning.digest_algorithms, permitted)?;
    reader.enter(tag::context_constructed(0), ENCAPSULATED)?;
    let mut octets = OctetStream::open(&mut reader, tag::OCTET_STRING, "eContent")?;
    let mut part = vec![0; PART_LEN];
    loop {
        let read = octets.read(&mut reader, &mut part)?;
        let filled = part.get(..read).unwrap_or_default();
        digests.update(filled);
        if let Some(sink) = &mut sink {
            sink.write_all(filled)?;
        }
        if read < PART_LEN {
            break;
        }
    }
    reader.leave(ENCAPSULATED)?;
    let mut signed = finish(reader, shape, beginning)?;
    (signed.content_len, signed.digests) = digests.finish();
    Ok(signed)
}

/// Reads a detached signature: ContentInfo(SignedData) without content.
///
/// The content is digested afterwards, with [`UnverifiedSigned::digest_detached`].
///
/// # Errors
/// As [`read_signed`], and [`Error::AttachedContent`] when there is content.
pub fn parse_detached(message: &[u8]) -> Result<UnverifiedSigned, Error> {
    let mut reader = BerReader::new(message);
    let beginning = Beginning::read(&mut reader, Shape::ContentInfo)?;
    if reader.peek(ENCAPSULATED)?.is_some() {
        return Err(Error::AttachedContent);
    }
    finish(reader, Shape::ContentInfo, beginning)
}

/// What comes before the content.
struct Beginning {
    version: u8,
    version_offset: u64,
    digest_algorithms: Vec<ClaimedDigest>,
}

impl Beginning {
    /// Reads up to the content: version, digestAlgorithms and eContentType.
    fn read<R: Read>(reader: &mut BerReader<R>, shape: Shape) -> Result<Self, Error> {
        if shape == Shape::ContentInfo {
            reader.enter(tag::SEQUENCE, "ContentInfo")?;
            content_type(reader, "ContentInfo", &oids::SIGNED_DATA)?;
            reader.enter(tag::context_constructed(0), "ContentInfo")?;
        }
        reader.enter(tag::SEQUENCE, SIGNED_DATA)?;
        let version_offset = reader.offset();
        let version = match reader.read_contents(tag::INTEGER, 1, VERSION)?.as_slice() {
            [version] => *version,
            _ => return Err(Error::Malformed { structure: VERSION, offset: version_offset }),
        };
        let digest_algorithms = digest_algorithms(reader)?;
        reader.enter(tag::SEQUENCE, ENCAPSULATED)?;
        content_type(reader, ENCAPSULATED, &oids::DATA)?;
        Ok(Self { version, version_offset, digest_algorithms })
    }
}

fn digest_algorithms<R: Read>(reader: &mut BerReader<R>) -> Result<Vec<ClaimedDigest>, Error> {
    let structure = "digestAlgorithms";
    reader.enter(tag::SET, structure)?;
    let mut algorithms = Vec::new();
    while let Some(header) = reader.peek(structure)? {
        if algorithms.len() >= MAX_DIGEST_ALGORITHMS {
            return Err(Error::Limit { what: "digest algorithms", limit: MAX_DIGEST_ALGORITHMS as u64 });
        }
        let der = reader.read_der(MAX_SMALL, structure)?;
        let mut value = DerReader::new(&der, structure, header.offset);
        algorithms.push(ClaimedDigest::of(&AlgorithmIdentifier::read(&mut value)?)?);
    }
    if algorithms.is_empty() {
        return Err(reader.malformed(structure));
    }
    reader.leave(structure)?;
    Ok(algorithms)
}

/// Reads from the end of encapContentInfo to the end of the input.
fn finish<R: Read>(mut reader: BerReader<R>, shape: Shape, beginning: Beginning) -> Result<UnverifiedSigned, Error> {
    reader.leave(ENCAPSULATED)?;
    let certificates = certificates(&mut reader)?;
    let (crls, other_revocation) = crls(&mut reader)?;
    let signers = signers(&mut reader)?;
    reader.leave(SIGNED_DATA)?;
    if shape == Shape::ContentInfo {
        reader.leave("ContentInfo")?;
        reader.leave("ContentInfo")?;
    }
    reader.finish("end of the message")?;
    let Beginning { version, version_offset, digest_algorithms } = beginning;
    for signer in &signers {
        //= spec/cms-profile.md#signed-content
        //# A SignedData MUST have a SignerInfo, and digestAlgorithms MUST name the digest of each.
        //= spec/cms-profile.md#signed-content
        //# The digest algorithm MUST be the same wherever a message names one for a signer.
        // RFC 5652, 5.1 lets digestAlgorithms leave out a signer's digest; no one-pass reader could verify it then.
        if !digest_algorithms.contains(&signer.digest) {
            let first = digest_algorithms.iter().map(ClaimedDigest::name).collect::<Vec<_>>().join(" ");
            return Err(Error::DigestsDiffer { first, second: signer.digest.name() });
        }
    }
    if version != expected_version(&signers, other_revocation) {
        return Err(Error::Malformed { structure: VERSION, offset: version_offset });
    }
    Ok(UnverifiedSigned { certificates, crls, signers, digest_algorithms, content_len: None, digests: Vec::new() })
}

/// The version that RFC 5652, 5.1 demands where the content is id-data and attribute certificates are refused.
fn expected_version(signers: &[UnverifiedSigner], other_revocation: bool) -> u8 {
    let by_key = |signer: &UnverifiedSigner| matches!(signer.sid, SignerIdentifier::SubjectKeyIdentifier(_));
    match (other_revocation, signers.iter().any(by_key)) {
        (true, _) => 5,
        (false, true) => 3,
        (false, false) => 1,
    }
}

fn certificates<R: Read>(reader: &mut BerReader<R>) -> Result<Vec<Vec<u8>>, Error> {
    let mut certificates = Vec::new();
    let mut room = MAX_CERTIFICATES_LEN;
    if reader.peek(SIGNED_DATA)?.is_none_or(|header| header.tag != tag::context_constructed(0)) {
        return Ok(certificates);
    }
    reader.enter(tag::context_constructed(0), "certificates")?;
    while let Some(header) = reader.peek("certificates")? {
        if certificates.len() >= MAX_CERTIFICATES {
            return Err(Error::Limit { what: "certificates", limit: MAX_CERTIFICATES as u64 });
        }
        if header.tag != tag::SEQUENCE {
            let found = format!("of kind [{}]", header.tag & 0x1f);
            return Err(Error::Unsupported { what: "certificate", found });
        }
        let der = reader.read_der(room, "certificates")?;
        room = room.saturating_sub(der.len());
        certificates.push(der);
    }
    reader.leave("certificates")?;
    Ok(certificates)
}

/// The CRLs, and whether there is revocation information of another kind; that is passed over.
fn crls<R: Read>(reader: &mut BerReader<R>) -> Result<(Vec<Vec<u8>>, bool), Error> {
    let mut crls = Vec::new();
    let mut other = 0usize;
    let mut room = MAX_CRLS_LEN;
    if reader.peek(SIGNED_DATA)?.is_none_or(|header| header.tag != tag::context_constructed(1)) {
        return Ok((crls, false));
    }
    reader.enter(tag::context_constructed(1), "crls")?;
    while let Some(header) = reader.peek("crls")? {
        if crls.len().saturating_add(other) >= MAX_CRLS {
            return Err(Error::Limit { what: "crls", limit: MAX_CRLS as u64 });
        }
        let raw = reader.read_raw(room, "crls")?;
        room = room.saturating_sub(raw.len());
        match header.tag {
            tag::SEQUENCE => {
                check_der(&raw, "crls", header.offset)?;
                crls.push(raw);
            }
            OTHER_REVOCATION => other = other.saturating_add(1),
            _ => return Err(Error::Malformed { structure: "crls", offset: header.offset }),
        }
    }
    reader.leave("crls")?;
    Ok((crls, other > 0))
}

fn signers<R: Read>(reader: &mut BerReader<R>) -> Result<Vec<UnverifiedSigner>, Error> {
    reader.enter(tag::SET, "signerInfos")?;
    let mut signers = Vec::new();
    while let Some(header) = reader.peek("signerInfos")? {
        if signers.len() >= MAX_SIGNERS {
            return Err(Error::Limit { what: "signers", limit: MAX_SIGNERS as u64 });
        }
        let raw = reader.read_raw(MAX_SIGNER_INFO_LEN, "SignerInfo")?;
        signers.push(signer_info::read(&raw, header.offset)?);
    }
    //= spec/cms-profile.md#signed-content
    //# A SignedData MUST have a SignerInfo, and digestAlgorithms MUST name the digest of each.
    if signers.is_empty() {
        return Err(reader.malformed("signerInfos"));
    }
    reader.leave("signerInfos")?;
    Ok(signers)
}

/// Reads an object identifier, which must be `expected`.
fn content_type<R: Read>(reader: &mut BerReader<R>, structure: &'static str, expected: &Oid) -> Result<(), Error> {
    let at = reader.malformed(structure);
    let contents = reader.read_contents(tag::OID, Oid::MAX_OCTETS, structure)?;
    let found = Oid::from_content(&contents).map_err(|_| at)?;
    if found == *expected { Ok(()) } else { Err(Error::ContentType { structure, found }) }
}
