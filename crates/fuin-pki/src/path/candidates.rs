//! Who may have issued what, by names and key identifiers alone.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use super::build::{Issuer, Node};
use super::error::PathError;
use super::request::PathRequest;
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;

/// The certificates of a request, indexed.
pub(super) struct Candidates<'a> {
    anchors: &'a [TrustAnchor],
    nodes: Vec<&'a Certificate>,
    /// By the comparable octets of their subject.
    by_subject: HashMap<&'a [u8], Issuers>,
    /// How many certificates a path from this node has at least; absent when none leads to an anchor.
    distance: HashMap<Node, usize>,
    /// Those that no valid path of this target leads through.
    dead: HashSet<Issuer>,
    /// How many candidate issuers turned out not to have issued this node.
    disowned: HashMap<Node, usize>,
}

/// The candidates of one name that lead to an anchor: anchors, then the nearer to an anchor first.
#[derive(Default)]
struct Issuers {
    all: Rc<[Issuer]>,
    /// Places in `all` by subject key identifier.
    by_identifier: HashMap<Option<Vec<u8>>, Rc<[Issuer]>>,
}

impl<'a> Candidates<'a> {
    pub(super) fn new(request: &'a PathRequest<'a>) -> Self {
        let mut seen: HashSet<&[u8]> = request.anchors.iter().map(|anchor| anchor.certificate().der()).collect();
        seen.insert(request.target.der());
        let mut nodes = vec![request.target];
        nodes.extend(request.intermediates.iter().filter(|certificate| seen.insert(certificate.der())));
        let distance = distances(&nodes, request.anchors, &HashSet::new());
        let mut lists: HashMap<&[u8], Vec<(usize, Issuer, &Certificate)>> = HashMap::new();
        for (index, anchor) in request.anchors.iter().enumerate() {
            let certificate = anchor.certificate();
            lists.entry(certificate.subject().comparable()).or_default().push((0, Issuer::Anchor(index), certificate));
        }
        for (node, certificate) in nodes.iter().enumerate().skip(1) {
            if let Some(distance) = distance.get(&node) {
                let candidate = (*distance, Issuer::Intermediate(node), *certificate);
                lists.entry(certificate.subject().comparable()).or_default().push(candidate);
            }
        }
        let by_subject = lists.into_iter().map(|(subject, list)| (subject, Issuers::new(list))).collect();
        let (dead, disowned) = (HashSet::new(), HashMap::new());
        Self { anchors: request.anchors, nodes, by_subject, distance, dead, disowned }
    }

    /// A certificate of the request.
    pub(super) fn certificate(&self, node: Node) -> Option<&'a Certificate> {
        self.nodes.get(node).copied()
    }

    pub(super) fn issuer(&self, issuer: Issuer) -> Option<&'a Certificate> {
        match issuer {
            Issuer::Anchor(index) => self.anchors.get(index).map(TrustAnchor::certificate),
            Issuer::Intermediate(node) => self.certificate(node),
        }
    }

    /// Excludes a certificate that fails whatever path it stands in. It counts from the next
    /// [`Candidates::measure`] on.
    pub(super) fn exclude(&mut self, issuer: Issuer) {
        self.dead.insert(issuer);
    }

    /// Notes that a candidate did not issue this node; one that nobody issued is excluded.
    pub(super) fn disown(&mut self, node: Node) {
        let Some(certificate) = self.certificate(node) else { return };
        let candidates = self.by_subject.get(certificate.issuer().comparable()).map_or(0, |issuers| issuers.all.len());
        let disowned = self.disowned.entry(node).or_default();
        *disowned = disowned.saturating_add(1);
        if *disowned >= candidates {
            self.exclude(Issuer::Intermediate(node));
        }
    }

    pub(super) fn is_excluded(&self, issuer: Issuer) -> bool {
        self.dead.contains(&issuer)
    }

    /// Finds the distances anew, without those that have been excluded.
    pub(super) fn measure(&mut self) {
        if !self.dead.is_empty() {
            self.distance = distances(&self.nodes, self.anchors, &self.dead);
        }
    }

    /// By names alone, how many certificates a path from this node has at least.
    pub(super) fn distance(&self, node: Node) -> Option<usize> {
        self.distance.get(&node).copied()
    }

    /// Those whose subject is the certificate's issuer, in the order in which to try them: with the key identifier
    /// asked for, without any, and then all, where [`Candidates::is_repeated`] says who was there already.
    pub(super) fn issuers_of(&self, certificate: &Certificate) -> Vec<Rc<[Issuer]>> {
        let Some(issuers) = self.by_subject.get(certificate.issuer().comparable()) else { return Vec::new() };
        let Some(wanted) = certificate.authority_key_identifier() else { return vec![issuers.all.clone()] };
        let groups = [Some(wanted.to_vec()), None].map(|key| issuers.by_identifier.get(&key).cloned());
        groups.map(Option::unwrap_or_default).into_iter().chain([issuers.all.clone()]).collect()
    }

    /// Whether an issuer of this group was in one before.
    pub(super) fn is_repeated(&self, group: usize, certificate: &Certificate, issuer: Issuer) -> bool {
        group == 2 && self.issuer(issuer).is_some_and(|found| !key_identifiers_differ(certificate, found))
    }

    /// The issuer missing at the end of one way upwards, followed by names alone.
    pub(super) fn no_anchor(&self) -> PathError {
        let mut by_subject: HashMap<&[u8], Vec<Node>> = HashMap::new();
        for (node, certificate) in self.nodes.iter().enumerate().skip(1).rev() {
            by_subject.entry(certificate.subject().comparable()).or_default().push(node);
        }
        let mut node = 0;
        let mut last = self.nodes.first().copied();
        while let Some(certificate) = self.certificate(node) {
            last = Some(certificate);
            // Each is taken out, so that a loop ends.
            match by_subject.get_mut(certificate.issuer().comparable()).and_then(Vec::pop) {
                Some(next) => node = next,
                None => break,
            }
        }
        let text = |name: Option<&crate::name::Name>| name.map(ToString::to_string).unwrap_or_default();
        PathError::NoAnchor {
            certificate: text(last.map(Certificate::subject)),
            issuer: text(last.map(Certificate::issuer)),
        }
    }
}

/// Whether both key identifiers are there and say that `issuer` did not issue `certificate` (RFC 5280, 4.2.1.1).
pub(super) fn key_identifiers_differ(certificate: &Certificate, issuer: &Certificate) -> bool {
    match (certificate.authority_key_identifier(), issuer.subject_key_identifier()) {
        (Some(wanted), Some(found)) => wanted != found,
        _ => false,
    }
}

impl Issuers {
    fn new(mut list: Vec<(usize, Issuer, &Certificate)>) -> Self {
        list.sort_by_key(|(distance, _, _)| *distance);
        let mut by_identifier: HashMap<Option<Vec<u8>>, Vec<Issuer>> = HashMap::new();
        for (_, issuer, certificate) in &list {
            let identifier = certificate.subject_key_identifier().map(<[u8]>::to_vec);
            by_identifier.entry(identifier).or_default().push(*issuer);
        }
        Self {
            all: list.iter().map(|(_, issuer, _)| *issuer).collect(),
            by_identifier: by_identifier.into_iter().map(|(key, list)| (key, list.into())).collect(),
        }
    }
}

/// The shortest way from each node to an anchor by names alone, in certificates: breadth first, from the anchors down.
fn distances(nodes: &[&Certificate], anchors: &[TrustAnchor], dead: &HashSet<Issuer>) -> HashMap<Node, usize> {
    let mut by_issuer: HashMap<&[u8], Vec<Node>> = HashMap::new();
    for (node, certificate) in nodes.iter().enumerate() {
        if !dead.contains(&Issuer::Intermediate(node)) {
            by_issuer.entry(certificate.issuer().comparable()).or_default().push(node);
        }
    }
    let mut distance = HashMap::new();
    let living = anchors.iter().enumerate().filter(|(index, _)| !dead.contains(&Issuer::Anchor(*index)));
    let names = living.map(|(_, anchor)| (anchor.certificate().subject().comparable(), 0usize));
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
