//! contentEncryptionAlgorithm with GCMParameters (RFC 5084, 3.2).

use fuin_crypto::provider::{NONCE_LEN, TAG_LEN};
use fuin_crypto::{AlgorithmUse, ContentEncryptionAlgorithm, Oid, Role};

use crate::der_values::{DerReader, algorithm_identifier, octet_string, sequence, unsigned};
use crate::error::Error;

/// What is said of the content, in messages.
const SUBJECT: &str = "the content";

/// How the content is encrypted, as the message claims.
#[derive(Debug, Clone)]
pub(super) enum ContentEncryption {
    /// AES-GCM with its nonce.
    Gcm { algorithm: ContentEncryptionAlgorithm, nonce: [u8; NONCE_LEN] },
    /// Another algorithm that has a name.
    Named(ContentEncryptionAlgorithm),
    /// One that has none.
    Unknown(Oid),
}

impl ContentEncryption {
    pub(super) fn name(&self) -> String {
        match self {
            Self::Gcm { algorithm, .. } | Self::Named(algorithm) => algorithm.name().into(),
            Self::Unknown(oid) => oid.to_string(),
        }
    }

    pub(super) fn algorithm_use(&self) -> AlgorithmUse {
        match self {
            Self::Gcm { algorithm, .. } | Self::Named(algorithm) => algorithm.used_for(SUBJECT),
            Self::Unknown(oid) => AlgorithmUse::new(oid.to_string(), Role::ContentEncryption, 0, SUBJECT),
        }
    }

    /// Reads a DER AlgorithmIdentifier. The parameters of AES-GCM must be a nonce of 12 octets and an explicit
    /// aes-ICVlen of 16: shorter tags, the default of 12 included, make forging cheap.
    pub(super) fn parse(der: &[u8], offset: u64) -> Result<Self, Error> {
        let mut outer = DerReader::new(der, "contentEncryptionAlgorithm", offset);
        let mut reader = outer.sequence("contentEncryptionAlgorithm")?;
        outer.finish()?;
        let oid = reader.oid()?;
        let algorithm = match ContentEncryptionAlgorithm::from_oid(&oid) {
            Some(gcm) if is_gcm(gcm) => gcm,
            Some(other) => return Ok(Self::Named(other)),
            None => return Ok(Self::Unknown(oid)),
        };
        let mut parameters = reader.sequence("GCMParameters")?;
        reader.finish()?;
        //= spec/cms-profile.md#content-encryption
        //# AES-GCM MUST come with a nonce of 12 octets, an aes-ICVlen of 16 written out, and a mac of 16 octets.
        let wrong_nonce = Error::Malformed { structure: "aes-nonce", offset: parameters.offset() };
        let nonce = parameters.octet_string()?.try_into().map_err(|_| wrong_nonce)?;
        let tag_len = Error::Malformed { structure: "aes-ICVlen", offset: parameters.offset() };
        if parameters.is_empty() || parameters.unsigned()? != TAG_LEN as u64 {
            return Err(tag_len);
        }
        parameters.finish()?;
        Ok(Self::Gcm { algorithm, nonce })
    }
}

pub(super) const fn is_gcm(algorithm: ContentEncryptionAlgorithm) -> bool {
    matches!(algorithm, ContentEncryptionAlgorithm::Aes256Gcm | ContentEncryptionAlgorithm::Aes128Gcm)
}

/// The DER AlgorithmIdentifier of AES-GCM.
pub(super) fn encode_gcm(algorithm: ContentEncryptionAlgorithm, nonce: &[u8; NONCE_LEN]) -> Vec<u8> {
    let parameters = sequence(&[&octet_string(nonce), &unsigned(TAG_LEN as u64)]);
    algorithm_identifier(&algorithm.oid(), Some(&parameters))
}
