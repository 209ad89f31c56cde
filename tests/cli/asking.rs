//! What a person is asked on a terminal, in their language, and that a script is never asked.

use crate::terminal::{BACK, CTRL_C, CTRL_D, ENTER, ESCAPE, Terminal};
use crate::world::World;

/// Agency `a` with two recipients: `b`, and `kensa`, whose certificate is the Board of Audit's.
fn world() -> World {
    let world = World::with_two_agencies();
    world.ok("c", &["init", "--agency", "会計検査院"]);
    world.ok("c", &["anchor", "add", "ca.crt"]);
    world.ok("c", &["key", "new", "suzuki", "--algorithm", "ecdsa-p256", "--passphrase-file", "pw"]);
    world.write("suzuki.crt", world.certificate_of("c", "suzuki", "CN=鈴木花子,O=会計検査院,C=JP"));
    world.ok("c", &["key", "import", "suzuki", "--certificate", "suzuki.crt"]);
    world.ok("a", &["recipient", "add", "kensa", "suzuki.crt"]);
    world.write("report.txt", "content");
    world
}

fn terminal(world: &World, args: &[&str]) -> Terminal {
    Terminal::run(world.command("a", &[args, &["--passphrase-file", "pw"]].concat()))
}

fn claimed(world: &World, sealed: &str) -> serde_json::Value {
    serde_json::from_str(&world.ok("a", &["inspect", sealed, "--json"]).stdout).unwrap()
}

/// Nothing but what was there before: no sealed file, no signature, nothing remembered.
fn assert_nothing_left(world: &World, before: &[String]) {
    assert_eq!(names(world), before, "something was left");
    assert!(!world.exists("a/remembered.toml"), "something was remembered");
}

fn names(world: &World) -> Vec<String> {
    let entries = world.root().read_dir().unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_seal_by_answering_in_japanese() {
    let world = world();
    let mut terminal = terminal(&world, &["seal", "report.txt", "--lang", "ja"]);
    terminal.expect("宛先を選んでください").send("会計検査").expect("鈴木花子").send(ENTER);
    terminal.expect("ほかに宛先はありますか").send(ENTER);
    // Someone who knows only "confidentiality 2" types that, and takes what is usual for the rest.
    terminal.expect("機密性: 当てはまるもの").expect("機密性3情報 (C3)").send("機密性2").send(ENTER);
    terminal.expect("完全性: 当てはまるもの").expect("（標準）").send(ENTER);
    terminal.expect("可用性: 当てはまるもの").send(ENTER);
    terminal.expect("取扱制限を選んでください").send("複製禁止").expect("複製禁止 (no-copy)").send(" ").send(ENTER);
    terminal.expect("実行する前に確認してください").expect("report.txt -> report.txt.sealed.p7m");
    terminal.expect("C2I2A1  機密性2情報・完全性2情報・可用性1情報・複製禁止");
    terminal.expect("    複製禁止: 表示し記録するだけです");
    terminal.expect("会計検査院 / 鈴木花子  [kensa]").expect("署名者:").expect("y/N").send("y").send(ENTER);
    let (code, shown) = terminal.end();
    assert_eq!(code, 0, "{shown}");
    world.ok("c", &["open", "report.txt.sealed.p7m", "-o", "received.txt", "--passphrase-file", "pw"]);
    assert_eq!(world.read("received.txt"), b"content");
    world.fails("b", &["open", "report.txt.sealed.p7m", "-o", "x", "--passphrase-file", "pw"], 5);
    let label = &claimed(&world, "report.txt.sealed.p7m")["label"];
    assert_eq!(label["grades"], "C2I2A1");
    assert_eq!(label["restrictions"], serde_json::json!(["no-copy"]));
}

#[test]
fn only_what_is_missing_is_asked_and_stated_things_need_no_confirmation() {
    let world = world();
    // All of it stated: no question.
    let (code, shown) = terminal(&world, &["seal", "report.txt", "-r", "b", "--label", "C2", "-o", "1.p7m"]).end();
    assert!(code == 0 && !shown.contains("y/N"), "{shown}");
    // The label beside the file counts as stated.
    world.write("labelled.txt", "content");
    world.ok("a", &["label", "labelled.txt", "C3I2A2"]);
    let (code, shown) = terminal(&world, &["seal", "labelled.txt", "-r", "b"]).end();
    assert!(code == 0 && !shown.contains("y/N"), "{shown}");
    assert_eq!(claimed(&world, "labelled.txt.sealed.p7m")["label"]["grades"], "C3I2A2");
    // Only the recipients are missing; a second one is found by its address book name.
    let mut asking = terminal(&world, &["seal", "report.txt", "--label", "C2", "-o", "2.p7m"]);
    asking.expect("Who is it for?").send("[b]").send(ENTER).expect("Anyone else?").send("kensa").send(ENTER);
    asking.expect("Please check").expect("label: C2I2A1").expect("for: b / b").expect("for: 会計検査院");
    asking.expect("y/N").send("yes").send(ENTER);
    assert_eq!(asking.end().0, 0);
    assert_eq!(claimed(&world, "2.p7m")["recipients"].as_array().unwrap().len(), 2);
    // Only the label is missing; a restriction takes its value until it can be read.
    let mut asking = terminal(&world, &["seal", "report.txt", "-r", "b", "-o", "3.p7m"]);
    asking.expect("Confidentiality:").send("C2").send(ENTER).expect("Integrity:").send(ENTER);
    asking.expect("Availability:").send(ENTER).expect("Handling restrictions?");
    asking.send("keep-until").expect("Keep until").send(" ").send(ENTER);
    asking.expect("A day, written as").send("31.3.2055").send(ENTER).expect("cannot be used");
    asking.send(&BACK.repeat("31.3.2055".len())).send("2040-03-31").send(ENTER);
    asking.expect("Please check").expect("2040-03-31").expect("y/N").send("y").send(ENTER);
    let (code, shown) = asking.end();
    assert_eq!(code, 0, "{shown}");
    let label = &claimed(&world, "3.p7m")["label"];
    assert_eq!((&label["grades"], &label["keep_until"]), (&"C2I2A1".into(), &"2040-03-31".into()));
}

#[test]
fn a_signature_asks_for_its_label_and_stdout_carries_no_question() {
    let world = world();
    let stdout = std::fs::File::create(world.path("stdout")).unwrap();
    let command = world.command("a", &["sign", "report.txt", "--passphrase-file", "pw"]);
    let mut asking = Terminal::run_with_stdout(command, stdout);
    asking.expect("Confidentiality:").send("published").send(ENTER);
    asking.expect("Integrity:").send(ENTER).expect("Availability:").send(ENTER);
    asking.expect("Handling restrictions?").send(ENTER);
    asking.expect("label: C1I2A1").expect("Sign it?").send("y").send(ENTER);
    let (code, shown) = asking.end();
    assert_eq!(code, 0, "{shown}");
    world.ok("b", &["verify", "report.txt"]);
    let stdout = String::from_utf8(world.read("stdout")).unwrap();
    assert!(stdout.starts_with("signed report.txt") && !stdout.contains('?'), "{stdout}");
}

#[test]
fn a_script_is_told_what_is_missing_and_nothing_is_asked() {
    let world = world();
    let before = names(&world);
    let pass = ["--passphrase-file", "pw"];
    let run = world.fails("a", &[&["seal", "report.txt"][..], &pass].concat(), 2);
    assert!(run.stderr.contains("-r NAME") && run.stderr.contains("--label"), "{run:?}");
    let run = world.fails("a", &[&["seal", "report.txt", "--label", "C2"][..], &pass].concat(), 2);
    assert!(run.stderr.contains("-r NAME") && !run.stderr.contains("--label"), "{run:?}");
    // Without a label it is the policy that refuses.
    world.fails("a", &[&["seal", "report.txt", "-r", "b"][..], &pass].concat(), 7);
    world.fails("a", &[&["sign", "report.txt"][..], &pass].concat(), 7);
    // A terminal does not help where a program reads the answer.
    for flag in ["--json", "--quiet"] {
        let (code, shown) = terminal(&world, &["seal", "report.txt", flag]).end();
        assert!(code == 2 && !shown.contains("Who is it for?"), "{flag}: {shown}");
    }
    assert_nothing_left(&world, &before);
}

#[test]
fn the_last_answers_of_the_folder_are_offered_and_not_taken_silently() {
    let world = world();
    let mut first = terminal(&world, &["seal", "report.txt"]);
    first.expect("Who is it for?").send("kensa").send(ENTER).expect("Anyone else?").send(ENTER);
    // The highest grade is what a plain Enter takes where nothing is remembered.
    first.expect("Confidentiality:").send(ENTER).expect("Integrity:").send(ENTER).expect("Availability:").send(ENTER);
    first.expect("Handling restrictions?").send("no-printing ").send(ENTER).expect("y/N").send("y").send(ENTER);
    let (code, shown) = first.end();
    assert_eq!(code, 0, "{shown}");

    world.write("second.txt", "content");
    let mut second = terminal(&world, &["seal", "second.txt"]);
    second.expect("Who is it for?").expect("As last time in this folder: 会計検査院 / 鈴木花子").send(ENTER);
    second.expect("Anyone else?").send(ENTER);
    second.expect("Confidentiality:").expect("(as last time in this folder)").send(ENTER);
    second.expect("Integrity:").send(ENTER).expect("Availability:").send(ENTER);
    second.expect("Handling restrictions?").expect("[x]").send(ENTER);
    assert!(!world.exists("second.txt.sealed.p7m"), "sealed without a yes");
    second.expect("label: C3I2A1").expect("y/N").send("y").send(ENTER);
    assert_eq!(second.end().0, 0);
    let (one, two) = (claimed(&world, "report.txt.sealed.p7m"), claimed(&world, "second.txt.sealed.p7m"));
    assert_eq!(one["label"], two["label"]);
    assert_eq!(two["label"]["grades"], "C3I2A1");
    assert_eq!(two["recipients"].as_array().unwrap().len(), 1);

    // Another folder is offered nothing; a memory that cannot be read stops nobody.
    std::fs::create_dir(world.path("elsewhere")).unwrap();
    world.write("elsewhere/third.txt", "content");
    let mut third = terminal(&world, &["seal", "elsewhere/third.txt"]);
    third.expect("Who is it for?").send(CTRL_C);
    let (code, shown) = third.end();
    assert!(code == 130 && !shown.contains("As last time"), "{shown}");
    world.write("a/remembered.toml", "nonsense \u{1b}[2J");
    let mut fourth = terminal(&world, &["seal", "report.txt", "-r", "b", "-o", "4.p7m"]);
    fourth.expect("what was answered last cannot be offered").expect("Confidentiality:").send(ENTER);
    fourth.expect("Integrity:").send(ENTER).expect("Availability:").send(ENTER);
    fourth.expect("Handling restrictions?").send(ENTER).expect("y/N").send("y").send(ENTER);
    let (code, shown) = fourth.end();
    assert_eq!(code, 0, "{shown}");
}

#[test]
fn whoever_stops_or_says_no_leaves_nothing() {
    let world = world();
    let before = names(&world);
    for key in [CTRL_C, CTRL_D, ESCAPE] {
        for answered in 0..3 {
            let mut asking = terminal(&world, &["seal", "report.txt"]);
            asking.expect("Who is it for?");
            if answered > 0 {
                asking.send("kensa").send(ENTER).expect("Anyone else?").send(ENTER).expect("Confidentiality:");
            }
            if answered > 1 {
                asking.send(ENTER).expect("Integrity:").send(ENTER).expect("Availability:").send(ENTER);
                asking.expect("Handling restrictions?").send(ENTER).expect("y/N");
            }
            asking.send(key);
            let (code, shown) = asking.end();
            assert!(code == 130 && shown.contains("nothing was written"), "{key:?} after {answered}: {shown}");
        }
    }
    // A plain Enter is a no; what is neither yes nor no is asked again.
    let mut asking = terminal(&world, &["seal", "report.txt", "--label", "C2"]);
    asking.expect("Who is it for?").send("kensa").send(ENTER).expect("Anyone else?").send(ENTER);
    asking
        .expect("y/N")
        .send("maybe")
        .send(ENTER)
        .expect("answer y or n")
        .send(&BACK.repeat("maybe".len()))
        .send(ENTER);
    let (code, shown) = asking.end();
    assert!(code == 1 && shown.contains("nothing was written"), "{shown}");
    assert_nothing_left(&world, &before);
}

#[test]
fn what_the_policy_refuses_is_not_put_to_confirmation() {
    let world = world();
    let mut asking = terminal(&world, &["seal", "report.txt", "--label", "C2", "--restrict", "no-sending"]);
    asking.expect("Who is it for?").send("kensa").send(ENTER).expect("Anyone else?").send(ENTER);
    let (code, shown) = asking.end();
    assert!(code == 7 && !shown.contains("y/N"), "{shown}");
    // Something that is there already is found out before anyone says yes.
    world.write("report.txt.sealed.p7m", "in the way");
    let mut asking = terminal(&world, &["seal", "report.txt", "--label", "C2"]);
    asking.expect("Who is it for?").send("kensa").send(ENTER).expect("Anyone else?").send(ENTER);
    let (code, shown) = asking.end();
    assert!(code == 1 && !shown.contains("y/N"), "{shown}");
    // And a missing file before anything is asked.
    let (code, shown) = terminal(&world, &["seal", "missing.txt"]).end();
    assert!(code == 1 && !shown.contains("Who is it for?"), "{shown}");
}

#[test]
fn names_in_certificates_cannot_deceive_whoever_chooses_them() {
    let world = world();
    // No authority certifies such a name here, so it is put into the address book behind the command's back.
    world.write("plain.crt", world.certificate_of("c", "suzuki", "CN=gpj.---evil,O=====[2JMinistry,C=JP"));
    let mut der = fuin::home::read_certificates(&world.path("plain.crt")).unwrap().0.der().to_vec();
    for (plain, deceptive) in [("gpj.---evil", "gpj.\u{202e}evil"), ("====[2J", "===\u{1b}[2J")] {
        let at = der.windows(plain.len()).position(|window| window == plain.as_bytes()).unwrap();
        der[at..at + plain.len()].copy_from_slice(deceptive.as_bytes());
    }
    std::fs::create_dir(world.path("a/recipients/evil")).unwrap();
    world.write("a/recipients/evil/certificate.pem", der);
    world.write("a/recipients/evil/recipient.toml", world.read("a/recipients/b/recipient.toml"));
    let mut asking = terminal(&world, &["seal", "report.txt", "--label", "C2"]);
    asking.expect("Who is it for?").expect("\\u{1b}[2JMinistry / gpj.\\u{202e}evil  [evil]");
    asking.send("evil").send(ENTER).expect("Anyone else?").send(ENTER);
    let (code, shown) = asking.end();
    assert_eq!(code, 6, "its signature no longer holds: {shown}");
    assert!(!shown.contains('\u{202e}') && !shown.contains("\u{1b}[2J"), "{shown:?}");
}

#[test]
fn a_yes_to_the_confirmation_acknowledges_the_restrictions_it_showed() {
    let world = world();
    let rule = "[[rule]]\nid = \"read-them\"\nwhen = { confidentiality = \">=C2\" }\nacknowledge = \"required\"\n";
    world.write("strict.toml", crate::support::overlay("strict", 1, rule));
    let stated = ["seal", "report.txt", "-r", "b", "--label", "C2", "--restrict", "no-copy", "--policy", "strict.toml"];
    // Nothing is asked, so nothing was shown and nothing is acknowledged.
    assert_eq!(terminal(&world, &stated).end().0, 7);
    let args = ["seal", "report.txt", "--label", "C2", "--restrict", "no-copy", "--policy", "strict.toml"];
    let mut asking = terminal(&world, &args);
    asking.expect("Who is it for?").send("[b]").send(ENTER).expect("Anyone else?").send(ENTER);
    asking.expect("No copying: fuin shows and records it").expect("y/N").send("y").send(ENTER);
    let (code, shown) = asking.end();
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("acknowledged"), "{shown}");
}

#[test]
fn files_are_disposed_of_after_a_yes_only() {
    let world = world();
    world.ok("a", &["label", "report.txt", "C2I2A1"]);
    let run = |answer: &str| {
        let mut asking = Terminal::run(world.command("a", &["dispose", "report.txt"]));
        asking.expect("report.txt").expect("y/N").send(answer).send(ENTER);
        asking.end()
    };
    for answer in ["", "n"] {
        assert_ne!(run(answer).0, 0);
        assert!(world.exists("report.txt") && world.exists("report.txt.label.toml"));
    }
    let (code, shown) = run("y");
    assert_eq!(code, 0, "{shown}");
    assert!(!world.exists("report.txt") && !world.exists("report.txt.label.toml"));
}

#[test]
fn a_pass_phrase_that_is_broken_off_leaves_the_terminal_as_it_was() {
    let world = world();
    let before = names(&world);
    let sign = |keys: &str| {
        let command = world.command("a", &["sign", "report.txt", "--label", "C1I2A1"]);
        let mut asking = Terminal::run(command);
        asking.expect("a").expect(": ").send(keys);
        asking.end()
    };
    for key in [CTRL_C, CTRL_D, ESCAPE] {
        let (code, shown) = sign(&format!("typed{key}"));
        assert!(code == 130 && shown.contains("nothing was written"), "{shown}");
        assert!(!shown.contains("typed"), "{shown}");
    }
    assert_nothing_left(&world, &before);
    // A slip is taken back, a character or all of it.
    let keys = format!("all wrong\u{15}{}x{BACK}{ENTER}", crate::world::PASS);
    let (code, shown) = sign(&keys);
    assert!(code == 0 && !shown.contains(crate::world::PASS), "{shown}");
}
