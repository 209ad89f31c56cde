//! A policy's refusal, with everything that was wrong at once.

use fuin_policy::Violations;

/// What the policy did not permit. Never empty.
#[derive(Debug, thiserror::Error)]
#[error("refused by policy {}", .policies.join(", "))]
pub struct Refusal {
    /// The policies that refuse, as `jp-common-standards (serial 1)`.
    pub policies: Vec<String>,
    /// Every violation.
    pub violations: Violations,
}

impl Refusal {
    /// Wraps a decision's violations.
    #[must_use]
    pub fn new(violations: Violations) -> Self {
        let mut policies = Vec::new();
        for violation in violations.violations.clone() {
            let name = format!("{} (serial {})", violation.policy, violation.serial);
            if !policies.contains(&name) {
                policies.push(name);
            }
        }
        Self { policies, violations }
    }

    /// The code of the first violation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.violations.violations.first().map_or("policy", |violation| violation.code)
    }
}
