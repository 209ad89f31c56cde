//! Certificate policies (RFC 5280, 6.1.2 to 6.1.5), with the valid policy graph of RFC 9618.
//!
//! A graph has at most one node for each policy at each depth, so its size is linear in that of the certificates; the
//! tree of RFC 5280 may be exponential. Nodes are not deleted when they lose their children: what does not reach the
//! last depth does not count in the end.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use fuin_crypto::Oid;

use super::build::Budget;
use super::error::PathError;
use super::request::PolicyInputs;
use crate::anchor::TrustAnchor;
use crate::certificate::{Certificate, Policies, any_policy};

/// Under which policies a path is valid (RFC 5280, 6.1.6).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PolicySets {
    /// As the authorities have it; anyPolicy when they put no limit to them.
    pub(super) authority_constrained: BTreeSet<Oid>,
    /// What of it is acceptable to the user.
    pub(super) user_constrained: BTreeSet<Oid>,
}

/// Processes the policies of a path, given from the anchor down to the target.
///
/// `None` when the budget is spent.
pub(super) fn process(
    anchor: &TrustAnchor,
    certificates: &[&Certificate],
    inputs: &PolicyInputs<'_>,
    budget: &mut Budget,
) -> Option<Result<PolicySets, PathError>> {
    let mut state = State::new(anchor, certificates.len(), inputs);
    let mut rest = certificates.iter();
    while let Some(certificate) = rest.next() {
        if !budget.take_comparisons(state.cost(certificate.policy_extensions())) {
            return None;
        }
        let position = if rest.as_slice().is_empty() { Position::Last } else { Position::Above };
        if let Err(error) = state.certificate(certificate, position) {
            return Some(Err(error));
        }
    }
    let target = certificates.last()?;
    Some(state.wrap_up(target, &acceptable(anchor, inputs)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// An intermediate certificate.
    Above,
    /// The target.
    Last,
}

/// The state variables of 6.1.2.
struct State<'a> {
    depths: Vec<Depth>,
    /// How many certificates may follow before a policy is required, and before mapping and anyPolicy are inhibited.
    explicit_policy: usize,
    policy_mapping: usize,
    inhibit_any_policy: usize,
    /// What the user asks for, for whoever is told that it is not there.
    asked: Option<&'a [Oid]>,
}

/// The nodes of one depth by their valid_policy.
type Depth = BTreeMap<Oid, PolicyNode>;

/// A node of the graph.
struct PolicyNode {
    expected: BTreeSet<Oid>,
    /// The valid_policy of each parent, at the depth above.
    parents: Vec<Oid>,
}

impl PolicyNode {
    fn new(policy: &Oid, parents: Vec<Oid>) -> Self {
        Self { expected: BTreeSet::from([policy.clone()]), parents }
    }
}

impl<'a> State<'a> {
    fn new(anchor: &TrustAnchor, len: usize, inputs: &PolicyInputs<'a>) -> Self {
        let (constraints, own) = (anchor.constraints(), anchor.certificate().policy_extensions());
        let never = len.saturating_add(1);
        let first = |at_once: bool, skip: Option<u32>| if at_once { 0 } else { at_most(never, skip) };
        let any = any_policy();
        Self {
            depths: vec![Depth::from([(any.clone(), PolicyNode::new(&any, Vec::new()))])],
            explicit_policy: first(
                inputs.require_explicit || constraints.require_explicit_policy,
                own.require_explicit,
            ),
            policy_mapping: first(inputs.inhibit_mapping || constraints.inhibit_policy_mapping, own.inhibit_mapping),
            inhibit_any_policy: first(inputs.inhibit_any || constraints.inhibit_any_policy, own.inhibit_any),
            asked: inputs.acceptable,
        }
    }

    /// How many policies a certificate makes this look at.
    fn cost(&self, extensions: &Policies) -> usize {
        let own = extensions.policies.as_ref().map_or(0, BTreeSet::len);
        let expected = self.current().map_or(0, |depth| depth.values().map(|node| node.expected.len()).sum());
        own.saturating_add(extensions.mappings.len()).saturating_add(expected).saturating_add(1)
    }

    /// The deepest nodes; none when the graph is NULL.
    fn current(&self) -> Option<&Depth> {
        self.depths.last().filter(|depth| !depth.is_empty())
    }

    /// 6.1.3 (d) to (f), then 6.1.4 for all but the last.
    fn certificate(&mut self, certificate: &Certificate, position: Position) -> Result<(), PathError> {
        let extensions = certificate.policy_extensions();
        let subject = || certificate.subject().to_string();
        let exempt = position == Position::Above && certificate.is_self_issued();
        let next = match (&extensions.policies, self.current()) {
            (Some(policies), Some(above)) => next_depth(above, policies, exempt || self.inhibit_any_policy > 0),
            _ => Depth::new(),
        };
        self.depths.push(next);
        if self.explicit_policy == 0 && self.current().is_none() {
            return Err(self.refused(certificate));
        }
        if position == Position::Last {
            return Ok(());
        }
        let any = any_policy();
        if extensions.mappings.iter().any(|(issuer, subject)| *issuer == any || *subject == any) {
            return Err(PathError::PolicyMapping { certificate: subject() });
        }
        self.map(&extensions.mappings);
        if !certificate.is_self_issued() {
            for count in [&mut self.explicit_policy, &mut self.policy_mapping, &mut self.inhibit_any_policy] {
                *count = count.saturating_sub(1);
            }
        }
        self.explicit_policy = at_most(self.explicit_policy, extensions.require_explicit);
        self.policy_mapping = at_most(self.policy_mapping, extensions.inhibit_mapping);
        self.inhibit_any_policy = at_most(self.inhibit_any_policy, extensions.inhibit_any);
        Ok(())
    }

    /// 6.1.4 (b).
    fn map(&mut self, mappings: &[(Oid, Oid)]) {
        let allowed = self.policy_mapping > 0;
        let Some(depth) = self.depths.last_mut() else { return };
        let any = any_policy();
        let mut groups: HashMap<&Oid, BTreeSet<Oid>> = HashMap::new();
        for (issuer, subject) in mappings {
            groups.entry(issuer).or_default().insert(subject.clone());
        }
        for (issuer, subjects) in groups {
            if !allowed {
                depth.remove(issuer);
            } else if let Some(node) = depth.get_mut(issuer) {
                node.expected = subjects;
            } else if depth.contains_key(&any) {
                // A node anyPolicy has the node anyPolicy above as its parent.
                depth.insert(issuer.clone(), PolicyNode { expected: subjects, parents: vec![any.clone()] });
            }
        }
    }

    /// 6.1.5 (a), (b) and (g), and what makes the path valid in the end.
    fn wrap_up(mut self, target: &Certificate, acceptable: &Acceptable) -> Result<PolicySets, PathError> {
        self.explicit_policy = self.explicit_policy.saturating_sub(1);
        if target.policy_extensions().require_explicit == Some(0) {
            self.explicit_policy = 0;
        }
        let authority_constrained = self.authority_constrained();
        let user_constrained = match acceptable {
            Acceptable::Any => authority_constrained.clone(),
            Acceptable::Only(policies) if authority_constrained.contains(&any_policy()) => policies.clone(),
            Acceptable::Only(policies) => policies.intersection(&authority_constrained).cloned().collect(),
        };
        //= spec/trust.md#certification-paths
        //# Where a certificate policy is required, a path that is valid under no acceptable one MUST be refused.
        if self.explicit_policy == 0 && user_constrained.is_empty() {
            return Err(self.refused(target));
        }
        Ok(PolicySets { authority_constrained, user_constrained })
    }

    fn refused(&self, certificate: &Certificate) -> PathError {
        let acceptable = self.asked.map(|policies| policies.iter().map(ToString::to_string).collect());
        let stated = certificate.policies().take(PathError::MAX_STATED_POLICIES).map(ToString::to_string).collect();
        PathError::Policy { certificate: certificate.subject().to_string(), acceptable, stated }
    }

    /// The policies that begin below a node anyPolicy and reach the last depth: valid in the anchor's own domain.
    fn authority_constrained(&self) -> BTreeSet<Oid> {
        let any = any_policy();
        let mut reached: BTreeSet<Oid> =
            self.current().map(|depth| depth.keys().cloned().collect()).unwrap_or_default();
        let mut found = BTreeSet::new();
        if reached.contains(&any) {
            found.insert(any.clone());
        }
        for depth in self.depths.iter().skip(1).rev() {
            let mut above = BTreeSet::new();
            for (policy, node) in depth.iter().filter(|(policy, _)| reached.contains(*policy)) {
                if *policy != any && node.parents.contains(&any) {
                    found.insert(policy.clone());
                }
                above.extend(node.parents.iter().cloned());
            }
            reached = above;
        }
        found
    }
}

/// 6.1.3 (d).
fn next_depth(above: &Depth, policies: &BTreeSet<Oid>, any_allowed: bool) -> Depth {
    let any = any_policy();
    let mut expecting: BTreeMap<&Oid, Vec<Oid>> = BTreeMap::new();
    for (policy, node) in above {
        for expected in &node.expected {
            expecting.entry(expected).or_default().push(policy.clone());
        }
    }
    let mut depth = Depth::new();
    for policy in policies.iter().filter(|policy| **policy != any) {
        if let Some(parents) = expecting.get(policy) {
            depth.insert(policy.clone(), PolicyNode::new(policy, parents.clone()));
        } else if above.contains_key(&any) {
            depth.insert(policy.clone(), PolicyNode::new(policy, vec![any.clone()]));
        }
    }
    if policies.contains(&any) && any_allowed {
        for (policy, parents) in expecting {
            depth.entry(policy.clone()).or_insert_with(|| PolicyNode::new(policy, parents));
        }
    }
    depth
}

fn at_most(count: usize, limit: Option<u32>) -> usize {
    limit.map_or(count, |limit| count.min(usize::try_from(limit).unwrap_or(usize::MAX)))
}

/// The user-initial-policy-set, less what the anchor is not trusted for.
enum Acceptable {
    Any,
    Only(BTreeSet<Oid>),
}

fn acceptable(anchor: &TrustAnchor, inputs: &PolicyInputs<'_>) -> Acceptable {
    let of_user = inputs.acceptable.map(|policies| policies.iter().cloned().collect());
    let of_administrator = anchor.constraints().policies.as_ref().map(|policies| policies.iter().cloned().collect());
    let of_certificate = anchor.certificate().policy_extensions().policies.clone();
    let any = any_policy();
    let sets = [of_user, of_administrator, of_certificate].into_iter().flatten();
    let mut limiting = sets.filter(|set: &BTreeSet<Oid>| !set.contains(&any));
    match limiting.next() {
        None => Acceptable::Any,
        Some(first) => Acceptable::Only(limiting.fold(first, |kept, set| kept.intersection(&set).cloned().collect())),
    }
}
