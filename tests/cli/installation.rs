//! Policies are signed by their authority, installed, replaced, and tried on recorded requests.

use fuin::Home;

use crate::support::{overlay, overlay_of, plant, sha256};
use crate::world::World;

const PASS: [&str; 2] = ["--passphrase-file", "pw"];

/// The authority table that names the key of a home.
fn authority(world: &World, home: &str) -> String {
    let key = Home::open(&world.path(home)).unwrap().key(home).unwrap();
    format!("[authority]\nname = \"CISO\"\nkeys = [\"{}\"]\n", sha256(key.public_key().spki()))
}

/// A rule that makes an overlay stricter.
fn stricter(id: &str, bits: u16) -> String {
    format!("[[rule]]\nid = \"{id}\"\nwhen = {{ confidentiality = \">=C2\" }}\nmin-strength = {bits}\n")
}

/// Two agencies; the key of `a` is the authority.
fn world() -> World {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    world
}

fn sign(world: &World, home: &str, file: &str) {
    world.ok(home, &[&["policy", "sign", file, "--overwrite"][..], &PASS].concat());
}

//= spec/policy.md#signed-policies
//= type=test
//# The key of a signer of the policy MUST be one that the authority names.
#[test]
fn a_policy_goes_from_its_authority_into_a_home_and_decides_there() {
    let world = world();
    world.write("ministry.toml", overlay("ministry", 1, &(authority(&world, "a") + &stricter("p384", 192))));
    sign(&world, "a", "ministry.toml");
    world.ok("b", &["policy", "install", "ministry.toml"]);
    let shown = world.ok("b", &["policy", "show"]);
    assert!(shown.stdout.contains("ministry (serial 1)") && shown.stdout.contains("jp-common-standards"), "{shown:?}");
    let run = world.fails("b", &[&["seal", "report.txt", "-r", "a", "--label", "C2"][..], &PASS].concat(), 7);
    assert!(run.stderr.contains("p384"), "{run:?}");
    let history = world.ok("b", &["policy", "history"]);
    assert!(history.stdout.contains("ministry 1  CN=a, O=a"), "{history:?}");
    // The installed one names who may sign the next; whatever the next says of itself.
    world.write("ministry.toml", overlay("ministry", 2, &(authority(&world, "b") + &stricter("p384", 192))));
    sign(&world, "b", "ministry.toml");
    let run = world.fails("b", &["policy", "install", "ministry.toml"], 6);
    assert!(run.stderr.contains("not signed by its authority"), "{run:?}");
    sign(&world, "a", "ministry.toml");
    let run = world.ok("b", &["policy", "install", "ministry.toml"]);
    assert!(run.stdout.contains("in place of serial 1"), "{run:?}");
}

//= spec/policy.md#signed-policies
//= type=test
//# A policy MUST NOT be installed unless its signature is valid and its signer trusted.
#[test]
fn without_a_valid_signature_of_someone_trusted_nothing_is_installed() {
    let world = world();
    world.write("ministry.toml", overlay("ministry", 1, &authority(&world, "a")));
    world.fails("b", &["policy", "install", "ministry.toml"], 7);
    sign(&world, "a", "ministry.toml");
    let good = world.read("ministry.toml");
    world.write("ministry.toml", [&good[..], b"\n"].concat());
    world.fails("b", &["policy", "install", "ministry.toml"], 4);
    world.write("ministry.toml", &good);
    for anchor in std::fs::read_dir(world.path("b/anchors")).unwrap() {
        std::fs::remove_file(anchor.unwrap().path()).unwrap();
    }
    world.fails("b", &["policy", "install", "ministry.toml"], 6);
    assert!(!world.exists("b/policy/ministry.toml"));
    world.ok("b", &["policy", "show"]);
}

//= spec/policy.md#signed-policies
//= type=test
//# A signature that states another media type or file name MUST NOT count as one over the policy.
//= spec/policy.md#signed-policies
//= type=test
//# The signature over a policy MUST state the media type application/vnd.fuin.policy+toml and the file name ID-SERIAL.toml.
#[test]
fn a_signature_of_daily_work_is_none_over_a_policy() {
    let world = world();
    world.write("ministry-1.toml", overlay("ministry", 1, &authority(&world, "a")));
    let signing = ["sign", "ministry-1.toml", "--label", "C1I2A1", "-o", "ministry-1.toml.p7s"];
    world.ok("a", &[&signing[..], &PASS].concat());
    world.ok("b", &["verify", "ministry-1.toml"]);
    let run = world.fails("b", &["policy", "install", "ministry-1.toml"], 7);
    assert!(run.stderr.contains("not made over a policy"), "{run:?}");
    sign(&world, "a", "ministry-1.toml");
    let report = world.ok("b", &["verify", "ministry-1.toml", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&report.stdout).unwrap();
    assert_eq!(report["mime_type"], "application/vnd.fuin.policy+toml");
    assert_eq!(report["file_name"], "ministry-1.toml");
    world.ok("b", &["policy", "install", "ministry-1.toml"]);
}

//= spec/policy.md#signed-policies
//= type=test
//# A serial that is smaller than one ever installed, or equal with other content, MUST be refused.
//= spec/policy.md#signed-policies
//= type=test
//# The highest serial of every id MUST be remembered when the policy's file is gone.
#[test]
fn serials_only_grow() {
    let world = world();
    let named = authority(&world, "a");
    for serial in [1, 3] {
        world.write(&format!("m{serial}.toml"), overlay("ministry", serial, &named));
        sign(&world, "a", &format!("m{serial}.toml"));
    }
    world.ok("b", &["policy", "install", "m3.toml"]);
    world.ok("b", &["policy", "install", "m3.toml"]);
    let run = world.fails("b", &["policy", "install", "m1.toml"], 7);
    assert!(run.stderr.contains("serial 3"), "{run:?}");
    std::fs::remove_file(world.path("b/policy/ministry.toml")).unwrap();
    world.fails("b", &["policy", "install", "m1.toml"], 7);
    world.write("m3.toml", overlay("ministry", 3, &(named + &stricter("p384", 192))));
    sign(&world, "a", "m3.toml");
    world.fails("b", &["policy", "install", "m3.toml"], 7);
}

//= spec/policy.md#signed-policies
//= type=test
//# A policy that is weaker than what it extends, or than what its predecessor extends, MUST be neither signed nor installed.
//= spec/policy.md#signed-policies
//= type=test
//# A policy whose cases fail MUST be neither signed nor installed.
//= spec/policy.md#which-policy-applies
//= type=test
//# An overlay that is weaker than what it extends MUST NOT be used.
#[test]
fn a_weaker_policy_is_neither_signed_nor_installed_nor_used() {
    let world = world();
    let rows = authority(&world, "a")
        + "[algorithms]\n\"sha-1\" = { write = \"always\", verify = \"always\", open = \"always\" }\n";
    world.write("weak.toml", overlay("ministry", 1, &rows));
    let run = world.fails("a", &[&["policy", "sign", "weak.toml"][..], &PASS].concat(), 7);
    assert!(run.stderr.contains("sha-1") && run.stderr.contains("weaker"), "{run:?}");
    assert!(!world.exists("weak.toml.p7s"));
    let run = world.fails("d", &["init", "--agency", "D", "--install-policy", "weak.toml"], 7);
    assert!(run.stderr.contains("sha-1") && !world.exists("d/profile.toml"), "{run:?}");
    // Put there by hand, it stops everything; what replaces it can still be installed.
    plant(&world, "b", "ministry.toml", &String::from_utf8(world.read("weak.toml")).unwrap());
    world.fails("b", &["policy", "show"], 7);
    world.write("good.toml", overlay("ministry", 2, &authority(&world, "a")));
    sign(&world, "a", "good.toml");
    world.ok("b", &["policy", "install", "good.toml"]);
    world.ok("b", &["policy", "show"]);
    // A case that does not hold.
    let case = "[[case]]\nid = \"wrong\"\ndate = 2026-12-01\noperation = \"seal\"\nrefused = []\n";
    world.write("cases.toml", overlay("ministry", 3, &(authority(&world, "a") + case)));
    let run = world.fails("a", &[&["policy", "sign", "cases.toml"][..], &PASS].concat(), 3);
    assert!(run.stderr.contains("wrong"), "{run:?}");
}

//= spec/policy.md#which-policy-applies
//= type=test
//# Two baselines with different ids in one place MUST be an error that names both.
//= spec/policy.md#which-policy-applies
//= type=test
//# A policy that cannot be used MUST be an error, never passed over.
#[test]
fn installed_policies_that_do_not_go_together_are_an_error() {
    let world = world();
    let baseline = std::fs::read_to_string("policies/jp-common-standards.toml").unwrap();
    plant(&world, "b", "other.toml", &baseline.replace("id = \"jp-common-standards\"", "id = \"other\""));
    world.ok("b", &["policy", "show"]);
    plant(&world, "b", "ministry.toml", &overlay("ministry", 1, ""));
    let run = world.fails("b", &["policy", "show"], 3);
    assert!(run.stderr.contains("other.toml") && run.stderr.contains("ministry.toml"), "{run:?}");
    std::fs::remove_file(world.path("b/policy/other.toml")).unwrap();
    // What it extends is not here, or is another document.
    plant(&world, "b", "ministry.toml", &overlay_of(("elsewhere", b"?"), "ministry", 1, ""));
    let run = world.fails("b", &["policy", "show"], 3);
    assert!(run.stderr.contains("elsewhere"), "{run:?}");
    plant(&world, "b", "ministry.toml", &overlay_of(("jp-common-standards", b"?"), "ministry", 1, ""));
    world.fails("b", &["policy", "show"], 3);
}

#[test]
fn an_overlay_goes_on_over_an_earlier_serial_of_its_baseline_and_a_new_one_is_compared_with_the_newest() {
    let world = World::new();
    world.write("report.txt", "content");
    let baseline = |serial: u64, rows: &str| {
        let text = std::fs::read_to_string("policies/jp-common-standards.toml").unwrap();
        let text =
            text.replace("id = \"jp-common-standards\"\nserial = 1", &format!("id = \"base\"\nserial = {serial}"));
        assert!(text.contains("id = \"base\""));
        // Its cases speak of the rules as they are.
        format!("{}\n{rows}", text.split("[[case]]").next().unwrap())
    };
    world.agency("a", "ecdsa-p384");
    let named = authority(&world, "a");
    let first = baseline(1, &named);
    world.write("base.toml", &first);
    world.write("over.toml", overlay_of(("base", first.as_bytes()), "over", 1, ""));
    sign(&world, "a", "base.toml");
    // An overlay may be signed by whoever may sign what it extends; together they are installed in one go.
    let run = world.fails("a", &[&["policy", "sign", "over.toml"][..], &PASS].concat(), 3);
    assert!(run.stderr.contains("base"), "{run:?}");
    world.ok("a", &["policy", "install", "base.toml"]);
    sign(&world, "a", "over.toml");
    world.ok("a", &["policy", "install", "over.toml"]);
    let second = baseline(2, &(named.clone() + &stricter("base-p384", 192)));
    world.write("base.toml", &second);
    sign(&world, "a", "base.toml");
    // The old overlay would be weaker than the new baseline, so they come together: nothing is installed otherwise.
    let run = world.fails("a", &["policy", "install", "base.toml"], 7);
    assert!(run.stderr.contains("over.toml") && run.stderr.contains("base-p384"), "{run:?}");
    let shown = world.ok("a", &["policy", "show"]);
    assert!(shown.stdout.contains("base (serial 1)") && shown.stdout.contains("over (serial 1)"), "{shown:?}");
    // The officer's home follows the new baseline already; it signs the new overlay there.
    world.agency("officer", "ecdsa-p384");
    plant(&world, "officer", "base.toml", &second);
    world.write("over.toml", overlay_of(("base", second.as_bytes()), "over", 2, ""));
    copy_key(&world, "a", "officer");
    world.ok("officer", &[&["policy", "sign", "over.toml", "-i", "a", "--overwrite"][..], &PASS].concat());
    world.ok("a", &["policy", "install", "over.toml", "base.toml"]);
    let shown = world.ok("a", &["policy", "show"]);
    assert!(shown.stdout.contains("base (serial 2)") && shown.stdout.contains("over (serial 2)"), "{shown:?}");
    assert!(!shown.stdout.contains("(serial 1)"), "{shown:?}");
}

/// The same key, with its certificate, in another home.
fn copy_key(world: &World, from: &str, to: &str) {
    let directory = world.path(&format!("{to}/keys/{from}"));
    std::fs::create_dir_all(&directory).unwrap();
    for entry in std::fs::read_dir(world.path(&format!("{from}/keys/{from}"))).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), directory.join(entry.file_name())).unwrap();
    }
}

#[test]
fn a_new_policy_is_tried_on_the_requests_of_the_past() {
    let world = world();
    for label in ["C2I2A1", "C1I2A1", "C2I2A1"] {
        world.ok("a", &[&["seal", "report.txt", "-r", "b", "--overwrite", "--label", label][..], &PASS].concat());
    }
    world.fails("a", &[&["seal", "report.txt", "-r", "b"][..], &PASS].concat(), 7);
    world.ok("b", &["open", "report.txt.sealed.p7m", "-o", "out.txt", "--passphrase-file", "pw"]);
    world.write("ministry.toml", overlay("ministry", 1, &stricter("p384", 192)));
    let run = world.ok("a", &["policy", "try", "ministry.toml"]);
    assert!(run.stdout.contains("3 of 4 requests would be refused"), "{run:?}");
    assert!(run.stdout.contains("2 of them were permitted") && run.stdout.contains("rule p384"), "{run:?}");
    let run = world.ok("b", &["policy", "try", "ministry.toml", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&report["requests"], &report["refused"]), (&1.into(), &1.into()), "{report}");
    assert_eq!(report["by_peer"][0]["peer"], "CN=a, O=a, C=JP");
    // Only its owner may read what was done when.
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(world.path("a/requests.jsonl")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    let records = String::from_utf8(world.read("a/requests.jsonl")).unwrap();
    assert!(records.contains("report.txt") && !records.contains(world.root().to_str().unwrap()), "{records}");
}

//= spec/policy.md#recorded-requests
//= type=test
//# A line that is no record MUST be an error that names the line.
#[test]
fn recorded_requests_that_are_none_are_an_error_with_file_and_line() {
    let world = world();
    world.ok("a", &[&["seal", "report.txt", "-r", "b", "--label", "C2"][..], &PASS].concat());
    world.write("ministry.toml", overlay("ministry", 1, ""));
    let record = String::from_utf8(world.read("a/requests.jsonl")).unwrap();
    for broken in [
        "nonsense".to_owned(),
        "{}".to_owned(),
        "[".repeat(100_000),
        record.trim().replace("\"schema\":1", "\"schema\":2"),
        record.trim().replace("\"seal\"", "\"fly\""),
        record.trim().replace("\"kind\":\"agency\"", "\"kind\":\"friend\""),
        record.trim().replace("\"listed\"", "\"listed\":true,\"extra\""),
    ] {
        assert_ne!(broken, record.trim());
        world.write("requests.jsonl", format!("{record}{broken}\n"));
        let run = world.fails("a", &["policy", "try", "ministry.toml", "--requests", "requests.jsonl"], 3);
        assert!(run.stderr.contains("requests.jsonl, line 2"), "{run:?}");
    }
}

#[test]
fn what_cannot_be_recorded_is_said_and_stops_nothing() {
    let world = world();
    std::fs::create_dir(world.path("a/requests.jsonl")).unwrap();
    let run = world.ok("a", &[&["seal", "report.txt", "-r", "b", "--label", "C2"][..], &PASS].concat());
    assert!(run.stderr.contains("requests.jsonl"), "{run:?}");
    assert!(world.exists("report.txt.sealed.p7m"));
}

#[test]
fn a_refusal_of_several_policies_says_each_reason_once_and_names_the_agencys_contact() {
    let world = world();
    let contact = "[contact]\nname = \"Desk of the ministry\"\n";
    world.write("ministry.toml", format!("{}{contact}", overlay("ministry", 1, &authority(&world, "a"))));
    sign(&world, "a", "ministry.toml");
    world.ok("a", &["policy", "install", "ministry.toml"]);
    world.write("ministry.toml", format!("{}{contact}", overlay("ministry", 2, &authority(&world, "a"))));
    sign(&world, "a", "ministry.toml");
    let run = world.ok("a", &["policy", "install", "ministry.toml"]);
    assert!(run.stdout.lines().any(|line| line == "  in place of serial 1"), "{run:?}");
    let refused = world.fails("a", &[&["sign", "report.txt"][..], &PASS].concat(), 7);
    assert_eq!(refused.stderr.matches("there is no label").count(), 1, "{refused:?}");
    assert!(refused.stderr.contains("jp-common-standards (serial 1), ministry (serial 2)"), "{refused:?}");
    let json = world.fails("a", &["policy", "explain", "--label", "C2", "--algorithm", "sha-1", "--json"], 7);
    let report: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(report["contact"]["name"], "Desk of the ministry");
}

#[test]
fn verify_shows_what_a_file_was_made_under_beside_what_judges_it() {
    let world = world();
    world.write("ministry.toml", overlay("ministry", 1, &authority(&world, "a")));
    sign(&world, "a", "ministry.toml");
    world.ok("a", &["policy", "install", "ministry.toml"]);
    world.ok("a", &[&["sign", "report.txt", "--label", "C1I2A1"][..], &PASS].concat());
    world.write("ministry.toml", overlay("ministry", 2, &authority(&world, "a")));
    sign(&world, "a", "ministry.toml");
    world.ok("b", &["policy", "install", "ministry.toml"]);
    let run = world.ok("b", &["verify", "report.txt"]);
    assert!(run.stdout.contains("ministry (serial 1); here serial 2 of it judges"), "{run:?}");
    let run = world.ok("b", &["verify", "report.txt", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&report["made_under"][1]["serial"], &report["judged_by"][1]["serial"]), (&1.into(), &2.into()));
    assert_ne!(report["made_under"][1]["sha256"], report["judged_by"][1]["sha256"]);
    assert_eq!(report["made_under"][0], report["judged_by"][0]);
}

//= spec/policy.md#signed-policies
//= type=test
//# A baseline whose authority only it names itself MUST NOT be installed when it is weaker than the one in force.
#[test]
fn nobody_makes_a_weaker_baseline_of_their_own() {
    let world = world();
    let built_in = std::fs::read_to_string("policies/jp-common-standards.toml").unwrap();
    // Its cases speak of the rules as they are.
    let rules = built_in.split("[[case]]").next().unwrap();
    let own = rules.replacen("serial = 1", "serial = 2", 1) + "\n" + &authority(&world, "b");
    let weaker = own.replacen("recipients = \"listed\"", "recipients = \"any\"", 1);
    let renamed = weaker.replacen("id = \"jp-common-standards\"", "id = \"mine\"", 1);
    for (name, text) in [("weaker.toml", &weaker), ("renamed.toml", &renamed)] {
        assert_ne!(*text, own);
        world.write(name, text);
        sign(&world, "b", name);
        let run = world.fails("b", &["policy", "install", name], 7);
        assert!(run.stderr.contains("weaker"), "{run:?}");
    }
    assert!(!world.ok("b", &["policy", "show"]).stdout.contains("serial 2"));
    // One that is as strict may come, and then names who may sign the next, which may be looser: that is said.
    world.write("same.toml", &own);
    sign(&world, "b", "same.toml");
    let run = world.ok("b", &["policy", "install", "same.toml"]);
    assert!(run.stdout.contains("in place of serial 1") && !run.stdout.contains("weaker"), "{run:?}");
    world.write("looser.toml", weaker.replacen("serial = 2", "serial = 3", 1));
    sign(&world, "b", "looser.toml");
    let run = world.ok("b", &["policy", "install", "looser.toml"]);
    assert!(run.stdout.contains("weaker"), "{run:?}");
}

//= spec/policy.md#signed-policies
//= type=test
//# An installed policy that is not, octet for octet, one that was installed MUST be refused.
#[test]
fn an_installed_policy_that_was_changed_by_hand_is_refused() {
    let world = world();
    world.write("ministry.toml", overlay("ministry", 1, &(authority(&world, "a") + &stricter("p384", 192))));
    sign(&world, "a", "ministry.toml");
    world.ok("b", &["policy", "install", "ministry.toml"]);
    let installed = world.read("b/policy/ministry.toml");
    world.write("b/policy/ministry.toml", [&installed[..], b"# changed\n"].concat());
    for args in
        [&["policy", "show"][..], &["seal", "report.txt", "-r", "a", "--label", "C2", "--passphrase-file", "pw"]]
    {
        let run = world.fails("b", args, 7);
        assert!(run.stderr.contains("was changed since it was installed"), "{run:?}");
    }
    //= spec/policy.md#signed-policies
    //= type=test
    //# A policy that was installed and is gone MUST be an error.
    std::fs::remove_file(world.path("b/policy/ministry.toml")).unwrap();
    let run = world.fails("b", &["policy", "show"], 7);
    assert!(run.stderr.contains("ministry (serial 1)"), "{run:?}");
    // What was installed can be installed again.
    world.ok("b", &["policy", "install", "ministry.toml"]);
    world.ok("b", &["policy", "show"]);
    // Nor does one appear that nobody installed.
    world.write("b/policy/other.toml", overlay("other", 1, ""));
    world.fails("b", &["policy", "show"], 7);
}

//= spec/policy.md#signed-policies
//= type=test
//# A policy MUST NOT be installed before its issue date.
#[test]
fn a_policy_is_not_installed_before_its_first_day_and_the_first_one_names_its_keys() {
    let world = world();
    let policy = overlay("ministry", 1, &authority(&world, "a"));
    world.write("early.toml", policy.replace("issued = 2026-11-23", "issued = 2027-12-30"));
    sign(&world, "a", "early.toml");
    let run = world.fails("b", &["policy", "install", "early.toml"], 7);
    assert!(run.stderr.contains("2027-12-30"), "{run:?}");
    world.ok("b", &["policy", "show"]);
    world.write("ministry.toml", &policy);
    sign(&world, "a", "ministry.toml");
    let run = world.ok("b", &["policy", "install", "ministry.toml"]);
    let key = Home::open(&world.path("a")).unwrap().key("a").unwrap();
    assert!(run.stdout.contains(&sha256(key.public_key().spki())), "{run:?}");
    world.write("ministry.toml", policy.replace("serial = 1", "serial = 2"));
    sign(&world, "a", "ministry.toml");
    let run = world.ok("b", &["policy", "install", "ministry.toml"]);
    assert!(!run.stdout.contains("from now on"), "{run:?}");
}
