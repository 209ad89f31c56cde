//! The signing-certificate attribute (RFC 5035, section 3): without it, another certificate of the same key could be
//! put in place of the signer's.

use fuin_crypto::DigestAlgorithm;

use super::algorithm::AlgorithmIdentifier;
use crate::der_values::{self, DerReader, tag};
use crate::error::Error;

/// The most certificates that the attribute may name; only the first is the signer's.
const MAX_CERTIFICATES: usize = 64;

/// The signer's certificate, by digest: the first ESSCertIDv2 of a SigningCertificateV2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningCertificate {
    /// The digest algorithm; SHA-256 where the message leaves it out.
    pub digest_algorithm: AlgorithmIdentifier,
    /// The digest of the whole DER certificate.
    pub digest: Vec<u8>,
    /// The certificate's issuer (DER Name) and serial number (contents octets), where stated.
    pub issuer_and_serial: Option<(Vec<u8>, Vec<u8>)>,
}

impl SigningCertificate {
    /// `SEQUENCE { certs SEQUENCE OF ESSCertIDv2 }` with one member.
    pub(super) fn encode(&self) -> Vec<u8> {
        // DEFAULT values are left out in DER (X.690, 11.5).
        let algorithm = if self.digest_algorithm == sha256() { Vec::new() } else { self.digest_algorithm.encode() };
        let issuer_serial = self.issuer_and_serial.as_ref().map(|(issuer, serial)| {
            // GeneralNames with one directoryName [4], explicit since Name is a CHOICE.
            let names = der_values::sequence(&[&der_values::value(tag::context_constructed(4), issuer)]);
            der_values::sequence(&[&names, &der_values::value(tag::INTEGER, serial)])
        });
        let id = der_values::sequence(&[
            &algorithm,
            &der_values::octet_string(&self.digest),
            &issuer_serial.unwrap_or_default(),
        ]);
        der_values::sequence(&[&der_values::sequence(&[&id])])
    }

    pub(super) fn read(reader: &mut DerReader<'_>) -> Result<Self, Error> {
        let mut fields = reader.sequence("SigningCertificateV2")?;
        let mut ids = fields.sequence("ESSCertIDv2")?;
        fields.optional(tag::SEQUENCE)?;
        fields.finish()?;
        let first = Self::read_id(&mut ids)?;
        let mut count = 1usize;
        while !ids.is_empty() {
            count = count.saturating_add(1);
            if count > MAX_CERTIFICATES {
                return Err(Error::Limit { what: "signing certificates", limit: MAX_CERTIFICATES as u64 });
            }
            Self::read_id(&mut ids)?;
        }
        Ok(first)
    }

    fn read_id(ids: &mut DerReader<'_>) -> Result<Self, Error> {
        let mut id = ids.sequence("ESSCertIDv2")?;
        let digest_algorithm =
            if id.peek() == Some(tag::SEQUENCE) { AlgorithmIdentifier::read(&mut id)? } else { sha256() };
        let digest = id.octet_string()?.to_vec();
        let issuer_and_serial = match id.optional_nested(tag::SEQUENCE, "IssuerSerial")? {
            Some(inner) => Some(read_issuer_serial(inner)?),
            None => None,
        };
        id.finish()?;
        Ok(Self { digest_algorithm, digest, issuer_and_serial })
    }
}

fn read_issuer_serial(mut fields: DerReader<'_>) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let mut names = fields.sequence("IssuerSerial")?;
    let mut directory_name = names.nested(tag::context_constructed(4), "IssuerSerial")?;
    names.finish()?;
    let issuer = directory_name.element()?.raw.to_vec();
    directory_name.finish()?;
    let serial = fields.integer()?.to_vec();
    fields.finish()?;
    Ok((issuer, serial))
}

fn sha256() -> AlgorithmIdentifier {
    AlgorithmIdentifier::new(DigestAlgorithm::Sha256.oid())
}
