//! The report of `fuin policy explain`, and of `fuin inspect --check`: the steps, then the decision.

use std::path::Path;

use fuin::explain::{Explanation, Judged};
use fuin::label::{Language, RestrictionDefinition};
use fuin::message::Messages;
use fuin::policy::{Contact, Gravity, Operation, Policies, Policy, Step, Violation, Warning};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{label_json, marking};
use crate::terminal::escape;

/// What was asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum About<'a> {
    /// A request in options.
    Request,
    /// A plain file.
    File(&'a Path),
    /// What a message claims.
    Message { file: &'a Path, judged: Judged },
    /// The same, below what else it claims.
    Claims { judged: Judged },
}

pub(crate) struct Report<'a> {
    pub(crate) explanation: &'a Explanation,
    pub(crate) about: About<'a>,
    pub(crate) policies: &'a Policies,
    /// The policy that judged although it is not installed.
    pub(crate) uninstalled: Option<&'a str>,
}

impl Report<'_> {
    pub(crate) fn text(&self, messages: Messages) -> String {
        let mut lines = vec![self.headline(messages)];
        if let Some(label) = &self.explanation.label {
            let vocabulary = self.policies.vocabulary();
            let known = vocabulary.check(label).is_ok();
            lines.extend(known.then(|| format!("  {}", marking(label, vocabulary, messages.language()))));
        }
        if let Some(policy) = self.uninstalled {
            lines.push(format!("  {}", messages.text("explain-uninstalled", &[("policy", policy)])));
        }
        for policy in self.policies.iter() {
            lines.push(format!("{}: {}", messages.policy(policy.id(), policy.serial()), policy.title()));
            lines.extend(self.steps(messages, policy));
        }
        lines.extend(self.limits(messages));
        lines.extend(self.decision(messages));
        let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
        lines.join("\n")
    }

    fn headline(&self, messages: Messages) -> String {
        let operation = self.explanation.operation.name();
        let day = TimeZone::UTC.to_datetime(self.explanation.at).date().to_string();
        match self.about {
            About::Request => messages.text("explain-request", &[("operation", operation), ("day", &day)]),
            About::File(file) => {
                let file = file.display().to_string();
                messages.text("explain-file", &[("file", &file), ("operation", operation), ("day", &day)])
            }
            About::Message { file, .. } => {
                let said = messages.text("explain-check", &[("operation", operation), ("day", &day)]);
                format!("{}: {said}", file.display())
            }
            About::Claims { .. } => messages.text("explain-check", &[("operation", operation), ("day", &day)]),
        }
    }

    fn steps(&self, messages: Messages, policy: &Policy) -> Vec<String> {
        let of_policy = |step: &&Step| step.policy == policy.id() && step.serial == policy.serial();
        let mut lines = Vec::new();
        for step in self.explanation.steps.iter().filter(of_policy) {
            lines.push(format!("  - {}", messages.step(step).line));
            if let Some(does) = self.does(messages, policy, step) {
                lines.push(format!("      {}", messages.text("explain-does", &[("does", does)])));
            }
            if let Some(why) = &step.why {
                lines.push(format!("      {}", messages.text("explain-why", &[("why", why)])));
            }
        }
        if lines.is_empty() {
            lines.push(format!("  {}", messages.text("explain-nothing", &[])));
        }
        lines
    }

    /// What fuin really does about the restriction that a step is about.
    fn does<'a>(&self, messages: Messages, policy: &'a Policy, step: &Step) -> Option<&'a str> {
        let id = step.rule.strip_prefix("restriction ")?;
        does(policy.vocabulary().restriction(id)?, messages.language())
    }

    /// What the explanation of a message cannot know.
    fn limits(&self, messages: Messages) -> Vec<String> {
        let (About::Message { judged, .. } | About::Claims { judged }) = self.about else { return Vec::new() };
        let mut lines = Vec::new();
        if judged == Judged::All {
            lines.push(messages.text("explain-recipients-all", &[]));
        }
        lines.push(match self.explanation.operation {
            Operation::Open => messages.text("explain-sealed-limits", &[]),
            _ => messages.text("explain-signed-limits", &[]),
        });
        lines
    }

    fn decision(&self, messages: Messages) -> Vec<String> {
        let mut lines = Vec::new();
        match &self.explanation.decision {
            Ok(permission) => {
                let warned = permission.warnings.iter().any(|warning| warning.gravity == Gravity::Warning);
                let key = if warned { "explain-permitted-warned" } else { "explain-permitted" };
                lines.push(messages.text(key, &[]));
                for warning in &permission.warnings {
                    let text = messages.warning(warning).line;
                    let line = match warning.gravity {
                        Gravity::Warning => messages.text("explain-warning", &[("text", &text)]),
                        Gravity::Note => messages.text("explain-note", &[("text", &text)]),
                    };
                    lines.push(format!("  {line}"));
                }
            }
            Err(refusal) => {
                lines.push(messages.text("explain-refused", &[]));
                for violation in &refusal.violations.violations {
                    lines.push(format!(
                        "  {}: {}",
                        messages.text("talk-because", &[]),
                        messages.violation(violation).line
                    ));
                    if let Some(why) = &violation.why {
                        lines.push(format!("      {}", messages.text("explain-why", &[("why", why)])));
                    }
                }
                if let Some(contact) = &refusal.violations.contact {
                    lines.push(messages.text("explain-contact", &[("contact", &messages.contact(contact))]));
                }
            }
        }
        lines
    }

    pub(crate) fn json(&self) -> Value {
        let explanation = self.explanation;
        let (decision, warnings, violations, contact) = match &explanation.decision {
            Ok(permission) => ("permitted", permission.warnings.iter().map(warning_json).collect(), Vec::new(), None),
            Err(refusal) => (
                "refused",
                Vec::new(),
                refusal.violations.violations.iter().map(violation_json).collect::<Vec<_>>(),
                refusal.violations.contact.as_deref(),
            ),
        };
        let policies = self.policies.iter();
        let policies: Vec<Value> =
            policies.map(|policy| json!({ "id": policy.id(), "serial": policy.serial() })).collect();
        let file = match self.about {
            About::File(file) | About::Message { file, .. } => Some(file.display().to_string()),
            About::Request | About::Claims { .. } => None,
        };
        json!({
            "verb": "policy explain",
            "input": file,
            "unverified": matches!(self.about, About::Message { .. } | About::Claims { .. }),
            "operation": explanation.operation.name(),
            "at": explanation.at.to_string(),
            "label": label_json(explanation.label.as_ref(), self.policies.vocabulary()),
            "policies": policies,
            "uninstalled_policy": self.uninstalled,
            "steps": explanation.steps.iter().map(step_json).collect::<Vec<_>>(),
            "decision": decision,
            "warnings": warnings,
            "violations": violations,
            "contact": contact.map(contact_json),
        })
    }
}

/// What fuin really does about a restriction, where the policy says it.
pub(super) fn does(definition: &RestrictionDefinition, language: Language) -> Option<&str> {
    match language {
        Language::English => definition.does_en.as_deref(),
        Language::Japanese => definition.does_ja.as_deref().or(definition.does_en.as_deref()),
    }
}

pub(super) fn contact_json(contact: &Contact) -> Value {
    json!({ "name": contact.name, "name_ja": contact.name_ja, "address": contact.address, "incidents": contact.incidents })
}

fn step_json(step: &Step) -> Value {
    json!({
        "policy": step.policy,
        "serial": step.serial,
        "rule": step.rule,
        "clause": step.clause,
        "why": step.why,
        "code": step.code,
        "values": values_json(&step.arguments),
        "text": Messages::ENGLISH.step(step).text,
    })
}

fn warning_json(warning: &Warning) -> Value {
    json!({
        "policy": warning.policy,
        "serial": warning.serial,
        "rule": warning.rule,
        "clause": warning.clause,
        "code": warning.code,
        "gravity": match warning.gravity { Gravity::Note => "note", Gravity::Warning => "warning" },
        "values": values_json(&warning.arguments),
        "until": warning.until.map(|day| day.to_string()),
        "text": Messages::ENGLISH.warning(warning).text,
    })
}

fn violation_json(violation: &Violation) -> Value {
    let said = Messages::ENGLISH.violation(violation);
    json!({
        "policy": violation.policy,
        "serial": violation.serial,
        "rule": violation.rule,
        "clause": violation.clause,
        "why": violation.why,
        "code": violation.code,
        "values": values_json(&violation.arguments),
        "until": violation.until.map(|day| day.to_string()),
        "found": said.found,
        "required": said.required,
        "text": said.line,
    })
}

fn values_json(values: &fuin::policy::Arguments) -> Value {
    Value::Object(values.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect())
}
