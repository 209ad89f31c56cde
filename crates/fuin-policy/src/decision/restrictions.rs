//! Restrictions on the acts that fuin itself performs or sees: sending, reading, taking out, forwarding, disposing.
//!
//! What is done follows from a restriction's verb, effect and parameter, never from its id: a policy names its own.

use fuin_label::vocabulary::{CONFIDENTIAL_UNTIL, KEEP_UNTIL};
use fuin_label::{Axis, Degree, Effect, Label, Parameter, Restriction, RestrictionDefinition};
use jiff::civil::Date;

use super::{Cited, Judge, NO_SOURCE};
use crate::request::{Operation, Past};
use crate::verdict::{Arguments, Gravity};

/// What a restriction says of the operation at hand.
enum Finding {
    /// It does not concern it.
    Nothing,
    /// It forbids it.
    Refused(&'static str),
    /// It forbids it without the originator's permission.
    NeedsPermission,
}

impl Judge<'_> {
    pub(super) fn judge_restrictions(&mut self, label: &Label) {
        let words = std::sync::Arc::clone(&self.policy.vocabulary);
        for restriction in &label.restrictions {
            if let Some(definition) = words.restriction(restriction.id.as_str()) {
                self.judge_restriction(restriction, definition);
            }
        }
        for (id, day) in [(KEEP_UNTIL, label.keep_until), (CONFIDENTIAL_UNTIL, label.confidential_until)] {
            if let (Some(definition), Some(day)) = (words.restriction(id), day) {
                let restriction = Restriction { id: definition.id.clone(), parameter: Some(Parameter::Date(day)) };
                self.judge_restriction(&restriction, definition);
            }
        }
    }

    fn judge_restriction(&mut self, restriction: &Restriction, definition: &RestrictionDefinition) {
        let policy = self.policy;
        let source = policy.restriction_sources.get(&definition.id).unwrap_or(NO_SOURCE);
        let rule = format!("restriction {}", definition.id);
        let cited = Cited::new(&rule, source);
        let named = || vec![("restriction", restriction.to_string())];
        self.step(&cited, "policy.step.restriction", || {
            [named(), vec![("degree", degree(definition.degree).to_owned())]].concat()
        });
        match self.finding(restriction, definition) {
            Finding::Nothing => {}
            Finding::Refused(code) => self.refuse(&cited, code, named()),
            //= spec/policy.md#restrictions
            //# An act that needs the originator's permission MUST be refused unless the request names one.
            Finding::NeedsPermission if self.request.permissions.contains(&definition.id) => {
                self.warn(&cited, "policy.restriction.permitted", Gravity::Note, named());
            }
            Finding::NeedsPermission => self.refuse(&cited, "policy.restriction.permission", named()),
        }
        if let ("read", Effect::Prohibit, Some(Parameter::Group { name, members })) =
            (definition.verb.as_str(), definition.effect, &restriction.parameter)
        {
            self.judge_readers(&cited, name, members);
        }
    }

    fn finding(&self, restriction: &Restriction, definition: &RestrictionDefinition) -> Finding {
        let forbidden = |code| match definition.effect {
            Effect::Prohibit => Finding::Refused(code),
            Effect::PermitRequired => Finding::NeedsPermission,
            Effect::Require => Finding::Nothing,
        };
        let operation = self.request.operation;
        let past = |past: Past| self.request.past.contains(&past);
        match definition.verb.as_str() {
            //= spec/policy.md#restrictions
            //# Sealing a file whose label prohibits sending MUST be refused.
            "send" if operation == Operation::Seal => forbidden("policy.restriction.send"),
            //= spec/policy.md#restrictions
            //# Sealing content that came out of a sealed file whose label prohibits forwarding or distribution MUST be refused.
            "forward" if operation == Operation::Seal && past(Past::Received) => {
                forbidden("policy.restriction.forward")
            }
            "distribute" if operation == Operation::Seal && past(Past::Received) => {
                forbidden("policy.restriction.distribute")
            }
            //= spec/policy.md#restrictions
            //# Writing to a removable medium, a synchronised folder or a network share MUST be refused where the label prohibits taking out.
            "take-out" if !self.request.places.is_empty() => forbidden("policy.restriction.takeout"),
            //= spec/policy.md#restrictions
            //# Disposing of a file whose label prohibits deletion MUST be refused.
            "delete" if operation == Operation::Dispose => forbidden("policy.restriction.delete"),
            //= spec/policy.md#restrictions
            //# Signing without encrypting a file whose label requires encryption MUST be refused.
            "encrypt" if operation == Operation::Sign && definition.effect == Effect::Require => {
                Finding::Refused("policy.restriction.encrypt")
            }
            "keep" if operation == Operation::Dispose && definition.effect == Effect::Require => self.kept(restriction),
            "dispose" if definition.effect == Effect::Require => self.disposed(restriction, definition),
            _ => Finding::Nothing,
        }
    }

    fn kept(&self, restriction: &Restriction) -> Finding {
        match &restriction.parameter {
            //= spec/policy.md#restrictions
            //# Disposing of a file before its keep-until has passed MUST be refused.
            Some(Parameter::Date(day)) if self.today <= *day => Finding::Refused("policy.restriction.keep"),
            _ => Finding::Nothing,
        }
    }

    fn disposed(&self, restriction: &Restriction, definition: &RestrictionDefinition) -> Finding {
        let past = |day: &Date| self.today > *day;
        match (&restriction.parameter, self.request.operation) {
            //= spec/policy.md#restrictions
            //# Opening, sealing or signing after the day of a dispose-by MUST be refused.
            (Some(Parameter::Date(day)), Operation::Open | Operation::Seal | Operation::Sign) if past(day) => {
                Finding::Refused("policy.restriction.dispose-by")
            }
            //= spec/policy.md#restrictions
            //# Opening once more what was to be disposed of after reading MUST be refused.
            (None, Operation::Open)
                if definition.axis == Axis::Confidentiality && self.request.past.contains(&Past::Opened) =>
            {
                Finding::Refused("policy.restriction.read-once")
            }
            _ => Finding::Nothing,
        }
    }

    fn judge_readers(&mut self, cited: &Cited<'_>, group: &str, members: &std::collections::BTreeSet<[u8; 32]>) {
        let request = self.request;
        let group = || ("group", group.to_owned());
        match request.operation {
            //= spec/policy.md#restrictions
            //# Sealing to a recipient whose certificate is not among those of the readers MUST be refused.
            Operation::Seal => {
                for recipient in request.recipients {
                    if !recipient.certificate.is_some_and(|digest| members.contains(&digest)) {
                        let arguments: Arguments = vec![group(), ("recipient", recipient.name.clone())];
                        self.refuse(cited, "policy.restriction.readers", arguments);
                    }
                }
            }
            //= spec/policy.md#restrictions
            //# Opening with a certificate that is not among those of the readers MUST be refused.
            Operation::Open => match request.opened_by {
                Some(digest) if !members.contains(&digest) => {
                    self.refuse(cited, "policy.restriction.not-a-reader", vec![group()]);
                }
                _ => {}
            },
            Operation::Sign | Operation::Verify | Operation::Dispose => {}
        }
    }
}

/// The name that policies use for a degree.
const fn degree(degree: Degree) -> &'static str {
    match degree {
        Degree::Enforced => "enforced",
        Degree::Checked => "checked",
        Degree::Stated => "stated",
    }
}
