//! Reading SignedData in a stream.

use std::io::{BufReader, Read, Write};

use fuin_crypto::{CryptoProvider, Oid};

use super::algorithm::ClaimedDigest;
use super::digests::{ContentDigests, DigestSelection, PART_LEN};
use super::signer::{SignerIdentifier, UnverifiedSigner};
use super::{
    Content, Layout, MAX_CERTIFICATES, MAX_CERTIFICATES_LEN, MAX_DIGEST_ALGORITHMS, MAX_SIGNER_INFO_LEN, MAX_SIGNERS,
    UnverifiedSigned, revocation, signer_info,
};
use crate::attribute::{AlgorithmIdentifier, Signs};
use crate::ber::{BerReader, OctetStream};
use crate::der_values::{DerReader, tag};
use crate::error::Error;
use crate::oids;

const SIGNED_DATA: &str = "SignedData";
const VERSION: &str = "CMSVersion";
const ENCAPSULATED: &str = "encapContentInfo";
/// The most octets of one AlgorithmIdentifier of digestAlgorithms, or of an object identifier with its header.
const MAX_SMALL: usize = 1024;

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
/// The content is digested with each digest that the message names and `digests` permits, and with those that it asks
/// for besides. **What arrives in `sink` is unverified** and stays so until a signature verifies; a failure may come
/// after all of it arrived.
///
/// # Errors
/// [`Error::Malformed`], [`Error::Limit`], [`Error::ContentType`] for other than id-data in id-signedData,
/// [`Error::DetachedContent`] without content, [`Error::DigestsDiffer`], [`Error::Unsupported`] for RSASSA-PSS
/// parameters outside the profile, [`Error::Crypto`] when the provider lacks a permitted digest, [`Error::Io`].
pub fn read_signed<'a, R: Read>(
    reader: R,
    shape: Shape,
    mut sink: Option<&mut dyn Write>,
    provider: &CryptoProvider,
    digests: impl Into<DigestSelection<'a>>,
) -> Result<UnverifiedSigned, Error> {
    let mut reader = BerReader::new(BufReader::with_capacity(PART_LEN, reader));
    let beginning = Beginning::read(&mut reader, shape)?;
    if reader.peek(ENCAPSULATED)?.is_none() {
        return Err(Error::DetachedContent);
    }
    let mut digests = ContentDigests::start(provider, &beginning.digest_algorithms, digests.into())?;
    read_content(&mut reader, &mut digests, |part| match &mut sink {
        Some(sink) => sink.write_all(part).map_err(Error::from),
        None => Ok(()),
    })?;
    let mut signed = finish(reader, shape, Content::Attached, beginning)?;
    (signed.content_len, signed.digests) = digests.finish();
    Ok(signed)
}

/// Reads eContent to its end, digesting it and passing it on.
pub(super) fn read_content<R: Read>(
    reader: &mut BerReader<R>,
    digests: &mut ContentDigests,
    mut pass_on: impl FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    reader.enter(tag::context_constructed(0), ENCAPSULATED)?;
    let mut octets = OctetStream::open(reader, tag::OCTET_STRING, "eContent")?;
    let mut part = vec![0; PART_LEN];
    loop {
        let read = octets.read(reader, &mut part)?;
        let filled = part.get(..read).unwrap_or_default();
        digests.update(filled);
        pass_on(filled)?;
        if read < PART_LEN {
            break;
        }
    }
    reader.leave(ENCAPSULATED)
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
    finish(reader, Shape::ContentInfo, Content::Detached, beginning)
}

/// What comes before the content.
struct Beginning {
    version: u8,
    version_offset: u64,
    digest_algorithms: Vec<ClaimedDigest>,
    digest_identifiers: Vec<Vec<u8>>,
    encapsulated_at: u64,
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
        let (digest_algorithms, digest_identifiers) = digest_algorithms(reader)?;
        let encapsulated_at = reader.offset();
        enter_encapsulated(reader)?;
        Ok(Self { version, version_offset, digest_algorithms, digest_identifiers, encapsulated_at })
    }
}

/// Opens encapContentInfo and reads its type.
pub(super) fn enter_encapsulated<R: Read>(reader: &mut BerReader<R>) -> Result<(), Error> {
    reader.enter(tag::SEQUENCE, ENCAPSULATED)?;
    content_type(reader, ENCAPSULATED, &oids::DATA)
}

/// The digestAlgorithms, and the octets of each.
fn digest_algorithms<R: Read>(reader: &mut BerReader<R>) -> Result<(Vec<ClaimedDigest>, Vec<Vec<u8>>), Error> {
    let structure = "digestAlgorithms";
    reader.enter(tag::SET, structure)?;
    let (mut algorithms, mut identifiers) = (Vec::new(), Vec::new());
    while let Some(header) = reader.peek(structure)? {
        if algorithms.len() >= MAX_DIGEST_ALGORITHMS {
            return Err(Error::Limit { what: "digest algorithms", limit: MAX_DIGEST_ALGORITHMS as u64 });
        }
        let der = reader.read_der(MAX_SMALL, structure)?;
        let mut value = DerReader::new(&der, structure, header.offset);
        algorithms.push(ClaimedDigest::of(&AlgorithmIdentifier::read(&mut value)?)?);
        identifiers.push(der);
    }
    if algorithms.is_empty() {
        return Err(reader.malformed(structure));
    }
    reader.leave(structure)?;
    Ok((algorithms, identifiers))
}

/// Reads from the end of encapContentInfo to the end of the input.
fn finish<R: Read>(
    mut reader: BerReader<R>,
    shape: Shape,
    content: Content,
    beginning: Beginning,
) -> Result<UnverifiedSigned, Error> {
    // The end of the level is consumed by looking for a next value.
    reader.leave(ENCAPSULATED)?;
    let encapsulated_end = reader.offset();
    let certificates = certificates(&mut reader)?;
    let revocation = revocation::read(&mut reader)?;
    let signers = signers(&mut reader)?;
    reader.leave(SIGNED_DATA)?;
    if shape == Shape::ContentInfo {
        reader.leave("ContentInfo")?;
        reader.leave("ContentInfo")?;
    }
    reader.finish("end of the message")?;
    let Beginning { version, version_offset, digest_algorithms, digest_identifiers, encapsulated_at } = beginning;
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
    let signed = UnverifiedSigned {
        certificates,
        crls: revocation.crls,
        ocsp_responses: revocation.ocsp_responses,
        other_revocation: revocation.other,
        signers,
        digest_algorithms,
        content_len: None,
        digests: Vec::new(),
        layout: Layout { shape, content, digest_identifiers, encapsulated: encapsulated_at..encapsulated_end },
    };
    if version != expected_version(&signed) {
        return Err(Error::Malformed { structure: VERSION, offset: version_offset });
    }
    Ok(signed)
}

/// The version that RFC 5652, 5.1 demands where the content is id-data and attribute certificates are refused.
pub(super) fn expected_version(signed: &UnverifiedSigned) -> u8 {
    let by_key = |signer: &UnverifiedSigner| matches!(signer.sid, SignerIdentifier::SubjectKeyIdentifier(_));
    if !signed.ocsp_responses.is_empty() || !signed.other_revocation.is_empty() {
        5
    } else if signed.signers.iter().any(by_key) {
        3
    } else {
        1
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

fn signers<R: Read>(reader: &mut BerReader<R>) -> Result<Vec<UnverifiedSigner>, Error> {
    reader.enter(tag::SET, "signerInfos")?;
    let mut signers = Vec::new();
    while let Some(header) = reader.peek("signerInfos")? {
        if signers.len() >= MAX_SIGNERS {
            return Err(Error::Limit { what: "signers", limit: MAX_SIGNERS as u64 });
        }
        let raw = reader.read_raw(MAX_SIGNER_INFO_LEN, "SignerInfo")?;
        signers.push(signer_info::read(&raw, header.offset, Signs::Content)?);
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
