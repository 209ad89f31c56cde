//! Name constraints along a path (RFC 5280, 6.1.3 b and c, 6.1.4 g).
//!
//! A name has to be within the permitted subtrees of every CA above it and outside all their excluded ones. So each
//! pair of a CA and a certificate below it can be judged by itself, once, whatever path they meet in; no intersection
//! of subtrees is ever computed.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::build::{Budget, Issuer, Node};
use super::error::PathError;
use crate::certificate::Certificate;
use crate::name::NameConstraints;

/// The pairs judged so far.
#[derive(Default)]
pub(super) struct NameVerdicts(HashMap<(Issuer, Node), Result<(), PathError>>);

/// Somebody whose constraints are held against certificates below.
pub(super) struct Constraining<'a> {
    pub(super) issuer: Issuer,
    pub(super) certificate: &'a Certificate,
    pub(super) constraints: Vec<&'a NameConstraints>,
}

impl NameVerdicts {
    /// Judges the names of a certificate; none when the budget is spent.
    pub(super) fn judge(
        &mut self,
        above: &Constraining<'_>,
        node: Node,
        certificate: &Certificate,
        budget: &mut Budget,
    ) -> Option<Result<(), PathError>> {
        match self.0.entry((above.issuer, node)) {
            Entry::Occupied(known) => Some(known.get().clone()),
            Entry::Vacant(place) => Some(place.insert(verdict(above, certificate, budget)?).clone()),
        }
    }
}

fn verdict(above: &Constraining<'_>, certificate: &Certificate, budget: &mut Budget) -> Option<Result<(), PathError>> {
    for constraints in above.constraints.iter().filter(|constraints| !constraints.is_empty()) {
        for name in certificate.constrained_names() {
            if !budget.take_comparisons(constraints.len()) {
                return None;
            }
            //= spec/trust.md#certification-paths
            //# A path with a name that its name constraints do not permit, or of which it cannot be told, MUST be refused.
            if !constraints.allow(&name) {
                return Some(Err(PathError::NameConstraint {
                    certificate: certificate.subject().to_string(),
                    name: name.to_string(),
                    authority: above.certificate.subject().to_string(),
                }));
            }
        }
    }
    Some(Ok(()))
}
