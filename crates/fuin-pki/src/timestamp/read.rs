//! The structure of a token: ContentInfo, SignedData with one SignerInfo, its signed attributes. Strict DER throughout.

use fuin_crypto::DigestAlgorithm;

use super::{UnverifiedTimestamp, info};
use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::der::{self, Element, Reader};
use crate::error::Error;
use crate::ocsp::OcspResponse;
use crate::signature::SignatureIdentifier;

const STRUCTURE: &str = "TimeStampToken";
const SIGNER_INFO: &str = "SignerInfo";
/// The most signed attributes.
const MAX_ATTRIBUTES: usize = 32;

const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 0x10, 1, 4];
const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
const SIGNING_CERTIFICATE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 0x10, 2, 12];
const SIGNING_CERTIFICATE_V2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 0x10, 2, 47];
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
/// id-ri-ocsp-response.
const OCSP_RESPONSE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x10, 2];
/// directoryName in a GeneralName.
const DIRECTORY_NAME: u8 = 0xa4;

/// The SignerInfo as it was read.
#[derive(Clone)]
pub(super) struct Signer {
    pub(super) identifier: Identifier,
    /// None for one without support.
    pub(super) digest: Option<DigestAlgorithm>,
    pub(super) digest_name: String,
    /// The SET of signed attributes, as it was signed.
    pub(super) attributes: Vec<u8>,
    pub(super) message_digest: Vec<u8>,
    pub(super) reference: CertificateReference,
    /// None for rsaEncryption, which leaves the scheme to the digest.
    pub(super) signature_identifier: Option<SignatureIdentifier>,
    pub(super) signature: Vec<u8>,
}

/// How a certificate is named.
#[derive(Clone)]
pub(super) enum Identifier {
    IssuerSerial(IssuerSerial),
    Key(Vec<u8>),
}

/// Issuer, in DER, and serial number, content octets.
#[derive(Clone)]
pub(super) struct IssuerSerial {
    issuer: Vec<u8>,
    serial: Vec<u8>,
}

/// What the signed attributes say of the signer's certificate (RFC 5035).
#[derive(Clone)]
pub(super) enum CertificateReference {
    Digest {
        algorithm: Option<DigestAlgorithm>,
        digest: Vec<u8>,
        issuer_serial: Option<IssuerSerial>,
    },
    /// By a digest of SHA-1, which is not computed here.
    Sha1 {
        issuer_serial: Option<IssuerSerial>,
    },
}

impl Identifier {
    pub(super) fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::IssuerSerial(named) => named.names(certificate),
            Self::Key(identifier) => certificate.subject_key_identifier() == Some(identifier),
        }
    }
}

impl IssuerSerial {
    pub(super) fn names(&self, certificate: &Certificate) -> bool {
        certificate.issuer().der() == self.issuer && certificate.serial() == self.serial
    }
}

pub(super) fn token(input: &[u8]) -> Result<UnverifiedTimestamp, Error> {
    //= spec/trust.md#timestamps
    //# A token of more than 1 MiB MUST be refused.
    if input.len() > UnverifiedTimestamp::MAX_OCTETS {
        let limit = UnverifiedTimestamp::MAX_OCTETS;
        return Err(Error::TooLarge { structure: STRUCTURE, limit, found: input.len() });
    }
    let mut outer = Reader::new(input, STRUCTURE);
    let mut content_info = outer.expect(der::SEQUENCE)?.reader(STRUCTURE);
    outer.finish()?;
    expect_oid(&mut content_info, SIGNED_DATA)?;
    let mut wrapped = content_info.expect(der::context(0))?.reader(STRUCTURE);
    content_info.finish()?;
    let mut fields = wrapped.expect(der::SEQUENCE)?.reader("SignedData");
    wrapped.finish()?;
    fields.expect(der::INTEGER)?.small_integer("version")?;
    fields.expect(der::SET)?;
    let mut encapsulated = fields.expect(der::SEQUENCE)?.reader("encapContentInfo");
    expect_oid(&mut encapsulated, TST_INFO)?;
    let mut explicit = encapsulated.expect(der::context(0))?.reader("eContent");
    encapsulated.finish()?;
    let content = explicit.expect(der::OCTET_STRING)?.content.to_vec();
    explicit.finish()?;
    let certificates = members(fields.optional(der::context(0))?, |member| Certificate::from_der(member.whole).ok())?;
    let revocation = fields.optional(der::context(1))?;
    let crls =
        members(revocation, |member| (member.tag == der::SEQUENCE).then(|| Crl::from_der(member.whole).ok())?)?;
    let ocsp = members(revocation, ocsp_response)?;
    let signers = fields.expect(der::SET)?;
    fields.finish()?;
    //= spec/trust.md#timestamps
    //# A token MUST have exactly one signer.
    let mut list = signers.reader("signerInfos");
    let signer = signer(&list.expect(der::SEQUENCE)?)?;
    list.finish()?;
    let info = info::read(&content)?;
    Ok(UnverifiedTimestamp { der: input.to_vec(), info, content, signer, certificates, crls, ocsp })
}

fn expect_oid(fields: &mut Reader<'_>, wanted: &[u8]) -> Result<(), Error> {
    let oid = fields.expect(der::OBJECT_IDENTIFIER)?;
    if oid.content == wanted { Ok(()) } else { Err(oid.malformed("contentType")) }
}

/// What can be read of an implicit SET.
fn members<'a, T>(set: Option<Element<'a>>, read: impl Fn(&Element<'a>) -> Option<T>) -> Result<Vec<T>, Error> {
    let mut found = Vec::new();
    let Some(set) = set else { return Ok(found) };
    let mut list = set.reader("SignedData");
    let mut count = 0usize;
    while !list.is_empty() {
        let member = list.any()?;
        count = count.saturating_add(1);
        if count > UnverifiedTimestamp::MAX_MEMBERS {
            return Err(member.malformed("SignedData"));
        }
        found.extend(read(&member));
    }
    Ok(found)
}

fn ocsp_response(member: &Element<'_>) -> Option<OcspResponse> {
    if member.tag != der::context(1) {
        return None;
    }
    let mut fields = member.reader("OtherRevocationInfoFormat");
    let format = fields.expect(der::OBJECT_IDENTIFIER).ok()?;
    let response = fields.any().ok()?;
    (format.content == OCSP_RESPONSE).then(|| OcspResponse::from_der(response.whole).ok())?
}

fn signer(element: &Element<'_>) -> Result<Signer, Error> {
    let mut fields = element.reader(SIGNER_INFO);
    fields.expect(der::INTEGER)?.small_integer("version")?;
    let identifier = match fields.peek() {
        Some(0x80) => Identifier::Key(fields.expect(0x80)?.content.to_vec()),
        _ => Identifier::IssuerSerial(issuer_and_serial(&fields.expect(der::SEQUENCE)?)?),
    };
    let digest_oid = info::algorithm(&fields.expect(der::SEQUENCE)?)?;
    let signed = fields.expect(der::context(0))?;
    let signature_algorithm = fields.expect(der::SEQUENCE)?;
    let signature = fields.expect(der::OCTET_STRING)?.content.to_vec();
    fields.optional(der::context(1))?;
    fields.finish()?;
    let (message_digest, reference) = attributes(&signed)?;
    Ok(Signer {
        identifier,
        digest: DigestAlgorithm::from_oid(&digest_oid),
        digest_name: digest_oid.to_string(),
        // Signed as a SET, sent as [0] IMPLICIT (RFC 5652, 5.4).
        attributes: der::encode(der::SET, signed.content),
        message_digest,
        reference,
        signature_identifier: signature_identifier(&signature_algorithm)?,
        signature,
    })
}

fn signature_identifier(element: &Element<'_>) -> Result<Option<SignatureIdentifier>, Error> {
    let mut fields = element.reader(SIGNER_INFO);
    if fields.expect(der::OBJECT_IDENTIFIER)?.content == RSA_ENCRYPTION {
        return Ok(None);
    }
    SignatureIdentifier::read(element).map(Some)
}

fn issuer_and_serial(element: &Element<'_>) -> Result<IssuerSerial, Error> {
    let mut fields = element.reader("IssuerAndSerialNumber");
    let issuer = fields.expect(der::SEQUENCE)?.whole.to_vec();
    let serial = fields.expect(der::INTEGER)?.integer("serialNumber")?.to_vec();
    fields.finish()?;
    Ok(IssuerSerial { issuer, serial })
}

/// The signed attributes: a sorted SET in which every type is there once, with one value.
fn attributes(set: &Element<'_>) -> Result<(Vec<u8>, CertificateReference), Error> {
    let mut list = set.reader("signedAttrs");
    let (mut before, mut types): (&[u8], Vec<&[u8]>) = (&[], Vec::new());
    let (mut content_type, mut message_digest, mut v1, mut v2) = (None, None, None, None);
    while !list.is_empty() {
        let attribute = list.expect(der::SEQUENCE)?;
        let mut fields = attribute.reader("signedAttrs");
        let oid = fields.expect(der::OBJECT_IDENTIFIER)?;
        let mut values = fields.expect(der::SET)?.reader("signedAttrs");
        fields.finish()?;
        let value = values.any()?;
        values.finish()?;
        //= spec/trust.md#timestamps
        //# Signed attributes that are not a sorted SET, or of which a type occurs twice, MUST be refused.
        if attribute.whole <= before || types.contains(&oid.content) || types.len() >= MAX_ATTRIBUTES {
            return Err(attribute.malformed("signedAttrs"));
        }
        before = attribute.whole;
        types.push(oid.content);
        match oid.content {
            CONTENT_TYPE => content_type = Some(value.tag == der::OBJECT_IDENTIFIER && value.content == TST_INFO),
            MESSAGE_DIGEST if value.tag == der::OCTET_STRING => message_digest = Some(value.content.to_vec()),
            SIGNING_CERTIFICATE => v1 = Some(CertificateReference::Sha1 { issuer_serial: first_v1(&value)? }),
            SIGNING_CERTIFICATE_V2 => v2 = Some(first_v2(&value)?),
            _ => {}
        }
    }
    match (content_type, message_digest, v2.or(v1)) {
        (Some(true), Some(digest), Some(reference)) => Ok((digest, reference)),
        _ => Err(set.malformed("signedAttrs")),
    }
}

/// The first ESSCertID, which is the signer's, of a SigningCertificate or SigningCertificateV2.
fn first<'a>(value: &Element<'a>) -> Result<Reader<'a>, Error> {
    let mut outer = Reader::new(value.whole, "SigningCertificate");
    let mut fields = outer.expect(der::SEQUENCE)?.reader("SigningCertificate");
    let mut list = fields.expect(der::SEQUENCE)?.reader("ESSCertID");
    Ok(list.expect(der::SEQUENCE)?.reader("ESSCertID"))
}

fn first_v1(value: &Element<'_>) -> Result<Option<IssuerSerial>, Error> {
    let mut fields = first(value)?;
    fields.expect(der::OCTET_STRING)?;
    let named = fields.optional(der::SEQUENCE)?.map(|element| issuer_serial(&element)).transpose()?;
    fields.finish()?;
    Ok(named)
}

fn first_v2(value: &Element<'_>) -> Result<CertificateReference, Error> {
    let mut fields = first(value)?;
    // SHA-256 where nothing is said (RFC 5035, 3).
    let algorithm = match fields.optional(der::SEQUENCE)? {
        Some(element) => DigestAlgorithm::from_oid(&info::algorithm(&element)?),
        None => Some(DigestAlgorithm::Sha256),
    };
    let digest = fields.expect(der::OCTET_STRING)?.content.to_vec();
    let issuer_serial = fields.optional(der::SEQUENCE)?.map(|element| issuer_serial(&element)).transpose()?;
    fields.finish()?;
    Ok(CertificateReference::Digest { algorithm, digest, issuer_serial })
}

/// IssuerSerial: the issuer as the only directoryName of GeneralNames, and the serial number.
fn issuer_serial(element: &Element<'_>) -> Result<IssuerSerial, Error> {
    let mut fields = element.reader("IssuerSerial");
    let mut names = fields.expect(der::SEQUENCE)?.reader("IssuerSerial");
    let mut name = names.expect(DIRECTORY_NAME)?.reader("IssuerSerial");
    names.finish()?;
    let issuer = name.expect(der::SEQUENCE)?.whole.to_vec();
    name.finish()?;
    let serial = fields.expect(der::INTEGER)?.integer("serialNumber")?.to_vec();
    fields.finish()?;
    Ok(IssuerSerial { issuer, serial })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(oid: &[u8], value: Vec<u8>) -> Vec<u8> {
        let oid = der::encode(der::OBJECT_IDENTIFIER, oid);
        der::encode(der::SEQUENCE, &[oid, der::encode(der::SET, &value)].concat())
    }

    fn read(list: &[Vec<u8>]) -> bool {
        let set = der::encode(der::context(0), &list.concat());
        Reader::new(&set, "test").any().is_ok_and(|element| attributes(&element).is_ok())
    }

    //= spec/trust.md#timestamps
    //= type=test
    //# Signed attributes that are not a sorted SET, or of which a type occurs twice, MUST be refused.
    #[test]
    fn signed_attributes_are_sorted_and_each_is_there_once() {
        let content_type = attribute(CONTENT_TYPE, der::encode(der::OBJECT_IDENTIFIER, TST_INFO));
        let digest = |octet| attribute(MESSAGE_DIGEST, der::encode(der::OCTET_STRING, &[octet; 32]));
        let reference = der::encode(der::SEQUENCE, &der::encode(der::OCTET_STRING, &[1; 32]));
        let references = der::encode(der::SEQUENCE, &der::encode(der::SEQUENCE, &reference));
        let signing = attribute(SIGNING_CERTIFICATE_V2, references);
        let mut sorted = vec![content_type.clone(), digest(1), signing.clone()];
        sorted.sort();
        assert!(read(&sorted));
        let mut unsorted = sorted.clone();
        unsorted.swap(0, 1);
        assert!(!read(&unsorted));
        let mut twice = [&sorted[..], &[digest(2)]].concat();
        twice.sort();
        assert!(!read(&twice));
        for missing in 0..3 {
            let mut fewer = sorted.clone();
            fewer.remove(missing);
            assert!(!read(&fewer));
        }
    }
}
