//! ats-hash-index-v3 (EN 319 122-1, 5.5.2): what an archive timestamp is about beside the signature itself.

use fuin_crypto::DigestAlgorithm;

use super::algorithm::ClaimedDigest;
use super::unsigned::MAX_UNSIGNED_VALUES;
use super::{MAX_CERTIFICATES, MAX_CRLS};
use crate::attribute::AlgorithmIdentifier;
use crate::der_values::{self, DerReader};
use crate::error::Error;

const STRUCTURE: &str = "ATSHashIndexV3";
/// The longest digest there is a name for, in octets; an entry that is longer can match nothing.
const MAX_ENTRY_LEN: usize = 64;

/// ATSHashIndexV3: digests of certificates, revocation information and values of unsigned attributes.
///
/// Its octets are part of what the timestamp is about, so they are kept as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtsHashIndex {
    digest: ClaimedDigest,
    certificates: Vec<Vec<u8>>,
    crls: Vec<Vec<u8>>,
    unsigned_values: Vec<Vec<u8>>,
    der: Vec<u8>,
}

impl AtsHashIndex {
    /// Encodes the index of these digests.
    pub(super) fn new(
        digest: DigestAlgorithm,
        certificates: Vec<Vec<u8>>,
        crls: Vec<Vec<u8>>,
        unsigned_values: Vec<Vec<u8>>,
    ) -> Self {
        let list = |entries: &[Vec<u8>]| {
            der_values::sequence(&[&entries
                .iter()
                .flat_map(|entry| der_values::octet_string(entry))
                .collect::<Vec<_>>()])
        };
        let algorithm = AlgorithmIdentifier::new(digest.oid()).encode();
        let der = der_values::sequence(&[&algorithm, &list(&certificates), &list(&crls), &list(&unsigned_values)]);
        Self { digest: ClaimedDigest::Known(digest), certificates, crls, unsigned_values, der }
    }

    /// Reads the attribute's value.
    ///
    /// # Errors
    /// [`Error::Malformed`] for what is not DER or leaves out the algorithm, [`Error::Limit`] for more entries than
    /// a message can have parts.
    pub fn read(der: &[u8]) -> Result<Self, Error> {
        //= spec/cms-profile.md#archive-timestamps
        //# An archive timestamp MUST carry exactly one ats-hash-index-v3 with exactly one value, in DER.
        der_values::check_der(der, STRUCTURE, 0)?;
        let mut outer = DerReader::new(der, STRUCTURE, 0);
        let mut fields = outer.sequence(STRUCTURE)?;
        outer.finish()?;
        let digest = ClaimedDigest::of(&AlgorithmIdentifier::read(&mut fields)?)?;
        let certificates = read_list(&mut fields, "certificatesHashIndex", MAX_CERTIFICATES)?;
        let crls = read_list(&mut fields, "crlsHashIndex", MAX_CRLS)?;
        let unsigned_values = read_list(&mut fields, "unsignedAttrValuesHashIndex", MAX_UNSIGNED_VALUES)?;
        fields.finish()?;
        Ok(Self { digest, certificates, crls, unsigned_values, der: der.to_vec() })
    }

    /// The digest of all entries (hashIndAlgorithm).
    #[must_use]
    pub const fn digest_algorithm(&self) -> &ClaimedDigest {
        &self.digest
    }

    /// certificatesHashIndex.
    #[must_use]
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// crlsHashIndex: digests of RevocationInfoChoices, OCSP responses among them.
    #[must_use]
    pub fn crls(&self) -> &[Vec<u8>] {
        &self.crls
    }

    /// unsignedAttrValuesHashIndex: a digest for each value of each attribute.
    #[must_use]
    pub fn unsigned_values(&self) -> &[Vec<u8>] {
        &self.unsigned_values
    }

    /// The whole value in DER, as it came.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}

fn read_list(fields: &mut DerReader<'_>, list: &'static str, limit: usize) -> Result<Vec<Vec<u8>>, Error> {
    let mut reader = fields.sequence(list)?;
    let mut entries = Vec::new();
    while !reader.is_empty() {
        if entries.len() >= limit {
            return Err(Error::Limit { what: list, limit: limit as u64 });
        }
        let at = reader.malformed();
        let entry = reader.octet_string()?;
        if entry.is_empty() || entry.len() > MAX_ENTRY_LEN {
            return Err(at);
        }
        entries.push(entry.to_vec());
    }
    Ok(entries)
}

#[cfg(test)]
mod tests;
