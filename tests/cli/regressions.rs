//! One test for each fault that was found by using the command.

use crate::world::World;

const PASS: [&str; 2] = ["--passphrase-file", "pw"];

#[test]
fn a_verified_content_keeps_its_label() {
    let world = World::with_two_agencies();
    world.write("notice.txt", "content");
    world.ok(
        "a",
        &[&["sign", "notice.txt", "--attached", "--label", "C2", "--restrict", "no-copy"][..], &PASS].concat(),
    );
    world.ok("b", &["verify", "notice.txt.signed.p7m", "-o", "got.txt"]);
    let run = world.ok("b", &["label", "got.txt"]);
    assert!(run.stdout.contains("C2I2A1") && run.stdout.contains("No copying"), "{run:?}");
    world.fails("b", &[&["seal", "got.txt", "-r", "a", "--label", "C1"][..], &PASS].concat(), 7);
}

#[test]
fn dates_that_contradict_each_other_or_lower_a_label_are_refused() {
    let world = World::with_two_agencies();
    world.write("act.txt", "content");
    let seal = ["seal", "act.txt", "-r", "b", "--overwrite", "--passphrase-file", "pw"];
    let both = ["--label", "C2", "--keep-until", "2040-01-01", "--restrict", "keep-until=2041-01-01"];
    let run = world.fails("a", &[&seal[..], &both].concat(), 7);
    assert!(run.stderr.contains("contradict"), "{run:?}");
    world.ok("a", &["label", "act.txt", "C2", "--keep-until", "2040-01-01"]);
    let run = world.fails("a", &[&seal[..], &["--keep-until", "2035-01-01"]].concat(), 7);
    assert!(run.stderr.contains("is labelled"), "{run:?}");
    world.ok("a", &[&seal[..], &["--keep-until", "2041-01-01"]].concat());
    let run = world.ok("a", &["inspect", "act.txt.sealed.p7m"]);
    assert!(run.stdout.contains("2041-01-01"), "{run:?}");
}

#[test]
fn a_date_that_has_passed_is_warned_of() {
    let world = World::with_two_agencies();
    world.write("old.txt", "content");
    let run = world.ok("a", &[&["sign", "old.txt", "--label", "C1", "--keep-until", "2020-01-01"][..], &PASS].concat());
    assert!(run.stderr.contains("is past already"), "{run:?}");
}

#[test]
fn what_is_no_regular_file_is_not_replaced() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let pipe = world.path("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
    let seal = ["seal", "report.txt", "-r", "b", "--label", "C2", "-o", "pipe", "--overwrite"];
    let run = world.fails("a", &[&seal[..], &PASS].concat(), 1);
    assert!(run.stderr.contains("no regular file"), "{run:?}");
}

#[test]
fn a_batch_names_the_file_that_failed() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "content");
    world.write("junk.p7m", "junk");
    std::fs::remove_file(world.path("report.txt")).unwrap();
    let run = world.fails("b", &["open", "junk.p7m", &sealed, "--json", "--passphrase-file", "pw"], 3);
    assert!(run.stderr.contains("error: junk.p7m: "), "{run:?}");
    let lines: Vec<serde_json::Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["input"], "junk.p7m");
    assert_eq!(lines[1]["verb"], "open");
}

#[test]
fn a_key_without_a_certificate_and_a_missing_content_are_named() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "content");
    world.ok("b", &["key", "new", "fresh", "--algorithm", "ecdsa-p256", "--passphrase-file", "pw"]);
    let run = world.fails("b", &["open", &sealed, "-i", "fresh", "-o", "x", "--passphrase-file", "pw"], 2);
    assert!(run.stderr.contains("has no certificate yet"), "{run:?}");
    world.ok("a", &[&["sign", "report.txt", "--label", "C1"][..], &PASS].concat());
    std::fs::remove_file(world.path("report.txt")).unwrap();
    let run = world.fails("b", &["verify", "report.txt.p7s"], 2);
    assert!(run.stderr.contains("--content"), "{run:?}");
}

#[test]
fn a_name_that_a_command_takes_for_an_option_is_not_sealed() {
    let world = World::with_two_agencies();
    world.write("-rf", "content");
    let run = world.fails("a", &[&["seal", "./-rf", "-r", "b", "--label", "C2"][..], &PASS].concat(), 2);
    assert!(run.stderr.contains("rename the file"), "{run:?}");
}

#[test]
fn the_demonstration_speaks_json_throughout() {
    let world = World::new();
    let run = world.ok("nobody", &["demo", "--json"]);
    assert!(run.stdout.lines().count() > 20);
    for line in run.stdout.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
}

#[test]
fn an_empty_environment_has_no_home() {
    let world = World::new();
    let mut command = world.command("unused", &["key", "list"]);
    let output = command.env_remove("FUIN_HOME").env_remove("HOME").env_remove("XDG_DATA_HOME").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no fuin home"));
    assert!(!world.exists("fuin"));
}

#[test]
fn a_line_break_from_outside_begins_no_line() {
    let world = World::with_two_agencies();
    world.write("a\nvalid: b", "content");
    for args in [&["verify", "a\nvalid: b"][..], &["label", "a\nvalid: b"], &["inspect", "a\nvalid: b"]] {
        let run = world.fuin("b", args);
        let lines = run.stdout.lines().chain(run.stderr.lines());
        assert_eq!(lines.filter(|line| line.starts_with("valid")).count(), 0, "{run:?}");
    }
    let run = world.ok("b", &["label", "a\nvalid: b"]);
    assert!(run.stdout.contains("a\\u{a}valid"), "{run:?}");
}

#[test]
fn a_sender_does_not_label_another_file_by_the_name_inside() {
    let world = World::with_two_agencies();
    for name in ["secret.txt.label.toml", "Secret.TXT.Label.TOML"] {
        world.write(name, "schema = 1");
        world.fails("a", &["seal", name, "-r", "b", "--label", "C1", "--passphrase-file", "pw"], 2);
        assert_eq!(fuin::file_name::safe(name), None);
    }
}

#[test]
fn a_home_is_never_taken_from_the_current_directory() {
    let world = World::with_two_agencies();
    std::fs::rename(world.path("b"), world.path("fuin")).unwrap();
    for variable in ["XDG_DATA_HOME", "HOME"] {
        let mut command = world.command("unused", &["key", "list"]);
        command.env_remove("FUIN_HOME").env_remove("HOME").env_remove("XDG_DATA_HOME").env(variable, ".");
        assert_eq!(command.output().unwrap().status.code(), Some(1), "{variable}");
    }
}

#[test]
fn a_pipe_among_fuins_own_files_is_not_waited_for() {
    let world = World::with_two_agencies();
    let pipe = |name: &str| {
        let path = world.path(name);
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
    };
    world.write("report.txt", "content");
    pipe("report.txt.label.toml");
    world.fails("a", &["label", "report.txt"], 1);
    pipe("b/anchors/pipe.pem");
    world.fails("b", &["anchor", "list"], 1);
}

#[test]
fn an_anchor_that_was_changed_after_it_was_added_is_not_trusted() {
    let world = World::with_two_agencies();
    let anchor = std::fs::read_dir(world.path("b/anchors")).unwrap().next().unwrap().unwrap().path();
    let provider = fuin_crypto_aws_lc::provider();
    let other = fuin::authority::Authority::new(&provider, "CN=Evil", crate::world::now()).unwrap();
    std::fs::write(&anchor, other.certificate_pem()).unwrap();
    let run = world.fails("b", &["anchor", "list"], 3);
    assert!(run.stderr.contains("changed after it was added"), "{run:?}");
}

#[test]
fn an_endless_pipe_that_is_no_message_is_refused_at_its_first_octet() {
    let world = World::with_two_agencies();
    let zeros = std::fs::File::open("/dev/zero").unwrap();
    let mut command = world.command("b", &["open", "-", "--passphrase-file", "pw", "-o", "x"]);
    let output = command.stdin(std::process::Stdio::from(zeros)).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
}

#[test]
fn a_crl_that_nobody_known_has_signed_is_warned_of() {
    let world = World::with_two_agencies();
    // An empty CRL in the name of the test authority, signed by another key.
    world.write("forged.crl", include_bytes!("data/forged.crl"));
    let run = world.ok("a", &["crl", "add", "forged.crl"]);
    assert!(run.stderr.contains("no authority known here has signed this CRL"), "{run:?}");
}
