//! Pipes: nothing unverified reaches stdout, and what cannot be read twice is spooled.

use std::io::Write;
use std::process::Stdio;

use crate::world::{Run, World};

fn piped(world: &World, home: &str, args: &[&str], input: &[u8]) -> (Run, Vec<u8>) {
    let mut command = world.command(home, args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    let _closed_early = feeder.join().unwrap();
    let stdout = output.stdout.clone();
    (Run::of(output), stdout)
}

//= spec/cms-profile.md#nothing-before-the-tag
//= type=test
//# Content MUST NOT get a name, or leave the process, before every proof about it is made.
#[test]
fn a_pipe_in_and_a_pipe_out() {
    let world = World::with_two_agencies();
    let content = vec![7; 300_000];
    let seal = ["seal", "-", "-r", "b", "--label", "C2I2A1", "--passphrase-file", "pw", "-o", "-"];
    let (run, sealed) = piped(&world, "a", &seal, &content);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (run, opened) = piped(&world, "b", &["open", "-", "--passphrase-file", "pw", "-o", "-"], &sealed);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(opened, content);

    let mut altered = sealed;
    let last = altered.len() - 40;
    altered[last] ^= 1;
    let (run, opened) = piped(&world, "b", &["open", "-", "--passphrase-file", "pw", "-o", "-"], &altered);
    assert_eq!(run.code, 4, "{}", run.stderr);
    assert!(opened.is_empty(), "{} octets reached stdout", opened.len());
}

#[test]
fn a_pipe_needs_an_output_name_and_gives_its_own() {
    let world = World::with_two_agencies();
    let seal = ["seal", "-", "-r", "b", "--label", "C2I2A1", "--passphrase-file", "pw"];
    let (run, _) = piped(&world, "a", &seal, b"x");
    assert_eq!(run.code, 2, "{}", run.stderr);
    let (run, _) = piped(&world, "a", &[&seal[..], &["-o", "minutes.txt.sealed.p7m"]].concat(), b"x");
    assert_eq!(run.code, 0, "{}", run.stderr);
    world.ok("b", &["open", "minutes.txt.sealed.p7m", "--passphrase-file", "pw"]);
    assert_eq!(world.read("minutes.txt"), b"x");
}

#[test]
fn a_pass_phrase_without_terminal_or_file_is_a_usage_error() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "content");
    let run = world.fails("b", &["open", &sealed, "-o", "x"], 2);
    assert!(run.stderr.contains("--passphrase-file"), "{run:?}");
}

#[test]
fn quiet_says_nothing_and_a_closed_pipe_is_quiet() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "content");
    let run = world.ok("b", &["open", &sealed, "--passphrase-file", "pw", "-o", "x", "--quiet"]);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    let mut child =
        world.command("b", &["policy", "show"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{output:?}");
}

#[test]
fn deceptive_names_are_spelled_out_wherever_they_are_shown() {
    let world = World::with_two_agencies();
    let name = "invoice\u{202e}fdp.exe";
    let run = world.fails("b", &["open", name, "--passphrase-file", "pw"], 1);
    assert!(run.stderr.contains("\\u{202e}") && !run.stderr.contains('\u{202e}'), "{run:?}");
}

#[test]
fn a_script_that_asks_for_json_gets_it_for_what_cannot_be_parsed_too() {
    let world = World::new();
    for args in [&["seal", "--json"][..], &["--json", "no-such-verb"], &["open", "x", "--json", "--no-such-flag"]] {
        let run = world.fails("a", args, 2);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!((&report["error"]["code"], &report["error"]["exit"]), (&"usage".into(), &2.into()), "{run:?}");
        assert!(!run.stderr.is_empty(), "{run:?}");
    }
    // After -- it is a file's name; and help is an answer.
    assert_eq!(world.fails("a", &["no-such-verb", "--", "--json"], 2).stdout, "");
    assert!(world.ok("a", &["seal", "--json", "--help"]).stdout.starts_with("Label,"));
}

#[test]
fn what_comes_through_a_pipe_is_recognised_before_it_is_published() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content that stays");
    let args = ["seal", "report.txt", "-r", "b", "--label", "C2I2A1", "--restrict", "no-forwarding"];
    world.ok("a", &[&args[..], &["--passphrase-file", "pw"]].concat());
    world.ok("b", &["open", "report.txt.sealed.p7m", "-o", "got.txt", "--passphrase-file", "pw"]);
    for output in ["x.p7m", "-"] {
        let args = ["seal", "-", "-r", "a", "--label", "C1I1A1", "-o", output, "--passphrase-file", "pw", "--json"];
        let (run, stdout) = piped(&world, "b", &args, b"content that stays");
        assert_eq!(run.code, 7, "{run:?}");
        assert!(!world.exists("x.p7m") && !stdout.starts_with(&[0x30]), "{run:?}");
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(report["error"]["code"], "policy.restriction.forward");
        let (run, _) = piped(&world, "b", &args, b"content that stayS");
        assert_eq!(run.code, 0, "{run:?}");
        let _ = std::fs::remove_file(world.path("x.p7m"));
    }
}

#[test]
fn what_cannot_be_printed_is_an_error() {
    let world = World::with_two_agencies();
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    for args in [&["policy", "show"][..], &["policy", "show", "--json"], &["key", "list"]] {
        let output = world.command("a", args).stdout(full()).stderr(Stdio::piped()).spawn().unwrap();
        let run = Run::of(output.wait_with_output().unwrap());
        assert!(run.code == 1 && run.stderr.contains("cannot write to stdout"), "{args:?}: {run:?}");
    }
}

#[test]
fn no_output_takes_the_place_of_a_label() {
    let world = World::with_two_agencies();
    world.write("a.txt", "content");
    world.ok("a", &["label", "a.txt", "C3I2A1"]);
    let label = world.read("a.txt.label.toml");
    let sealed = world.sealed("b.txt", "grades");
    let outputs = [
        &["open", &sealed, "--passphrase-file", "pw", "--overwrite", "-o", "a.txt.label.toml"][..],
        &[
            "seal",
            "b.txt",
            "-r",
            "a",
            "--label",
            "C2",
            "--passphrase-file",
            "pw",
            "--overwrite",
            "-o",
            "A.TXT.Label.toml",
        ],
        &["label", "a.txt", "--export", "xml", "--overwrite", "-o", "a.txt.label.toml"],
        &["policy", "guide", "--overwrite", "--html", "a.txt.label.toml"],
    ];
    for args in outputs {
        world.fails("b", args, 2);
    }
    assert_eq!(world.read("a.txt.label.toml"), label);
}
