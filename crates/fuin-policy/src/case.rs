//! Cases: what a policy expects of itself, checked by whoever writes it.

use fuin_crypto::AlgorithmUse;
use fuin_label::{Label, RestrictionId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::decision::Policies;
use crate::policy::Policy;
use crate::request::{Acknowledged, LabelFact, Measure, Operation, Past, Place, RecipientFacts, Request};

/// A case whose outcome is not what the policy expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedCase {
    /// The case's id.
    pub id: String,
    /// Its line in the document, counted from 1.
    pub line: usize,
    /// Its column in characters, counted from 1.
    pub column: usize,
    /// The codes of the violations it expects; none: it expects to be permitted.
    pub expected: Vec<String>,
    /// The codes of the violations there are.
    pub found: Vec<String>,
}

impl std::fmt::Display for FailedCase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = |codes: &[String]| if codes.is_empty() { "permitted".to_owned() } else { codes.join(", ") };
        let (expected, found) = (words(&self.expected), words(&self.found));
        write!(f, "line {}, column {}: case {}: expected {expected}, found {found}", self.line, self.column, self.id)
    }
}

/// One expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) id: String,
    /// Line and column in the document.
    pub(crate) position: (usize, usize),
    pub(crate) date: Date,
    pub(crate) operation: Operation,
    pub(crate) label: Option<Label>,
    pub(crate) algorithms: Vec<AlgorithmUse>,
    pub(crate) certificates: Vec<AlgorithmUse>,
    pub(crate) recipients: Vec<RecipientFacts>,
    pub(crate) missing: Vec<Measure>,
    pub(crate) places: Vec<Place>,
    pub(crate) acknowledged: Acknowledged,
    pub(crate) permissions: Vec<RestrictionId>,
    pub(crate) past: Vec<Past>,
    /// Codes, sorted and without duplicates.
    pub(crate) refused: Vec<String>,
}

impl Policy {
    /// Checks every case of the policy against its own decisions, this policy standing alone.
    ///
    /// # Errors
    /// Every case whose outcome differs from what it expects.
    pub fn check_cases(&self) -> Result<(), Vec<FailedCase>> {
        let policies = Policies::new(self.clone());
        let failed = self.cases.iter().filter_map(|case| case.check(&policies)).collect::<Vec<_>>();
        if failed.is_empty() { Ok(()) } else { Err(failed) }
    }
}

impl Case {
    fn check(&self, policies: &Policies) -> Option<FailedCase> {
        let label = self.label.as_ref().map_or(LabelFact::Missing, LabelFact::Stated);
        let request = Request::new(self.operation, label)
            .with_algorithms(&self.algorithms)
            .with_certificates(&self.certificates)
            .with_recipients(&self.recipients)
            .with_missing(&self.missing)
            .with_places(&self.places)
            .with_acknowledged(self.acknowledged)
            .with_permissions(&self.permissions)
            .with_past(&self.past);
        let mut found = match policies.decide(&request, midnight(self.date)) {
            Ok(_) => Vec::new(),
            Err(refused) => refused.violations.iter().map(|violation| violation.code.to_owned()).collect(),
        };
        found.sort();
        found.dedup();
        let (line, column) = self.position;
        let expected = || self.refused.clone();
        (found != self.refused).then(|| FailedCase { id: self.id.clone(), line, column, expected: expected(), found })
    }
}

fn midnight(day: Date) -> Timestamp {
    jiff::tz::TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}
