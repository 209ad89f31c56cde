//! Policies for tests of the command.

use std::fmt::Write as _;

use fuin::crypto::DigestAlgorithm;

use crate::world::World;

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

/// Puts a policy where installed ones are, and into the record of what was installed: what only somebody with the home's
/// rights can do.
pub(crate) fn plant(world: &World, home: &str, file: &str, text: &str) {
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
        line.unwrap().split('#').next().unwrap().trim().to_owned()
    };
    std::fs::create_dir_all(world.path(&format!("{home}/policy/history"))).unwrap();
    world.write(&format!("{home}/policy/{file}"), text);
    let record = format!("{home}/policy/history/seen.toml");
    let before =
        if world.exists(&record) { String::from_utf8(world.read(&record)).unwrap() } else { "schema = 1\n".into() };
    let (id, serial, sha256) = (value("id"), value("serial"), sha256(text.as_bytes()));
    let seen = format!(
        "\n[[seen]]\nid = {id}\nserial = {serial}\nsha256 = \"{sha256}\"\ninstalled = \"2026-11-23T00:00:00Z\"\n"
    );
    world.write(&record, before + &seen);
}
