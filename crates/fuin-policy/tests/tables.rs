//! What the shipped policies decide: label x algorithm x date -> decision, in tables that can be read without Rust.
//!
//! tests/tables/*.txt hold one table for each policy, written from the standards and not from what the code does. A row:
//!
//! ```text
//! label | algorithms | until | day (UTC) | operation, other facts -> decision
//! C2I2A1 no-copy | P-256 | keep 2055-03-31 | 2027-04-01 | seal, to agency -> no strength.too-low
//! ```
//!
//! Label: grades and restrictions; `-` none, `?` not known yet. Algorithms: policy names (RSA with its length, `name?` for one
//! whose strength fuin does not know), or a set that the table names: `set NAME = sealing: … ; signing: …`. Until: `keep DAY`,
//! `confidential DAY`, or `-` for the policy's defaults. Other facts: `to KIND [unlisted] [as CERTIFICATE]`, `by ALGORITHM` (of a
//! certificate), `lacks MEASURE`, `signed DAY` (proven), `on PLACE`, `key token`, `level T`, `acknowledged`, `permission RESTRICTION`,
//! `received` or `opened` (before), `reader CERTIFICATE` (of the label's group), `opened by CERTIFICATE`; certificates are named by
//! `certificate NAME = SHA-256`. Decision: `ok` with the codes of the warnings, or `no` with those of the violations, all without
//! `policy.`. That a policy expires or has expired is left out where it is only a warning: later rows would all say so.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test table fails by panicking")]

#[path = "tables/facts.rs"]
mod facts;
#[path = "tables/rows.rs"]
mod rows;
#[path = "tables/shipped.rs"]
mod shipped;

use fuin_policy::Policies;
use rows::Table;

fn check(text: &str, policies: &Policies) {
    let table = Table::parse(text);
    assert!(table.rows.len() >= 60, "{} rows", table.rows.len());
    let wrong = table.rows.iter().filter_map(|row| {
        let found = table.decide(policies, row);
        (found != row.expected()).then(|| format!("line {}: {}\n    found: {found}", row.line, row.text))
    });
    let wrong = wrong.collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{} rows differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn jp_common_standards() {
    check(include_str!("tables/jp-common-standards.txt"), &Policies::new(shipped::policy("jp-common-standards")));
}

#[test]
fn jp_ministry_example_on_top_of_its_baseline() {
    let policies = Policies::new(shipped::policy("jp-common-standards")).with(shipped::policy("jp-ministry-example"));
    check(include_str!("tables/jp-ministry-example.txt"), &policies);
}

#[test]
fn us_cnsa_2_0() {
    check(include_str!("tables/us-cnsa-2.0.txt"), &Policies::new(shipped::policy("us-cnsa-2.0")));
}

#[test]
fn nist_transition() {
    check(include_str!("tables/nist-transition.txt"), &Policies::new(shipped::policy("nist-transition")));
}

#[test]
fn eu_etsi_119_312() {
    check(include_str!("tables/eu-etsi-119-312.txt"), &Policies::new(shipped::policy("eu-etsi-119-312")));
}
