//! English and Japanese: what people read follows the language, what scripts read does not.

use serde_json::Value;

use crate::world::{Run, World};

const SEAL: [&str; 6] = ["seal", "report.txt", "-r", "b", "--passphrase-file", "pw"];

/// The same call in English, in Japanese by the option, and in Japanese by the locale: their talk.
fn in_each_language(world: &World, home: &str, args: &[&str], code: i32) -> (Run, Run) {
    let english = world.fuin(home, args);
    let by_option = world.fuin(home, &[args, &["--lang", "ja"]].concat());
    let in_locale =
        world.command(home, args).env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "ja_JP.UTF-8").output();
    let by_locale = Run::of(in_locale.unwrap());
    for run in [&english, &by_option, &by_locale] {
        assert_eq!(run.code, code, "{args:?} {run:?}");
    }
    assert_eq!((&by_option.stdout, &by_option.stderr), (&by_locale.stdout, &by_locale.stderr), "{args:?}");
    (english, by_option)
}

fn is_ascii_but_for_markings(text: &str) -> bool {
    text.lines().filter(|line| !line.contains("label")).all(|line| line.is_ascii())
}

#[test]
fn a_refusal_is_said_in_the_language_with_the_same_clauses() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let (english, japanese) = in_each_language(&world, "a", &SEAL, 7);
    assert!(english.stderr.contains("fuin: error: refused by policy jp-common-standards (serial 1)"), "{english:?}");
    assert!(english.stderr.contains("because: there is no label; every file needs one"), "{english:?}");
    assert!(japanese.stderr.contains("fuin: エラー: ポリシー jp-common-standards（通番 1） により拒否されました"));
    assert!(japanese.stderr.contains("理由: ラベルがありません。全てのファイルにラベルが必要です"), "{japanese:?}");
    assert!(japanese.stderr.contains("対処: --label で格付を指定してください"), "{japanese:?}");
    let cited = |text: &str| text.matches("[label]").count();
    assert_eq!(cited(&english.stderr), cited(&japanese.stderr));
}

#[test]
fn verdicts_and_their_lines_are_said_in_the_language() {
    let world = World::with_two_agencies();
    world.write("notice.txt", "content");
    world.ok("a", &["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw"]);
    let soon = (crate::world::now() + jiff::SignedDuration::from_hours(24)).to_string();
    let (english, japanese) = in_each_language(&world, "b", &["verify", "notice.txt", "--at", &soon], 0);
    assert!(english.stdout.starts_with("valid: notice.txt\n"), "{english:?}");
    assert!(japanese.stdout.starts_with("有効：notice.txt\n"), "{japanese:?}");
    for name in ["ラベル", "署名者", "署名の時刻", "判断の基準"] {
        assert!(japanese.stdout.contains(&format!("\n  {name} ")), "{name} {japanese:?}");
    }
    world.write("notice.txt", "altered");
    let (english, japanese) = in_each_language(&world, "b", &["verify", "notice.txt"], 4);
    assert!(english.stdout.starts_with("invalid: notice.txt\n  signed by     CN=a"), "{english:?}");
    assert!(english.stdout.contains("\nfuin: error: not authentic: "), "{english:?}");
    assert!(
        japanese.stdout.starts_with("無効：notice.txt\n")
            && japanese.stdout.contains("\nfuin: エラー: 真正ではありません：")
    );
    assert!(is_ascii_but_for_markings(&english.stdout), "{english:?}");
}

#[test]
fn errors_about_files_certificates_and_calls_are_said_in_the_language() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let (english, japanese) = in_each_language(&world, "a", &["open", "missing.p7m", "--passphrase-file", "pw"], 1);
    assert!(english.stderr.contains("cannot read missing.p7m"), "{english:?}");
    assert!(japanese.stderr.contains("missing.p7m を読み取れません"), "{japanese:?}");

    let unknown = ["seal", "report.txt", "-r", "nobody", "--label", "C2", "--passphrase-file", "pw"];
    let (english, japanese) = in_each_language(&world, "a", &unknown, 2);
    assert!(english.stderr.contains("no recipient called \"nobody\" here"), "{english:?}");
    assert!(japanese.stderr.contains("「nobody」という宛先はありません"), "{japanese:?}");

    world.write("two.txt", "content");
    let several = ["seal", "report.txt", "two.txt", "-r", "b", "--label", "C2", "-o", "x", "--passphrase-file", "pw"];
    let (english, japanese) = in_each_language(&world, "a", &several, 2);
    assert!(english.stderr.contains("-o names one output, but there are several files"), "{english:?}");
    assert!(japanese.stderr.contains("-o の出力は一つですが、ファイルが複数あります"), "{japanese:?}");

    // An authority that nobody here trusts.
    let stranger = World::new();
    stranger.agency("c", "ecdsa-p256");
    world.write("c.crt", stranger.read("c.crt"));
    let (english, japanese) = in_each_language(&world, "a", &["recipient", "add", "c", "c.crt"], 6);
    assert!(english.stderr.contains("recipient c is not trusted"), "{english:?}");
    assert!(japanese.stderr.contains("宛先 c を信頼できません"), "{japanese:?}");
    assert!(!english.stderr.contains("anchor add") && !japanese.stderr.contains("anchor add"), "{japanese:?}");
}

#[test]
fn reports_for_scripts_do_not_change_with_the_language() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    world.write("notice.txt", "content");
    world.ok("a", &["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw"]);
    let refused = [&SEAL[..], &["--json"]].concat();
    let soon = (crate::world::now() + jiff::SignedDuration::from_hours(24)).to_string();
    let verified = ["verify", "notice.txt", "--at", &soon, "--json"];
    let failed = ["open", "missing.p7m", "--passphrase-file", "pw", "--json"];
    let inspected = ["inspect", "notice.txt.p7s", "--json"];
    for (args, code) in [(&refused[..], 7), (&verified, 0), (&failed, 1), (&inspected, 0)] {
        let (english, japanese) = in_each_language(&world, "a", args, code);
        assert_eq!(english.stdout, japanese.stdout, "{args:?}");
        let report: Value = serde_json::from_str(&english.stdout).unwrap();
        if code != 0 {
            assert!(report["error"]["code"].as_str().unwrap().is_ascii(), "{report}");
            assert!(report["error"]["message"].as_str().unwrap().is_ascii(), "{report}");
        }
    }
    let refused: Value = serde_json::from_str(&world.fails("a", &refused, 7).stdout).unwrap();
    assert_eq!(refused["error"]["code"], "policy.label.missing");
    assert_eq!(refused["error"]["message"], "refused by policy jp-common-standards (serial 1)");
}

#[test]
fn no_message_prints_a_mark_of_its_own_that_would_deceive() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let hostile = "a\u{202e}b";
    let (english, japanese) =
        in_each_language(&world, "a", &["key", "request", hostile, "--subject", "CN=x", "--passphrase-file", "pw"], 2);
    for run in [english, japanese] {
        assert!(run.stderr.contains("a\\u{202e}b"), "{run:?}");
        assert!(!run.stderr.contains(['\u{202e}', '\u{2068}', '\u{2069}']), "{run:?}");
    }
}
