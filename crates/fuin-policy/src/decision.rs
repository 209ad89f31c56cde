//! The effective set of policies, and how it decides.

mod algorithms;
mod label;
mod restrictions;
mod rules;
mod translation;

use std::collections::BTreeSet;
use std::sync::Arc;

use fuin_crypto::AlgorithmUse;
use fuin_label::{Label, Vocabulary};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::codes::{Said, is_known};
use crate::policy::{AfterExpiry, Contact, Policy, PolicyReference, Source};
use crate::request::{Request, SignatureLevel};
use crate::verdict::{
    Arguments, CertificatePolicies, Gravity, OuterFileName, Permitted, Quarantine, Revocation, Step, Violation,
    Violations, Warning,
};

pub(crate) use rules::{by_default, looks_at_others};
pub use translation::Untranslatable;

/// How long before a day a warning is given, in days.
const WARNING_DAYS: i32 = 365;

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

    /// The same set, judging by this policy too unless it is in the set already, known by its id, serial and SHA-256.
    #[must_use]
    pub fn with_new(self, additional: &Policy) -> Self {
        if self.iter().any(|known| known.reference == additional.reference) {
            return self;
        }
        self.with(additional.clone())
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

    /// Whom to ask: the contact of the last policy that names one. A baseline cannot know the agency; what comes after it
    /// can.
    #[must_use]
    pub fn contact(&self) -> Option<&Contact> {
        self.additional.iter().rev().chain([&self.baseline]).find_map(Policy::contact)
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
        let (mut revocation, mut file_name) = (Revocation::default(), OuterFileName::default());
        let mut certificate_policies = CertificatePolicies::default();
        //= spec/policy.md#decisions
        //# A request MUST be permitted by every policy of the set.
        for policy in self.iter() {
            let judged = Judge::of(policy, request, now, Tracing::Off);
            violations.extend(judged.violations);
            warnings.extend(judged.warnings);
            revocation = revocation.max(judged.revocation);
            certificate_policies = certificate_policies.and(&judged.certificate_policies);
            file_name = file_name.max(judged.file_name);
        }
        if violations.list.is_empty() {
            return Ok(Permitted { warnings: warnings.list, revocation, certificate_policies, file_name });
        }
        //= spec/policy.md#decisions
        //# A refusal MUST name every violation of every policy, each of them once.
        Err(Violations { violations: violations.list, contact: self.contact().cloned().map(Box::new) })
    }

    /// What the rules that apply to a request ask of revocation, whether or not the request is permitted: what is looked
    /// up before a decision must not depend on facts that are not known yet.
    #[must_use]
    pub fn revocation(&self, request: &Request<'_>, now: Timestamp) -> Revocation {
        self.iter().map(|policy| Judge::of(policy, request, now, Tracing::Off).revocation).max().unwrap_or_default()
    }

    /// The oldest revocation data that counts for a request, in days: the fewest that any applicable rule says. None:
    /// any age, as long as the data is current by what it says itself.
    #[must_use]
    pub fn revocation_max_age(&self, request: &Request<'_>, now: Timestamp) -> Option<u16> {
        self.iter().filter_map(|policy| Judge::of(policy, request, now, Tracing::Off).revocation_max_age).min()
    }

    /// The certificate policies of which every certification path needs one that a request rests on: what all applicable
    /// rules accept, of every policy of the set. Whether or not the request is permitted, as [`Policies::revocation`].
    #[must_use]
    pub fn certificate_policies(&self, request: &Request<'_>, now: Timestamp) -> CertificatePolicies {
        //= spec/policy.md#certificate-policies
        //# Where several such rules apply, of one policy or of several, a path MUST be valid for a certificate policy that all of them state.
        self.iter().fold(CertificatePolicies::default(), |accepted, policy| {
            accepted.and(&Judge::of(policy, request, now, Tracing::Off).certificate_policies)
        })
    }

    /// The level at which a request is to be signed where that can be done: the highest that any applicable rule prefers.
    #[must_use]
    pub fn preferred_signature_level(&self, request: &Request<'_>, now: Timestamp) -> SignatureLevel {
        let preferred = |policy| Judge::of(policy, request, now, Tracing::Off).preferred_level;
        self.iter().filter_map(preferred).max().unwrap_or(SignatureLevel::B)
    }

    /// Whether authentic content of a sender who is not, or not yet, trusted may be put into quarantine under a label.
    ///
    /// Every policy must permit it: each up to the confidentiality that it names, and one that names none never.
    #[must_use]
    pub fn quarantine(&self, label: &Label) -> Quarantine {
        //= spec/policy.md#quarantine
        //# Content MUST NOT be put into quarantine unless every policy of the set permits that for its label.
        let permits = |policy: &Policy| {
            let known = label.policy == policy.vocabulary.policy;
            policy.quarantine.as_ref().is_some_and(|row| known && label.grades.confidentiality <= row.highest)
        };
        if self.iter().all(permits) { Quarantine::Permitted } else { Quarantine::Forbidden }
    }

    /// Every step of a decision, whatever its outcome: which rows and rules applied, and what they said.
    #[must_use]
    pub fn explain(&self, request: &Request<'_>, now: Timestamp) -> Vec<Step> {
        let mut steps = Distinct::default();
        for policy in self.iter() {
            steps.extend(Judge::of(policy, request, now, Tracing::On).steps);
        }
        steps.list
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
    revocation_max_age: Option<u16>,
    certificate_policies: CertificatePolicies,
    preferred_level: Option<SignatureLevel>,
    file_name: OuterFileName,
    tracing: Tracing,
    steps: Vec<Step>,
}

/// Whether the steps of a decision are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tracing {
    Off,
    On,
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
    fn of(policy: &'a Policy, request: &'a Request<'a>, now: Timestamp, tracing: Tracing) -> Self {
        let today = utc_day(now);
        let mut judge = Self {
            policy,
            request,
            today,
            proven: request.signed_at.map_or(today, utc_day),
            violations: Vec::new(),
            warnings: Vec::new(),
            revocation: Revocation::default(),
            revocation_max_age: None,
            certificate_policies: CertificatePolicies::default(),
            preferred_level: None,
            file_name: OuterFileName::default(),
            tracing,
            steps: Vec::new(),
        };
        judge.judge_validity();
        judge.judge_label();
        judge.judge_algorithms();
        judge.judge_rules();
        judge
    }

    fn judge_validity(&mut self) {
        let policy = self.policy;
        if self.today < policy.issued {
            let arguments = vec![("today", self.today.to_string()), ("issued", policy.issued.to_string())];
            let cited = Cited::new("validity", NO_SOURCE).until(Some(policy.issued));
            //= spec/policy.md#validity
            //# Before the policy's issue date, seal and sign MUST be refused.
            if self.request.operation.writes() {
                self.refuse(&cited, "policy.clock", arguments);
            } else {
                self.warn(&cited, "policy.clock", Gravity::Warning, arguments);
            }
        }
        let arguments = vec![("expires", policy.expires.to_string())];
        let cited = Cited::new("validity", NO_SOURCE).until(Some(policy.expires));
        if self.today > policy.expires {
            match policy.after_expiry {
                AfterExpiry::Warn => self.warn(&cited, "policy.expired", Gravity::Warning, arguments),
                //= spec/policy.md#validity
                //# After its last day, a policy with `after-expiry = "refuse"` MUST refuse every request.
                AfterExpiry::Refuse => self.refuse(&cited, "policy.expired", arguments),
            }
        } else if policy.after_expiry == AfterExpiry::Refuse && self.is_near(policy.expires) {
            self.warn(&cited, "policy.expires-soon", Gravity::Note, arguments);
        }
    }

    /// Whether a day comes within a year of the decision.
    fn is_near(&self, day: Date) -> bool {
        self.today.until(day).map_or(i32::MAX, |span| span.get_days()) <= WARNING_DAYS
    }

    fn refuse(&mut self, cited: &Cited<'_>, code: &'static str, arguments: Arguments) {
        debug_assert!(is_known(code, Said::Violation, &arguments), "codes.rs lacks {code} with {arguments:?}");
        self.violations.push(Violation {
            policy: self.policy.id().to_owned(),
            serial: self.policy.serial(),
            rule: cited.rule.to_owned(),
            clause: cited.source.clause.clone(),
            code,
            arguments,
            until: cited.until,
            why: cited.source.why.clone(),
        });
    }

    fn warn(&mut self, cited: &Cited<'_>, code: &'static str, gravity: Gravity, arguments: Arguments) {
        debug_assert!(is_known(code, Said::Warning, &arguments), "codes.rs lacks {code} with {arguments:?}");
        self.warnings.push(Warning {
            policy: self.policy.id().to_owned(),
            serial: self.policy.serial(),
            rule: cited.rule.to_owned(),
            clause: cited.source.clause.clone(),
            code,
            gravity,
            arguments,
            until: cited.until,
        });
    }

    /// Records a step; the values are only made when somebody asks.
    fn step(&mut self, cited: &Cited<'_>, code: &'static str, arguments: impl FnOnce() -> Arguments) {
        if self.tracing == Tracing::On {
            let arguments = arguments();
            debug_assert!(is_known(code, Said::Step, &arguments), "codes.rs lacks {code} with {arguments:?}");
            self.steps.push(Step {
                policy: self.policy.id().to_owned(),
                serial: self.policy.serial(),
                rule: cited.rule.to_owned(),
                clause: cited.source.clause.clone(),
                why: cited.source.why.clone(),
                code,
                arguments,
            });
        }
    }
}

fn utc_day(instant: Timestamp) -> Date {
    jiff::tz::TimeZone::UTC.to_datetime(instant).date()
}
