//! The policy decides: horizons, key sizes, expiry, additional policies, and files that are no policies.

use crate::world::World;

const PASS: [&str; 2] = ["--passphrase-file", "pw"];

#[test]
fn a_file_to_be_kept_until_2055_is_not_signed_with_p256_but_with_p384() {
    let world = World::new();
    world.agency("p256", "ecdsa-p256");
    world.agency("p384", "ecdsa-p384");
    world.write("act.txt", "content");
    let sign = ["sign", "act.txt", "--label", "C1I2A1", "--keep-until", "2055-03-31"];
    let run = world.fails("p256", &[&sign[..], &PASS].concat(), 7);
    assert!(run.stderr.contains("2051-2060") && run.stderr.contains("ecdsa-p384"), "{run:?}");
    world.ok("p384", &[&sign[..], &PASS].concat());
}

#[test]
fn all_violations_are_told_at_once() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let seal = ["seal", "report.txt", "-r", "b", "--json", "--keep-until", "2061-01-01"];
    let run =
        world.fails("a", &[&seal[..], &["--label", "C2", "--confidential-until", "2061-01-01"], &PASS].concat(), 7);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let because = report["error"]["because"].as_array().unwrap();
    let tells = |what: &str| because.iter().any(|reason| reason.as_str().unwrap().contains(what));
    assert!(tells("ecdsa-p256") && tells("ecdh-p256"), "{because:?}");
}

#[test]
fn an_additional_policy_can_only_tighten() {
    let world = World::with_two_agencies();
    let baseline = std::fs::read_to_string("policies/jp-common-standards.toml").unwrap();
    let strict = baseline
        .replace("id = \"jp-common-standards\"", "id = \"stricter\"")
        .replace("ecdh-p256 = { write = \"always\"", "ecdh-p256 = { write = \"never\"");
    assert_ne!(strict, baseline);
    assert!(strict.contains("ecdh-p256 = { write = \"never\""), "the baseline's row has another form");
    world.write("strict.toml", &strict);
    world.write("report.txt", "content");
    let seal = ["seal", "report.txt", "-r", "b", "--label", "C2", "--policy", "strict.toml"];
    let run = world.fails("a", &[&seal[..], &PASS].concat(), 7);
    assert!(run.stderr.contains("stricter") && run.stderr.contains("ecdh-p256"), "{run:?}");
}

#[test]
fn a_policy_with_mistakes_is_refused_with_line_and_column() {
    let world = World::new();
    world.write("bad.toml", "schema = 1\nid = \"x\"\nnonsense = true\n");
    let run = world.fails("a", &["policy", "check", "bad.toml"], 3);
    assert!(run.stderr.contains("line 3, column 1"), "{run:?}");
    world.fails("a", &["policy", "check", "missing.toml"], 1);
    let policy = std::path::absolute("policies/jp-common-standards.toml").unwrap();
    world.ok("a", &["policy", "check", policy.to_str().unwrap()]);
    world.fails("a", &["init", "--agency", "A", "--install-policy", "bad.toml"], 3);
    assert!(!world.exists("a/profile.toml"));
}

#[test]
fn explain_tells_what_would_be_decided() {
    let world = World::new();
    let explain = ["policy", "explain", "--label", "C3I2A1", "--algorithm"];
    world.ok("a", &[&explain[..], &["ecdsa-p384", "sha-384", "--keep-until", "2055-03-31"]].concat());
    let run = world.fails("a", &[&explain[..], &["ecdsa-p256", "--keep-until", "2055-03-31"]].concat(), 7);
    assert!(run.stderr.contains("LS-0003"), "{run:?}");
    world.fails("a", &[&explain[..], &["rot13"]].concat(), 2);
    // The names of keys work too; what the policy does not list is refused by name.
    world.ok("a", &[&explain[..], &["rsa-3072", "--keep-until", "2040-03-31"]].concat());
    let run = world.fails("a", &[&explain[..], &["rsa-2048"]].concat(), 7);
    assert!(run.stderr.contains("2048"), "{run:?}");
    let run = world.fails("a", &[&explain[..], &["x448"]].concat(), 7);
    assert!(run.stderr.contains("x448"), "{run:?}");
}

#[test]
fn an_installed_policy_that_was_damaged_is_never_passed_over() {
    let world = World::new();
    let policy = std::path::absolute("policies/jp-common-standards.toml").unwrap();
    world.ok("a", &["init", "--agency", "A", "--install-policy", policy.to_str().unwrap()]);
    world.ok("a", &["policy", "show"]);
    world.write("a/policy/jp-common-standards.toml", "schema = 1\n");
    world.fails("a", &["policy", "show"], 3);
}
