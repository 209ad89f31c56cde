//! Trying a policy on the requests of the past, before it is signed: what would be refused, by which rule, for whom.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fuin_crypto::CryptoProvider;
use fuin_policy::{LabelFact, Operation, OwnedRequest, Policies, Request, Violation};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::file::{earlier, read_all};
use super::form::{Record, RecordedOutcome};
use super::request::{Again, Unreadable, again, uses};
use crate::error::Error;
use crate::home::Home;
use crate::policy_file::{Judged, Resolved, effective};

/// The most rules and peers that are counted apart; hostile records have as many as they like.
const MAX_COUNTED: usize = 10_000;
/// Stands for those that are not counted apart.
const OTHERS: &str = "others";

/// What a policy would have decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trial {
    /// How many requests were recorded.
    pub requests: u64,
    /// How many of them it would refuse.
    pub refused: u64,
    /// How many it would refuse that were permitted.
    pub newly_refused: u64,
    /// How many it would permit that were refused.
    pub newly_permitted: u64,
    /// Requests that it would refuse, by the rule that refuses them: policy, rule and code. A request may break several.
    pub by_rule: BTreeMap<(String, String, String), u64>,
    /// Requests that it would refuse, by recipient, or by signer where a message is read.
    pub by_peer: BTreeMap<String, u64>,
}

/// Where the records of a home are: those before the current ones first.
#[must_use]
pub fn files_of(home: &Home) -> Vec<PathBuf> {
    let path = home.requests();
    [earlier(&path), path].into_iter().filter(|path| path.symlink_metadata().is_ok()).collect()
}

/// Judges recorded requests by a policy and what it extends.
///
/// Each is judged as if it were asked `now`, or on the first day of the policy when that is later: cutoffs and horizons
/// are those that await whoever asks the same again.
///
/// # Errors
/// [`Error::File`] naming file and line of what is no record; [`Error::Io`].
pub fn try_policy(
    resolved: &Resolved,
    files: &[PathBuf],
    provider: &CryptoProvider,
    now: Timestamp,
) -> Result<Trial, Error> {
    let policies = effective(&Judged { machine: &[], home: std::slice::from_ref(resolved) }, provider)?;
    let first_days = policies.iter().filter_map(|policy| TimeZone::UTC.to_timestamp(policy.issued().into()).ok());
    let now = first_days.fold(now, Timestamp::max);
    let mut trial = Trial::default();
    for file in files {
        read_all(file, |line, record| trial.judge(&policies, &record, now).map_err(|error| named(error, file, line)))?;
    }
    Ok(trial)
}

fn named(unreadable: Unreadable, file: &Path, line: usize) -> Error {
    Error::file("recorded request", format!("{}, line {line}", file.display()), unreadable.0)
}

impl Trial {
    fn judge(&mut self, policies: &Policies, record: &Record, now: Timestamp) -> Result<(), Unreadable> {
        super::request::time(&record.time)?;
        let reasons: BTreeSet<(String, String, String)> = match again(record, policies.vocabulary()) {
            Ok(again) => violations(policies, &again, record, now).into_iter().map(reason).collect(),
            Err(Again::Unreadable(unreadable)) => return Err(unreadable),
            // A word that the policy does not have is refused like every other label of that kind.
            Err(Again::Label(error)) => {
                let id = policies.references().into_iter().next().map(|reference| reference.id);
                BTreeSet::from([(id.unwrap_or_default(), "label".to_owned(), Error::Label(error).code().to_owned())])
            }
        };
        self.requests = self.requests.saturating_add(1);
        let was_permitted = record.outcome == RecordedOutcome::Permitted;
        if reasons.is_empty() {
            self.newly_permitted = self.newly_permitted.saturating_add(u64::from(!was_permitted));
            return Ok(());
        }
        self.refused = self.refused.saturating_add(1);
        self.newly_refused = self.newly_refused.saturating_add(u64::from(was_permitted));
        for reason in reasons {
            let others = || (String::new(), OTHERS.to_owned(), String::new());
            count(&mut self.by_rule, reason, others);
        }
        for peer in peers(record) {
            count(&mut self.by_peer, peer, || OTHERS.to_owned());
        }
        Ok(())
    }
}

fn violations(policies: &Policies, again: &OwnedRequest, record: &Record, now: Timestamp) -> Vec<Violation> {
    let mut violations = match policies.decide(&again.request(), now) {
        Ok(_) => Vec::new(),
        Err(refused) => refused.violations,
    };
    let others = uses(&record.other_certificates);
    let request = Request::new(Operation::Verify, LabelFact::NotYetKnown).with_certificates(&others);
    if let Err(refused) = policies.decide(&request, now) {
        violations.extend(refused.violations);
    }
    violations
}

fn reason(violation: Violation) -> (String, String, String) {
    (violation.policy, violation.rule, violation.code.to_owned())
}

/// Whom a request concerns: the recipients, or the signers of what was read.
fn peers(record: &Record) -> BTreeSet<String> {
    let recipients = record.recipients.iter().map(|recipient| recipient.name.clone());
    let reads = matches!(Operation::from_name(&record.operation), Some(Operation::Open | Operation::Verify));
    let signers = record.algorithms.iter().filter(|_| reads);
    let signers = signers.filter_map(|used| used.subject.strip_prefix("signer ").map(str::to_owned));
    recipients.chain(signers).collect()
}

fn count<K: Ord>(counts: &mut BTreeMap<K, u64>, key: K, others: impl Fn() -> K) {
    let key = if counts.len() >= MAX_COUNTED && !counts.contains_key(&key) { others() } else { key };
    let counted = counts.entry(key).or_default();
    *counted = counted.saturating_add(1);
}
