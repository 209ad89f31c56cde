//! What a policy judges beside the file itself: what the user states, where the result goes, what is remembered.

use fuin_label::restriction::{MAX_TEXT, is_deceptive};
use fuin_label::{Label, RestrictionId, Vocabulary};
use fuin_policy::{Acknowledged, Past, Place, Policies, Request, SignatureLevel, Violation, Violations};

use crate::error::Error;
use crate::refusal::Refusal;

/// The circumstances of one operation on one file.
#[derive(Debug, Clone)]
pub struct Circumstances {
    /// Whether the user says to have read the restrictions.
    pub acknowledged: Acknowledged,
    /// The permissions of the originator that the user names.
    pub permissions: Vec<StatedPermission>,
    /// Where the result is written, as far as it can be told ([`crate::places`]).
    pub places: Vec<Place>,
    /// What is remembered of the file ([`crate::received`]).
    pub past: Vec<Past>,
    /// Labels under which the content was received here before: they are obeyed beside the one it has now.
    pub earlier_labels: Vec<Label>,
    /// The level that a signature is to have; none for what the policies prefer and can be had.
    pub level: Option<SignatureLevel>,
}

impl Default for Circumstances {
    fn default() -> Self {
        Self {
            acknowledged: Acknowledged::No,
            permissions: Vec::new(),
            places: Vec::new(),
            past: Vec::new(),
            earlier_labels: Vec::new(),
            level: None,
        }
    }
}

impl Circumstances {
    /// The restrictions for which a permission is named, as requests take them.
    pub(crate) fn permitted(&self) -> Vec<RestrictionId> {
        self.permissions.iter().map(|stated| stated.restriction.clone()).collect()
    }

    /// The request under these circumstances; `permitted` is [`Circumstances::permitted`].
    pub(crate) const fn around<'a>(&'a self, request: Request<'a>, permitted: &'a [RestrictionId]) -> Request<'a> {
        request
            .with_acknowledged(self.acknowledged)
            .with_permissions(permitted)
            .with_places(self.places.as_slice())
            .with_past(self.past.as_slice())
    }
}

/// A permission of the originator, as the user names it. Nothing proves it; it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedPermission {
    /// The restriction that it lifts for this one act.
    pub restriction: RestrictionId,
    /// Where the permission can be found: the number of a letter, a name and a day. 1 to 200 characters.
    pub reference: String,
}

impl StatedPermission {
    /// Reads `ID=REFERENCE`.
    ///
    /// # Errors
    /// [`Error::Label`] for a restriction that the vocabulary does not have; [`Error::Name`] for a reference that is
    /// empty, longer than 200 characters, or holds control or bidirectional characters.
    pub fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Self, Error> {
        let (id, reference) = text.split_once('=').unwrap_or((text, ""));
        let known = vocabulary.restriction(id);
        let unknown = || fuin_label::Error::UnknownRestriction { id: id.to_owned() };
        let restriction = known.ok_or_else(unknown)?.id.clone();
        //= spec/label.md#what-fuin-does-about-restrictions
        //# A reference that is empty, longer than 200 characters, or holds control or bidirectional characters MUST be refused.
        let reference = reference.trim();
        let length = reference.chars().count();
        if length == 0 || length > MAX_TEXT || reference.chars().any(is_deceptive) {
            return Err(Error::Name { name: reference.to_owned(), purpose: "the reference of a permission" });
        }
        Ok(Self { restriction, reference: reference.to_owned() })
    }
}

/// A refusal that the facade finds itself, in the name of the first policy: what a policy alone cannot see.
pub(crate) fn refused(
    policies: &Policies,
    rule: &str,
    code: &'static str,
    arguments: Vec<(&'static str, String)>,
) -> Error {
    let violation = violation(policies, rule, code, arguments);
    let contact = policies.contact().cloned().map(Box::new);
    Refusal::new(Violations { violations: vec![violation], contact }).into()
}

/// The same as one violation among others.
pub(crate) fn violation(
    policies: &Policies,
    rule: &str,
    code: &'static str,
    arguments: Vec<(&'static str, String)>,
) -> Violation {
    let reference = policies.references().into_iter().next();
    Violation {
        policy: reference.as_ref().map(|reference| reference.id.clone()).unwrap_or_default(),
        serial: reference.map(|reference| reference.serial).unwrap_or_default(),
        rule: rule.to_owned(),
        clause: None,
        code,
        arguments,
        until: None,
        why: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_names_a_restriction_and_a_plain_reference() {
        let policies = crate::home::built_in(&fuin_crypto_aws_lc::provider()).unwrap();
        let parse = |text: &str| StatedPermission::parse(text, policies.vocabulary());
        let stated = parse("no-forwarding-by-permission= letter 12=3 of 2026-04-01 ").unwrap();
        assert_eq!(stated.restriction.as_str(), "no-forwarding-by-permission");
        assert_eq!(stated.reference, "letter 12=3 of 2026-04-01");
        assert!(matches!(parse("no-idea=x"), Err(Error::Label(_))));
        //= spec/label.md#what-fuin-does-about-restrictions
        //= type=test
        //# A reference that is empty, longer than 200 characters, or holds control or bidirectional characters MUST be refused.
        let long = format!("no-forwarding-by-permission={}", "x".repeat(201));
        let bad =
            ["no-forwarding-by-permission", "no-forwarding-by-permission= ", "no-forwarding-by-permission=a\u{202e}b"];
        for text in bad.into_iter().chain(["no-forwarding-by-permission=a\nb", &long]) {
            assert!(matches!(parse(text), Err(Error::Name { .. })), "{text:?}");
        }
        assert!(parse(&format!("no-forwarding-by-permission={}", "x".repeat(200))).is_ok());
    }
}
