//! Policies for tests of the command.

use std::fmt::Write as _;

use fuin::crypto::DigestAlgorithm;

/// Lower-case hexadecimal SHA-256.
pub(crate) fn sha256(octets: &[u8]) -> String {
    let digest = fuin_crypto_aws_lc::provider().digest(DigestAlgorithm::Sha256).unwrap().digest(octets);
    digest.iter().fold(String::new(), |mut text, octet| {
        write!(text, "{octet:02x}").unwrap();
        text
    })
}

/// An overlay of the built-in baseline, in force as long as that.
pub(crate) fn overlay(id: &str, serial: u64, rows: &str) -> String {
    overlay_of(("jp-common-standards", fuin::policy::JP_COMMON_STANDARDS), id, serial, rows)
}

/// An overlay of another policy.
pub(crate) fn overlay_of((base, document): (&str, &[u8]), id: &str, serial: u64, rows: &str) -> String {
    format!(
        "schema = 1\nid = \"{id}\"\nserial = {serial}\ntitle = \"Policy {id}\"\nissued = 2026-11-23\n\
         expires = 2027-12-31\nafter-expiry = \"warn\"\nextends = {{ id = \"{base}\", sha256 = \"{}\" }}\n\n{rows}",
        sha256(document)
    )
}
