//! What the status of a certificate rests on.

use std::fmt;
use std::sync::Arc;

use fuin_crypto::{AlgorithmUse, SignatureAlgorithm};
use jiff::Timestamp;

use super::super::Link;
use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::ocsp::OcspResponse;

/// One CRL or OCSP response that a validated path rests on: its signature is verified, and its signer is authorized.
/// Cheap to clone.
#[derive(Clone)]
pub struct RevocationEvidence(Arc<Facts>);

struct Facts {
    source: EvidenceSource,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    scheme: SignatureAlgorithm,
    /// The signer's certificate and those above it; empty where the signer is of the path itself.
    links: Vec<Link>,
    /// The certificate whose key signed the last link, or, where there is none, the evidence.
    top: Certificate,
}

/// The document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvidenceSource {
    /// A CRL, complete or delta.
    Crl(Crl),
    /// An OCSP response.
    Ocsp(OcspResponse),
}

impl RevocationEvidence {
    pub(super) fn new(
        source: EvidenceSource,
        (this_update, next_update): (Timestamp, Option<Timestamp>),
        scheme: SignatureAlgorithm,
        links: Vec<Link>,
        top: Certificate,
    ) -> Self {
        Self(Arc::new(Facts { source, this_update, next_update, scheme, links, top }))
    }

    /// Another CRL, signed with the same key.
    pub(super) fn with_crl(&self, crl: &Crl) -> Self {
        let Facts { scheme, links, top, .. } = &*self.0;
        let updates = (crl.this_update(), Some(crl.next_update()));
        Self::new(EvidenceSource::Crl(crl.clone()), updates, *scheme, links.clone(), top.clone())
    }

    /// The document.
    #[must_use]
    pub fn source(&self) -> &EvidenceSource {
        &self.0.source
    }

    /// The DER of the document: a CertificateList or an OCSPResponse.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        match &self.0.source {
            EvidenceSource::Crl(crl) => crl.der(),
            EvidenceSource::Ocsp(response) => response.der(),
        }
    }

    /// When what it says was so.
    #[must_use]
    pub fn this_update(&self) -> Timestamp {
        self.0.this_update
    }

    /// By when there will be newer evidence.
    #[must_use]
    pub fn next_update(&self) -> Option<Timestamp> {
        self.0.next_update
    }

    /// Whose key signed it.
    #[must_use]
    pub fn signer(&self) -> &Certificate {
        self.0.links.first().map_or(&self.0.top, |link| &link.certificate)
    }

    /// The certificates that prove the signer, from the signer's own up, where the signer is not of the path: of the
    /// separate path of a CRL issuer, its anchor left out, or the one of a delegated OCSP responder.
    pub fn certificates(&self) -> impl ExactSizeIterator<Item = &Certificate> {
        self.0.links.iter().map(|link| &link.certificate)
    }

    /// How it is signed.
    #[must_use]
    pub fn scheme(&self) -> SignatureAlgorithm {
        self.0.scheme
    }

    /// This evidence, then that on which its signer rests, each document once.
    pub(in super::super) fn collect_into<'a>(&'a self, all: &mut Vec<&'a Self>) {
        let same = |found: &&Self| found.0.source == self.0.source && found.signer() == self.signer();
        if all.iter().any(same) {
            return;
        }
        all.push(self);
        for link in &self.0.links {
            for evidence in &link.evidence {
                evidence.collect_into(all);
            }
        }
    }

    /// What a policy has to judge: the signature of the evidence and those of the certificates that prove its signer.
    pub(in super::super) fn algorithm_uses(&self, uses: &mut Vec<AlgorithmUse>) {
        let what = match &self.0.source {
            EvidenceSource::Crl(crl) => format!("CRL of {}", crl.issuer()),
            EvidenceSource::Ocsp(_) => format!("OCSP response of {}", self.signer().subject()),
        };
        if let Ok(key) = self.signer().public_key() {
            uses.extend(self.0.scheme.used_for(key.algorithm(), &what));
        }
        let issuers = self.certificates().skip(1).chain([&self.0.top]);
        for (link, issuer) in self.0.links.iter().zip(issuers) {
            if let Ok(key) = issuer.public_key() {
                let subject = format!("certificate {}", link.certificate.subject());
                uses.extend(link.scheme.used_for(key.algorithm(), &subject));
            }
        }
    }
}

impl fmt::Debug for RevocationEvidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RevocationEvidence({:?}, signed by {})", self.0.source, self.signer().subject())
    }
}
