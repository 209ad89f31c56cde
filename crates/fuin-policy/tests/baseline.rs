//! What the baseline decides: label x algorithm x date -> decision, as a table that can be read without Rust.
//!
//! Columns: day (UTC) | operation | label and its restrictions | algorithms | other facts | decision.
//! `p256`, `p384` stand for everything a message with such keys uses: sealed on seal and open, signed otherwise.
//! Other facts: `to KIND`, `to KIND unlisted`, `lacks MEASURE`, `signed DAY` (proven time), `by ALGORITHM` (certificates).
//! Decision: `ok`, `ok` with the codes of its warnings, or `no` with the codes of its violations (all without `policy.`).
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test table fails by panicking")]

#[path = "support/requests.rs"]
mod support;

use fuin_policy::Policies;
use support::{baseline, day, decide_row};

const TABLE: &str = "
# --- grades: the default horizons of C1 (1 year), C2 (10), C3 (20), I1 (5), I2 (10)
2027-04-01 | seal | C1I1A1 | p256 | | ok
2027-04-01 | seal | C1I2A2 | p256 | | ok
2027-04-01 | seal | C2I1A1 | p256 | | ok
2027-04-01 | seal | C2I2A1 | p256 | | ok
2027-04-01 | seal | C2 | p256 | | ok
2027-04-01 | seal | C2I2A2 | p384 | | ok
2027-04-01 | seal | C3I2A1 | p384 | to agency | ok
2027-04-01 | seal | C3I2A1 | p256 | to agency | ok strength.finish
2031-04-01 | seal | C3I2A1 | p256 | to agency | no strength.too-low
2031-04-01 | seal | C2I2A1 | p256 | | ok expired strength.finish
2041-04-01 | seal | C2I2A1 | p256 | | no strength.too-low
2041-04-01 | seal | C2I2A1 | p384 | | ok expired

# --- keep-until decides for signatures and digests
2027-04-01 | sign | C2I2A1 keep-until=2030-12-31 | p256 | | ok
2027-04-01 | sign | C2I2A1 keep-until=2040-12-31 | p256 | | ok
2027-04-01 | sign | C2I2A1 keep-until=2041-01-01 | p256 | | ok strength.finish
2027-04-01 | sign | C2I2A1 keep-until=2050-12-31 | p256 | | ok strength.finish
2027-04-01 | sign | C2I2A1 keep-until=2051-01-01 | p256 | | no strength.too-low
2027-04-01 | sign | C2I2A1 keep-until=2055-03-31 | p256 | | no strength.too-low
2027-04-01 | sign | C2I2A1 keep-until=2055-03-31 | p384 | | ok
2027-04-01 | sign | C2I2A1 keep-until=2055-03-31 | ecdsa-p384 sha-256 | | no strength.too-low
2027-04-01 | sign | C2I2A1 keep-until=2055-03-31 | rsa-pss/4096 sha-512 | | no strength.too-low
2027-04-01 | sign | C2I2A1 keep-until=2055-03-31 | rsa-pss/7680 sha-384 | | ok
2027-04-01 | sign | C2I2A1 keep-until=2070-12-31 | p384 | | ok
2027-04-01 | sign | C2I2A1 keep-until=2090-01-01 | p384 | | ok strength.beyond
2027-04-01 | sign | C2I2A1 keep-until=2020-01-01 | p256 | | ok
2027-04-01 | sign | C2I2A1 keep-until=2055-03-31 | p384 | by ecdsa-p256 | no strength.too-low
2027-04-01 | sign | C2I2A1 keep-until=2055-03-31 | p384 | by ecdsa-p384 | ok
2027-04-01 | seal | C2I2A1 keep-until=2055-03-31 | p256 | | no strength.too-low
2027-04-01 | seal | C2I2A1 keep-until=2055-03-31 | aes-256-gcm ecdh-p256 x963-sha-256 aes-256-wrap ecdsa-p384 sha-384 | | ok

# --- confidential-until decides for encryption
2027-04-01 | seal | C2I2A1 confidential-until=2040-12-31 | p256 | | ok
2027-04-01 | seal | C2I2A1 confidential-until=2045-01-01 | p256 | | ok strength.finish
2027-04-01 | seal | C2I2A1 confidential-until=2055-01-01 | p256 | | no strength.too-low
2027-04-01 | seal | C2I2A1 confidential-until=2055-01-01 | aes-256-gcm ecdh-p384 x963-sha-256 aes-256-wrap ecdsa-p256 sha-256 | | ok
2027-04-01 | sign | C2I2A1 confidential-until=2055-01-01 | p256 | | ok

# --- key sizes and RSA
2027-04-01 | seal | C2I2A1 | rsa-oaep-sha-256/2048 | | no key-size.too-small strength.too-low
2027-04-01 | seal | C1I1A1 | rsa-oaep-sha-256/2048 | | no key-size.too-small
2027-04-01 | seal | C2I2A1 | rsa-oaep-sha-256/3072 | | ok
2027-04-01 | seal | C2I2A1 | rsa-oaep-sha-384/4096 | | ok
2027-04-01 | sign | C2I2A1 | rsa-pss/3072 sha-256 | | ok
2027-04-01 | sign | C2I2A1 | rsa-pss/2048 sha-256 | | no key-size.too-small strength.too-low
2027-04-01 | open | C2I2A1 | rsa-oaep-sha-256/2048 | | ok strength.finish
2032-04-01 | open | C2I2A1 | rsa-oaep-sha-256/2048 | | ok expired strength.allow
2041-04-01 | open | C2I2A1 | rsa-oaep-sha-256/2048 | | no strength.too-low
2027-04-01 | seal | C2I2A1 | p256 | by rsassa-pkcs1-v1_5/3072 | ok
2027-04-01 | seal | C2I2A1 | p256 | by rsassa-pkcs1-v1_5/2048 | no strength.too-low

# --- algorithms by name
2027-04-01 | seal | C2I2A1 | aes-256-gcm | | ok
2027-04-01 | seal | C2I2A1 | aes-128-gcm | | no algorithm.never
2027-04-01 | open | C2I2A1 | aes-128-gcm | | ok
2027-04-01 | open | C2I2A1 | aes-256-cbc | | no algorithm.never
2027-04-01 | open | C2I2A1 | aes-128-cbc | | no algorithm.never
2027-04-01 | open | C2I2A1 | 3des-cbc | | no algorithm.never
2027-04-01 | open | C2I2A1 | 3des-wrap | | no algorithm.never
2027-04-01 | seal | C2I2A1 | aes-128-wrap | | no algorithm.never
2027-04-01 | open | C2I2A1 | aes-128-wrap | | ok
2027-04-01 | open | C2I2A1 | x963-sha-1 | | no algorithm.never
2027-04-01 | open | C2I2A1 | x963-sha-384 | | ok
2027-04-01 | open | C2I2A1 | x963-sha-512 | | ok
2027-04-01 | open | C2I2A1 | rsa-oaep-sha-1/3072 | | no algorithm.never
2027-04-01 | open | C2I2A1 | rsaes-pkcs1-v1_5/3072 | | no algorithm.never
2027-04-01 | seal | C2I2A1 | rsaes-pkcs1-v1_5/3072 | | no algorithm.never
2027-04-01 | verify | C2I2A1 | sha-1 | | no algorithm.never strength.too-low
2027-04-01 | verify | C2I2A1 | sha-224 | | no algorithm.never
2027-04-01 | sign | C2I2A1 | rsassa-pkcs1-v1_5/3072 sha-256 | | no algorithm.never
2027-04-01 | verify | C2I2A1 | rsassa-pkcs1-v1_5/3072 sha-256 | | ok
2034-06-01 | verify | C2I2A1 | rsassa-pkcs1-v1_5/3072 sha-256 | | ok expired algorithm.cutoff-near
2034-12-31 | verify | C2I2A1 | rsassa-pkcs1-v1_5/3072 sha-256 | | ok expired algorithm.cutoff-near
2035-01-01 | verify | C2I2A1 | rsassa-pkcs1-v1_5/3072 sha-256 | | no algorithm.cutoff
2036-01-01 | verify | C2I2A1 | rsassa-pkcs1-v1_5/3072 sha-256 | signed 2030-01-01 | ok expired
2036-01-01 | open | C2I2A1 | rsassa-pkcs1-v1_5/3072 sha-256 | signed 2030-01-01 | ok expired
2036-01-01 | open | C2I2A1 | rsassa-pkcs1-v1_5/3072 sha-256 | | no algorithm.cutoff
2027-04-01 | verify | C2I2A1 | rot13? | | no algorithm.unlisted strength.unknown
2027-04-01 | open | C2I2A1 | 1.2.3.4? | | no algorithm.unlisted strength.unknown

# --- reading: processing is judged today, whatever the label says
2052-01-01 | verify | C2I2A1 keep-until=2090-01-01 | p256 | | ok expired strength.allow
2061-01-01 | verify | C2I2A1 | p256 | | no strength.too-low
2061-01-01 | verify | C2I2A1 | p384 | | ok expired
2080-01-01 | verify | C2I2A1 | p384 | | ok expired strength.beyond

# --- labels and restrictions
2027-04-01 | seal | - | p256 | | no label.missing
2027-04-01 | sign | - | p256 | | no label.missing
2027-04-01 | open | - | p256 | | no measure.missing
2027-04-01 | open | ? | p256 | | ok
2027-04-01 | seal | ? | p256 | | no label.missing
2027-04-01 | seal | C2 no-sending | p256 | | no restriction.send
2027-04-01 | sign | C2 no-sending | p256 | | ok
2027-04-01 | seal | C2 no-sending-by-permission | p256 | | no restriction.permission
2027-04-01 | seal | C2 no-copy no-printing readers=board | p256 | | ok
2027-04-01 | sign | C2 encrypt | p256 | | no restriction.encrypt
2027-04-01 | seal | C2 encrypt | p256 | | ok
2027-04-01 | sign | C2 | p256 | | ok
2027-04-01 | sign | C3 | p384 | | no rule.encrypt
2027-04-01 | seal | C2 encrypt no-sending | p256 | | no restriction.send

# --- recipients
2027-04-01 | seal | C2 | p256 | to agency unlisted | ok
2027-04-01 | seal | C2 | p256 | to external unlisted | no recipient.unlisted
2027-04-01 | seal | C2 | p256 | to external | ok
2027-04-01 | seal | C1 | p256 | to external unlisted | ok
2027-04-01 | seal | C2 | p256 | to external, to agency unlisted | ok
2027-04-01 | seal | C3 | p384 | to agency unlisted | no recipient.unlisted
2027-04-01 | seal | C3 | p384 | to unit, to contractor unlisted | no recipient.unlisted

# --- messages made elsewhere
2027-04-01 | open | C2 | p256 | lacks signature | no measure.missing rule.sign
2027-04-01 | open | C2 | p256 | lacks key-commitment | no measure.missing
2027-04-01 | open | ? | p256 | lacks authenticated-attributes | no measure.missing
2027-04-01 | verify | C2 | p256 | lacks algorithm-protection | no measure.missing
2027-04-01 | verify | C2 | p256 | lacks intended-recipients | ok
2027-04-01 | verify | C2 | p256 | lacks key-commitment | ok

# --- the clock and the policy's own dates
2026-11-23 | seal | C2 | p256 | | ok
2026-11-22 | seal | C2 | p256 | | no clock
2026-11-22 | sign | C2 | p256 | | no clock
2026-11-22 | open | C2 | p256 | | ok clock
2027-12-31 | seal | C2 | p256 | | ok
2028-01-01 | seal | C2 | p256 | | ok expired
";

//= spec/policy.md#validity
//= type=test
//# Before the policy's issue date, seal and sign MUST be refused.
//= spec/policy.md#labels
//= type=test
//# Seal and sign without a label MUST be refused.
//= spec/policy.md#restrictions
//= type=test
//# Sealing a file whose label prohibits sending MUST be refused.
//= spec/policy.md#restrictions
//= type=test
//# Signing without encrypting a file whose label requires encryption MUST be refused.
//= spec/policy.md#algorithms
//= type=test
//# An algorithm that the policy does not name MUST be refused.
//= spec/policy.md#algorithms
//= type=test
//# The algorithms of certificates on the signer's path MUST be judged by `verify`, whatever the operation.
//= spec/policy.md#algorithms
//= type=test
//# An RSA key that is shorter than `key-sizes` says, or of unknown length, MUST NOT be written with.
//= spec/policy.md#strength
//= type=test
//# A use of unknown strength MUST be refused.
//= spec/policy.md#strength
//= type=test
//# What is written MUST be usable as `new` in the column of the day until which it must hold.
//= spec/policy.md#strength
//= type=test
//# What is read MUST be usable as `process` in the column of today.
//= spec/policy.md#rules
//= type=test
//# A rule MUST apply when all of its conditions hold.
//= spec/policy.md#measures
//= type=test
//# Where no rule with `foreign` applies, every measure that fuin writes MUST be there.
#[test]
fn the_baseline_decides_as_the_table_says() {
    let policies = Policies::new(baseline());
    let rows = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect::<Vec<_>>();
    assert!(rows.len() >= 60, "{} rows", rows.len());
    let wrong = rows.iter().filter_map(|row| {
        let (expected, found) = decide_row(&policies, row);
        (expected != found).then(|| format!("{row}\n    found: {found}"))
    });
    let wrong = wrong.collect::<Vec<_>>();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_refusal_carries_what_was_found_and_what_would_pass() {
    let policies = Policies::new(baseline());
    let say =
        |row: &str| support::refusal(&policies, row).violations.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        say("2027-04-01 | sign | C2I2A1 keep-until=2055-03-31 | ecdsa-p256 | |"),
        ["policy.strength.too-low (algorithm=ecdsa-p256, subject=the message, bits=128, from=2051, to=2060, \
          day=2055-03-31, least=192, instead=ecdsa-p384 + sha-384)  [strength, LS-0003]"]
    );
    assert_eq!(
        say("2027-04-01 | seal | C2I2A1 confidential-until=2035-03-31 | rsa-oaep-sha-256/2048 | |"),
        [
            "policy.key-size.too-small (subject=the message, bits=2048, least=3072)  [key-sizes, LS-0003]",
            "policy.strength.too-low (algorithm=RSA-2048, subject=the message, bits=112, from=2031, to=2040, \
             day=2035-03-31, least=128, instead=ecdh-p256)  [strength, LS-0003]",
        ]
    );
    assert_eq!(
        say("2027-04-01 | seal | C3I2A1 | p384 | to agency unlisted |"),
        ["policy.recipient.unlisted (label=C3I2A1, recipient=agency 0)  [rule recipients-c3, 3.1.1(5)]"]
    );
    let refused = support::refusal(&policies, "2027-04-01 | seal | - | | |");
    assert!(refused.contact.is_some_and(|contact| contact.name.contains("information security officer")));
    let first = refused.violations.first().unwrap();
    assert_eq!((first.policy.as_str(), first.serial, first.code), ("jp-common-standards", 1, "policy.label.missing"));
}

//= spec/policy.md#algorithms
//= type=test
//# A cutoff MUST be held against now, and for signatures against the time that is proven.
#[test]
fn the_proven_time_is_what_counts_at_its_own_day() {
    let policies = Policies::new(baseline());
    let row = |now, signed| format!("{now} | verify | C2I2A1 | rsassa-pkcs1-v1_5/3072 | signed {signed} |");
    assert!(support::try_row(&policies, &row("2036-01-01", "2034-12-31")).is_ok());
    let refused = support::refusal(&policies, &row("2036-01-01", "2035-01-01"));
    assert_eq!(refused.violations.first().and_then(|violation| violation.until), Some(day("2035-01-01")));
}
