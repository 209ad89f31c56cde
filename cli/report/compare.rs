//! The report of `fuin policy compare` and `fuin policy diff`, as text and as JSON.

mod example;
pub(crate) mod html;

use fuin::digest::hexadecimal;
use fuin::message::Messages;
use fuin::policy::PolicyReference;
use fuin::policy::compare::{Aspect, Comparison, Finding, Relation, Value};
use serde_json::json;

use crate::terminal::escape;

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    /// Whether an overlay is at least as strict as its baseline.
    Compare,
    /// What changed from one policy to another.
    Diff,
}

/// Which of the equal rows the text names; the page and the JSON have them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Those that say it in other words: the others are counted.
    Differing,
    /// All.
    All,
}

pub(crate) struct Report<'a> {
    pub(crate) question: Question,
    pub(crate) comparison: &'a Comparison,
    pub(crate) messages: Messages,
    pub(crate) rows: Rows,
}

/// The relations in the order in which they are shown: what must be seen first.
const ORDER: [Relation; 4] = [Relation::Weaker, Relation::NotComparable, Relation::Stricter, Relation::Equal];

impl Report<'_> {
    pub(crate) fn text(&self) -> String {
        let mut lines = vec![escape(&self.headline())];
        for relation in ORDER {
            let found: Vec<&Finding> = self.shown(relation);
            if found.is_empty() {
                continue;
            }
            let count = found.len().to_string();
            lines.push(String::new());
            let words = self.relation(relation);
            lines.push(self.messages.text("compare-group", &[("relation", &words), ("count", &count)]));
            let (named, counted): (Vec<&Finding>, Vec<&Finding>) =
                found.into_iter().partition(|found| self.names(found));
            for finding in named {
                lines.extend(self.lines(finding).iter().map(|line| escape(line)));
            }
            if !counted.is_empty() {
                let count = counted.len().to_string();
                lines.push(format!("  {}", self.messages.text("compare-counted", &[("count", &count)])));
            }
        }
        lines.join("\n")
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        let verb = if self.question == Question::Compare { "policy compare" } else { "policy diff" };
        let findings: Vec<serde_json::Value> =
            self.comparison.findings.iter().map(|finding| self.finding(finding)).collect();
        json!({
            "verb": verb,
            "overlay": reference(&self.comparison.overlay),
            "baseline": reference(&self.comparison.baseline),
            "relation": self.comparison.relation().name(),
            "findings": findings,
        })
    }

    /// The findings of a relation that are worth a line: what is equal only in so far as it differs, on diff.
    fn shown(&self, relation: Relation) -> Vec<&Finding> {
        let unchanged = |finding: &Finding| {
            relation == Relation::Equal
                && match self.question {
                    Question::Diff => finding.overlay == finding.baseline,
                    // What has other words only is worth a look all the same: people go by them.
                    Question::Compare => finding.aspect == Aspect::Wording && finding.overlay == finding.baseline,
                }
        };
        self.comparison.of(relation).filter(|finding| !unchanged(finding)).collect()
    }

    /// Whether the text has a line for the finding: nobody reads two hundred that say the same of both policies.
    fn names(&self, finding: &Finding) -> bool {
        self.rows == Rows::All || finding.relation != Relation::Equal || finding.overlay != finding.baseline
    }

    fn headline(&self) -> String {
        let Comparison { overlay, baseline, .. } = self.comparison;
        let (overlay, base) = (self.policy(overlay), self.policy(baseline));
        match self.question {
            Question::Compare => {
                let relation = match self.comparison.relation() {
                    Relation::Equal => self.messages.text("compare-all-equal", &[]),
                    Relation::Stricter => self.messages.text("compare-all-stricter", &[]),
                    Relation::Weaker | Relation::NotComparable => self.messages.text("compare-all-weaker", &[]),
                };
                let values = [("overlay", overlay.as_str()), ("base", &base), ("relation", &relation)];
                self.messages.text("compare-headline", &values)
            }
            Question::Diff => self.messages.text("compare-diff-headline", &[("overlay", &overlay), ("base", &base)]),
        }
    }

    fn policy(&self, policy: &PolicyReference) -> String {
        let serial = policy.serial.to_string();
        self.messages.text("compare-policy", &[("id", &policy.id), ("serial", &serial)])
    }

    fn relation(&self, relation: Relation) -> String {
        match (relation, self.question) {
            (Relation::Equal, Question::Compare) => self.messages.text("compare-equal", &[]),
            (Relation::Equal, Question::Diff) => self.messages.text("compare-changed", &[]),
            (Relation::Stricter, _) => self.messages.text("compare-stricter", &[]),
            (Relation::Weaker, _) => self.messages.text("compare-weaker", &[]),
            (Relation::NotComparable, _) => self.messages.text("compare-not-comparable", &[]),
        }
    }

    /// A finding in lines: the row with its clause, what is compared, where, both values, and an example.
    fn lines(&self, finding: &Finding) -> Vec<String> {
        let clause = finding.clause.as_ref().map(|clause| format!(" [{clause}]")).unwrap_or_default();
        let place = if finding.region.is_empty() { String::new() } else { format!(" ({})", finding.region.join("; ")) };
        let aspect = self.messages.text(aspect(finding.aspect), &[]);
        let values = self.values(finding);
        let mut lines = vec![format!("  {}{clause}: {aspect}{place}: {values}", finding.subject)];
        lines.extend(self.example(finding).into_iter().map(|line| format!("      {line}")));
        lines
    }

    /// Both values, and whether the row came or went.
    fn values(&self, finding: &Finding) -> String {
        let (overlay, base) = (self.value(finding.overlay.as_ref()), self.value(finding.baseline.as_ref()));
        if overlay == base {
            return overlay;
        }
        let moved = match (self.question, &finding.baseline, &finding.overlay) {
            (Question::Diff, None, Some(_)) => self.messages.text("compare-added", &[]),
            (Question::Diff, Some(_), None) => self.messages.text("compare-removed", &[]),
            _ => String::new(),
        };
        let both = self.messages.text("compare-values", &[("overlay", &overlay), ("base", &base)]);
        if moved.is_empty() { both } else { format!("{both} ({moved})") }
    }

    fn value(&self, value: Option<&Value>) -> String {
        match value {
            None => self.messages.text("compare-nothing", &[]),
            Some(Value::Bits(bits)) => self.messages.text("compare-bits", &[("number", &bits.to_string())]),
            Some(Value::Days(days)) => self.messages.text("compare-days", &[("number", &days.to_string())]),
            Some(Value::Years(years)) => self.messages.text("compare-years", &[("number", &years.to_string())]),
            Some(Value::Before(day)) => self.messages.text("compare-before", &[("day", &day.to_string())]),
            Some(other) => other.to_string(),
        }
    }

    fn finding(&self, finding: &Finding) -> serde_json::Value {
        let value = |value: &Option<Value>| match value {
            None => serde_json::Value::Null,
            Some(Value::Word(word)) => json!(word),
            Some(Value::Text(text)) => json!(text),
            Some(Value::List(items)) => json!(items),
            Some(Value::Day(day)) => json!({ "day": day.to_string() }),
            Some(Value::Before(day)) => json!({ "before": day.to_string() }),
            Some(Value::Bits(bits)) => json!({ "bits": bits }),
            Some(Value::Days(days)) => json!({ "days": days }),
            Some(Value::Years(years)) => json!({ "years": years }),
        };
        json!({
            "subject": finding.subject,
            "aspect": finding.aspect.name(),
            "clause": finding.clause,
            "relation": finding.relation.name(),
            "region": finding.region,
            "baseline": value(&finding.baseline),
            "overlay": value(&finding.overlay),
            "example": finding.example.as_ref().map(example::json),
        })
    }
}

fn reference(policy: &PolicyReference) -> serde_json::Value {
    let sha256 = hexadecimal(&policy.sha256);
    json!({ "id": policy.id, "serial": policy.serial, "sha256": sha256 })
}

/// The message that names an aspect.
const fn aspect(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Row => "compare-aspect-row",
        Aspect::Wording => "compare-aspect-wording",
        Aspect::Issued => "compare-aspect-issued",
        Aspect::Expires => "compare-aspect-expires",
        Aspect::AfterExpiry => "compare-aspect-after-expiry",
        Aspect::Authority => "compare-aspect-authority",
        Aspect::Group => "compare-aspect-group",
        Aspect::EquivalentGrade => "compare-aspect-equivalent-grade",
        Aspect::EquivalentRestriction => "compare-aspect-equivalent-restriction",
        Aspect::LabelPolicy => "compare-aspect-label-policy",
        Aspect::Level => "compare-aspect-level",
        Aspect::DefaultLevel => "compare-aspect-default-level",
        Aspect::Restriction => "compare-aspect-restriction",
        Aspect::Degree => "compare-aspect-degree",
        Aspect::Conflicts => "compare-aspect-conflicts",
        Aspect::Write => "compare-aspect-write",
        Aspect::Verify => "compare-aspect-verify",
        Aspect::Open => "compare-aspect-open",
        Aspect::Status => "compare-aspect-status",
        Aspect::AlgorithmHorizon => "compare-aspect-algorithm-horizon",
        Aspect::KeySize => "compare-aspect-key-size",
        Aspect::StrengthNew => "compare-aspect-strength-new",
        Aspect::StrengthProcess => "compare-aspect-strength-process",
        Aspect::Keep => "compare-aspect-keep",
        Aspect::Confidential => "compare-aspect-confidential",
        Aspect::Encrypt => "compare-aspect-encrypt",
        Aspect::Sign => "compare-aspect-sign",
        Aspect::MinStrength => "compare-aspect-min-strength",
        Aspect::Recipients => "compare-aspect-recipients",
        Aspect::Revocation => "compare-aspect-revocation",
        Aspect::RevocationMaxAge => "compare-aspect-revocation-max-age",
        Aspect::CertificatePolicies => "compare-aspect-certificate-policies",
        Aspect::PreferredSignatureLevel => "compare-aspect-preferred-signature-level",
        Aspect::Quarantine => "compare-aspect-quarantine",
        Aspect::Foreign => "compare-aspect-foreign",
        Aspect::SignatureLevel => "compare-aspect-signature-level",
        Aspect::Timestamp => "compare-aspect-timestamp",
        Aspect::RecoveryRecipient => "compare-aspect-recovery-recipient",
        Aspect::KeyStorage => "compare-aspect-key-storage",
        Aspect::FileName => "compare-aspect-file-name",
        Aspect::Waiver => "compare-aspect-waiver",
        Aspect::Acknowledge => "compare-aspect-acknowledge",
    }
}
