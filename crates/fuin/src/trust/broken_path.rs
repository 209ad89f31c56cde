//! The certificates of a path that is not valid: whom the failure is about, and what a report draws of it.

use fuin_pki::{Certificate, PathError};

use crate::context::Context;
use crate::error::Error;
use crate::home::CertificateFingerprint;

/// How many certificates are looked for above one, and how many signatures are verified for it.
const MAX_CERTIFICATES: usize = 8;
const MAX_VERIFIED: usize = 64;

/// How far the way from a certificate leads upwards, where no path of it is valid. For reports: it proves nothing.
///
/// Each certificate is signed by the key of the next. Names do not suffice here: a sender could add a well-known
/// authority's certificate beside one of his own with the same name, and whoever is asked to compare would be shown the
/// well-known one's fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BrokenPath {
    /// From the certificate in question upwards; never empty.
    pub certificates: Vec<Certificate>,
    /// Which of them the failure is about; none when that one is not at hand.
    pub concerned: Option<usize>,
    /// Whether the last one is a trust anchor.
    pub reaches_anchor: bool,
}

impl BrokenPath {
    /// The one that shows best what `source` is about, among `known`, the certificates at hand and the anchors.
    pub(crate) fn of(context: &Context, source: &PathError, target: &Certificate, known: &[Certificate]) -> Self {
        let anchors = context.anchors.iter().map(fuin_pki::TrustAnchor::certificate);
        // Anchors first: there is a bound on how many are looked at, and a sender may bring many of a name.
        let known: Vec<&Certificate> = anchors.chain(known).chain(&context.intermediates).collect();
        let steps = upwards(context, target, &known);
        let ways = (0..steps.len()).map(|top| Self::below(context, source, &steps, top));
        let best = ways.max_by_key(|way| (way.concerned.is_some(), way.reaches_anchor, way.certificates.len()));
        best.unwrap_or_else(|| Self { certificates: vec![target.clone()], concerned: None, reaches_anchor: false })
    }

    /// What people compare: the certificate that the failure is about, else the one in question.
    pub(crate) fn fingerprint(&self, context: &Context) -> Result<CertificateFingerprint, Error> {
        let concerned = self.concerned.and_then(|at| self.certificates.get(at)).or(self.certificates.first());
        match concerned {
            Some(certificate) => CertificateFingerprint::of(certificate, &context.provider),
            None => Ok(CertificateFingerprint { subject: String::new(), sha256: String::new() }),
        }
    }

    fn below(context: &Context, source: &PathError, steps: &[Step<'_>], top: usize) -> Self {
        let mut certificates = Vec::new();
        let mut next = steps.get(top);
        while let Some(step) = next {
            certificates.push(step.certificate.clone());
            next = step.below.and_then(|below| steps.get(below));
        }
        certificates.reverse();
        let concerned = certificates.iter().position(|item| item.subject().to_string() == source.certificate());
        let reaches_anchor = certificates.last().is_some_and(|last| is_anchor(context, last));
        Self { certificates, concerned, reaches_anchor }
    }
}

/// A certificate, and which of the others its key has signed.
struct Step<'a> {
    certificate: &'a Certificate,
    below: Option<usize>,
}

/// The certificate and those whose keys have signed it and each other, each once.
fn upwards<'a>(context: &Context, certificate: &'a Certificate, known: &[&'a Certificate]) -> Vec<Step<'a>> {
    let mut found = vec![Step { certificate, below: None }];
    let mut left = MAX_VERIFIED;
    let mut at = 0usize;
    while let Some(below) = found.get(at).map(|step| step.certificate) {
        let issuers = known.iter().filter(|issuer| issuer.subject() == below.issuer() && !is_anchor(context, below));
        for &issuer in issuers {
            if found.len() >= MAX_CERTIFICATES || left == 0 {
                return found;
            }
            left = left.saturating_sub(1);
            let new = found.iter().all(|step| step.certificate != issuer);
            if new && below.is_signed_by(issuer, &context.provider) {
                found.push(Step { certificate: issuer, below: Some(at) });
            }
        }
        at = at.saturating_add(1);
    }
    found
}

fn is_anchor(context: &Context, certificate: &Certificate) -> bool {
    context.anchors.iter().any(|anchor| anchor.certificate() == certificate)
}
