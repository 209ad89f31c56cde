//! The command as scripts and people use it: what each verb does, leaves, and refuses.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests"
)]
#![allow(dead_code, unused_crate_dependencies, reason = "not every suite uses all of the support")]

#[path = "support/resigned.rs"]
mod resigned;
#[path = "support/terminal.rs"]
mod terminal;
#[path = "support/tsa.rs"]
mod tsa;
#[path = "support/web.rs"]
mod web;
#[path = "support/world.rs"]
mod world;

use world::World;

#[test]
fn a_file_goes_from_one_agency_to_another_with_its_label() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "content");
    let opened = world.ok("b", &["open", &sealed, "--passphrase-file", "pw", "-o", "received.txt", "--json"]);
    assert_eq!(world.read("received.txt"), b"content");
    let report: serde_json::Value = serde_json::from_str(&opened.stdout).unwrap();
    assert_eq!(report["label"]["grades"], "C2I2A1");
    assert_eq!(report["file_name"], "report.txt");
    assert_eq!(report["committed"], true);
    assert!(world.exists("received.txt.label.toml"));
    // The label goes on with the file: sealing it again needs none.
    world.ok("b", &["seal", "received.txt", "-r", "a", "--passphrase-file", "pw"]);
}

#[path = "cli/asking.rs"]
mod asking;
#[path = "cli/bridge.rs"]
mod bridge;
#[path = "cli/bundle.rs"]
mod bundle;
#[path = "cli/comparison.rs"]
mod comparison;
#[path = "cli/contract.rs"]
mod contract;
#[path = "cli/cover_note.rs"]
mod cover_note;
#[path = "cli/equivalents.rs"]
mod equivalents;
#[path = "cli/explain.rs"]
mod explain;
#[path = "cli/installation.rs"]
mod installation;
#[path = "cli/keys.rs"]
mod keys;
#[path = "cli/labels.rs"]
mod labels;
#[path = "cli/languages.rs"]
mod languages;
#[path = "cli/machine.rs"]
mod machine;
#[path = "cli/ocsp.rs"]
mod ocsp;
#[path = "cli/online.rs"]
mod online;
#[path = "cli/policies.rs"]
mod policies;
#[path = "cli/quarantine.rs"]
mod quarantine;
#[path = "cli/regressions.rs"]
mod regressions;
#[path = "cli/report.rs"]
mod report;
#[path = "cli/restrictions.rs"]
mod restrictions;
#[path = "cli/streams.rs"]
mod streams;
#[path = "cli/support.rs"]
mod support;
#[path = "cli/timestamps.rs"]
mod timestamps;
#[path = "cli/trust.rs"]
mod trust;
