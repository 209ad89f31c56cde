//! Cases: what a policy expects of itself, checked by whoever writes it.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::decision::Policies;
use crate::policy::Policy;
use crate::request::OwnedRequest;

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
    pub(crate) request: OwnedRequest,
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
        let mut found = match policies.decide(&self.request.request(), midnight(self.date)) {
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
