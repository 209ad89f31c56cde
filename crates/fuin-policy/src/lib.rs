//! Policies: TOML documents that decide, by date and by label, what may be sealed, opened, signed and verified.
//!
//! A decision is a pure function of the policies, a request and the time; it either permits ([`Permitted`], with
//! warnings) or returns every violation at once ([`Violations`]). Nothing is permitted that no policy names. This crate
//! does not read files, check signatures on policies or compute anything secret.
//!
//! Floor 1: it uses fuin-label and fuin-crypto (names and strengths only), does no I/O and reads no clock.
//! spec/policy.md is the normative page.
//!
//! | module | holds |
//! |---|---|
//! | [`policy`] | a loaded policy, what it says of itself, and how it is loaded |
//! | [`request`] | what is asked: operation, label, algorithms, recipients, missing measures |
//! | [`decision`] | the effective set of policies, and how it decides |
//! | [`codes`] | every code of a verdict, with the values that come with it |
//! | [`verdict`] | the answers: [`Permitted`], [`Violations`], [`Warning`] |
//! | [`overview`] | a policy as people are shown it |
//! | [`case`](mod@case) | the expectations a policy states about itself |
//!
//! ```
//! use fuin_policy::{JP_COMMON_STANDARDS, LabelFact, Operation, Policies, Policy, Request};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let baseline = Policy::parse(JP_COMMON_STANDARDS, [0; 32])?; // the caller computes the SHA-256
//! let policies = Policies::new(baseline);
//! let label = policies.vocabulary().parse_label("C2I2A1", &["no-sending"])?;
//! let request = Request::new(Operation::Seal, LabelFact::Stated(&label));
//! let refused = policies.decide(&request, "2027-04-01T00:00:00Z".parse()?).unwrap_err();
//! assert_eq!(refused.violations[0].code, "policy.restriction.send");
//! # Ok(())
//! # }
//! ```
//!
//! Guarantees: no input panics; time and memory are bounded by [`MAX_DOCUMENT`]; the same arguments give the same
//! answer, in the same order; adding a policy to a set never removes a violation.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod algorithms;
pub mod case;
pub mod codes;
pub mod compare;
pub mod decision;
mod document;
pub mod error;
mod load;
pub mod overview;
pub mod policy;
pub mod request;
mod rule;
mod strength;
pub mod verdict;

pub use algorithms::known_use;
pub use decision::{Policies, Untranslatable};
pub use error::{Diagnostic, Error};
pub use load::MAX_DOCUMENT;
pub use policy::{Authority, Contact, Extends, Group, Policy, PolicyReference};
pub use request::{
    Acknowledged, KeyStorage, LabelFact, Listing, Measure, Operation, OwnedLabel, OwnedRequest, Past, Place,
    RecipientFacts, RecipientKind, Request, SignatureLevel,
};
pub use verdict::{
    Arguments, CertificatePolicies, Gravity, OuterFileName, Permitted, Quarantine, Revocation, Step, Violation,
    Violations, Warning,
};

/// The baseline that applies when no policy is installed: Japan's Common Standards as fuin reads them.
pub const JP_COMMON_STANDARDS: &[u8] = include_bytes!("../../../policies/jp-common-standards.toml");

/// The policies that fuin ships, by id, the baseline first. What others extend comes before what extends it.
pub const SHIPPED: &[(&str, &[u8])] = &[
    ("jp-common-standards", JP_COMMON_STANDARDS),
    ("jp-ministry-example", include_bytes!("../../../policies/jp-ministry-example.toml")),
    ("us-cnsa-2.0", include_bytes!("../../../policies/us-cnsa-2.0.toml")),
    ("nist-transition", include_bytes!("../../../policies/nist-transition.toml")),
    ("eu-etsi-119-312", include_bytes!("../../../policies/eu-etsi-119-312.toml")),
];
