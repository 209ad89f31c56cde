//! By what OCSP names certificates and responders: digests of names and keys.

use fuin_crypto::{CryptoProvider, DigestAlgorithm, Oid};

use crate::certificate::Certificate;
use crate::der::{self, Reader};
use crate::error::Error;
use crate::name::Name;

const STRUCTURE: &str = "CertID";

/// A CertID (RFC 6960, 4.1.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CertificateId {
    pub(crate) hash_algorithm: Oid,
    pub(crate) issuer_name_hash: Vec<u8>,
    pub(crate) issuer_key_hash: Vec<u8>,
    pub(crate) serial: Vec<u8>,
}

/// Whether a CertID names a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// It does.
    This,
    /// It names another one.
    Other,
    /// Its digest has no support here; the serial number is the same.
    Incomparable,
}

/// A ResponderID (RFC 6960, 4.2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ResponderId {
    ByName(Name),
    /// The SHA-1 of the responder's public key.
    ByKey(Vec<u8>),
}

impl CertificateId {
    /// The identifier of `certificate`, issued by `issuer`.
    pub(super) fn new(
        certificate: &Certificate,
        issuer: &Certificate,
        digest: DigestAlgorithm,
        provider: &CryptoProvider,
    ) -> Result<Self, Error> {
        let unsupported = |_| Error::UnsupportedOcspDigest { digest: digest.oid() };
        let hash = provider.identification_digest(digest).map_err(unsupported)?;
        let key = key_bits(issuer).ok_or(Error::Malformed { structure: "subjectPublicKeyInfo", offset: 0 })?;
        Ok(Self {
            hash_algorithm: digest.oid(),
            issuer_name_hash: hash.identify(certificate.issuer().der()),
            issuer_key_hash: hash.identify(key),
            serial: certificate.serial().to_vec(),
        })
    }

    /// Whether it names `certificate`, issued by `issuer`.
    pub(crate) fn names(&self, certificate: &Certificate, issuer: &Certificate, provider: &CryptoProvider) -> Named {
        if self.serial != certificate.serial() {
            return Named::Other;
        }
        let Some(digest) = DigestAlgorithm::from_oid(&self.hash_algorithm) else { return Named::Incomparable };
        match Self::new(certificate, issuer, digest, provider) {
            Ok(own) if own == *self => Named::This,
            Ok(_) => Named::Other,
            Err(_) => Named::Incomparable,
        }
    }

    pub(super) fn read(fields: &mut Reader<'_>) -> Result<Self, Error> {
        let mut id = fields.expect(der::SEQUENCE)?.reader(STRUCTURE);
        let mut algorithm = id.expect(der::SEQUENCE)?.reader(STRUCTURE);
        let hash_algorithm = algorithm.expect(der::OBJECT_IDENTIFIER)?.oid(STRUCTURE)?;
        if let Some(null) = algorithm.optional(der::NULL)?
            && !null.content.is_empty()
        {
            return Err(null.malformed(STRUCTURE));
        }
        algorithm.finish()?;
        let issuer_name_hash = id.expect(der::OCTET_STRING)?.content.to_vec();
        let issuer_key_hash = id.expect(der::OCTET_STRING)?.content.to_vec();
        let serial = id.expect(der::INTEGER)?.integer(STRUCTURE)?.to_vec();
        id.finish()?;
        Ok(Self { hash_algorithm, issuer_name_hash, issuer_key_hash, serial })
    }

    /// Its DER, the parameters of the digest NULL as every responder knows them.
    pub(super) fn encode(&self) -> Vec<u8> {
        let algorithm =
            [der::encode(der::OBJECT_IDENTIFIER, self.hash_algorithm.as_content()), der::encode(der::NULL, &[])];
        let fields = [
            der::encode(der::SEQUENCE, &algorithm.concat()),
            der::encode(der::OCTET_STRING, &self.issuer_name_hash),
            der::encode(der::OCTET_STRING, &self.issuer_key_hash),
            der::encode(der::INTEGER, &self.serial),
        ];
        der::encode(der::SEQUENCE, &fields.concat())
    }
}

impl ResponderId {
    /// Whether it may name this certificate. The hash of a key is only a hint where the provider has no SHA-1: the
    /// signature is what tells.
    pub(crate) fn fits(&self, certificate: &Certificate, provider: &CryptoProvider) -> bool {
        match self {
            Self::ByName(name) => name == certificate.subject(),
            Self::ByKey(hash) => match provider.identification_digest(DigestAlgorithm::Sha1) {
                Ok(sha1) => key_bits(certificate).is_some_and(|key| sha1.identify(key) == *hash),
                Err(_) => true,
            },
        }
    }

    pub(super) fn read(fields: &mut Reader<'_>) -> Result<Self, Error> {
        let choice = fields.any()?;
        let mut inner = choice.reader("responderID");
        let id = match choice.tag {
            0xa1 => Self::ByName(Name::read(&mut inner, "responderID")?),
            0xa2 => {
                let hash = inner.expect(der::OCTET_STRING)?;
                if hash.content.len() != DigestAlgorithm::Sha1.output_len() {
                    return Err(hash.malformed("responderID"));
                }
                Self::ByKey(hash.content.to_vec())
            }
            _ => return Err(choice.malformed("responderID")),
        };
        inner.finish()?;
        Ok(id)
    }
}

/// The bits of the subjectPublicKey, without the octet that counts the unused ones (RFC 6960, 4.1.1).
fn key_bits(certificate: &Certificate) -> Option<&[u8]> {
    let mut outer = Reader::new(certificate.subject_public_key_info(), STRUCTURE);
    let mut fields = outer.expect(der::SEQUENCE).ok()?.reader(STRUCTURE);
    fields.expect(der::SEQUENCE).ok()?;
    fields.expect(der::BIT_STRING).ok()?.content.get(1..)
}
