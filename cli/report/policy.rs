//! The report of `fuin policy show`.

use fuin::digest::hexadecimal;
use fuin::installation::HistoryEntry;
use fuin::label::{Axis, Language, Vocabulary};
use fuin::message::Messages;
use fuin::policy::Policy;
use fuin::policy_file::Document;
use serde_json::{Value, json};

use super::explain::{contact_json, does};
use crate::terminal::escape;

pub(crate) struct Report<'a> {
    pub(crate) policies: &'a [&'a Policy],
    /// The words of labels, where they are shown too.
    pub(crate) vocabulary: Option<&'a Vocabulary>,
    pub(crate) history: &'a [HistoryEntry],
}

impl Report<'_> {
    pub(crate) fn text(&self, messages: Messages) -> String {
        let mut lines = Vec::new();
        for policy in self.policies {
            lines.extend(self.policy(messages, policy));
        }
        if let Some(vocabulary) = self.vocabulary {
            lines.extend(words(messages, vocabulary));
        }
        let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
        lines.join("\n")
    }

    fn policy(&self, messages: Messages, policy: &Policy) -> Vec<String> {
        let name = messages.policy(policy.id(), policy.serial());
        let mut lines = vec![messages.text("show-policy", &[("policy", &name), ("title", policy.title())])];
        let mut say = |line: String| lines.push(format!("  {line}"));
        say(valid(messages, policy));
        let sha256 = hexadecimal(&policy.reference().sha256);
        say(messages.text("show-sha256", &[("sha256", &sha256)]));
        if let Some(extends) = policy.extends() {
            let sha256 = hexadecimal(&extends.sha256);
            say(messages.text("show-extends", &[("policy", &extends.id), ("sha256", &sha256)]));
        }
        if let Some(authority) = policy.authority() {
            say(messages.text("show-authority", &[("name", &authority.name)]));
            for key in &authority.keys {
                say(messages.text("show-authority-key", &[("key", &hexadecimal(key))]));
            }
        }
        if let Some(contact) = policy.contact() {
            say(messages.text("show-contact", &[("contact", &messages.contact(contact))]));
            if let Some(incidents) = &contact.incidents {
                say(messages.text("show-incidents", &[("incidents", incidents)]));
            }
        }
        for group in policy.groups() {
            let name = in_language(messages, &group.en, &group.ja);
            let count = group.certificates.len().to_string();
            say(messages.text("show-group", &[("id", &group.id), ("name", name), ("count", &count)]));
        }
        for equivalent in policy.equivalents() {
            let values = [("name", equivalent.name), ("policy", &equivalent.label_policy)];
            say(messages.text("show-equivalent", &values));
        }
        let installed: Vec<String> = self.history_of(policy).map(|entry| entry_text(messages, entry)).collect();
        if !installed.is_empty() {
            say(messages.text("show-history", &[("installed", &installed.join(", "))]));
        }
        lines
    }

    fn history_of(&self, policy: &Policy) -> impl Iterator<Item = &HistoryEntry> {
        // The built-in policy has namesakes that were installed; only the installed ones have a history.
        let reference = policy.reference();
        let sha256 = fuin::digest::hexadecimal(&reference.sha256);
        let installed = self.history.iter().any(|entry| entry.id == reference.id && entry.sha256 == sha256);
        self.history.iter().filter(move |entry| installed && entry.id == reference.id)
    }

    pub(crate) fn json(&self) -> Value {
        let policies: Vec<Value> = self.policies.iter().map(|policy| self.policy_json(policy)).collect();
        let restrictions = self.vocabulary.map(|vocabulary| {
            vocabulary.restrictions.iter().map(|restriction| restriction.id.to_string()).collect::<Vec<_>>()
        });
        let grades = self.vocabulary.map(grades_json);
        json!({ "verb": "policy show", "policies": policies, "restrictions": restrictions, "grades": grades })
    }

    fn policy_json(&self, policy: &Policy) -> Value {
        let mut value = summary_json(policy);
        let history: Vec<Value> = self
            .history_of(policy)
            .map(|entry| {
                let HistoryEntry { serial, sha256, installed, signed_by, .. } = entry;
                json!({ "serial": serial, "sha256": sha256, "installed": installed, "signed_by": signed_by })
            })
            .collect();
        let groups = policy.groups().iter();
        let groups: Vec<Value> = groups
            .map(|group| {
                let certificates: Vec<String> = group.certificates.iter().map(|digest| hexadecimal(digest)).collect();
                json!({ "id": group.id, "en": group.en, "ja": group.ja, "certificates": certificates })
            })
            .collect();
        let equivalents = policy.equivalents();
        let equivalents: Vec<Value> = equivalents
            .map(|row| json!({ "id": row.id, "name": row.name, "label_policy": row.label_policy }))
            .collect();
        let authority = policy.authority().map(|authority| {
            let keys: Vec<String> = authority.keys.iter().map(|key| hexadecimal(key)).collect();
            json!({ "name": authority.name, "keys": keys })
        });
        super::open::merge(
            &mut value,
            json!({
                "authority": authority,
                "contact": policy.contact().map(contact_json),
                "groups": groups,
                "equivalents": equivalents,
                "history": history,
            }),
        );
        value
    }
}

/// What every list of policies says of one.
fn summary_json(policy: &Policy) -> Value {
    let extends = policy.extends();
    json!({
        "id": policy.id(),
        "serial": policy.serial(),
        "title": policy.title(),
        "issued": policy.issued().to_string(),
        "expires": policy.expires().to_string(),
        "after_expiry": policy.after_expiry(),
        "sha256": hexadecimal(&policy.reference().sha256),
        "extends": extends.map(|base| json!({ "id": base.id, "sha256": hexadecimal(&base.sha256) })),
    })
}

pub(crate) fn shipped_text(policies: &[&Policy], messages: Messages) -> String {
    let mut lines = vec![messages.text("show-shipped", &[])];
    lines.extend(policies.iter().map(|policy| {
        let name = messages.policy(policy.id(), policy.serial());
        format!("  {}", messages.text("show-policy", &[("policy", &name), ("title", policy.title())]))
    }));
    let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    lines.join("\n")
}

pub(crate) fn shipped_json(policies: &[&Policy]) -> Value {
    let policies: Vec<Value> = policies.iter().map(|policy| summary_json(policy)).collect();
    json!({ "verb": "policy show", "shipped": policies })
}

/// A document as it is, with the digest that names it.
pub(crate) fn document_json(document: &Document) -> Value {
    let toml = String::from_utf8_lossy(&document.bytes);
    json!({ "verb": "policy show", "name": document.name, "sha256": hexadecimal(&document.sha256), "toml": toml })
}

/// Grades and restrictions.
fn words(messages: Messages, vocabulary: &Vocabulary) -> Vec<String> {
    let mut lines = Vec::new();
    for axis in Axis::ALL {
        lines.push(messages.text("axis-name", &[("axis", &axis.to_string())]));
        for level in &vocabulary.on(axis).levels {
            let name = in_language(messages, &level.en, &level.ja);
            lines.push(format!("  {}  {name}: {}", level.id, question(messages, level)));
        }
    }
    lines.push(messages.text("show-restrictions", &[]));
    for restriction in &vocabulary.restrictions {
        let wording = in_language(messages, &restriction.en, &restriction.ja).replace("{}", "…");
        lines.push(format!("  {:<32} {wording}", restriction.id.as_str()));
        if let Some(does) = does(restriction, messages.language()) {
            lines.push(format!("      {does}"));
        }
    }
    lines
}

/// The sentence that helps to choose a level.
pub(super) fn question(messages: Messages, level: &fuin::label::Level) -> &str {
    match messages.language() {
        Language::English => &level.question,
        Language::Japanese => level.question_ja.as_ref().unwrap_or(&level.question),
    }
}

pub(super) const fn in_language<'a>(messages: Messages, english: &'a str, japanese: &'a str) -> &'a str {
    match messages.language() {
        Language::English => english,
        Language::Japanese => japanese,
    }
}

fn valid(messages: Messages, policy: &Policy) -> String {
    let (issued, expires) = (policy.issued().to_string(), policy.expires().to_string());
    messages.text("show-valid", &[("issued", &issued), ("expires", &expires), ("after", policy.after_expiry())])
}

fn entry_text(messages: Messages, entry: &HistoryEntry) -> String {
    let day = entry.installed.get(..10).unwrap_or(&entry.installed);
    messages.text("show-history-entry", &[("serial", &entry.serial.to_string()), ("day", day)])
}

fn grades_json(vocabulary: &Vocabulary) -> Value {
    let mut grades = serde_json::Map::new();
    for axis in Axis::ALL {
        let levels = vocabulary.on(axis).levels.iter();
        let levels: Vec<Value> = levels
            .map(|level| {
                json!({
                    "id": level.id,
                    "en": level.en,
                    "ja": level.ja,
                    "question": level.question,
                    "question_ja": level.question_ja,
                })
            })
            .collect();
        grades.insert(axis.to_string(), Value::Array(levels));
    }
    Value::Object(grades)
}
