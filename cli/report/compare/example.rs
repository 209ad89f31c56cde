//! A request that shows a weakening: in words, as a command, and as JSON.

use fuin::policy::compare::{Example, Finding, Relation};
use fuin::policy::{Acknowledged, KeyStorage, Listing, SignatureLevel};
use serde_json::{Value, json};

use super::{Question, Report};

impl Report<'_> {
    /// The lines that show a weakening, or that no request does.
    pub(super) fn example(&self, finding: &Finding) -> Vec<String> {
        let Some(example) = &finding.example else {
            let weaker = matches!(finding.relation, Relation::Weaker | Relation::NotComparable);
            let asked = self.question == Question::Compare && weaker;
            return asked.then(|| self.messages.text("compare-no-example", &[])).into_iter().collect();
        };
        let (overlay, base) = (&self.comparison.overlay.id, &self.comparison.baseline.id);
        let request = self.request(example);
        if example.refused.is_empty() {
            return vec![self.messages.text("compare-example-obliged", &[("base", base), ("request", &request)])];
        }
        let values = [("overlay", overlay.as_str()), ("base", base), ("request", &request)];
        let rules: Vec<String> =
            example.refused.iter().map(|reason| format!("{} ({})", reason.rule, reason.code)).collect();
        let mut lines = vec![
            self.messages.text("compare-example", &values),
            self.messages.text("compare-refused", &[("rules", &rules.join(", "))]),
        ];
        lines.extend(command(example));
        lines
    }

    fn request(&self, example: &Example) -> String {
        let messages = self.messages;
        let mut words = vec![example.date.to_string(), example.operation.to_string()];
        words.push(example.label.clone().unwrap_or_else(|| messages.text("compare-no-label", &[])));
        words.extend(example.restrictions.iter().chain(&example.algorithms).cloned());
        for recipient in &example.recipients {
            let values = [("kind", recipient.kind.name()), ("listing", recipient.listed.name())];
            words.push(messages.text("compare-recipient", &values));
        }
        words.extend(
            example.missing.iter().map(|measure| messages.text("compare-lacks", &[("measure", measure.name())])),
        );
        words.extend(example.places.iter().map(|place| messages.text("compare-place", &[("place", place.name())])));
        if example.signature_level < SignatureLevel::LTA {
            words.push(messages.text("compare-signature-level", &[("level", example.signature_level.name())]));
        }
        if example.key_storage == KeyStorage::File {
            words.push(messages.text("compare-key-in-file", &[]));
        }
        if example.acknowledged == Acknowledged::No {
            words.push(messages.text("compare-not-acknowledged", &[]));
        }
        words.join(", ")
    }
}

/// The question to ask `fuin policy explain`; none where it has no words for the request.
fn command(example: &Example) -> Option<String> {
    let certified = example.recipients.iter().any(|recipient| recipient.certificate.is_some());
    if certified || !example.missing.is_empty() || example.signature_level < SignatureLevel::LTA {
        return None;
    }
    let mut words = vec![format!("fuin policy explain --operation {} --at {}", example.operation, example.date)];
    words.push(format!("--label {}", example.label.as_ref()?));
    for restriction in &example.restrictions {
        match restriction.split_once('=') {
            Some((name @ ("keep-until" | "confidential-until"), day)) => words.push(format!("--{name} {day}")),
            _ => words.push(format!("--restrict {restriction}")),
        }
    }
    words.extend(example.algorithms.iter().map(|name| format!("--algorithm {name}")));
    words.extend(example.recipients.iter().map(|recipient| format!("--recipient-kind {}", recipient.kind)));
    if example.recipients.iter().any(|recipient| recipient.listed == Listing::Unlisted) {
        words.push("--unlisted".to_owned());
    }
    words.extend(example.places.iter().map(|place| format!("--place {place}")));
    if example.acknowledged == Acknowledged::Yes {
        words.push("--acknowledged".to_owned());
    }
    Some(words.join(" "))
}

pub(super) fn json(example: &Example) -> Value {
    let recipients: Vec<Value> = example
        .recipients
        .iter()
        .map(|recipient| json!({ "kind": recipient.kind.name(), "listing": recipient.listed.name() }))
        .collect();
    let refused: Vec<Value> =
        example.refused.iter().map(|reason| json!({ "rule": reason.rule, "code": reason.code })).collect();
    json!({
        "date": example.date.to_string(),
        "operation": example.operation.name(),
        "label": example.label,
        "restrictions": example.restrictions,
        "algorithms": example.algorithms,
        "recipients": recipients,
        "missing": example.missing.iter().map(|measure| measure.name()).collect::<Vec<_>>(),
        "places": example.places.iter().map(|place| place.name()).collect::<Vec<_>>(),
        "signature_level": example.signature_level.name(),
        "key_storage": example.key_storage.name(),
        "acknowledged": example.acknowledged == Acknowledged::Yes,
        "refused": refused,
        "command": command(example),
    })
}
