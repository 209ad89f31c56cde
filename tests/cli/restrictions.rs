//! Handling restrictions: each is refused where fuin sees it broken, permitted otherwise, and leaves nothing when refused.

use std::process::Stdio;

use serde_json::Value;

use crate::support::overlay;
use crate::world::{Run, World};

const PASS: [&str; 2] = ["--passphrase-file", "pw"];

fn seal(world: &World, home: &str, args: &[&str], code: i32) -> Run {
    world.fails(home, &[&["seal"], args, &PASS[..]].concat(), code)
}

fn open(world: &World, home: &str, args: &[&str], code: i32) -> Run {
    world.fails(home, &[&["open"], args, &PASS[..]].concat(), code)
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap()
}

/// `report.txt` sealed from a to b with these restrictions, and opened there as `received.txt`.
fn received(restrictions: &[&str]) -> World {
    let world = World::with_two_agencies();
    world.write("report.txt", "content that goes on");
    let mut args = vec!["report.txt", "-r", "b", "--label", "C2I2A1"];
    restrictions.iter().for_each(|restriction| args.extend(["--restrict", restriction]));
    seal(&world, "a", &args, 0);
    open(&world, "b", &["report.txt.sealed.p7m", "-o", "received.txt"], 0);
    world
}

fn code_of(run: &Run) -> String {
    json(run)["error"]["code"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_must_not_be_sent_or_signed_alone_is_neither() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let label = ["report.txt", "--label", "C2I2A1", "--restrict"];
    let send = seal(&world, "a", &[&label[..], &["no-sending", "-r", "b", "--json"]].concat(), 7);
    assert_eq!(code_of(&send), "policy.restriction.send");
    let sign = world.fails("a", &[&["sign"], &label[..], &["encrypt", "--json"], &PASS].concat(), 7);
    assert_eq!(code_of(&sign), "policy.restriction.encrypt");
    assert!(!world.exists("report.txt.sealed.p7m") && !world.exists("report.txt.p7s"));
    seal(&world, "a", &[&label[..], &["encrypt", "-r", "b"]].concat(), 0);
}

#[test]
fn an_act_by_permission_needs_a_reference_which_is_reported_and_recorded() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let by_permission = ["report.txt", "-r", "b", "--label", "C2", "--restrict", "no-sending-by-permission", "--json"];
    let run = seal(&world, "a", &by_permission, 7);
    assert_eq!(code_of(&run), "policy.restriction.permission");
    assert!(run.stderr.contains("--permission no-sending-by-permission=REFERENCE"), "{run:?}");
    let with =
        |permission: &str, code| seal(&world, "a", &[&by_permission[..], &["--permission", permission]].concat(), code);
    with("no-sending-by-permission", 2);
    with("no-sending-by-permission=a\u{202e}b", 2);
    with("no-idea=letter 12", 7);
    with("no-forwarding-by-permission=letter 12", 7);
    assert!(!world.exists("report.txt.sealed.p7m"));
    let report = json(&with("no-sending-by-permission=letter 12", 0));
    let permission = serde_json::json!([{ "restriction": "no-sending-by-permission", "reference": "letter 12" }]);
    assert_eq!(report["permissions"], permission);
    let records = String::from_utf8(world.read("a/requests.jsonl")).unwrap();
    let last: Value = serde_json::from_str(records.lines().last().unwrap()).unwrap();
    assert_eq!(last["permissions"], serde_json::json!(["no-sending-by-permission"]));
    assert_eq!(last["references"], permission);
    let text = seal(&world, "a", &["report.txt", "-r", "b", "--label", "C2", "--overwrite"], 0);
    assert!(!text.stdout.contains("permission"), "{text:?}");
}

#[test]
fn where_the_policy_asks_for_it_restrictions_are_acknowledged() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let rule = "[[rule]]\nid = \"read-them\"\nwhen = { confidentiality = \">=C2\" }\nacknowledge = \"required\"\n";
    world.write("strict.toml", overlay("strict", 1, rule));
    let args = ["report.txt", "-r", "b", "--label", "C2I2A1", "--policy", "strict.toml", "--json"];
    let run = seal(&world, "a", &args, 7);
    assert_eq!(code_of(&run), "policy.rule.acknowledge");
    assert!(!world.exists("report.txt.sealed.p7m"));
    assert_eq!(json(&seal(&world, "a", &[&args[..], &["--acknowledge"]].concat(), 0))["acknowledged"], true);
    let opening = ["report.txt.sealed.p7m", "-o", "received.txt", "--policy", "strict.toml"];
    open(&world, "b", &opening, 7);
    assert!(!world.exists("received.txt") && !world.exists("received.txt.label.toml"));
    open(&world, "b", &[&opening[..], &["--acknowledge"]].concat(), 0);
    let sign = ["sign", "report.txt", "--label", "C2", "--policy", "strict.toml", "--passphrase-file", "pw"];
    world.fails("a", &sign, 7);
    world.ok("a", &[&sign[..], &["--acknowledge"]].concat());
}

#[test]
fn what_must_not_be_taken_out_is_not_written_to_a_synchronised_folder() {
    let world = World::with_two_agencies();
    std::fs::create_dir_all(world.path("work/.stfolder")).unwrap();
    std::fs::create_dir_all(world.path("work/deep")).unwrap();
    world.write("report.txt", "content");
    let label = ["report.txt", "-r", "b", "--label", "C2", "--restrict", "no-takeout", "--json"];
    let run = seal(&world, "a", &[&label[..], &["-o", "work/deep/out.p7m"]].concat(), 7);
    assert_eq!(code_of(&run), "policy.restriction.takeout");
    assert!(!world.exists("work/deep/out.p7m"));
    assert_eq!(json(&seal(&world, "a", &label, 0))["places"], serde_json::json!([]));

    //= spec/label.md#what-fuin-does-about-restrictions
    //= type=test
    //# What must not be taken out MUST NOT be decrypted in a place outside, not even without a name.
    let run = open(&world, "b", &["report.txt.sealed.p7m", "-o", "work/deep/out.txt", "--json"], 7);
    assert_eq!(code_of(&run), "policy.restriction.takeout");
    assert_eq!(std::fs::read_dir(world.path("work/deep")).unwrap().count(), 0);
    // Without the pass phrase being asked for: nothing is decrypted to find it out.
    world.fails("b", &["open", "report.txt.sealed.p7m", "-o", "work/out.txt", "--passphrase-file", "missing"], 7);
    open(&world, "b", &["report.txt.sealed.p7m", "-o", "out.txt"], 0);

    // A link does not lead around it; a permission does, where the label asks for one.
    std::os::unix::fs::symlink(world.path("work/deep"), world.path("link")).unwrap();
    open(&world, "b", &["report.txt.sealed.p7m", "-o", "link/out.txt"], 7);
    let by = ["report.txt", "-r", "b", "--label", "C2", "--restrict", "no-takeout-by-permission", "-o", "work/out.p7m"];
    seal(&world, "a", &by, 7);
    let run = seal(&world, "a", &[&by[..], &["--json", "--permission", "no-takeout-by-permission=12"]].concat(), 0);
    assert_eq!(json(&run)["places"], serde_json::json!(["sync-folder"]));
}

#[test]
fn received_content_is_not_forwarded_renamed_or_relabelled() {
    let world = received(&["no-forwarding"]);
    assert!(String::from_utf8(world.read("received.txt.label.toml")).unwrap().contains("received = true"));
    let run = seal(&world, "b", &["received.txt", "-r", "a", "--json"], 7);
    assert_eq!(code_of(&run), "policy.restriction.forward");
    // Without its sidecar, under another name and label: its digest tells.
    //= spec/label.md#what-fuin-does-about-restrictions
    //= type=test
    //# Sealing content that was received here MUST be refused where the label it was received under forbids it.
    std::fs::copy(world.path("received.txt"), world.path("other.txt")).unwrap();
    let other = ["other.txt", "-r", "a", "--label", "C1I1A1", "--json"];
    assert_eq!(code_of(&seal(&world, "b", &other, 7)), "policy.restriction.forward");
    assert!(!world.exists("received.txt.sealed.p7m") && !world.exists("other.txt.sealed.p7m"));
    // Content of the same length is other content; changed content escapes, and says so in the label's own words.
    world.write("other.txt", "content that goes oN");
    seal(&world, "b", &other, 0);
    // Relabelled with fuin label it stays received; so does what is made from it.
    world.ok("b", &["label", "received.txt", "C3I2A1", "--restrict", "no-forwarding"]);
    seal(&world, "b", &["received.txt", "-r", "a"], 7);
    world.write("summary.txt", "a summary");
    world.ok("b", &["label", "summary.txt", "--from", "received.txt"]);
    seal(&world, "b", &["summary.txt", "-r", "a"], 7);
    // Who wrote it may seal it again.
    seal(&world, "a", &["report.txt", "-r", "b", "--label", "C2", "--restrict", "no-forwarding", "--overwrite"], 0);
}

#[test]
fn what_one_sealed_oneself_was_not_received() {
    let world = World::with_two_agencies();
    world.ok("a", &["recipient", "add", "me", "a.crt"]);
    world.write("report.txt", "content");
    let restricted = ["report.txt", "-r", "b", "-r", "me", "--label", "C2", "--restrict", "no-distribution"];
    seal(&world, "a", &restricted, 0);
    open(&world, "a", &["report.txt.sealed.p7m", "-o", "checked.txt"], 0);
    seal(&world, "a", &["checked.txt", "-r", "b"], 0);
    open(&world, "b", &["report.txt.sealed.p7m", "-o", "received.txt"], 0);
    let run = seal(&world, "b", &["received.txt", "-r", "a", "--json"], 7);
    assert_eq!(code_of(&run), "policy.restriction.distribute");
}

#[test]
fn what_is_to_be_read_once_is_opened_once() {
    let world = received(&["read-then-dispose"]);
    let again = ["report.txt.sealed.p7m", "-o", "again.txt", "--json"];
    //= spec/label.md#what-fuin-does-about-restrictions
    //= type=test
    //# A message that was opened here before MUST be recognised however its envelope was changed since.
    assert_eq!(code_of(&open(&world, "b", &again, 7)), "policy.restriction.read-once");
    open(&world, "b", &["report.txt.sealed.p7m", "-o", "-"], 7);
    assert!(!world.exists("again.txt") && !world.exists("again.txt.label.toml"));
    // The same content sealed anew is another message.
    let anew = ["report.txt", "-r", "b", "--label", "C2", "--restrict", "read-then-dispose", "-o", "anew.p7m"];
    seal(&world, "a", &anew, 0);
    open(&world, "b", &["anew.p7m", "-o", "anew.txt"], 0);
    // What failed to be published was not read.
    seal(
        &world,
        "a",
        &["report.txt", "-r", "b", "--label", "C2", "--restrict", "read-then-dispose", "-o", "third.p7m"],
        0,
    );
    open(&world, "b", &["third.p7m", "-o", "anew.txt"], 1);
    open(&world, "b", &["third.p7m", "-o", "third.txt"], 0);
    open(&world, "b", &["third.p7m", "-o", "fourth.txt"], 7);
}

#[test]
fn a_record_that_cannot_be_read_is_an_error_that_names_the_line() {
    let world = received(&["no-forwarding"]);
    let good = String::from_utf8(world.read("b/received.jsonl")).unwrap();
    world.write("other.txt", "content");
    let other = ["other.txt", "-r", "a", "--label", "C2"];
    //= spec/label.md#what-fuin-does-about-restrictions
    //= type=test
    //# A line of the record that cannot be read MUST be an error that names the line.
    for bad in ["nonsense", "{}", "", &good.trim_end().replace("sha-256:", "sha-999:"), &"[".repeat(100_000)] {
        world.write("b/received.jsonl", format!("{good}{bad}\n"));
        let run = seal(&world, "b", &other, 3);
        assert!(run.stderr.contains("line 2"), "{run:?}");
        open(&world, "b", &["report.txt.sealed.p7m", "-o", "x.txt"], 3);
    }
    world.write("b/received.jsonl", good);
    seal(&world, "b", &other, 0);
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(world.path("b/received.jsonl")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn readers_are_those_whose_certificates_the_label_names() {
    let world = World::with_two_agencies();
    world.key("b", "c", "ecdsa-p256");
    world.write("report.txt", "content");
    let board = ["report.txt", "--label", "C2", "--restrict", "readers=board", "--json"];
    let to = |name: &'static str, code| seal(&world, "a", &[&board[..], &["-r", name]].concat(), code);
    //= spec/label.md#what-fuin-does-about-restrictions
    //= type=test
    //# A group of readers without members MUST be refused.
    let run = to("b", 2);
    assert!(run.stderr.contains("no group called \"board\""), "{run:?}");
    world.ok("a", &["recipient", "add", "b", "b.crt", "--group", "board", "--group", "audit", "--overwrite"]);
    world.ok("a", &["recipient", "add", "c", "c.crt"]);
    let listed = json(&world.ok("a", &["recipient", "list", "--json"]));
    assert_eq!(listed["recipients"][0]["groups"], serde_json::json!(["board", "audit"]));
    assert_eq!(code_of(&to("c", 7)), "policy.restriction.readers");
    assert!(!world.exists("report.txt.sealed.p7m"));
    to("b", 0);
    open(&world, "b", &["report.txt.sealed.p7m", "-o", "received.txt"], 0);
    world.ok("b", &["label", "received.txt", "C2I2A1", "--restrict", "readers=board"]);
    // At the other agency nobody knows the group by name, and the members are the same.
    let run = seal(&world, "b", &["received.txt", "-r", "a", "-i", "b", "--json"], 7);
    assert_eq!(code_of(&run), "policy.restriction.readers");
    //= spec/label.md#what-fuin-does-about-restrictions
    //= type=test
    //# The members of a group of readers MUST be those that the policy names, or else those of the address book.
    let member = fingerprint(&world, "c.crt");
    let group = format!("[[group]]\nid = \"board\"\nen = \"Board\"\nja = \"役員\"\ncertificates = [\"{member}\"]\n");
    world.write("groups.toml", overlay("groups", 1, &group));
    seal(&world, "a", &[&board[..], &["-r", "b", "--policy", "groups.toml", "--overwrite"]].concat(), 7);
    seal(&world, "a", &[&board[..], &["-r", "c", "--policy", "groups.toml", "--overwrite"]].concat(), 0);
    world.fails("a", &["recipient", "add", "e", "c.crt", "--group", "a\u{202e}b"], 2);
}

fn fingerprint(world: &World, certificate: &str) -> String {
    let (certificate, _) = fuin::home::read_certificates(&world.path(certificate)).unwrap();
    fuin::home::fingerprint(&certificate, &fuin_crypto_aws_lc::provider()).unwrap()
}

#[test]
fn files_are_disposed_of_with_their_labels_when_those_permit_it() {
    let world = World::with_two_agencies();
    let label = |file: &str, args: &[&str]| {
        world.write(file, "content");
        world.ok("a", &[&["label", file, "C2I2A1"], args].concat());
    };
    label("kept.txt", &["--keep-until", "2040-03-31"]);
    label("free.txt", &[]);
    label("past.txt", &["--keep-until", "2020-03-31"]);
    let dispose = |args: &[&str], code| world.fails("a", &[&["dispose"], args].concat(), code);
    // Not without a person or a word.
    dispose(&["free.txt"], 2);
    assert_eq!(code_of(&dispose(&["kept.txt", "--yes", "--json"], 7)), "policy.restriction.keep");
    // One refusal, and none of them is touched.
    dispose(&["free.txt", "kept.txt", "--yes"], 7);
    assert!(["kept.txt", "free.txt", "free.txt.label.toml"].iter().all(|file| world.exists(file)));
    //= spec/label.md#what-fuin-does-about-restrictions
    //= type=test
    //# Disposing of a file without a label MUST be refused.
    world.write("unlabelled.txt", "content");
    assert_eq!(code_of(&dispose(&["unlabelled.txt", "--yes", "--json"], 7)), "policy.label.missing");
    std::os::unix::fs::symlink(world.path("free.txt"), world.path("link.txt")).unwrap();
    dispose(&["link.txt", "--yes"], 1);
    std::fs::hard_link(world.path("free.txt"), world.path("second.txt")).unwrap();
    let run = dispose(&["free.txt", "past.txt", "--yes"], 0);
    assert!(run.stderr.contains("1 other names"), "{run:?}");
    for gone in ["free.txt", "free.txt.label.toml", "past.txt", "past.txt.label.toml"] {
        assert!(!world.exists(gone), "{gone}");
    }
    dispose(&["missing.txt", "--yes"], 1);
}

#[test]
fn a_labelled_file_that_must_be_kept_is_not_replaced() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "content");
    world.write("kept.txt", "older");
    world.ok("b", &["label", "kept.txt", "C2I2A1", "--keep-until", "2040-03-31"]);
    //= spec/label.md#what-fuin-does-about-restrictions
    //= type=test
    //# Replacing a labelled file MUST be refused where disposing of it would be.
    let run = open(&world, "b", &[&sealed, "-o", "kept.txt", "--overwrite", "--json"], 7);
    assert_eq!(code_of(&run), "policy.restriction.keep");
    seal(&world, "a", &["report.txt", "-r", "b", "--label", "C2", "-o", "kept.txt", "--overwrite"], 7);
    let sign = ["sign", "report.txt", "--label", "C2", "-o", "kept.txt", "--overwrite", "--passphrase-file", "pw"];
    world.fails("a", &sign, 7);
    assert_eq!(world.read("kept.txt"), b"older");
    world.write("free.txt", "older");
    world.ok("b", &["label", "free.txt", "C2I2A1"]);
    open(&world, "b", &[&sealed, "-o", "free.txt", "--overwrite"], 0);
    assert_eq!(world.read("free.txt"), b"content");
}

#[test]
fn after_its_day_a_file_is_neither_sealed_nor_opened() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let label = ["report.txt", "-r", "b", "--label", "C2", "--json", "--restrict"];
    let run = seal(&world, "a", &[&label[..], &["dispose-by=2020-01-01"]].concat(), 7);
    assert_eq!(code_of(&run), "policy.restriction.dispose-by");
    seal(&world, "a", &[&label[..], &["dispose-by=2099-01-01"]].concat(), 0);
    open(&world, "b", &["report.txt.sealed.p7m", "-o", "received.txt"], 0);
}

#[test]
fn where_names_are_hidden_the_outer_one_tells_nothing() {
    let world = World::with_two_agencies();
    world.write("merger.txt", "content");
    let rule = "[[rule]]\nid = \"hide\"\nwhen = { confidentiality = \">=C2\" }\nfile-name = \"hidden\"\n";
    world.write("strict.toml", overlay("strict", 1, rule));
    let args = ["merger.txt", "-r", "b", "--label", "C2", "--policy", "strict.toml", "--json"];
    //= spec/label.md#what-fuin-does-about-restrictions
    //= type=test
    //# Where the policy wants it hidden, an outer name that holds the inner one without its ending MUST be refused.
    let run = seal(&world, "a", &[&args[..], &["-o", "Merger-plans.p7m"]].concat(), 7);
    assert_eq!(code_of(&run), "policy.rule.file-name");
    assert!(!world.exists("Merger-plans.p7m"));
    let output = json(&seal(&world, "a", &args, 0))["output"].as_str().unwrap().to_owned();
    assert!(output.starts_with("sealed-") && output.ends_with(".p7m") && !output.contains("merger"), "{output}");
    assert!(world.exists(&output) && !world.exists("merger.txt.sealed.p7m"));
    seal(&world, "a", &[&args[..], &["-o", "plain.p7m"]].concat(), 0);
    let run = open(&world, "b", &[&output, "-o", "received.txt", "--json"], 0);
    assert_eq!(json(&run)["file_name"], "merger.txt");
}

#[test]
fn reports_say_of_each_restriction_how_far_fuin_holds_anyone_to_it() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let label = ["report.txt", "-r", "b", "--label", "C2", "--restrict", "no-copy", "--restrict", "encrypt"];
    let run = seal(&world, "a", &[&label[..], &["--keep-until", "2040-03-31"]].concat(), 0);
    for line in ["no-copy (stated): ", "encrypt (enforced): ", "keep-until=2040-03-31 (enforced): "] {
        assert!(run.stdout.contains(line), "{run:?}");
    }
    let run = open(&world, "b", &["report.txt.sealed.p7m", "-o", "received.txt", "--json"], 0);
    let report = json(&run);
    let degrees: Vec<&str> =
        report["restrictions"].as_array().unwrap().iter().filter_map(|row| row["degree"].as_str()).collect();
    assert_eq!(degrees.len(), 3);
    assert!(report["restrictions"].as_array().unwrap().iter().all(|row| row["does"].as_str().unwrap().len() > 20));
}

#[test]
fn of_processes_that_open_a_message_at_once_one_reads_what_is_to_be_read_once() {
    let world = World::with_two_agencies();
    world.write("report.txt", vec![b'x'; 1 << 20]);
    let once = ["report.txt", "-r", "b", "--label", "C2", "--restrict", "read-then-dispose"];
    seal(&world, "a", &once, 0);
    let running: Vec<_> = (0..6)
        .map(|number| {
            let name = format!("{number}.txt");
            let args = [&["open", "report.txt.sealed.p7m", "-o", &name][..], &PASS].concat();
            world.command("b", &args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    let mut codes: Vec<_> = running.into_iter().map(|mut child| child.wait().unwrap().code().unwrap()).collect();
    codes.sort_unstable();
    assert_eq!(codes, [0, 7, 7, 7, 7, 7]);
    assert_eq!((0..6).filter(|number| world.exists(&format!("{number}.txt"))).count(), 1);
}

#[test]
fn a_file_that_must_not_be_deleted_is_not_replaced_by_any_verb() {
    let world = World::with_two_agencies();
    world.write("report.txt", "newer");
    let attached = ["sign", "report.txt", "--attached", "--label", "C2", "-o", "signed.p7m", "--passphrase-file", "pw"];
    world.ok("a", &attached);
    world.write("kept.txt", "older");
    world.ok("b", &["label", "kept.txt", "C2I2A1", "--restrict", "no-deletion"]);
    let verify = ["verify", "signed.p7m", "-o", "kept.txt", "--overwrite", "--json"];
    assert_eq!(code_of(&world.fails("b", &verify, 7)), "policy.restriction.delete");
    seal(&world, "b", &["report.txt", "-r", "a", "--label", "C2", "-o", "kept.txt", "--overwrite"], 7);
    assert_eq!(world.read("kept.txt"), b"older");
    world.write("free.txt", "older");
    world.ok("b", &["verify", "signed.p7m", "-o", "free.txt", "--overwrite"]);
    assert_eq!(world.read("free.txt"), b"newer");
}

#[test]
fn received_content_keeps_its_label_whatever_its_sidecar_says() {
    let world = received(&[]);
    let sidecar = String::from_utf8(world.read("received.txt.label.toml")).unwrap();
    let lower = sidecar.replace("C2I2A1", "C1I1A1").replace("received = true\n", "");
    assert_ne!(lower, sidecar);
    world.write("received.txt.label.toml", lower);
    //= spec/label.md#what-fuin-does-about-restrictions
    //= type=test
    //# Content that was received here MUST NOT be sealed or signed under a label that asks for less than its own.
    let run = seal(&world, "b", &["received.txt", "-r", "a", "--json"], 7);
    assert_eq!(code_of(&run), "policy.label.lowered");
    let sign = ["sign", "received.txt", "--json", "--passphrase-file", "pw"];
    assert_eq!(code_of(&world.fails("b", &sign, 7)), "policy.label.lowered");
    std::fs::remove_file(world.path("received.txt.label.toml")).unwrap();
    let stated = ["received.txt", "-r", "a", "--label", "C2I1A1", "--json"];
    assert_eq!(code_of(&seal(&world, "b", &stated, 7)), "policy.label.lowered");
    assert!(!world.exists("received.txt.sealed.p7m") && !world.exists("received.txt.p7s"));
    // As much, or more, is fine; and what one wrote oneself is one's own to grade.
    seal(&world, "b", &["received.txt", "-r", "a", "--label", "C3I2A1"], 0);
    seal(&world, "a", &["report.txt", "-r", "b", "--label", "C1I1A1", "-o", "public.p7m"], 0);
}

#[test]
fn received_content_is_kept_and_labelled_as_it_came() {
    let world = received(&["keep-until=2040-03-31"]);
    std::fs::remove_file(world.path("received.txt.label.toml")).unwrap();
    world.fails("b", &["label", "received.txt", "C1"], 7);
    assert!(!world.exists("received.txt.label.toml"));
    // Somebody writes a label without fuin.
    let own = "schema = 1\nlabel-policy = \"1.2.840.113556.1.8000.2554.38573.40238.42353.19724.45050.13079405.13852214.2.1\"\n\
               grades = \"C1I1A1\"\nrestrictions = []\n";
    world.write("received.txt.label.toml", own);
    //= spec/label.md#what-fuin-does-about-restrictions
    //= type=test
    //# Disposing of content that was received here MUST be refused where the label it was received under forbids it.
    let run = world.fails("b", &["dispose", "received.txt", "--yes", "--json"], 7);
    assert_eq!(code_of(&run), "policy.restriction.keep");
    assert!(world.exists("received.txt"));
    world.write("other.txt", "other");
    world.write("other.txt.label.toml", own);
    world.ok("b", &["dispose", "other.txt", "--yes"]);
}
