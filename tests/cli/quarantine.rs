//! Authentic content of a sender whom nobody here trusts yet.

use std::os::unix::fs::PermissionsExt;

use crate::tsa::Pki;
use crate::world::{Run, World};

const PASS: [&str; 2] = ["--passphrase-file", "pw"];
const ASIDE: [&str; 2] = ["--quarantine", "--acknowledge"];

/// `report.txt.sealed.p7m` under a label, from `a` to `b`, who does not trust the authority of `a` any more.
fn from_a_stranger(label: &[&str]) -> World {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let seal = ["seal", "report.txt", "-r", "b", "--label"];
    world.ok("a", &[&seal[..], label, &PASS].concat());
    forget_anchors(&world);
    std::fs::remove_file(world.path("report.txt")).unwrap();
    world
}

fn forget_anchors(world: &World) {
    for entry in std::fs::read_dir(world.path("b/anchors")).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
}

fn open(world: &World, more: &[&str], code: i32) -> Run {
    world.fails("b", &[&["open", "report.txt.sealed.p7m"][..], more, &PASS].concat(), code)
}

//= spec/policy.md#quarantine
//= type=test
//# Content MUST NOT be put into quarantine unless that is acknowledged.
//= spec/policy.md#quarantine
//= type=test
//# What is put into quarantine MUST be recorded before it is published.
#[test]
fn what_nobody_vouches_for_goes_into_a_folder_apart_with_its_label() {
    let world = from_a_stranger(&["C2I2A1"]);
    // Nothing happens unasked, and the way is told.
    let run = open(&world, &[], 6);
    assert!(run.stderr.contains("fuin open --quarantine --acknowledge report.txt.sealed.p7m"), "{run:?}");
    let run = open(&world, &["--quarantine"], 7);
    assert!(run.stderr.contains("--acknowledge") && !world.exists("fuin-quarantine/report.txt"), "{run:?}");
    assert!(!world.exists("report.txt") && !world.exists("b/quarantine.jsonl"));

    let run = open(&world, &[&ASIDE[..], &["--json"]].concat(), 6);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["quarantined"], "./fuin-quarantine/report.txt", "{run:?}");
    assert_eq!((&report["error"]["code"], &report["error"]["exit"]), (&"certificate.no-anchor".into(), &6.into()));
    assert_eq!(world.read("fuin-quarantine/report.txt"), b"content");
    assert!(String::from_utf8(world.read("fuin-quarantine/report.txt.label.toml")).unwrap().contains("C2"));
    let notice = String::from_utf8(world.read("fuin-quarantine/READ-ME-FIRST.txt")).unwrap();
    assert!(notice.contains("Do not pass them on") && notice.contains("信頼されていない"), "{notice}");
    assert_eq!(world.path("fuin-quarantine").metadata().unwrap().permissions().mode() & 0o777, 0o700);
    assert!(!world.exists("report.txt"));
    let record = String::from_utf8(world.read("b/quarantine.jsonl")).unwrap();
    let line: serde_json::Value = serde_json::from_str(record.lines().next().unwrap()).unwrap();
    assert_eq!((&line["file"], &line["reason"]), (&"report.txt.sealed.p7m".into(), &"certificate.no-anchor".into()));
    assert_eq!(line["signers"][0], "CN=a,O=a,C=JP".replace(',', ", "), "{line}");

    // What is there is not replaced; another name is taken beside it.
    open(&world, &ASIDE, 1);
    let run = open(&world, &[&ASIDE[..], &["-o", "again.txt"]].concat(), 6);
    assert!(run.stdout.contains("nobody here vouches for the sender"), "{run:?}");
    assert_eq!(world.read("fuin-quarantine/again.txt"), b"content");
    open(&world, &[&ASIDE[..], &["-o", "-"]].concat(), 2);
    assert_eq!(String::from_utf8(world.read("b/quarantine.jsonl")).unwrap().lines().count(), 2);

    // Once the sender is trusted, the message opens as any other, and quarantine is not for it.
    world.ok("b", &["anchor", "add", "ca.crt"]);
    open(&world, &ASIDE, 0);
    assert_eq!(world.read("report.txt"), b"content");
}

//= spec/policy.md#quarantine
//= type=test
//# Content MUST NOT be put into quarantine unless every policy of the set permits that for its label.
#[test]
fn a_label_above_what_the_policy_permits_waits() {
    let world = from_a_stranger(&["C3I2A1"]);
    let run = open(&world, &ASIDE, 7);
    assert!(run.stderr.contains("[quarantine] of the policy does not reach as high as its label"), "{run:?}");
    let run = open(&world, &[], 6);
    assert!(!run.stderr.contains("--quarantine"), "{run:?}");
    assert!(!world.exists("fuin-quarantine") && !world.exists("report.txt"));
}

//= spec/policy.md#quarantine
//= type=test
//# Content of a sender who is revoked, or whose certification path is invalid, MUST NOT be put into quarantine.
#[test]
fn a_sender_who_is_known_not_to_be_trusted_is_no_case_for_it() {
    let world = World::new();
    let Some(pki) = Pki::new(&world) else { return };
    pki.agency(&world, "a", 30);
    pki.agency(&world, "b", 30);
    world.ok("a", &["recipient", "add", "b", "pki/b.crt"]);
    world.write("report.txt", "content");
    world.ok("a", &[&["seal", "report.txt", "-r", "b", "--label", "C2I2A1"][..], &PASS].concat());
    pki.revoke("a");
    world.ok("b", &["crl", "add", pki.crl()]);
    let run = open(&world, &ASIDE, 7);
    assert!(run.stderr.contains("known not to be"), "{run:?}");
    assert!(!world.exists("fuin-quarantine"));
}

#[test]
fn what_is_not_authentic_or_not_meant_for_here_never_gets_there() {
    let world = from_a_stranger(&["C2I2A1"]);
    let mut sealed = world.read("report.txt.sealed.p7m");
    let middle = sealed.len() / 2;
    sealed[middle] ^= 1;
    world.write("report.txt.sealed.p7m", sealed);
    open(&world, &ASIDE, 4);
    assert!(!world.exists("fuin-quarantine"));
    // A planted link where the folder should be is not followed.
    let world = from_a_stranger(&["C2I2A1"]);
    std::fs::create_dir(world.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(world.path("elsewhere"), world.path("fuin-quarantine")).unwrap();
    open(&world, &ASIDE, 1);
    assert_eq!(std::fs::read_dir(world.path("elsewhere")).unwrap().count(), 0);
    //= spec/policy.md#quarantine
    //= type=test
    //# The folder of the quarantine MUST be its owner's alone, or nothing is put into it.
    std::fs::remove_file(world.path("fuin-quarantine")).unwrap();
    std::fs::create_dir(world.path("fuin-quarantine")).unwrap();
    std::fs::set_permissions(world.path("fuin-quarantine"), std::fs::Permissions::from_mode(0o755)).unwrap();
    open(&world, &ASIDE, 1);
    assert_eq!(std::fs::read_dir(world.path("fuin-quarantine")).unwrap().count(), 0);
}

#[test]
fn a_message_to_be_read_once_is_read_when_it_was_looked_at_apart() {
    let world = from_a_stranger(&["C2I2A1", "--restrict", "read-then-dispose"]);
    open(&world, &ASIDE, 6);
    assert_eq!(world.read("fuin-quarantine/report.txt"), b"content");
    let run = open(&world, &[&ASIDE[..], &["-o", "again.txt"]].concat(), 7);
    assert!(!world.exists("fuin-quarantine/again.txt"), "{run:?}");
}
