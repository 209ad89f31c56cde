//! Overlays: documents that extend another policy and state only what differs.

use std::sync::Arc;

use super::{Own, algorithms, cases, identifier, parties, rules, vocabulary};
use crate::document::{Complaints, Table, Value, table};
use crate::policy::{Extends, Policy, PolicyReference};

/// The most policies that may lie below one another.
const MAX_DEPTH: u8 = 8;

/// Reads the rest of an overlay over the policy it extends.
pub(super) fn read(
    mut root: Table<'_>,
    own: Own,
    extends: Value<'_>,
    bases: &[Policy],
    complaints: &mut Complaints<'_>,
) -> Option<Policy> {
    let (extends, base) = find(extends, own.id.as_deref(), bases, complaints)?;
    //= spec/policy.md#overlays
    //# An overlay MUST NOT define a label policy or grades.
    for key in ["label-policy", "grades"] {
        if let Some(value) = root.take(key) {
            complaints.at(&value.span(), format!("an overlay has no `{key}`: labels must mean the same everywhere"));
        }
    }
    let mut policy = base.clone();
    let (words, sources) = vocabulary::restate(&mut root, base, complaints);
    policy.restriction_sources.extend(sources);
    if let Some(rows) = root.take("algorithms").and_then(|section| algorithms::read(section, complaints)) {
        for (name, rows) in rows {
            policy.algorithms.entry(name).or_default().by_length.extend(rows.by_length);
        }
    }
    if let Some(sizes) = root.take("key-sizes").and_then(|section| algorithms::key_sizes(section, complaints)) {
        policy.rsa = sizes;
    }
    if let Some(strength) = root.take("strength").and_then(|section| algorithms::strength(section, complaints)) {
        policy.strength = strength;
    }
    for horizon in vocabulary::horizons(&mut root, Some(&words), complaints) {
        policy.horizons.retain(|row| (row.axis, row.level) != (horizon.axis, horizon.level));
        policy.horizons.push(horizon);
    }
    if let Some(row) = vocabulary::quarantine(&mut root, Some(&words), complaints) {
        policy.quarantine = Some(row);
    }
    replace(&mut policy.groups, parties::groups(&mut root, complaints), |group| &group.id);
    let own_rules = rules::read(&mut root, Some(&words), &policy.groups, complaints);
    replace(&mut policy.rules, own_rules, |rule| &rule.id);
    let own_equivalents = parties::equivalents(&mut root, Some(&words), complaints);
    replace(&mut policy.equivalents, own_equivalents, |equivalent| &equivalent.id);
    policy.cases = cases::read(&mut root, Some(&words), complaints);
    root.finish(complaints);

    policy.vocabulary = Arc::new(words);
    policy.reference = PolicyReference { id: own.id?, serial: own.serial?, sha256: own.digest };
    policy.extends = Some(extends);
    policy.title = own.title?;
    (policy.issued, policy.expires) = own.days?;
    policy.after_expiry = own.after_expiry?;
    policy.contact = own.contact.or(policy.contact);
    policy.authority = own.authority.or(policy.authority);
    Some(policy)
}

/// Puts rows in the place of those with the same id, and the others after them.
fn replace<T>(rows: &mut Vec<T>, own: Vec<T>, id: fn(&T) -> &String) {
    for row in own {
        match rows.iter_mut().find(|earlier| id(earlier) == id(&row)) {
            Some(earlier) => *earlier = row,
            None => rows.push(row),
        }
    }
}

/// The policy that `extends` names.
fn find<'p>(
    value: Value<'_>,
    own: Option<&str>,
    bases: &'p [Policy],
    complaints: &mut Complaints<'_>,
) -> Option<(Extends, &'p Policy)> {
    let span = value.span();
    let mut row = table(value, complaints)?;
    let id = row.need("id", complaints).and_then(|value| identifier(&value, complaints));
    let sha256 = row.need("sha256", complaints).and_then(|value| parties::digest(&value, complaints));
    row.finish(complaints);
    let (id, sha256) = (id?, sha256?);
    //= spec/policy.md#overlays
    //# A policy that extends itself, or a policy that is not at hand with the SHA-256 it names, MUST be refused.
    if Some(id.as_str()) == own {
        complaints.at(&span, "the policy extends itself");
        return None;
    }
    let same_id = || bases.iter().filter(|base| base.id() == id);
    let Some(base) = same_id().find(|base| base.reference.sha256 == sha256) else {
        let found = same_id().next().map(|base| format!("serial {} at hand has another SHA-256", base.serial()));
        let found = found.unwrap_or_else(|| "no policy of this id is at hand".to_owned());
        complaints.at(&span, format!("the policy extends {id}, but {found}"));
        return None;
    };
    let depth = base.extends.as_ref().map_or(1, |below| below.depth.saturating_add(1));
    //= spec/policy.md#overlays
    //# More than 8 policies below one another MUST be refused.
    if depth > MAX_DEPTH {
        complaints.at(&span, format!("more than {MAX_DEPTH} policies extend one another"));
        return None;
    }
    Some((Extends { id, sha256, depth }, base))
}
