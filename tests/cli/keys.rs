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
