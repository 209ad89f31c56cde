//! Looking for a path, depth first and within bounds.

use std::collections::HashMap;

use fuin_crypto::SignatureAlgorithm;

use super::candidates::{Candidates, key_identifiers_differ};
use super::error::PathError;
use super::names::{Constraining, NameVerdicts};
use super::policies::{self, PolicySets};
use super::request::PathRequest;
use super::revocation::{Finding, RevocationStatus, Revocations};
use super::{CertificationPath, Link, validate};
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::signature::SignatureFailure;

/// Recursion stops here whatever the limits say.
const DEEPEST: usize = 32;

/// A certificate of the request: the target is number 0, intermediates follow.
pub(super) type Node = usize;

/// Who may have issued a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Issuer {
    Anchor(usize),
    Intermediate(Node),
}

/// The state of one search.
pub(super) struct Builder<'a> {
    request: &'a PathRequest<'a>,
    candidates: Candidates<'a>,
    /// Every signature and every check of a single certificate is done once.
    edges: HashMap<(Node, Issuer), Result<SignatureAlgorithm, PathError>>,
    names: NameVerdicts,
    path: Vec<Node>,
    schemes: Vec<SignatureAlgorithm>,
    /// The length of the paths that are being looked for, and whether longer ones were met.
    depth: usize,
    longer: bool,
    revocations: Revocations<'a>,
    budget: Budget,
    best: Option<PathError>,
}

/// What is left of the limits.
pub(super) struct Budget {
    signatures: usize,
    candidates: usize,
    comparisons: usize,
    exceeded: Option<&'static str>,
}

impl Budget {
    /// Takes one signature verification out of the budget.
    pub(super) fn take_signature(&mut self) -> bool {
        Self::take(&mut self.signatures, 1, &mut self.exceeded, "signatures")
    }

    /// Takes comparisons of names or policies out of the budget.
    pub(super) fn take_comparisons(&mut self, count: usize) -> bool {
        Self::take(&mut self.comparisons, count, &mut self.exceeded, "comparisons")
    }

    /// Takes one candidate issuer, or signer of evidence, out of the budget.
    pub(super) fn take_candidate(&mut self) -> bool {
        Self::take(&mut self.candidates, 1, &mut self.exceeded, "candidates")
    }

    fn take(left: &mut usize, count: usize, exceeded: &mut Option<&'static str>, name: &'static str) -> bool {
        //= spec/trust.md#certification-paths
        //# The search for a path MUST end within limits on depth, signatures, candidates and comparisons of names and policies.
        match left.checked_sub(count) {
            Some(rest) => *left = rest,
            None => *exceeded = Some(name),
        }
        exceeded.is_none()
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(request: &'a PathRequest<'a>) -> Self {
        Self::with_revocations(request, Revocations::new(request))
    }

    fn with_revocations(request: &'a PathRequest<'a>, revocations: Revocations<'a>) -> Self {
        let limits = request.limits;
        Self {
            candidates: Candidates::new(request),
            request,
            edges: HashMap::new(),
            names: NameVerdicts::default(),
            path: vec![0],
            schemes: Vec::new(),
            depth: 0,
            longer: false,
            revocations,
            budget: Budget {
                signatures: limits.max_signatures,
                candidates: limits.max_candidates,
                comparisons: limits.max_comparisons,
                exceeded: None,
            },
            best: None,
        }
    }

    pub(super) fn run(mut self) -> Result<CertificationPath, PathError> {
        self.find()
    }

    fn find(&mut self) -> Result<CertificationPath, PathError> {
        if let Some(path) = self.target_as_anchor() {
            return Ok(path);
        }
        if let Some(path) = self.deepen() {
            return Ok(path);
        }
        let certificate = self.request.target.subject().to_string();
        // A search that was cut short may have missed the right path; one too long is no better than one that fails.
        if let Some(limit) = self.budget.exceeded {
            self.note(PathError::Limits { certificate, limit });
        } else if self.longer && self.best.as_ref().is_none_or(|best| best.rank() == 0) {
            self.note(PathError::Limits { certificate, limit: "depth" });
        }
        let best = self.best.take();
        Err(best.unwrap_or_else(|| self.candidates.no_anchor()))
    }

    /// A self-signed target that is an anchor itself: its signature and its own properties decide.
    fn target_as_anchor(&mut self) -> Option<CertificationPath> {
        let target = self.request.target;
        let anchors = self.request.anchors.iter().enumerate().filter(|(_, anchor)| anchor.certificate() == target);
        if !target.is_self_issued() {
            return None;
        }
        for (index, anchor) in anchors {
            if !self.budget.take_signature() {
                return None;
            }
            let checked = verify(target, target, self.request).and_then(|scheme| {
                validate::target(target, self.request.time, self.request.purpose)?;
                Ok(scheme)
            });
            // What its own certificate says of names is about those below it.
            let constraints = vec![&anchor.constraints().names];
            let above = Constraining { issuer: Issuer::Anchor(index), certificate: target, constraints };
            let names = NameVerdicts::default().judge(&above, 0, target, &mut self.budget)?;
            let policies = policies::process(anchor, &[target], &self.request.policies, &mut self.budget)?;
            match checked.and_then(|scheme| names.and(policies).map(|policies| (scheme, policies))) {
                Ok((scheme, policies)) => {
                    let revocation = RevocationStatus::TrustAnchor;
                    let link = Link { certificate: target.clone(), scheme, revocation, evidence: Vec::new() };
                    return Some(self.proven(anchor, vec![link], policies));
                }
                Err(error) => self.note(error),
            }
        }
        None
    }

    /// Looks for paths of each length, the shortest first, so that no long way uses up what a short one needs. What
    /// fails in every path is left out of the next round, so that a mesh in which no path can be valid is soon done.
    fn deepen(&mut self) -> Option<CertificationPath> {
        let most = self.request.limits.max_depth.min(DEEPEST);
        self.longer = self.candidates.distance(0).is_some_and(|least| least > most);
        for depth in 1..=most {
            self.candidates.measure();
            let Some(least) = self.candidates.distance(0) else {
                self.longer = false;
                break;
            };
            if depth < least {
                continue;
            }
            (self.depth, self.longer) = (depth, false);
            if let Some(path) = self.search() {
                return Some(path);
            }
            if !self.longer || self.budget.exceeded.is_some() {
                break;
            }
        }
        None
    }

    /// Extends the path in every promising way until one is valid: first through those whose key identifier matches.
    fn search(&mut self) -> Option<CertificationPath> {
        let node = *self.path.last()?;
        let certificate = self.candidates.certificate(node)?;
        //= spec/trust.md#certification-paths
        //# A path that fails MUST NOT keep another one from being found.
        for (group, issuers) in self.candidates.issuers_of(certificate).into_iter().enumerate() {
            for issuer in issuers.iter().copied() {
                if !self.budget.take_candidate() {
                    return None;
                }
                if self.candidates.is_repeated(group, certificate, issuer) {
                    continue;
                }
                if let Some(path) = self.step(node, issuer) {
                    return Some(path);
                }
                if self.budget.exceeded.is_some() {
                    return None;
                }
            }
        }
        None
    }

    /// Extends the path by one issuer, and goes on from there.
    fn step(&mut self, node: Node, issuer: Issuer) -> Option<CertificationPath> {
        let extended = match issuer {
            Issuer::Anchor(_) => self.path.len() == self.depth && !self.candidates.is_excluded(issuer),
            Issuer::Intermediate(next) => self.may_extend(next),
        };
        if !extended {
            return None;
        }
        let scheme = match self.edge(node, issuer)? {
            Ok(scheme) => scheme,
            Err(error) => {
                self.note(error);
                return None;
            }
        };
        if let Err(error) = self.constraints(issuer)? {
            self.note(error);
            return None;
        }
        self.schemes.push(scheme);
        let found = match issuer {
            Issuer::Anchor(index) => self.complete(index),
            Issuer::Intermediate(next) => {
                self.path.push(next);
                let found = self.search();
                self.path.pop();
                found
            }
        };
        self.schemes.pop();
        found
    }

    /// Whether `next` leads to an anchor within the depth, and is not in the path yet, under any certificate: a
    /// second one for the same name and key adds nothing (RFC 4158, 2.4.2).
    fn may_extend(&mut self, next: Node) -> bool {
        let (Some(certificate), Some(distance)) = (self.candidates.certificate(next), self.candidates.distance(next))
        else {
            return false;
        };
        let repeated = self.path.iter().filter_map(|node| self.candidates.certificate(*node)).any(|found| {
            found.subject() == certificate.subject()
                && found.subject_public_key_info() == certificate.subject_public_key_info()
        });
        if repeated {
            return false;
        }
        let fits = self.path.len().saturating_add(distance) <= self.depth;
        self.longer |= !fits;
        fits
    }

    /// Whether `issuer` issued `node`, and `node` is in itself fit for its place; none when the budget is spent.
    fn edge(&mut self, node: Node, issuer: Issuer) -> Option<Result<SignatureAlgorithm, PathError>> {
        if let Some(known) = self.edges.get(&(node, issuer)) {
            return Some(known.clone());
        }
        let (certificate, by) = (self.candidates.certificate(node)?, self.candidates.issuer(issuer)?);
        if !self.budget.take_signature() {
            return None;
        }
        let verified = verify(certificate, by, self.request);
        if verified.is_err() {
            self.candidates.disown(node);
        }
        let verified = verified.and_then(|scheme| {
            let fit = if node == 0 {
                validate::target(certificate, self.request.time, self.request.purpose)
            } else {
                validate::authority(certificate, self.request.time, self.request.purpose)
            };
            if fit.is_err() {
                self.candidates.exclude(Issuer::Intermediate(node));
            }
            fit.map(|()| scheme)
        });
        self.edges.insert((node, issuer), verified.clone());
        Some(verified)
    }

    /// What `issuer` allows below it: the length of the path, and names; none when the budget is spent.
    fn constraints(&mut self, issuer: Issuer) -> Option<Result<(), PathError>> {
        let certificate = self.candidates.issuer(issuer)?;
        let (path_len, constraints) = match issuer {
            Issuer::Anchor(index) => {
                let anchor = self.request.anchors.get(index)?;
                //= spec/trust.md#certification-paths
                //# The constraints in an anchor's certificate, and those configured for the anchor, MUST hold for every path that ends in it.
                (anchor.path_len(), anchor.name_constraints().collect())
            }
            Issuer::Intermediate(_) => {
                let path_len = certificate.basic_constraints().and_then(|found| found.path_len);
                (path_len, certificate.name_constraints().into_iter().collect())
            }
        };
        if let Err(error) = validate::path_length(path_len, &self.certificates()) {
            return Some(Err(error));
        }
        let above = Constraining { issuer, certificate, constraints };
        for node in &self.path {
            let below = self.candidates.certificate(*node)?;
            // Self-issued certificates are exempt, but for the last (6.1.3 b and c).
            if *node != 0 && below.is_self_issued() {
                continue;
            }
            if let Err(error) = self.names.judge(&above, *node, below, &mut self.budget)? {
                // The target stands in every path.
                if *node == 0 {
                    self.candidates.exclude(issuer);
                }
                return Some(Err(error));
            }
        }
        Some(Ok(()))
    }

    /// The path reached an anchor: what concerns the anchor, the path as a whole, and revocation.
    fn complete(&mut self, index: usize) -> Option<CertificationPath> {
        let anchor = self.request.anchors.get(index)?;
        let certificates = self.certificates();
        let downwards: Vec<&Certificate> = certificates.iter().rev().copied().collect();
        //= spec/trust.md#certification-paths
        //# A path MUST satisfy the path validation of RFC 5280, section 6.1, with the valid policy graph of RFC 9618.
        let policies = policies::process(anchor, &downwards, &self.request.policies, &mut self.budget)?;
        let fit = validate::anchor(anchor.certificate(), self.request.time, self.request.purpose);
        if fit.is_err() {
            self.candidates.exclude(Issuer::Anchor(index));
        }
        let checked = fit.and_then(|()| {
            let policies = policies?;
            let findings = self.revocations.check(&certificates, anchor, &mut self.budget)?;
            Ok((policies, findings))
        });
        match checked {
            Ok((policies, findings)) => {
                let links = certificates.iter().zip(self.schemes.iter()).zip(findings).map(
                    |((certificate, scheme), Finding { status, evidence })| Link {
                        certificate: (*certificate).clone(),
                        scheme: *scheme,
                        revocation: status,
                        evidence,
                    },
                );
                Some(self.proven(anchor, links.collect(), policies))
            }
            Err(error) => {
                self.note(error);
                None
            }
        }
    }

    /// The certificates of the path, from the target up.
    fn certificates(&self) -> Vec<&'a Certificate> {
        self.path.iter().filter_map(|node| self.candidates.certificate(*node)).collect()
    }

    fn proven(&self, anchor: &TrustAnchor, links: Vec<Link>, policies: PolicySets) -> CertificationPath {
        let (time, purpose) = (self.request.time, self.request.purpose);
        CertificationPath { links, anchor: anchor.clone(), time, purpose, policies }
    }

    /// Keeps the failure that came closest to a valid path.
    fn note(&mut self, error: PathError) {
        //= spec/trust.md#certification-paths
        //# Of several failures, the one that came closest to a valid path MUST be reported with the certificate concerned.
        if self.best.as_ref().is_none_or(|best| best.rank() < error.rank()) {
            self.best = Some(error);
        }
    }
}

/// Finds the path of a CRL issuer's certificate, with what is left of the budget of the path whose status it tells.
pub(super) fn path_of_crl_issuer<'a>(
    request: &'a PathRequest<'a>,
    revocations: Revocations<'a>,
    budget: &mut Budget,
) -> Result<CertificationPath, PathError> {
    let mut builder = Builder::with_revocations(request, revocations);
    std::mem::swap(&mut builder.budget, budget);
    let found = builder.find();
    std::mem::swap(&mut builder.budget, budget);
    found
}

/// Verifies `certificate` under `issuer`'s key.
fn verify(
    certificate: &Certificate,
    issuer: &Certificate,
    request: &PathRequest<'_>,
) -> Result<SignatureAlgorithm, PathError> {
    let subject = || certificate.subject().to_string();
    let key = validate::public_key(issuer)?;
    certificate.verify(key, request.provider).map_err(|failure| match failure {
        SignatureFailure::Unsupported(algorithm) => {
            PathError::UnsupportedAlgorithm { certificate: subject(), algorithm }
        }
        // A namesake with another key did not fail to sign this; it has nothing to do with it.
        SignatureFailure::Bad if key_identifiers_differ(certificate, issuer) => {
            PathError::NoAnchor { certificate: subject(), issuer: certificate.issuer().to_string() }
        }
        SignatureFailure::Bad => PathError::BadSignature { certificate: subject() },
    })
}
