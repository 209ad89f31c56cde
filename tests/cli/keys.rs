//! Keys: generated, requested, certified, imported; never plain, never another's.

use std::os::unix::fs::PermissionsExt;

use crate::world::World;

#[test]
fn private_keys_are_encrypted_and_private() {
    let world = World::new();
    world.agency("a", "ecdsa-p256");
    let pem = String::from_utf8(world.read("a/keys/a/private.pem")).unwrap();
    assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    let mode = |name: &str| world.path(name).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("a/keys/a/private.pem"), 0o600);
    assert_eq!(mode("a"), 0o700);
    assert_eq!(mode("a/keys/a"), 0o700);
}

#[test]
fn a_name_is_taken_once_and_may_not_leave_its_directory() {
    let world = World::new();
    world.agency("a", "ecdsa-p256");
    let new = |name: &str, code| {
        world.fails("a", &["key", "new", name, "--algorithm", "ecdsa-p256", "--passphrase-file", "pw"], code)
    };
    new("a", 1);
    for name in ["../x", ".hidden", "a/b", "", "a b"] {
        new(name, 2);
    }
    world.write("empty", "\n");
    world.fails("a", &["key", "new", "x", "--algorithm", "ecdsa-p256", "--passphrase-file", "empty"], 3);
    assert!(!world.exists("a/keys/x"));
}

#[test]
fn a_wrong_pass_phrase_opens_nothing() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "content");
    world.write("wrong", "wrong\n");
    let run = world.fails("b", &["open", &sealed, "--passphrase-file", "wrong", "-o", "x"], 1);
    assert!(run.stderr.contains("wrong pass phrase") && !world.exists("x"), "{run:?}");
}

#[test]
fn a_certificate_for_another_key_is_refused() {
    let world = World::with_two_agencies();
    let run = world.fails("a", &["key", "import", "a", "--certificate", "b.crt"], 3);
    assert!(run.stderr.contains("another key"), "{run:?}");
}

#[test]
fn a_key_for_one_use_is_not_used_for_the_other() {
    let world = World::with_two_agencies();
    let new = ["key", "new", "only", "--algorithm", "ecdsa-p256", "--use", "decrypt", "--passphrase-file", "pw"];
    world.ok("a", &new);
    world.write("report.txt", "content");
    let seal = ["seal", "report.txt", "-r", "b", "-i", "only", "--label", "C2", "--passphrase-file", "pw"];
    let run = world.fails("a", &seal, 2);
    assert!(run.stderr.contains("for decryption only"), "{run:?}");
}

#[test]
fn a_plain_key_needs_the_users_word() {
    let world = World::new();
    world.ok("a", &["init", "--agency", "A"]);
    let provider = fuin_crypto_aws_lc::provider();
    let key = provider.key_loader.generate(fuin::crypto::KeyAlgorithm::EcP256).unwrap();
    let body: String = base64(key.expose());
    world.write("plain.pem", format!("-----BEGIN PRIVATE KEY-----\n{body}-----END PRIVATE KEY-----\n"));
    let import = ["key", "import", "x", "--key", "plain.pem", "--passphrase-file", "pw"];
    let run = world.fails("a", &import, 3);
    assert!(run.stderr.contains("--plaintext-key"), "{run:?}");
    world.ok("a", &[&import[..], &["--plaintext-key"]].concat());
    let stored = String::from_utf8(world.read("a/keys/x/private.pem")).unwrap();
    assert!(stored.contains("ENCRYPTED"));
}

/// Base64 in lines of 64 characters, for a test's own file.
fn base64(octets: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in octets.chunks(3) {
        let word = group.iter().fold(0u32, |word, octet| (word << 8) | u32::from(*octet)) << (8 * (3 - group.len()));
        for index in 0..4 {
            let six = (word >> (18 - 6 * index)) & 63;
            text.push(if index <= group.len() { char::from(ALPHABET[six as usize]) } else { '=' });
        }
    }
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join("\n") + "\n"
}

/// What `fuin key list --json` says of a key's use.
fn use_of(world: &World, home: &str, key: &str) -> String {
    let report: serde_json::Value = serde_json::from_str(&world.ok(home, &["key", "list", "--json"]).stdout).unwrap();
    let keys = report["keys"].as_array().unwrap();
    let entry = keys.iter().find(|entry| entry["name"] == key).unwrap();
    entry["use"].as_str().unwrap().to_owned()
}

#[test]
fn a_key_is_for_what_its_kind_can_do() {
    let world = World::new();
    world.ok("a", &["init", "--agency", "A"]);
    let new = |key: &str, kind: &str, more: &[&str]| {
        let args = [&["key", "new", key, "--algorithm", kind, "--passphrase-file", "pw"][..], more].concat();
        world.fuin("a", &args)
    };
    for (key, kind, expected) in [("e", "ed25519", "sign"), ("x", "x25519", "decrypt"), ("p", "ecdsa-p256", "both")] {
        assert_eq!(new(key, kind, &[]).code, 0, "{kind}");
        assert_eq!(use_of(&world, "a", key), expected, "{kind}");
    }
    for (kind, usage) in [("ed25519", "decrypt"), ("x25519", "sign")] {
        let run = new("other", kind, &["--use", usage]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains(&format!("keys of kind {kind} do not {usage}")), "{run:?}");
        assert!(!world.exists("a/keys/other"));
    }
}

#[test]
fn an_ed25519_key_signs_its_request() {
    let world = World::new();
    world.ok("a", &["init", "--agency", "A"]);
    let run = world.ok("a", &["key", "new", "e", "--algorithm", "ed25519", "--passphrase-file", "pw"]);
    assert!(run.stdout.contains("fuin key request e"), "{run:?}");
    let request = ["key", "request", "e", "--subject", "CN=E,C=JP", "--passphrase-file", "pw", "-o", "e.csr"];
    world.ok("a", &request);
    // OpenSSL 3.0 does Ed25519, if not in CMS.
    let verified = std::process::Command::new("openssl")
        .args(["req", "-verify", "-noout", "-in", "e.csr"])
        .current_dir(world.root())
        .output();
    if let Ok(output) = verified {
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
fn an_x25519_key_cannot_sign_a_request_and_gives_its_public_key_away_instead() {
    let world = World::with_two_agencies();
    let run = world.ok("b", &["key", "new", "x", "--algorithm", "x25519", "--passphrase-file", "pw"]);
    assert!(run.stdout.contains("fuin key export x --public-key -o x.pub.pem"), "{run:?}");
    // Before the pass phrase is asked for.
    let run = world.fails("b", &["key", "request", "x", "--subject", "CN=X,C=JP", "--json"], 2);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["error"]["code"], "key.cannot-request");
    let run = world.fails("b", &["key", "request", "x", "--subject", "CN=X,C=JP"], 2);
    assert!(run.stderr.contains("hint: ") && run.stderr.contains("fuin key export x --public-key"), "{run:?}");
    let run = world.fails("b", &["key", "request", "x", "--subject", "CN=X,C=JP", "--lang", "ja"], 2);
    assert!(run.stderr.contains("公開鍵"), "{run:?}");

    world.fails("b", &["key", "export", "x"], 2);
    let run = world.ok("b", &["key", "export", "x", "--public-key", "-o", "x.pub.pem"]);
    assert!(run.stdout.contains("fuin key import x --certificate"), "{run:?}");
    world.fails("b", &["key", "export", "x", "--public-key", "-o", "x.pub.pem"], 1);
    assert_eq!(world.read("x.pub.pem"), world.read("b/keys/x/public.pem"));
    assert_eq!(world.ok("b", &["key", "export", "x", "--public-key"]).stdout.trim().lines().count(), 3);

    // A certificate that an authority made of it, in which keyAgreement is the key's only use.
    world.write("x.crt", world.certificate_of("b", "x", "CN=X,O=b,C=JP"));
    world.ok("b", &["key", "import", "x", "--certificate", "x.crt"]);
    world.ok("a", &["recipient", "add", "x", "x.crt"]);
    world.write("report.txt", "content");
    world.ok("a", &["seal", "report.txt", "-r", "x", "--label", "C2I2A1", "--passphrase-file", "pw"]);
    world.ok("b", &["open", "report.txt.sealed.p7m", "--passphrase-file", "pw", "-o", "opened"]);
    assert_eq!(world.read("opened"), b"content");
    let run = world.ok("nobody", &["inspect", "report.txt.sealed.p7m"]);
    for name in ["x25519", "hkdf-sha-256", "aes-256-wrap"] {
        assert!(run.stdout.contains(name), "{run:?}");
    }
    let run = world.fails("b", &["sign", "report.txt", "-i", "x", "--label", "C1", "--passphrase-file", "pw"], 2);
    assert!(run.stderr.contains("for decryption only"), "{run:?}");
}

#[test]
fn nothing_is_sealed_to_a_key_that_only_signs() {
    let world = World::with_two_agencies();
    world.key("b", "e", "ed25519");
    let run = world.fails("a", &["recipient", "add", "e", "e.crt"], 7);
    assert!(run.stderr.contains("ed25519"), "{run:?}");
}
