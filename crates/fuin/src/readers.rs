//! Who may read: the members of a label's groups, looked up once, when the label is signed.
//!
//! A group means those whom the policy names by its id, or else those whom the address book has under that name. They go
//! into the label by the digests of their certificates, so that it means the same at the other agency. A label that has
//! its members already keeps them.

use std::collections::{BTreeMap, BTreeSet};

use fuin_label::{Effect, Label, Parameter, Restriction, Vocabulary};

use crate::context::Context;
use crate::digest::sha256;
use crate::error::Error;
use crate::home::RecipientEntry;

/// The label with the members of its groups.
///
/// # Errors
/// [`Error::Unknown`] for a group of readers that neither the policy nor the address book has members of;
/// [`Error::Label`] for one that is too large.
pub fn with_members(label: Label, context: &Context, address_book: &[RecipientEntry]) -> Result<Label, Error> {
    let mut listed: BTreeMap<&str, BTreeSet<[u8; 32]>> = BTreeMap::new();
    for entry in address_book.iter().filter(|entry| !entry.groups.is_empty()) {
        let certificate = sha256(entry.certificate.der(), &context.provider)?;
        for group in &entry.groups {
            listed.entry(group).or_default().insert(certificate);
        }
    }
    //= spec/label.md#what-fuin-does-about-restrictions
    //# The members of a group of readers MUST be those that the policy names, or else those of the address book.
    let named = |name: &str| -> BTreeSet<[u8; 32]> {
        let groups = context.policies.iter().flat_map(|policy| policy.groups()).filter(|group| group.id == name);
        groups.flat_map(|group| group.certificates.iter().copied()).collect()
    };
    let members =
        |name: &str| Some(named(name)).filter(|members| !members.is_empty()).or_else(|| listed.get(name).cloned());
    let label = label.with_group_members(members)?;
    //= spec/label.md#what-fuin-does-about-restrictions
    //# A group of readers without members MUST be refused.
    match label.restrictions.iter().find_map(|restriction| empty_group(restriction, context.policies.vocabulary())) {
        Some(name) => Err(Error::Unknown { kind: "group", name: name.to_owned() }),
        None => Ok(label),
    }
}

/// The name of a group of readers that has no members.
fn empty_group<'a>(restriction: &'a Restriction, vocabulary: &Vocabulary) -> Option<&'a str> {
    let definition = vocabulary.restriction(restriction.id.as_str())?;
    match &restriction.parameter {
        Some(Parameter::Group { name, members })
            if members.is_empty() && definition.verb == "read" && definition.effect == Effect::Prohibit =>
        {
            Some(name)
        }
        _ => None,
    }
}
