//! The effective set of policies, and how it decides.

mod algorithms;
mod label;
mod rules;

use std::collections::BTreeSet;
use std::sync::Arc;

use fuin_crypto::AlgorithmUse;
use fuin_label::Vocabulary;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::policy::{AfterExpiry, Policy, PolicyReference, Source};
use crate::request::Request;
use crate::verdict::{Gravity, Permitted, Revocation, Violation, Violations, Warning};

/// The policies that apply together: a baseline and whatever judges in addition. Nothing is ever replaced, so adding
/// a policy can only tighten.
#[derive(Debug, Clone)]
pub struct Policies {
    baseline: Policy,
    additional: Vec<Policy>,
}

impl Policies {
    /// A set of one policy.
    #[must_use]
    pub const fn new(baseline: Policy) -> Self {
        Self { baseline, additional: Vec::new() }
    }

    /// The same set, judging by this policy too.
    #[must_use]
    pub fn with(mut self, additional: Policy) -> Self {
        self.additional.push(additional);
        self
    }

    /// The vocabulary of the baseline, in which labels are read and shown.
    #[must_use]
    pub const fn vocabulary(&self) -> &Arc<Vocabulary> {
        self.baseline.vocabulary()
    }

    /// The policies of the set, baseline first.
    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        std::iter::once(&self.baseline).chain(&self.additional)
    }

    /// What a message records of the set, baseline first.
    #[must_use]
    pub fn references(&self) -> Vec<PolicyReference> {
        self.iter().map(Policy::reference).collect()
    }

    /// Decides a request at a time.
    ///
    /// # Errors
    /// Every violation of every policy: in the order of the set, and within a policy validity, label, algorithms,
    /// rules and measures.
    pub fn decide(&self, request: &Request<'_>, now: Timestamp) -> Result<Permitted, Violations> {
        let (mut violations, mut warnings) = (Distinct::default(), Distinct::default());
        let (mut revocation, mut contact) = (Revocation::default(), None);
        //= spec/policy.md#decisions
        //# A request MUST be permitted by every policy of the set.
        for policy in self.iter() {
            let judged = Judge::of(policy, request, now);
            if contact.is_none() && !judged.violations.is_empty() {
                contact = policy.contact().cloned();
            }
            violations.extend(judged.violations);
            warnings.extend(judged.warnings);
            revocation = revocation.max(judged.revocation);
        }
        if violations.list.is_empty() {
            return Ok(Permitted { warnings: warnings.list, revocation });
        }
        //= spec/policy.md#decisions
        //# A refusal MUST name every violation of every policy, each of them once.
        Err(Violations { violations: violations.list, contact })
    }

    /// The index of the first candidate whose uses add no violation to those of the request; candidates come in the
    /// caller's stable order.
    #[must_use]
    pub fn choose(&self, request: &Request<'_>, candidates: &[Vec<AlgorithmUse>], now: Timestamp) -> Option<usize> {
        let violations = |request: &Request<'_>| match self.decide(request, now) {
            Ok(_) => Vec::new(),
            Err(refused) => refused.violations,
        };
        let without: BTreeSet<Violation> = violations(request).into_iter().collect();
        candidates.iter().position(|candidate| {
            let algorithms = request.algorithms.iter().chain(candidate).cloned().collect::<Vec<_>>();
            let extended = Request { algorithms: &algorithms, ..request.clone() };
            violations(&extended).iter().all(|violation| without.contains(violation))
        })
    }
}

/// A list without duplicates, in the order of first appearance.
struct Distinct<T> {
    seen: BTreeSet<T>,
    list: Vec<T>,
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self { seen: BTreeSet::new(), list: Vec::new() }
    }
}

impl<T: Ord + Clone> Distinct<T> {
    fn extend(&mut self, items: Vec<T>) {
        for item in items {
            if self.seen.insert(item.clone()) {
                self.list.push(item);
            }
        }
    }
}

/// One policy judging one request.
struct Judge<'a> {
    policy: &'a Policy,
    request: &'a Request<'a>,
    /// The day of the decision (UTC).
    today: Date,
    /// The day by which signatures are judged (UTC): the proven one, else today.
    proven: Date,
    violations: Vec<Violation>,
    warnings: Vec<Warning>,
    revocation: Revocation,
}

/// The row of a policy that a finding cites.
struct Cited<'a> {
    rule: &'a str,
    source: &'a Source,
    until: Option<Date>,
}

impl<'a> Cited<'a> {
    const fn new(rule: &'a str, source: &'a Source) -> Self {
        Self { rule, source, until: None }
    }

    const fn until(mut self, until: Option<Date>) -> Self {
        self.until = until;
        self
    }
}

/// For what a policy demands as such, without a row.
const NO_SOURCE: &Source = &Source { clause: None, why: None };

impl<'a> Judge<'a> {
    fn of(policy: &'a Policy, request: &'a Request<'a>, now: Timestamp) -> Self {
        let today = utc_day(now);
        let proven = request.signed_at.map_or(today, utc_day);
        let (violations, warnings) = (Vec::new(), Vec::new());
        let mut judge =
            Self { policy, request, today, proven, violations, warnings, revocation: Revocation::default() };
        judge.judge_validity();
        judge.judge_label();
        judge.judge_algorithms();
        judge.judge_rules();
        judge
    }

    fn judge_validity(&mut self) {
        let policy = self.policy;
        if self.today < policy.issued {
            let found = format!("the clock says {}, before the policy was issued on {}", self.today, policy.issued);
            let cited = Cited::new("validity", NO_SOURCE).until(Some(policy.issued));
            //= spec/policy.md#validity
            //# Before the policy's issue date, seal and sign MUST be refused.
            if self.request.operation.writes() {
                self.refuse(&cited, "policy.clock", found, "the clock must be right".to_owned());
            } else {
                self.warn(&cited, "policy.clock", Gravity::Warning, found);
            }
        }
        if self.today > policy.expires {
            let found = format!("the policy expired on {}", policy.expires);
            let cited = Cited::new("validity", NO_SOURCE).until(Some(policy.expires));
            match policy.after_expiry {
                AfterExpiry::Warn => self.warn(&cited, "policy.expired", Gravity::Warning, found),
                //= spec/policy.md#validity
                //# After its last day, a policy with `after-expiry = "refuse"` MUST refuse every request.
                AfterExpiry::Refuse => {
                    self.refuse(&cited, "policy.expired", found, "a newer serial must be installed".to_owned());
                }
            }
        }
    }

    fn refuse(&mut self, cited: &Cited<'_>, code: &'static str, found: String, required: String) {
        self.violations.push(Violation {
            policy: self.policy.id().to_owned(),
            serial: self.policy.serial(),
            rule: cited.rule.to_owned(),
            clause: cited.source.clause.clone(),
            code,
            found,
            required,
            until: cited.until,
            why: cited.source.why.clone(),
        });
    }

    fn warn(&mut self, cited: &Cited<'_>, code: &'static str, gravity: Gravity, text: String) {
        self.warnings.push(Warning {
            policy: self.policy.id().to_owned(),
            serial: self.policy.serial(),
            rule: cited.rule.to_owned(),
            clause: cited.source.clause.clone(),
            code,
            gravity,
            text,
            until: cited.until,
        });
    }
}

fn utc_day(instant: Timestamp) -> Date {
    jiff::tz::TimeZone::UTC.to_datetime(instant).date()
}
