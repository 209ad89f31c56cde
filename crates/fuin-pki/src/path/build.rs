//! Looking for a path, depth first and within bounds.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use fuin_crypto::SignatureAlgorithm;

use super::error::PathError;
use super::request::PathRequest;
use super::revocation::{RevocationStatus, Revocations};
use super::{CertificationPath, Link, validate};
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::signature::SignatureFailure;

/// Recursion stops here whatever the limits say.
const DEEPEST: usize = 32;

/// The limit that ends one way only, not the search.
const DEPTH: &str = "depth";

/// A certificate of the request: the target is number 0, intermediates follow.
type Node = usize;

/// Who may have issued a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Issuer {
    Anchor(usize),
    Intermediate(Node),
}

/// The state of one search.
pub(super) struct Builder<'a> {
    request: &'a PathRequest<'a>,
    nodes: Vec<&'a Certificate>,
    /// Candidates by the comparable octets of their subject: anchors, then the nearer to an anchor first.
    by_subject: HashMap<&'a [u8], Rc<[Issuer]>>,
    /// By names alone, how many certificates a path from this node has at least; absent when none leads to an anchor.
    distance: HashMap<Node, usize>,
    /// Every signature and every check of a single certificate is done once.
    edges: HashMap<(Node, Issuer), Result<SignatureAlgorithm, PathError>>,
    path: Vec<Node>,
    schemes: Vec<SignatureAlgorithm>,
    revocations: Revocations<'a>,
    budget: Budget,
    best: Option<PathError>,
}

/// What is left of the limits.
pub(super) struct Budget {
    signatures: usize,
    candidates: usize,
    exceeded: Option<&'static str>,
}

impl Budget {
    /// Takes one signature verification out of the budget.
    pub(super) fn take_signature(&mut self) -> bool {
        Self::take(&mut self.signatures, &mut self.exceeded, "signatures")
    }

    fn take_candidate(&mut self) -> bool {
        Self::take(&mut self.candidates, &mut self.exceeded, "candidates")
    }

    fn take(left: &mut usize, exceeded: &mut Option<&'static str>, name: &'static str) -> bool {
        match left.checked_sub(1) {
            Some(rest) => *left = rest,
            None => *exceeded = Some(name),
        }
        exceeded.is_none_or(|limit| limit == DEPTH)
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(request: &'a PathRequest<'a>) -> Self {
        let mut seen: HashSet<&[u8]> = request.anchors.iter().map(|anchor| anchor.certificate().der()).collect();
        seen.insert(request.target.der());
        let mut nodes = vec![request.target];
        nodes.extend(request.intermediates.iter().filter(|certificate| seen.insert(certificate.der())));
        let mut by_subject: HashMap<&[u8], Vec<Issuer>> = HashMap::new();
        for (index, anchor) in request.anchors.iter().enumerate() {
            by_subject.entry(anchor.certificate().subject().comparable()).or_default().push(Issuer::Anchor(index));
        }
        for (node, certificate) in nodes.iter().enumerate().skip(1) {
            by_subject.entry(certificate.subject().comparable()).or_default().push(Issuer::Intermediate(node));
        }
        let distance = distances(&nodes, request.anchors);
        let sorted = by_subject.into_iter().map(|(subject, mut candidates)| {
            candidates.sort_by_key(|issuer| match issuer {
                Issuer::Anchor(_) => 0,
                Issuer::Intermediate(node) => distance.get(node).copied().unwrap_or(usize::MAX),
            });
            (subject, Rc::from(candidates))
        });
        let limits = request.limits;
        Self {
            by_subject: sorted.collect(),
            request,
            distance,
            nodes,
            edges: HashMap::new(),
            path: vec![0],
            schemes: Vec::new(),
            revocations: Revocations::new(request),
            budget: Budget { signatures: limits.max_signatures, candidates: limits.max_candidates, exceeded: None },
            best: None,
        }
    }

    pub(super) fn run(mut self) -> Result<CertificationPath, PathError> {
        if let Some(path) = self.target_as_anchor() {
            return Ok(path);
        }
        if let Some(path) = self.search() {
            return Ok(path);
        }
        // A path too long is no better than one that fails; a search that was cut short may have missed the right one.
        if let Some(limit) = self.budget.exceeded
            && (limit != DEPTH || self.best.as_ref().is_none_or(|best| best.rank() == 0))
        {
            self.note(PathError::Limits { certificate: self.request.target.subject().to_string(), limit });
        }
        let best = self.best.take();
        Err(best.unwrap_or_else(|| self.no_anchor()))
    }

    /// A self-signed target that is an anchor itself: its signature and its own properties decide.
    fn target_as_anchor(&mut self) -> Option<CertificationPath> {
        let target = self.request.target;
        let anchor = self.request.anchors.iter().find(|anchor| anchor.certificate() == target)?;
        if !target.is_self_issued() || !self.budget.take_signature() {
            return None;
        }
        let checked = verify(target, target, self.request).and_then(|scheme| {
            validate::target(target, self.request.time, self.request.purpose)?;
            Ok(scheme)
        });
        match checked {
            Ok(scheme) => {
                let link = Link { certificate: target.clone(), scheme, revocation: RevocationStatus::TrustAnchor };
                Some(self.proven(anchor, vec![link]))
            }
            Err(error) => {
                self.note(error);
                None
            }
        }
    }

    /// Extends the path in every promising way until one is valid: first through those whose key identifier matches.
    fn search(&mut self) -> Option<CertificationPath> {
        let node = *self.path.last()?;
        let certificate = *self.nodes.get(node)?;
        let candidates = self.candidates(certificate);
        for differing in [false, true] {
            for issuer in candidates.iter().copied() {
                let differs = self.certificate(issuer).is_some_and(|found| key_identifiers_differ(certificate, found));
                if differs != differing {
                    continue;
                }
                if !self.budget.take_candidate() {
                    return None;
                }
                if let Some(path) = self.step(node, issuer) {
                    return Some(path);
                }
            }
        }
        None
    }

    /// Extends the path by one issuer, and goes on from there.
    fn step(&mut self, node: Node, issuer: Issuer) -> Option<CertificationPath> {
        if let Issuer::Intermediate(next) = issuer
            && !self.may_extend(next)
        {
            return None;
        }
        let scheme = match self.edge(node, issuer)? {
            Ok(scheme) => scheme,
            Err(error) => {
                self.note(error);
                return None;
            }
        };
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

    /// Those whose subject is the certificate's issuer.
    fn candidates(&self, certificate: &Certificate) -> Rc<[Issuer]> {
        self.by_subject.get(certificate.issuer().comparable()).cloned().unwrap_or_default()
    }

    /// Whether `next` leads to an anchor within the depth, and is not in the path yet, under any certificate: a
    /// second one for the same name and key adds nothing (RFC 4158, 2.4.2).
    fn may_extend(&mut self, next: Node) -> bool {
        let (Some(certificate), Some(distance)) = (self.nodes.get(next), self.distance.get(&next)) else {
            return false;
        };
        let repeated = self.path.iter().filter_map(|node| self.nodes.get(*node)).any(|found| {
            found.subject() == certificate.subject()
                && found.subject_public_key_info() == certificate.subject_public_key_info()
        });
        if repeated {
            return false;
        }
        let fits = self.path.len().saturating_add(*distance) <= self.request.limits.max_depth.min(DEEPEST);
        if !fits && self.budget.exceeded.is_none() {
            self.budget.exceeded = Some(DEPTH);
        }
        fits
    }

    /// Whether `issuer` issued `node`, and `node` is in itself fit for its place; none when the budget is spent.
    fn edge(&mut self, node: Node, issuer: Issuer) -> Option<Result<SignatureAlgorithm, PathError>> {
        if let Some(known) = self.edges.get(&(node, issuer)) {
            return Some(known.clone());
        }
        let (certificate, by) = (*self.nodes.get(node)?, self.certificate(issuer)?);
        if !self.budget.take_signature() {
            return None;
        }
        let verified = verify(certificate, by, self.request).and_then(|scheme| {
            if node == 0 {
                validate::target(certificate, self.request.time, self.request.purpose)?;
            } else {
                validate::authority(certificate, self.request.time)?;
            }
            Ok(scheme)
        });
        self.edges.insert((node, issuer), verified.clone());
        Some(verified)
    }

    /// The path reached an anchor: what concerns the anchor, the path as a whole, and revocation.
    fn complete(&mut self, index: usize) -> Option<CertificationPath> {
        let anchor = self.request.anchors.get(index)?;
        let certificates: Vec<&Certificate> =
            self.path.iter().filter_map(|node| self.nodes.get(*node).copied()).collect();
        let checked = validate::anchor(anchor.certificate(), self.request.time)
            .and_then(|()| validate::path_length(anchor.certificate(), &certificates))
            .and_then(|()| self.revocations.check(&certificates, anchor.certificate(), &mut self.budget));
        match checked {
            Ok(statuses) => {
                let links = certificates.iter().zip(self.schemes.iter()).zip(statuses).map(
                    |((certificate, scheme), revocation)| Link {
                        certificate: (*certificate).clone(),
                        scheme: *scheme,
                        revocation,
                    },
                );
                Some(self.proven(anchor, links.collect()))
            }
            Err(error) => {
                self.note(error);
                None
            }
        }
    }

    fn proven(&self, anchor: &TrustAnchor, links: Vec<Link>) -> CertificationPath {
        let crl_signatures = self.revocations.signatures(&links, anchor.certificate());
        let (time, purpose) = (self.request.time, self.request.purpose);
        CertificationPath { links, anchor: anchor.clone(), time, purpose, crl_signatures }
    }

    fn certificate(&self, issuer: Issuer) -> Option<&'a Certificate> {
        match issuer {
            Issuer::Anchor(index) => self.request.anchors.get(index).map(TrustAnchor::certificate),
            Issuer::Intermediate(node) => self.nodes.get(node).copied(),
        }
    }

    /// Keeps the failure that came closest to a valid path.
    fn note(&mut self, error: PathError) {
        if self.best.as_ref().is_none_or(|best| best.rank() < error.rank()) {
            self.best = Some(error);
        }
    }

    /// The issuer missing at the end of one way upwards, followed by names alone.
    fn no_anchor(&self) -> PathError {
        let mut node = 0;
        let mut seen = HashSet::from([node]);
        let mut certificate = self.request.target;
        while let Some(found) = self.nodes.get(node) {
            certificate = found;
            let next = self.candidates(found).iter().find_map(|issuer| match issuer {
                Issuer::Intermediate(next) => seen.insert(*next).then_some(*next),
                Issuer::Anchor(_) => None,
            });
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        PathError::NoAnchor { certificate: certificate.subject().to_string(), issuer: certificate.issuer().to_string() }
    }
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

/// Whether both key identifiers are there and say that `issuer` did not issue `certificate` (RFC 5280, 4.2.1.1).
fn key_identifiers_differ(certificate: &Certificate, issuer: &Certificate) -> bool {
    match (certificate.authority_key_identifier(), issuer.subject_key_identifier()) {
        (Some(wanted), Some(found)) => wanted != found,
        _ => false,
    }
}

/// The shortest way from each node to an anchor by names alone, in certificates: breadth first, from the anchors down.
fn distances(nodes: &[&Certificate], anchors: &[TrustAnchor]) -> HashMap<Node, usize> {
    let mut by_issuer: HashMap<&[u8], Vec<Node>> = HashMap::new();
    for (node, certificate) in nodes.iter().enumerate() {
        by_issuer.entry(certificate.issuer().comparable()).or_default().push(node);
    }
    let mut distance = HashMap::new();
    let names = anchors.iter().map(|anchor| (anchor.certificate().subject().comparable(), 0usize));
    let mut queue: VecDeque<(&[u8], usize)> = names.collect();
    while let Some((name, above)) = queue.pop_front() {
        // Each name is expanded once: whoever it issued is taken out.
        for node in by_issuer.remove(name).unwrap_or_default() {
            let own = above.saturating_add(1);
            distance.insert(node, own);
            if let Some(certificate) = nodes.get(node) {
                queue.push_back((certificate.subject().comparable(), own));
            }
        }
    }
    distance
}
