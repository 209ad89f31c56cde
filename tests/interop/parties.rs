//! Both sides of an exchange: one key of each kind, held by two homes of fuin and, in PEM, by the peers.

use super::peer;
use crate::world::{Run, World};

/// The kinds of key, which are also the names of the keys, their certificates (`KIND.crt`) and their peers' copies
/// (`KIND.pem`).
pub(super) const KINDS: [&str; 3] = ["ecdsa-p256", "ecdsa-p384", "rsa-3072"];

/// The kinds that sign, for peers that have Ed25519.
pub(super) const SIGNERS: [&str; 4] = ["ecdsa-p256", "ecdsa-p384", "rsa-3072", "ed25519"];
/// The kinds that open, for peers that have X25519.
pub(super) const RECIPIENTS: [&str; 4] = ["ecdsa-p256", "ecdsa-p384", "rsa-3072", "x25519"];

/// A home under the built-in baseline.
pub(super) const BASELINE: &str = "baseline";
/// A home with the same keys under a policy that asks nothing of messages made elsewhere.
pub(super) const FOREIGN: &str = "foreign";

/// Its policy.
pub(super) const FOREIGN_POLICY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/policies/foreign.toml");

/// Measures that neither peer takes.
pub(super) const FUINS_OWN: [&str; 3] = ["label", "file-name", "policy-reference"];

/// A world with the homes and the keys.
pub(super) fn world() -> World {
    let world = World::new();
    world.ok(BASELINE, &["init", "--agency", BASELINE]);
    world.ok(FOREIGN, &["init", "--agency", FOREIGN, "--install-policy", FOREIGN_POLICY]);
    for home in [BASELINE, FOREIGN] {
        world.ok(home, &["anchor", "add", "ca.crt"]);
    }
    KINDS.iter().for_each(|kind| add_key(&world, kind));
    KINDS.iter().for_each(|kind| add_recipient(&world, kind));
    world
}

/// The same with keys of Ed25519, which signs, and X25519, which opens. OpenSSL 3.0 has the keys, but not in CMS.
pub(super) fn world_with_curve25519() -> World {
    let world = world();
    ["ed25519", "x25519"].iter().for_each(|kind| add_key(&world, kind));
    add_recipient(&world, "x25519");
    world
}

fn add_key(world: &World, kind: &str) {
    world.key(BASELINE, kind, kind);
    let (private, certificate) = (format!("{BASELINE}/keys/{kind}/private.pem"), format!("{kind}.crt"));
    world.ok(FOREIGN, &["key", "import", kind, "--key", &private, "--passphrase-file", "pw"]);
    world.ok(FOREIGN, &["key", "import", kind, "--certificate", &certificate]);
    peer::openssl_ok(world, &format!("pkey -in {private} -passin file:pw -out {kind}.pem"));
}

fn add_recipient(world: &World, kind: &str) {
    world.ok(BASELINE, &["recipient", "add", kind, &format!("{kind}.crt")]);
}

/// Content that no text conversion leaves as it is, in several segments where `len` octets allow.
pub(super) fn content(len: usize) -> Vec<u8> {
    let head = b"line\nline\r\nline\r\0 \xff\xfe";
    let tail = (0..len.saturating_sub(head.len())).map(|at| (at.wrapping_mul(31) >> 3) as u8);
    head.iter().copied().chain(tail).collect()
}

/// `file` sealed from `signer` to `recipients` as `file.sealed.p7m`.
pub(super) fn seal(world: &World, file: &str, signer: &str, recipients: &[&str]) -> String {
    let mut args = vec!["seal", file, "-i", signer, "--label", "C2I2A1", "--passphrase-file", "pw"];
    recipients.iter().for_each(|recipient| args.extend(["-r", *recipient]));
    world.ok(BASELINE, &args);
    format!("{file}.sealed.p7m")
}

/// `file` signed by `signer`: the names of its detached and its attached signature.
pub(super) fn sign(world: &World, file: &str, signer: &str) -> (String, String) {
    let (detached, attached) = (format!("{file}.p7s"), format!("{file}.signed.p7m"));
    let args = ["sign", file, "-i", signer, "--label", "C2I2A1", "--passphrase-file", "pw"];
    world.ok(BASELINE, &args);
    world.ok(BASELINE, &[&args[..], &["--attached"]].concat());
    (detached, attached)
}

/// fuin opens `sealed` under the foreign policy; the report.
pub(super) fn opens(world: &World, sealed: &str, content: &[u8]) -> serde_json::Value {
    let out = format!("{sealed}.opened");
    let run = world.ok(FOREIGN, &["open", sealed, "-o", &out, "--passphrase-file", "pw", "--json"]);
    assert_eq!(world.read(&out), content, "{sealed}");
    serde_json::from_str(&run.stdout).unwrap()
}

/// fuin opens `sealed` with this key under the foreign policy.
pub(super) fn opens_with(world: &World, sealed: &str, key: &str, content: &[u8]) {
    let out = format!("{sealed}.opened.{key}");
    world.ok(FOREIGN, &["open", sealed, "-i", key, "-o", &out, "--passphrase-file", "pw"]);
    assert_eq!(world.read(&out), content, "{sealed} with {key}");
}

/// fuin refuses as policy to open `sealed`, names all of these, and leaves nothing.
pub(super) fn refuses_to_open(world: &World, home: &str, sealed: &str, named: &[&str]) {
    let out = format!("{sealed}.refused");
    let run = world.fails(home, &["open", sealed, "-o", &out, "--passphrase-file", "pw"], 7);
    names(&run.stderr, named);
    assert!(!world.exists(&out), "{sealed} was refused and published");
}

/// fuin verifies `signed` under the foreign policy: its own content, or `detached` content.
pub(super) fn verifies(world: &World, signed: &str, detached: Option<&str>, content: &[u8]) {
    match detached {
        Some(file) => {
            world.ok(FOREIGN, &["verify", file, "--signature", signed]);
        }
        None => {
            let out = format!("{signed}.content");
            world.ok(FOREIGN, &["verify", signed, "-o", &out]);
            assert_eq!(world.read(&out), content, "{signed}");
        }
    }
}

/// fuin refuses as policy to verify `signed`, and names all of these.
pub(super) fn refuses_to_verify(world: &World, home: &str, signed: &str, detached: Option<&str>, named: &[&str]) {
    let run = match detached {
        Some(file) => world.fails(home, &["verify", file, "--signature", signed], 7),
        None => world.fails(home, &["verify", signed], 7),
    };
    let Run { stdout, stderr, .. } = run;
    names(&(stdout + &stderr), named);
}

/// All the names are in the text, each as a whole word.
fn names(text: &str, named: &[&str]) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    for name in named {
        assert!(text.split(|c| !is_part(c)).any(|word| word == *name), "\"{name}\" is not in: {text}");
    }
}
