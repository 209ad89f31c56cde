//! Certificates, CRLs and OCSP responses: what came with a message, what lies at hand, what was fetched.
//!
//! All of it is unverified until a path is validated with it, and what cannot be read helps nobody and harms nobody.

mod known;

use fuin_cms::signed::UnverifiedSigned;
use fuin_pki::{Certificate, Crl, OcspResponse, UnverifiedTimestamp};

use crate::context::Context;

pub use known::KnownEvidence;
pub(crate) use known::of_path;

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
            if !self.crls.contains(crl) {
                self.crls.push(crl.clone());
            }
        }
        for response in &other.ocsp {
            if !self.ocsp.contains(response) {
                self.ocsp.push(response.clone());
            }
        }
    }

    /// The same with what a timestamp brings along.
    pub fn add_timestamp(&mut self, timestamp: &UnverifiedTimestamp) {
        let (certificates, crls) = (timestamp.certificates().to_vec(), timestamp.crls().to_vec());
        self.add(&Self { certificates, crls, ocsp: timestamp.ocsp().to_vec() });
    }
}
