//! The forms that scripts rely on, and what they leave under which names.

use crate::world::World;

#[test]
fn default_names_are_as_documented() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let label = ["--label", "C1I2A1", "--passphrase-file", "pw"];
    world.ok("a", &[&["seal", "report.txt", "-r", "b"][..], &label].concat());
    world.ok("a", &[&["sign", "report.txt"][..], &label].concat());
    world.ok("a", &[&["sign", "report.txt", "--attached"][..], &label].concat());
    for name in ["report.txt.sealed.p7m", "report.txt.p7s", "report.txt.signed.p7m"] {
        assert!(world.exists(name), "{name}");
    }
    std::fs::remove_file(world.path("report.txt")).unwrap();
    world.ok("b", &["open", "report.txt.sealed.p7m", "--passphrase-file", "pw"]);
    assert_eq!(world.read("report.txt"), b"content");
    assert!(world.exists("report.txt.label.toml"));
    world.ok("b", &["verify", "report.txt"]);
    world.ok("b", &["verify", "report.txt", "--signature", "report.txt.p7s"]);
    world.ok("b", &["verify", "report.txt.p7s", "--content", "report.txt"]);
    world.ok("b", &["verify", "report.txt.p7s"]);
    world.ok("b", &["verify", "report.txt.signed.p7m", "-o", "content.txt"]);
    assert_eq!(world.read("content.txt"), b"content");
}

#[test]
fn every_kind_of_key_seals_signs_and_opens_and_one_message_may_mix_them() {
    let world = World::new();
    // Homes, and the key that each receives with; one home has two keys, since Ed25519 signs only and X25519 opens only.
    let kinds = ["ecdsa-p256", "ecdsa-p384", "rsa-3072", "ed25519"];
    let recipient_keys = ["ecdsa-p256", "ecdsa-p384", "rsa-3072", "x25519"];
    for kind in kinds {
        world.agency(kind, kind);
    }
    world.key("ed25519", "x25519", "x25519");
    world.write("report.txt", "content");
    world.write("notice.txt", "a notice");
    for sender in kinds {
        let mut args = vec!["seal", "report.txt", "--label", "C2I2A1", "--passphrase-file", "pw", "--overwrite"];
        for recipient in recipient_keys {
            world.ok(sender, &["recipient", "add", recipient, &format!("{recipient}.crt"), "--overwrite"]);
            args.extend(["-r", recipient]);
        }
        world.ok(sender, &args);
        for recipient in kinds {
            let out = format!("{sender}-{recipient}.txt");
            world.ok(recipient, &["open", "report.txt.sealed.p7m", "--passphrase-file", "pw", "-o", &out]);
            assert_eq!(world.read(&out), b"content");
        }
        let sign = ["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw", "--overwrite"];
        world.ok(sender, &sign);
        world.ok("rsa-3072", &["verify", "notice.txt"]);
    }
}

#[test]
fn several_files_go_in_one_run_and_the_worst_exit_code_is_reported() {
    let world = World::with_two_agencies();
    world.write("one.txt", "1");
    world.write("two.txt", "2");
    let args = ["seal", "one.txt", "missing.txt", "two.txt", "-r", "b", "--label", "C2", "--passphrase-file", "pw"];
    world.fails("a", &args, 1);
    world.ok("b", &["open", "one.txt.sealed.p7m", "--passphrase-file", "pw", "-o", "1"]);
    world.ok("b", &["open", "two.txt.sealed.p7m", "--passphrase-file", "pw", "-o", "2"]);
    world.fails("a", &["seal", "one.txt", "two.txt", "-r", "b", "--label", "C2", "-o", "x"], 2);
}

//= spec/cms-profile.md#content-encryption
//= type=test
//# The CEK and the nonce MUST be drawn from the provider anew for every message.
#[test]
fn the_same_file_sealed_twice_has_another_key_and_another_nonce() {
    let world = World::with_two_agencies();
    let parts = |name: &str| {
        let sealed = world.sealed(name, "the same content");
        let message = world.read(&sealed);
        let envelope = fuin_cms::enveloped::parse_envelope(
            &mut std::io::Cursor::new(&message),
            &fuin_cms::enveloped::Limits::default(),
        );
        let commitment = *envelope.unwrap().commitment().unwrap();
        // AlgorithmIdentifier of aes256-GCM; the nonce is the OCTET STRING after it.
        let identifier = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2e, 0x30, 0x11, 0x04, 0x0c];
        let at = message.windows(identifier.len()).position(|window| window == identifier).unwrap() + identifier.len();
        (commitment, message[at..at + 12].to_vec())
    };
    let (first, second) = (parts("report.txt"), parts("report.txt.copy"));
    assert_ne!(first.0, second.0, "the commitments, and so the keys, are the same");
    assert_ne!(first.1, second.1, "the nonces are the same");
}

#[test]
fn an_altered_notice_is_invalid_and_json_says_why() {
    let world = World::with_two_agencies();
    world.write("notice.txt", "1 April");
    world.ok("a", &["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw"]);
    world.write("notice.txt", "2 April");
    let run = world.fails("b", &["verify", "notice.txt", "--json"], 4);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["verdict"], "invalid");
    assert_eq!(report["sub_indication"], "HASH_FAILURE");
    assert_eq!(report["error"]["exit"], 4);
    assert_eq!(report["error"]["code"], "message.content-altered");
}

//= spec/cms-profile.md#what-is-claimed
//= type=test
//# What is shown without verification MUST be shown as claimed.
#[test]
fn inspect_needs_no_key_and_no_home_and_marks_everything_as_claimed() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "content");
    let run = world.ok("nobody", &["inspect", &sealed]);
    assert!(run.stdout.contains("the file claims (unverified)"), "{run:?}");
    assert!(run.stdout.contains("C2I2A1") && run.stdout.contains("aes-256-gcm"), "{run:?}");
    assert!(!run.stdout.contains("report.txt\n"), "the name is inside: {run:?}");
    let run = world.ok("nobody", &["inspect", &sealed, "--json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["verified"], false);
    assert_eq!(report["key_commitment"], true);
}

#[test]
fn what_is_no_message_is_malformed_and_the_wrong_verb_is_named() {
    let world = World::with_two_agencies();
    world.write("plain.txt", "plain text");
    world.write("empty", "");
    for file in ["plain.txt", "empty", "ca.crt"] {
        world.fails("b", &["open", file, "--passphrase-file", "pw", "-o", "x"], 3);
        world.fails("b", &["inspect", file], 3);
    }
    let sealed = world.sealed("report.txt", "content");
    let run = world.fails("b", &["verify", &sealed], 3);
    assert!(run.stderr.contains("fuin open") || run.stdout.contains("fuin open"), "{run:?}");
    world.ok("a", &["sign", "report.txt", "--attached", "--label", "C1", "--passphrase-file", "pw"]);
    let run = world.fails("b", &["open", "report.txt.signed.p7m", "--passphrase-file", "pw"], 3);
    assert!(run.stderr.contains("fuin verify"), "{run:?}");
}

#[test]
fn usage_errors_are_exit_2_and_a_missing_home_says_how_to_make_one() {
    let world = World::new();
    world.fails("a", &["seal"], 2);
    world.fails("a", &["frobnicate"], 2);
    world.fails("a", &["key", "new", "x", "--algorithm", "dsa"], 2);
    let run = world.fails("a", &["key", "list"], 1);
    assert!(run.stderr.contains("hint: fuin init --agency"), "{run:?}");
    world.ok("a", &["init", "--agency", "A"]);
    let run = world.fails("a", &["init", "--agency", "A"], 1);
    assert!(run.stderr.contains("there is a home called"), "{run:?}");
}
