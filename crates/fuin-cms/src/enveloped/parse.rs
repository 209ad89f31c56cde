//! The first pass: everything but the content.

use std::io::{BufReader, Read, Seek, SeekFrom};

use fuin_crypto::kdf::{COMMITMENT_LEN, key_commitment};
use fuin_crypto::provider::TAG_LEN;
use fuin_crypto::secret::equal_in_constant_time;
use fuin_crypto::{AlgorithmUse, ContentEncryptionAlgorithm, ContentEncryptionKey, CryptoProvider, Oid};

use super::algorithm::ContentEncryption;
use super::attributes::{UnverifiedAttributes, with_tag};
use super::reader::EnvelopeReader;
use super::{Commitment, MAX_CONTENT_LEN};
use crate::ber::{BerReader, OctetStream};
use crate::der_values::tag;
use crate::error::Error;
use crate::oids;
use crate::raw_attribute::parse_attributes;
use crate::recipient::{UnverifiedRecipient, parse_recipient_info};

/// The longest AlgorithmIdentifier read, in octets.
const MAX_ALGORITHM_LEN: usize = 1024;
/// Small, so that passing over content does not read it.
const BUFFER_LEN: usize = 4096;

/// Limits on what the first pass keeps in memory.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How many recipients.
    pub recipients: usize,
    /// The longest RecipientInfo, in octets.
    pub recipient_info_octets: usize,
    /// All RecipientInfos together, in octets.
    pub recipient_infos_octets: usize,
    /// originatorInfo, authenticated and unauthenticated attributes: each at most this many octets.
    pub attribute_octets: usize,
}

impl Default for Limits {
    /// 4096 recipients of at most 64 KiB and 4 MiB together, attributes of at most 256 KiB.
    fn default() -> Self {
        Self {
            recipients: 4096,
            recipient_info_octets: 64 << 10,
            recipient_infos_octets: 4 << 20,
            attribute_octets: 256 << 10,
        }
    }
}

/// An envelope as a message claims it. Nothing about it is authentic before [`EnvelopeReader::finish`] says so.
#[derive(Debug, Clone)]
pub struct UnverifiedEnvelope {
    recipients: Vec<UnverifiedRecipient>,
    content_type: Oid,
    algorithm_der: Vec<u8>,
    content_encryption: ContentEncryption,
    start: u64,
    content_offset: u64,
    content_len: u64,
    attributes: Option<UnverifiedAttributes>,
    mac: [u8; TAG_LEN],
    unauthenticated: Vec<Oid>,
}

/// Reads a ContentInfo with AuthEnvelopedData from the reader's position to its end, passing over the content.
///
/// # Errors
/// [`Error::Malformed`], trailing data included; [`Error::Limit`]; [`Error::NotAuthenticatedEncryption`] for
/// EnvelopedData; [`Error::ContentType`] for other messages and for contents of a type that is not read.
pub fn parse_envelope<R: Read + Seek>(reader: &mut R, limits: &Limits) -> Result<UnverifiedEnvelope, Error> {
    let start = reader.stream_position()?;
    let end = reader.seek(SeekFrom::End(0))?;
    reader.seek(SeekFrom::Start(start))?;
    let buffered = BufReader::with_capacity(BUFFER_LEN, reader);
    let mut ber = BerReader::within(buffered, 0, end.saturating_sub(start));
    ber.enter(tag::SEQUENCE, "ContentInfo")?;
    let content_type = read_oid(&mut ber, "ContentInfo")?;
    ber.enter(tag::context_constructed(0), "ContentInfo")?;
    //= spec/cms-profile.md#content-encryption
    //# EnvelopedData MUST be refused whatever it holds, naming its content encryption.
    if content_type == oids::ENVELOPED_DATA {
        return Err(name_unauthenticated(&mut ber, limits)?);
    }
    //= spec/cms-profile.md#sealed-file
    //# A sealed file MUST be AuthEnvelopedData version 0 of id-data, id-ct-contentInfo or id-signedData.
    if content_type != oids::AUTH_ENVELOPED_DATA {
        return Err(Error::ContentType { structure: "ContentInfo", found: content_type });
    }
    let envelope = parse_auth_enveloped_data(&mut ber, limits, start)?;
    ber.leave("ContentInfo")?;
    ber.leave("ContentInfo")?;
    //= spec/cms-profile.md#streaming
    //# Octets after the outermost value MUST be refused.
    ber.finish("end of ContentInfo")?;
    Ok(envelope)
}

impl UnverifiedEnvelope {
    /// The recipients, in the order of the message.
    #[must_use]
    pub fn recipients(&self) -> &[UnverifiedRecipient] {
        &self.recipients
    }

    /// The type of the encrypted content: id-data, id-ct-contentInfo or id-signedData.
    #[must_use]
    pub const fn content_type(&self) -> &Oid {
        &self.content_type
    }

    /// Length of the content in octets.
    #[must_use]
    pub const fn content_len(&self) -> u64 {
        self.content_len
    }

    /// How the content is encrypted; none when the algorithm has no name here.
    #[must_use]
    pub const fn content_encryption(&self) -> Option<ContentEncryptionAlgorithm> {
        match self.content_encryption {
            ContentEncryption::Gcm { algorithm, .. } | ContentEncryption::Named(algorithm) => Some(algorithm),
            ContentEncryption::Unknown(_) => None,
        }
    }

    /// The name of the content encryption, or its dotted object identifier.
    #[must_use]
    pub fn content_encryption_name(&self) -> String {
        self.content_encryption.name()
    }

    /// What a policy judges of the content; recipients have their own
    /// [`algorithm_uses`](UnverifiedRecipient::algorithm_uses).
    #[must_use]
    pub fn algorithm_uses(&self) -> Vec<AlgorithmUse> {
        vec![self.content_encryption.algorithm_use()]
    }

    /// The authenticated attributes as received, a DER SET under its own tag; none when the message has none.
    #[must_use]
    pub fn authenticated_attributes(&self) -> Option<&[u8]> {
        self.attributes.as_ref().map(|attributes| attributes.set.as_slice())
    }

    /// The claimed outer label: the DER value of the securityLabel attribute.
    #[must_use]
    pub fn label_der(&self) -> Option<&[u8]> {
        self.attributes.as_ref()?.label_der.as_deref()
    }

    /// The claimed policy reference: the DER value of its attribute.
    #[must_use]
    pub fn policy_reference_der(&self) -> Option<&[u8]> {
        self.attributes.as_ref()?.policy_reference_der.as_deref()
    }

    /// The claimed key commitment.
    #[must_use]
    pub fn commitment(&self) -> Option<&[u8; COMMITMENT_LEN]> {
        self.attributes.as_ref()?.commitment.as_ref()
    }

    /// The types of the unauthenticated attributes; their values are not kept, since nobody vouches for them.
    #[must_use]
    pub fn unauthenticated_attribute_types(&self) -> &[Oid] {
        &self.unauthenticated
    }

    /// Holds `cek` against the key commitment, before anything is decrypted with it.
    ///
    /// # Errors
    /// [`Error::NotAuthentic`] when it differs; [`Error::Crypto`] when the provider cannot derive it.
    pub fn check_commitment(&self, provider: &CryptoProvider, cek: &ContentEncryptionKey) -> Result<Commitment, Error> {
        let Some(claimed) = self.commitment() else {
            return Ok(Commitment::Absent);
        };
        let derived = key_commitment(provider, cek, &self.algorithm_der).map_err(Error::of_secret)?;
        //= spec/cms-profile.md#key-commitment
        //# A commitment that differs MUST be reported as not authentic, before any content is decrypted.
        //= spec/cms-profile.md#nothing-before-the-tag
        //# A failed unwrapping, a CEK of wrong length, a commitment and a tag that differ MUST be one error.
        if equal_in_constant_time(&derived, claimed) { Ok(Commitment::Verified) } else { Err(Error::NotAuthentic) }
    }

    /// Begins to decrypt the content: the second pass over the same input, whatever its position is now.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for an algorithm other than AES-GCM; [`Error::NotAuthentic`] when the CEK does not
    /// fit; [`Error::Crypto`] when the provider lacks the algorithm; [`Error::Io`].
    pub fn open<R: Read + Seek>(
        &self,
        provider: &CryptoProvider,
        cek: &ContentEncryptionKey,
        mut reader: R,
    ) -> Result<EnvelopeReader<R>, Error> {
        let ContentEncryption::Gcm { algorithm, nonce } = &self.content_encryption else {
            let found = self.content_encryption.name();
            return Err(Error::Unsupported { what: "content-encryption algorithm", found });
        };
        //= spec/cms-profile.md#authenticated-attributes
        //# The additional authenticated data MUST be the octets of authAttrs as received, under the tag 0x31.
        let additional = self.authenticated_attributes().unwrap_or(&[]);
        let aead = provider.aead(*algorithm)?.open(cek, nonce, additional).map_err(Error::of_secret)?;
        reader.seek(SeekFrom::Start(self.start.saturating_add(self.content_offset)))?;
        EnvelopeReader::new(reader, self.content_offset, self.content_len, aead, self.mac)
    }
}

fn parse_auth_enveloped_data<R: Read + Seek>(
    ber: &mut BerReader<R>,
    limits: &Limits,
    start: u64,
) -> Result<UnverifiedEnvelope, Error> {
    ber.enter(tag::SEQUENCE, "AuthEnvelopedData")?;
    let malformed = ber.malformed("AuthEnvelopedData version");
    if ber.read_contents(tag::INTEGER, 1, "AuthEnvelopedData version")? != [0] {
        return Err(malformed);
    }
    pass_over_originator_info(ber, limits)?;
    let recipients = read_recipients(ber, limits)?;

    ber.enter(tag::SEQUENCE, "authEncryptedContentInfo")?;
    let content_type = read_oid(ber, "authEncryptedContentInfo")?;
    //= spec/cms-profile.md#sealed-file
    //# A sealed file MUST be AuthEnvelopedData version 0 of id-data, id-ct-contentInfo or id-signedData.
    if ![oids::DATA, oids::CONTENT_INFO, oids::SIGNED_DATA].contains(&content_type) {
        return Err(Error::ContentType { structure: "authEncryptedContentInfo", found: content_type });
    }
    let (algorithm_der, content_encryption) = read_algorithm(ber)?;
    let absent = ber.malformed("encryptedContent");
    let content_offset = ber.peek("encryptedContent")?.ok_or(absent)?.offset;
    let content = OctetStream::open(ber, tag::context(0), "encryptedContent")?;
    let content_len = content.pass_over(ber)?;
    //= spec/cms-profile.md#content-encryption
    //# The plaintext of one message MUST NOT be longer than 68719476704 octets.
    if content_len > MAX_CONTENT_LEN {
        return Err(Error::Limit { what: "content octets", limit: MAX_CONTENT_LEN });
    }
    ber.leave("authEncryptedContentInfo")?;

    let attributes = match read_attributes(ber, 1, limits, "authAttrs")? {
        Some((raw, offset)) => Some(UnverifiedAttributes::parse(raw, offset, &content_type)?),
        // RFC 5083, 2.1: without authAttrs the content type is id-data.
        None if content_type != oids::DATA => return Err(ber.malformed("authAttrs")),
        None => None,
    };
    //= spec/cms-profile.md#content-encryption
    //# AES-GCM MUST come with a nonce of 12 octets, an aes-ICVlen of 16 written out, and a mac of 16 octets.
    let wrong_mac = ber.malformed("mac");
    let mac =
        ber.read_contents(tag::OCTET_STRING, TAG_LEN, "mac").and_then(|mac| mac.try_into().map_err(|_| wrong_mac));
    let mac = mac.map_err(|error| match error {
        // Too long is as wrong as too short.
        Error::Limit { .. } => ber.malformed("mac"),
        other => other,
    })?;
    let unauthenticated = match read_attributes(ber, 2, limits, "unauthAttrs")? {
        Some((raw, offset)) => parse_attributes(&with_tag(raw, tag::SET), "unauthAttrs", offset)?,
        None => Vec::new(),
    };
    ber.leave("AuthEnvelopedData")?;
    Ok(UnverifiedEnvelope {
        recipients,
        content_type,
        algorithm_der,
        content_encryption,
        start,
        content_offset,
        content_len,
        attributes,
        mac,
        unauthenticated: unauthenticated.into_iter().map(|attribute| attribute.oid).collect(),
    })
}

/// The error for EnvelopedData (RFC 5652, 6.1), which names its content encryption whatever that is: an algorithm
/// that could authenticate does not do so there.
fn name_unauthenticated<R: Read>(ber: &mut BerReader<R>, limits: &Limits) -> Result<Error, Error> {
    ber.enter(tag::SEQUENCE, "EnvelopedData")?;
    ber.read_contents(tag::INTEGER, 1, "EnvelopedData version")?;
    pass_over_originator_info(ber, limits)?;
    read_recipients(ber, limits)?;
    ber.enter(tag::SEQUENCE, "encryptedContentInfo")?;
    read_oid(ber, "encryptedContentInfo")?;
    let offset = ber.offset();
    let der = ber.read_der(MAX_ALGORITHM_LEN, "contentEncryptionAlgorithm")?;
    let mut reader = crate::der_values::DerReader::new(&der, "contentEncryptionAlgorithm", offset);
    let oid = reader.sequence("contentEncryptionAlgorithm")?.oid()?;
    let named = ContentEncryptionAlgorithm::from_oid(&oid).map(|algorithm| algorithm.name().into());
    Ok(Error::NotAuthenticatedEncryption { algorithm: named.unwrap_or_else(|| oid.to_string()) })
}

fn read_oid<R: Read>(ber: &mut BerReader<R>, structure: &'static str) -> Result<Oid, Error> {
    let malformed = ber.malformed(structure);
    let contents = ber.read_contents(tag::OID, Oid::MAX_OCTETS, structure)?;
    Oid::from_content(&contents).map_err(|_| malformed)
}

fn pass_over_originator_info<R: Read>(ber: &mut BerReader<R>, limits: &Limits) -> Result<(), Error> {
    if next_is(ber, tag::context_constructed(0), "originatorInfo")? {
        ber.read_raw(limits.attribute_octets, "originatorInfo")?;
    }
    Ok(())
}

fn read_recipients<R: Read>(ber: &mut BerReader<R>, limits: &Limits) -> Result<Vec<UnverifiedRecipient>, Error> {
    ber.enter(tag::SET, "recipientInfos")?;
    let mut recipients = Vec::new();
    let mut octets = 0usize;
    while let Some(header) = ber.peek("recipientInfos")? {
        let der = ber.read_der(limits.recipient_info_octets, "RecipientInfo octets")?;
        octets = octets.saturating_add(der.len());
        recipients.extend(parse_recipient_info(&der, header.offset)?);
        if recipients.len() > limits.recipients {
            return Err(Error::Limit { what: "recipients", limit: limits.recipients as u64 });
        }
        if octets > limits.recipient_infos_octets {
            return Err(Error::Limit { what: "recipientInfos octets", limit: limits.recipient_infos_octets as u64 });
        }
    }
    if recipients.is_empty() {
        return Err(ber.malformed("recipientInfos"));
    }
    ber.leave("recipientInfos")?;
    Ok(recipients)
}

fn read_algorithm<R: Read>(ber: &mut BerReader<R>) -> Result<(Vec<u8>, ContentEncryption), Error> {
    let offset = ber.offset();
    let der = ber.read_der(MAX_ALGORITHM_LEN, "contentEncryptionAlgorithm")?;
    let algorithm = ContentEncryption::parse(&der, offset)?;
    Ok((der, algorithm))
}

/// Attributes under `[number]` with their offset, if they are there.
fn read_attributes<R: Read>(
    ber: &mut BerReader<R>,
    number: u8,
    limits: &Limits,
    structure: &'static str,
) -> Result<Option<(Vec<u8>, u64)>, Error> {
    let tag = tag::context_constructed(number);
    match ber.peek(structure)? {
        Some(header) if header.tag == tag => {
            let raw = ber.read_der(limits.attribute_octets, structure)?;
            // SET SIZE (1..MAX): an empty one is none, written to differ.
            if raw.len() <= 2 {
                return Err(Error::Malformed { structure, offset: header.offset });
            }
            Ok(Some((raw, header.offset)))
        }
        _ => Ok(None),
    }
}

fn next_is<R: Read>(ber: &mut BerReader<R>, tag: u8, structure: &'static str) -> Result<bool, Error> {
    Ok(ber.peek(structure)?.is_some_and(|header| header.tag == tag))
}
