//! Key files that cost more than they are worth, through `fuin key import`.

use std::time::{Duration, Instant};

use fuin::crypto::Oid;
use fuin_cms::der_values as dv;
use fuin_cms::oids;

use crate::world::World;

/// Iterations that would keep a machine busy for an hour.
const BOMB: u64 = 2_147_483_647;

fn oid(dotted: &str) -> Vec<u8> {
    dv::oid(&Oid::parse(dotted).unwrap())
}

/// PBES2 with AES-256-CBC over 64 octets of nothing, under this key derivation.
fn encrypted_key(derivation: &[u8]) -> Vec<u8> {
    let cipher = dv::sequence(&[&oid("2.16.840.1.101.3.4.1.42"), &dv::octet_string(&[0; 16])]);
    let scheme = dv::sequence(&[&oid("1.2.840.113549.1.5.13"), &dv::sequence(&[derivation, &cipher])]);
    dv::sequence(&[&scheme, &dv::octet_string(&[0; 64])])
}

fn pbkdf2(iterations: u64) -> Vec<u8> {
    let digest = dv::sequence(&[&oid("1.2.840.113549.2.9"), &dv::null()]);
    let parameters = dv::sequence(&[&dv::octet_string(&[1; 16]), &dv::unsigned(iterations), &digest]);
    dv::sequence(&[&oid("1.2.840.113549.1.5.12"), &parameters])
}

fn scrypt(cost: u64) -> Vec<u8> {
    let parameters =
        dv::sequence(&[&dv::octet_string(&[1; 16]), &dv::unsigned(cost), &dv::unsigned(8), &dv::unsigned(1)]);
    dv::sequence(&[&oid("1.3.6.1.4.1.11591.4.11"), &parameters])
}

/// A PKCS#12 file whose MAC asks for so many iterations.
fn pkcs12(iterations: u64) -> Vec<u8> {
    let content = dv::sequence(&[&dv::oid(&oids::DATA), &dv::value(0xa0, &dv::octet_string(&dv::sequence(&[])))]);
    let sha256 = dv::sequence(&[&oid("2.16.840.1.101.3.4.2.1"), &dv::null()]);
    let digest = dv::sequence(&[&sha256, &dv::octet_string(&[0; 32])]);
    let mac = dv::sequence(&[&digest, &dv::octet_string(&[1; 8]), &dv::unsigned(iterations)]);
    dv::sequence(&[&dv::unsigned(3), &content, &mac])
}

fn pem(der: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in der.chunks(3) {
        let bits = group.iter().fold(0u32, |bits, octet| (bits << 8) | u32::from(*octet)) << (8 * (3 - group.len()));
        for digit in 0..4 {
            let value = (bits >> (18 - 6 * digit)) & 63;
            text.push(if digit <= group.len() { char::from(ALPHABET[value as usize]) } else { '=' });
        }
    }
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN ENCRYPTED PRIVATE KEY-----\n{}\n-----END ENCRYPTED PRIVATE KEY-----\n", lines.join("\n"))
}

#[test]
fn iteration_bombs_are_refused_before_they_go_off() {
    let world = World::new();
    world.agency("a", "ecdsa-p256");
    world.write("pbkdf2.pem", pem(&encrypted_key(&pbkdf2(BOMB))));
    world.write("scrypt.pem", pem(&encrypted_key(&scrypt(1 << 20))));
    world.write("modest.pem", pem(&encrypted_key(&pbkdf2(1000))));
    world.write("bomb.p12", pkcs12(BOMB));
    let started = Instant::now();
    let import = |flag: &str, file: &str, exit: i32| {
        let run = world.fails("a", &["key", "import", "new", flag, file, "--passphrase-file", "pw"], exit);
        assert!(!world.path("a").join("keys/new/private.pem").exists());
        run
    };
    for (flag, file, reason) in [
        ("--key", "pbkdf2.pem", "iterations"),
        ("--key", "scrypt.pem", "scrypt memory"),
        ("--pkcs12", "bomb.p12", "iterations"),
    ] {
        let run = import(flag, file, 3);
        assert!(run.stderr.contains(reason), "{file}: {run:?}");
    }
    // The same file with a modest count gets as far as its contents, which no pass phrase opens.
    import("--key", "modest.pem", 1);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}
