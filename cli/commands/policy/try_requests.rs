//! `fuin policy try`: what a policy would have decided about the requests of the past.

use fuin::Error;
use fuin::policy_file;
use fuin::record::trial::{Trial, files_of, try_policy};
use serde_json::{Value, json};

use super::super::Session;
use crate::args::PolicyTryArgs;
use crate::terminal::escape;

/// How many peers the text names; the JSON has all.
const NAMED: usize = 20;

pub(super) fn run(session: &Session, args: &PolicyTryArgs) -> Result<u8, Error> {
    let resolved = policy_file::read(&args.file, session.documents()?, &session.provider)?;
    let files = if args.requests.is_empty() { files_of(&session.home()?) } else { args.requests.clone() };
    let trial = try_policy(&resolved, &files, &session.provider, session.now)?;
    session.talk.result(&text(session, &trial), &report(&trial));
    Ok(0)
}

fn text(session: &Session, trial: &Trial) -> String {
    let messages = session.talk.messages();
    let counted = |key: &str, count: u64| {
        let (count, of) = (grouped(count), grouped(trial.requests));
        messages.text(key, &[("count", &count), ("of", &of)])
    };
    let mut lines = vec![
        counted("policy-try-refused", trial.refused),
        format!("  {}", counted("policy-try-newly-refused", trial.newly_refused)),
        format!("  {}", counted("policy-try-newly-permitted", trial.newly_permitted)),
    ];
    if trial.refused > 0 {
        lines.push(messages.text("policy-try-by-rule", &[]));
        for ((policy, rule, code), count) in most(trial.by_rule.iter()) {
            lines.push(format!("  {:>9}  {rule}  ({code}; {policy})", grouped(*count)));
        }
        lines.push(messages.text("policy-try-by-peer", &[]));
        for (peer, count) in most(trial.by_peer.iter()).into_iter().take(NAMED) {
            lines.push(format!("  {:>9}  {peer}", grouped(*count)));
        }
    }
    let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    lines.join("\n")
}

/// Counts in falling order.
fn most<'a, K: Ord>(counts: impl Iterator<Item = (&'a K, &'a u64)>) -> Vec<(&'a K, &'a u64)> {
    let mut counts: Vec<_> = counts.collect();
    counts.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    counts
}

/// A number with a comma at each thousand.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn report(trial: &Trial) -> Value {
    let rule = |((policy, rule, code), count): (&(String, String, String), &u64)| json!({ "policy": policy, "rule": rule, "code": code, "requests": count });
    let peer = |(peer, count): (&String, &u64)| json!({ "peer": peer, "requests": count });
    json!({
        "verb": "policy try",
        "requests": trial.requests,
        "refused": trial.refused,
        "newly_refused": trial.newly_refused,
        "newly_permitted": trial.newly_permitted,
        "by_rule": most(trial.by_rule.iter()).into_iter().map(rule).collect::<Vec<_>>(),
        "by_peer": most(trial.by_peer.iter()).into_iter().map(peer).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([0, 312, 4120, 1_000_000].map(grouped), ["0", "312", "4,120", "1,000,000"]);
    }
}
