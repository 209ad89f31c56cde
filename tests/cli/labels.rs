//! Labels: mandatory, inherited through the sidecar, never lowered silently.

use crate::world::World;

const PASS: [&str; 2] = ["--passphrase-file", "pw"];

#[test]
fn without_a_label_nothing_is_sealed_or_signed() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let run = world.fails("a", &[&["seal", "report.txt", "-r", "b"][..], &PASS].concat(), 7);
    assert!(run.stderr.contains("there is no label") && run.stderr.contains("hint:"), "{run:?}");
    world.fails("a", &[&["sign", "report.txt"][..], &PASS].concat(), 7);
    assert!(!world.exists("report.txt.sealed.p7m") && !world.exists("report.txt.p7s"));
}

#[test]
fn words_that_are_not_the_policys_are_refused_by_name() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let seal =
        |label: &[&str]| world.fails("a", &[&["seal", "report.txt", "-r", "b"][..], label, &PASS].concat(), 7).stderr;
    assert!(seal(&["--label", "C9"]).contains("\"C9\" names no grade"));
    assert!(seal(&["--label", "C2", "--restrict", "no-idea"]).contains("\"no-idea\" is no handling restriction"));
    let conflict = seal(&["--label", "C2", "--restrict", "no-copy", "--restrict", "no-copy-by-permission"]);
    assert!(conflict.contains("contradict"), "{conflict}");
    let slip = ["seal", "report.txt", "-r", "b", "--label", "C2", "--keep-until", "31.3.2055"];
    world.fails("a", &[&slip[..], &PASS].concat(), 2);
}

#[test]
fn a_label_travels_whole_and_stays_beside_the_opened_file() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    world.ok("a", &["recipient", "add", "b", "b.crt", "--group", "board", "--overwrite"]);
    world.ok("a", &["recipient", "add", "self", "a.crt", "--group", "board"]);
    let label = ["--label", "C2I2A2", "--restrict", "no-copy", "--restrict", "readers=board"];
    let dates = ["--keep-until", "2040-03-31", "--confidential-until", "2036-03-31"];
    world.ok("a", &[&["seal", "report.txt", "-r", "b"][..], &label, &dates, &PASS].concat());
    let opening = ["open", "report.txt.sealed.p7m", "-o", "received.txt", "--json", "--passphrase-file", "pw"];
    let run = world.ok("b", &opening);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["label"]["restrictions"], serde_json::json!(["no-copy", "readers=board"]));
    assert_eq!(report["label"]["keep_until"], "2040-03-31");
    assert_eq!(report["label"]["confidential_until"], "2036-03-31");
    let run = world.ok("b", &["label", "received.txt", "--lang", "ja"]);
    assert!(run.stdout.contains("機密性2") && run.stdout.contains("複製禁止"), "{run:?}");

    // Sealed again without a word, it keeps its label; a lower one is refused; a higher one passes.
    world.ok("b", &[&["seal", "received.txt", "-r", "a"][..], &PASS].concat());
    let run = world.ok("a", &["inspect", "received.txt.sealed.p7m", "--json"]);
    let claimed: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(claimed["label"], report["label"]);
    let lower = ["seal", "received.txt", "-r", "a", "--label", "C1I2A2", "--overwrite"];
    let run = world.fails("b", &[&lower[..], &PASS].concat(), 7);
    assert!(run.stderr.contains("is labelled"), "{run:?}");
    world.fails("b", &["label", "received.txt", "C1I1A1"], 7);
    let higher = ["label", "received.txt", "C3I2A2", "--restrict", "no-copy", "--restrict", "readers=board"];
    world.fails("b", &higher, 7);
    let dates = ["--restrict", "keep-until=2040-03-31", "--restrict", "confidential-until=2036-03-31"];
    world.ok("b", &[&higher[..], &dates].concat());
}

#[test]
fn a_sidecar_that_cannot_be_read_is_never_taken_for_no_label() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let seal = ["seal", "report.txt", "-r", "b", "--label", "C3I2A2", "--passphrase-file", "pw"];
    for broken in
        ["", "schema = 1", "nonsense", "schema = 2\nlabel-policy = \"1.2\"\ngrades = \"C1\"\nrestrictions = []"]
    {
        world.write("report.txt.label.toml", broken);
        world.fails("a", &seal, 3);
    }
    world.write("report.txt.label.toml", vec![b'#'; 100_000]);
    world.fails("a", &seal, 3);
    std::fs::remove_file(world.path("report.txt.label.toml")).unwrap();
    world.ok("a", &seal);
}

#[test]
fn what_is_made_from_labelled_files_asks_for_at_least_as_much_as_each() {
    let world = World::with_two_agencies();
    for file in ["report.txt", "annex.txt", "summary.txt", "plain.txt"] {
        world.write(file, "content");
    }
    world.ok("a", &["label", "report.txt", "C3I1A1", "--restrict", "no-copy", "--keep-until", "2040-03-31"]);
    world.ok("a", &["label", "annex.txt", "C2I2A2", "--restrict", "no-printing", "--keep-until", "2050-03-31"]);
    let label = |args: &[&str]| {
        let run = world.ok("a", &[&["label", "summary.txt", "--json"][..], args].concat());
        serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap()["label"].clone()
    };
    let joined = label(&["--from", "report.txt", "--from", "annex.txt"]);
    assert_eq!(joined["grades"], "C3I2A2");
    assert_eq!(joined["restrictions"], serde_json::json!(["no-copy", "no-printing"]));
    assert_eq!(joined["keep_until"], "2050-03-31");
    assert_eq!(label(&[]), joined, "it is what lies beside the file");

    // Stated grades may raise the join, never lower it; the file's own label counts as well.
    world.fails("a", &["label", "plain.txt", "C2I2A2", "--from", "report.txt"], 7);
    world.ok("a", &["label", "plain.txt", "C1I1A1"]);
    world.ok("a", &["label", "plain.txt", "--from", "annex.txt"]);
    let higher = ["C3I2A2", "--restrict", "no-printing", "--keep-until", "2060-03-31"];
    world.ok("a", &[&["label", "plain.txt"][..], &higher, &["--from", "annex.txt"]].concat());

    // What has no label has none to take over; contradictions are for a person to decide.
    world.write("unlabelled.txt", "content");
    let run = world.fails("a", &["label", "summary.txt", "--from", "unlabelled.txt"], 2);
    assert!(run.stderr.contains("unlabelled.txt has no label"), "{run:?}");
    world.fails("a", &["label", "summary.txt", "--from", "missing.txt"], 1);
    assert_eq!(label(&[]), joined, "a refusal changes nothing");
}

#[test]
fn a_label_goes_to_others_in_their_formats_and_comes_back() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    world.write("received.txt", "content");
    world.fails("a", &["label", "report.txt", "--export", "xml"], 2);
    let restrict = ["--restrict", "no-copy", "--keep-until", "2040-03-31"];
    world.ok("a", &[&["label", "report.txt", "C2I2A2"][..], &restrict].concat());
    let label = |file: &str| {
        let run = world.ok("a", &["label", file, "--json"]);
        serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap()["label"].clone()
    };
    for (format, begins) in [("sio", "SIO-Label: "), ("xml", "<")] {
        let exported = world.ok("a", &["label", "report.txt", "--export", format]).stdout;
        assert!(exported.starts_with(begins), "{exported}");
        let run = world.ok("a", &["label", "report.txt", "--export", format, "--json"]);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert!(report["export"].as_str().unwrap().starts_with(begins), "{run:?}");
        world.write("label", &exported);
        world.ok("a", &["label", "received.txt", "--import", "label"]);
        assert_eq!(label("received.txt"), label("report.txt"), "{exported}");
        std::fs::remove_file(world.path("received.txt.label.toml")).unwrap();
    }

    let export = ["label", "report.txt", "--export", "xml", "-o", "label.xml"];
    assert_eq!(world.ok("a", &export).stdout, "");
    world.fails("a", &export, 1);
    world.ok("a", &[&export[..], &["--overwrite"]].concat());
    world.ok("a", &["label", "received.txt", "--import", "label.xml"]);
    std::fs::remove_file(world.path("received.txt.label.toml")).unwrap();

    // An import is a new label like any other: it lowers none, and joins with the files this one is made from.
    world.ok("a", &["label", "received.txt", "C3I2A2"]);
    world.fails("a", &["label", "received.txt", "--import", "label"], 7);
    assert_eq!(label("received.txt")["grades"], "C3I2A2");
    // What is no label, or one that nobody here can obey.
    for (content, code) in [
        ("<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>".to_owned(), 3),
        (String::from_utf8(world.read("label")).unwrap().replace("C2", "C7"), 3),
        (String::from_utf8(world.read("label")).unwrap().replace("urn:oid:1.2.840", "urn:oid:1.2.841"), 3),
        (String::from_utf8(world.read("label")).unwrap().replace("1.2.840", "1.2.841"), 7),
        // Marked as one thing, graded as another.
        (String::from_utf8(world.read("label")).unwrap().replace(">C2<", ">C1<"), 3),
    ] {
        world.write("other", content);
        world.fails("a", &["label", "report.txt", "--import", "other"], code);
    }
    assert_eq!(label("report.txt")["grades"], "C2I2A2");
    world.fails("a", &["label", "report.txt", "C3", "--import", "label"], 2);
}
