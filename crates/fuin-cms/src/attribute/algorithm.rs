//! AlgorithmIdentifier (RFC 5280, 4.1.1.2) and CMSAlgorithmProtection (RFC 6211).

use fuin_crypto::Oid;

use crate::der_values::{self, DerReader, tag};
use crate::error::Error;

/// An algorithm with its parameters, as a message names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlgorithmIdentifier {
    /// The algorithm.
    pub oid: Oid,
    /// The whole DER value of its parameters, where there are any.
    pub parameters: Option<Vec<u8>>,
}

impl AlgorithmIdentifier {
    /// An algorithm without parameters.
    #[must_use]
    pub const fn new(oid: Oid) -> Self {
        Self { oid, parameters: None }
    }

    /// Whether both name the same algorithm with the same parameters, where absent and NULL parameters are equal:
    /// RFC 5754, section 2 has readers of digests accept both.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.oid == other.oid && self.parameters_or_none() == other.parameters_or_none()
    }

    /// The parameters, none when they are NULL.
    pub(crate) fn parameters_or_none(&self) -> Option<&[u8]> {
        self.parameters.as_deref().filter(|parameters| *parameters != [tag::NULL, 0])
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        der_values::algorithm_identifier(&self.oid, self.parameters.as_deref())
    }

    pub(crate) fn read(reader: &mut DerReader<'_>) -> Result<Self, Error> {
        Self::read_fields(reader.sequence("AlgorithmIdentifier")?)
    }

    fn read_fields(mut fields: DerReader<'_>) -> Result<Self, Error> {
        let oid = fields.oid()?;
        let parameters = if fields.is_empty() { None } else { Some(fields.element()?.raw.to_vec()) };
        fields.finish()?;
        Ok(Self { oid, parameters })
    }
}

/// CMSAlgorithmProtection: the algorithms of a SignerInfo, repeated where the signature covers them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlgorithmProtection {
    /// The digest algorithm.
    pub digest: AlgorithmIdentifier,
    /// The signature algorithm; signed attributes must have it and must not have a MAC algorithm (RFC 6211, 2).
    pub signature: AlgorithmIdentifier,
}

impl AlgorithmProtection {
    /// `SEQUENCE { digestAlgorithm, signatureAlgorithm [1] IMPLICIT }`.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut signature = self.signature.encode();
        if let Some(first) = signature.first_mut() {
            *first = tag::context_constructed(1);
        }
        der_values::sequence(&[&self.digest.encode(), &signature])
    }

    pub(crate) fn read(reader: &mut DerReader<'_>) -> Result<Self, Error> {
        let mut fields = reader.sequence("CMSAlgorithmProtection")?;
        let digest = AlgorithmIdentifier::read(&mut fields)?;
        let signature =
            AlgorithmIdentifier::read_fields(fields.nested(tag::context_constructed(1), "CMSAlgorithmProtection")?)?;
        fields.finish()?;
        Ok(Self { digest, signature })
    }
}
