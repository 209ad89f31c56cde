//! Certificates, CRLs and OCSP responses: what came with a message, what lies at hand, what was fetched.
//!
//! All of it is unverified until a path is validated with it, and what cannot be read helps nobody and harms nobody.

use fuin_cms::signed::UnverifiedSigned;
use fuin_pki::{Certificate, CertificationPath, Crl, OcspResponse, UnverifiedTimestamp};

use crate::context::Context;

/// What may help to validate a certification path.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// Certificates, of any kind and in any order.
    pub certificates: Vec<Certificate>,
    /// CRLs, of any issuers.
    pub crls: Vec<Crl>,
    /// OCSP responses, of any responders.
    pub ocsp: Vec<OcspResponse>,
}

impl Evidence {
    /// What a message brings along, in its SignedData.
    #[must_use]
    pub fn of_message(signed: &UnverifiedSigned) -> Self {
        Self {
            certificates: signed.certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect(),
            crls: signed.crls.iter().filter_map(|der| Crl::from_der(der).ok()).collect(),
            ocsp: signed.ocsp_responses.iter().filter_map(|der| OcspResponse::from_der(der).ok()).collect(),
        }
    }

    /// What lies at hand.
    #[must_use]
    pub fn at_hand(context: &Context) -> Self {
        let (certificates, crls) = (context.intermediates.clone(), context.crls.clone());
        Self { certificates, crls, ocsp: context.ocsp.clone() }
    }

    /// Adds other evidence; what is there already is not repeated.
    pub fn add(&mut self, other: &Self) {
        for certificate in &other.certificates {
            if !self.certificates.contains(certificate) {
                self.certificates.push(certificate.clone());
            }
        }
        for crl in &other.crls {
            if self.crls.iter().all(|known| known.der() != crl.der()) {
                self.crls.push(crl.clone());
            }
        }
        for response in &other.ocsp {
            if self.ocsp.iter().all(|known| known.der() != response.der()) {
                self.ocsp.push(response.clone());
            }
        }
    }

    /// The same with what a timestamp brings along.
    pub fn add_timestamp(&mut self, timestamp: &UnverifiedTimestamp) {
        let (certificates, crls) = (timestamp.certificates().to_vec(), timestamp.crls().to_vec());
        self.add(&Self { certificates, crls, ocsp: timestamp.ocsp().to_vec() });
    }

    /// Whether everything that a path rests on is here: then it can be validated again without asking anyone.
    #[must_use]
    pub fn holds(&self, path: &CertificationPath) -> bool {
        let certificates = path.certificates().chain(path.evidence_certificates());
        let certificate =
            |found: &Certificate| self.certificates.contains(found) || found == path.anchor().certificate();
        let list = |der: &[u8]| {
            self.crls.iter().any(|crl| crl.der() == der) || self.ocsp.iter().any(|response| response.der() == der)
        };
        !path.revocation_unknown()
            && certificates.into_iter().all(certificate)
            && path.evidence().iter().all(|evidence| list(evidence.der()))
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.crls.is_empty() && self.ocsp.is_empty()
    }
}
