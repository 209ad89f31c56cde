//! The fields of a certificate (RFC 5280, 4.1) that bind it to a SignerInfo. Everything else about certificates is
//! read elsewhere.

use fuin_crypto::PublicKey;

use crate::der_values::{DerReader, tag};
use crate::error::Error;

const STRUCTURE: &str = "Certificate";

/// Issuer, serial number and key of a certificate, as its octets have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CertificateFields<'a> {
    /// DER Name.
    pub(super) issuer: &'a [u8],
    /// Contents octets of the INTEGER.
    pub(super) serial: &'a [u8],
    /// DER SubjectPublicKeyInfo.
    spki: &'a [u8],
}

impl<'a> CertificateFields<'a> {
    pub(super) fn read(certificate: &'a [u8]) -> Result<Self, Error> {
        let mut outer = DerReader::new(certificate, STRUCTURE, 0);
        let mut fields = outer.sequence(STRUCTURE)?;
        outer.finish()?;
        let mut signed = fields.sequence(STRUCTURE)?;
        signed.optional(tag::context_constructed(0))?;
        let serial = signed.integer()?;
        signed.expect(tag::SEQUENCE)?;
        let issuer = signed.element()?.raw;
        signed.expect(tag::SEQUENCE)?;
        signed.expect(tag::SEQUENCE)?;
        let spki = signed.element()?.raw;
        Ok(Self { issuer, serial, spki })
    }

    /// Whether the certificate is about this key, however either encodes absent parameters.
    pub(super) fn certifies(&self, key: &PublicKey) -> bool {
        PublicKey::from_spki(self.spki)
            .is_ok_and(|certified| certified.algorithm() == key.algorithm() && certified.key() == key.key())
    }
}
