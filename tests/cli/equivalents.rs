//! Files from a state with another label policy: its label is kept and shown, its equivalent here is obeyed.

use std::fmt::Write as _;

use fuin_crypto_aws_lc::provider;

use crate::world::World;

const PASS: [&str; 2] = ["--passphrase-file", "pw"];

/// SHA-256 of the built-in baseline, hexadecimal.
fn baseline_digest() -> String {
    let sha256 = fuin::crypto::DigestAlgorithm::Sha256;
    let digest = provider().digest(sha256).expect("SHA-256").digest(fuin::policy::JP_COMMON_STANDARDS);
    digest.iter().fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}

/// `a` works under another state's policy; `b` under Japan's, with an overlay that states these equivalents.
fn world(equivalents: &str) -> World {
    let world = World::new();
    let foreign = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/us-cnsa-2.0.toml")).expect("policy");
    world.write("foreign.toml", foreign);
    let overlay = format!(
        "schema = 1\nid = \"with-equivalents\"\nserial = 1\ntitle = \"Equivalents\"\nissued = 2026-11-23\n\
         expires = 2027-12-31\nafter-expiry = \"warn\"\n\
         extends = {{ id = \"jp-common-standards\", sha256 = \"{}\" }}\n{equivalents}",
        baseline_digest()
    );
    world.write("overlay.toml", overlay);
    for (home, policy) in [("a", "foreign.toml"), ("b", "overlay.toml")] {
        world.ok(home, &["init", "--agency", home, "--install-policy", policy]);
        world.ok(home, &["anchor", "add", "ca.crt"]);
        world.key(home, home, "ecdsa-p384");
    }
    world.ok("a", &["recipient", "add", "b", "b.crt"]);
    world.ok("b", &["recipient", "add", "a", "a.crt"]);
    world.write("report.txt", "content");
    world
}

fn foreign_policy() -> fuin::policy::Policy {
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/us-cnsa-2.0.toml")).expect("policy");
    fuin::policy::Policy::parse(&bytes, [0; 32]).expect("policy")
}

/// Equivalents of every level of the foreign policy, by rank; `restriction` adds a row.
fn equivalents(restriction: &str) -> String {
    let words = foreign_policy();
    let words = words.vocabulary();
    let mut grades = String::new();
    for (axis, letter, ours) in [
        (fuin::label::Axis::Confidentiality, "C", ["C2", "C3", "C3", "C3"]),
        (fuin::label::Axis::Integrity, "I", ["I1", "I2", "I2", "I2"]),
        (fuin::label::Axis::Availability, "A", ["A1", "A2", "A2", "A2"]),
    ] {
        for (level, ours) in words.on(axis).levels.iter().zip(ours) {
            let number = level.number.value();
            let _ = writeln!(grades, "{{ axis = \"{letter}\", number = {number}, level = \"{ours}\" }},");
        }
    }
    format!(
        "[[equivalent]]\nid = \"x\"\nname = \"Other state\"\nlabel-policy = \"{}\"\ngrade = [\n{grades}]\n\
         restriction = [{restriction}]\n",
        words.policy
    )
}

/// The lowest label of the foreign policy, as its users write it.
fn lowest() -> String {
    let words = foreign_policy();
    let words = words.vocabulary();
    fuin::label::Axis::ALL.iter().map(|axis| words.on(*axis).levels[0].id.clone()).collect()
}

#[test]
fn a_foreign_label_is_obeyed_by_its_equivalent_and_kept() {
    let world = world(&equivalents(""));
    world.ok("a", &[&["seal", "report.txt", "-r", "b", "--label", &lowest()][..], &PASS].concat());
    let opening = [&["open", "report.txt.sealed.p7m", "-o", "got.txt"][..], &PASS].concat();
    let run = world.ok("b", &opening);
    let foreign = foreign_policy().vocabulary().policy.to_string();
    assert!(run.stdout.contains("C2I1A1") && run.stdout.contains(&format!("of label policy {foreign}")), "{run:?}");
    let sidecar = String::from_utf8(world.read("got.txt.label.toml")).expect("text");
    assert!(sidecar.contains("grades = \"C2I1A1\"") && sidecar.contains("original = \""), "{sidecar}");
    let shown = world.ok("b", &["label", "got.txt"]);
    assert!(shown.stdout.contains(&foreign), "both labels are shown: {shown:?}");
}

#[test]
fn a_foreign_label_without_a_whole_equivalent_opens_nothing() {
    // None at all.
    let none = world("");
    none.ok("a", &[&["seal", "report.txt", "-r", "b", "--label", &lowest()][..], &PASS].concat());
    let opening = [&["open", "report.txt.sealed.p7m", "-o", "got.txt"][..], &PASS].concat();
    let run = none.fails("b", &opening, 7);
    assert!(run.stderr.contains("label policy"), "{run:?}");
    assert!(!none.exists("got.txt"));
    // A restriction that has none.
    let partly = world(&equivalents(""));
    let foreign = foreign_policy();
    let Some(restriction) =
        foreign.vocabulary().restrictions.iter().find(|restriction| {
            restriction.parameter == fuin::label::ParameterKind::None && restriction.verb != "send"
        })
    else {
        panic!("the foreign policy defines no plain restriction")
    };
    let stated = restriction.id.to_string();
    let sealing = ["seal", "report.txt", "-r", "b", "--label", &lowest(), "--restrict", &stated];
    partly.ok("a", &[&sealing[..], &PASS].concat());
    let run = partly.fails("b", &opening, 7);
    assert!(run.stderr.contains("no equivalent") && run.stderr.contains(&stated), "{run:?}");
    assert!(!partly.exists("got.txt") && !partly.exists("got.txt.label.toml"));
}
