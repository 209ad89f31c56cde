//! What each verb says, as text and as JSON: pure functions of what the library returned.

pub(crate) mod bundle;
pub(crate) mod compare;
pub(crate) mod dispose;
pub(crate) mod error;
pub(crate) mod explain;
pub(crate) mod guide;
pub(crate) mod handling;
pub(crate) mod inspect;
pub(crate) mod label;
pub(crate) mod open;
mod page;
pub(crate) mod policy;
pub(crate) mod quarantine;
pub(crate) mod seal;
pub(crate) mod sign;
mod table;
pub(crate) mod verify;

use std::path::Path;

use fuin::label::{Label, Language, Vocabulary};
use fuin::message::Messages;
use fuin::permission::Permission;
use fuin::policy::{Gravity, Warning};
use fuin::services::NotFetched;
use serde_json::{Value, json};

use crate::target::Target;
use crate::terminal::Talk;

/// Prints what a policy warns of.
pub(crate) fn warnings(talk: &Talk, permission: &Permission) {
    for warning in permission.warnings.iter().filter(|warning| warning.gravity == Gravity::Warning) {
        talk.warn(&talk.messages().warning(warning).line);
    }
}

/// Warns of timestamps that prove nothing, as far as the statement goes.
pub(crate) fn timestamps(talk: &Talk, statement: &fuin::signature::VerifiedStatement) {
    let all = statement.signers.iter().flat_map(|signer| &signer.times.timestamps);
    for problem in all.filter_map(|timestamp| timestamp.outcome.as_ref().err()) {
        talk.warn(&talk.messages().text("warn-timestamp", &[("problem", &talk.messages().timestamp_problem(problem))]));
    }
}

/// Warns of a signature that its signer's certificate will not outlive.
pub(crate) fn lapses(talk: &Talk, lapses: Option<jiff::Timestamp>, authority_is_known: bool) {
    if let Some(time) = lapses {
        let authority = if authority_is_known { "known" } else { "none" };
        let values = [("time", &*time.to_string()), ("authority", authority)];
        talk.warn(&talk.messages().text("warn-signature-lapses", &values));
    }
}

/// The same for whatever was found, whether or not the message passes: a timestamp that proves nothing may be the reason.
pub(crate) fn useless_timestamps(talk: &Talk, findings: &fuin::validation::Findings) {
    let all = findings.all().into_iter().flat_map(|signature| &signature.times.timestamps);
    for problem in all.filter_map(|timestamp| timestamp.outcome.as_ref().err()) {
        talk.warn(&talk.messages().text("warn-timestamp", &[("problem", &talk.messages().timestamp_problem(problem))]));
    }
}

/// Says why evidence may be missing that the network was asked for.
pub(crate) fn warn_of_not_fetched(talk: &Talk, context: &fuin::Context) {
    let told = context.services.as_ref().map(|services| services.not_fetched()).unwrap_or_default();
    for address in told {
        let line = talk.messages().not_fetched(&address);
        talk.warn(&talk.messages().text("warn-not-fetched", &[("line", &line)]));
    }
}

fn not_fetched_json(told: &NotFetched) -> Value {
    json!({ "address": told.address, "code": told.code, "problem": told.problem })
}

/// A label in one line: short form and marking.
fn marking(label: &Label, vocabulary: &Vocabulary, language: Language) -> String {
    format!("{}  {}", vocabulary.short_form(&label.grades), vocabulary.marking(label, language))
}

fn label_json(label: Option<&Label>, vocabulary: &Vocabulary) -> Value {
    let Some(label) = label else { return Value::Null };
    let restrictions: Vec<String> = label.restrictions.iter().map(ToString::to_string).collect();
    json!({
        "policy": label.policy.as_str(),
        "grades": vocabulary.short_form(&label.grades),
        "restrictions": restrictions,
        "keep_until": label.keep_until.map(|day| day.to_string()),
        "confidential_until": label.confidential_until.map(|day| day.to_string()),
        "marking": { "en": vocabulary.marking(label, Language::English), "ja": vocabulary.marking(label, Language::Japanese) },
    })
}

fn warnings_json(permission: &Permission) -> Vec<Value> {
    let row = |warning: &Warning| json!({ "code": warning.code, "text": Messages::ENGLISH.warning(warning).text, "rule": warning.rule });
    permission.warnings.iter().map(row).collect()
}

/// What was made of what, as a headline.
fn made(messages: Messages, key: &str, input: &Path, target: &Target) -> String {
    let output = match target {
        Target::File(path) => path.display().to_string(),
        Target::Stdout => messages.text("report-stdout", &[]),
    };
    messages.text(key, &[("input", &input.display().to_string()), ("output", &output)])
}

/// A target for scripts.
pub(crate) fn target_name(target: &Target) -> String {
    match target {
        Target::File(path) => path.display().to_string(),
        Target::Stdout => "stdout".to_owned(),
    }
}
