//! The text for the mail: it says what anyone may know, as it is, and nothing about what is inside.

use crate::world::World;

const SEAL: [&str; 7] = ["seal", "report.txt", "-r", "b", "--passphrase-file", "pw", "--label"];

fn note(world: &World, args: &[&str]) -> String {
    world.ok("a", &[&SEAL[..], &["C2I2A1", "--cover-note", "note.txt", "--overwrite"], args].concat());
    String::from_utf8(world.read("note.txt")).unwrap()
}

#[test]
fn a_cover_note_says_how_to_handle_recognise_and_open_the_file() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    let restrict = ["--restrict", "no-copy", "--restrict", "encrypt", "--keep-until", "2040-03-31"];
    let note_en = note(&world, &restrict);
    let sealed = world.read("report.txt.sealed.p7m");
    let sha256 = fuin_crypto_aws_lc::provider().digest(fuin::crypto::DigestAlgorithm::Sha256).unwrap().digest(&sealed);
    assert!(note_en.contains(&format!("SHA-256: {}", hex(&sha256))), "{note_en}");
    let certificate = fuin::home::read_certificates(&world.path("a.crt")).unwrap().0;
    let fingerprint = fuin::home::fingerprint(&certificate, &fuin_crypto_aws_lc::provider()).unwrap();
    for said in [
        "C2I2A1",
        "機密性2情報・完全性2情報・可用性1情報・暗号化必須・複製禁止・2040-03-31まで保存",
        "Confidentiality 2 / Integrity 2 / Availability 1 / Encryption required / No copying / Keep until 2040-03-31",
        "複製禁止 / No copying (no-copy)",
        "(encrypt)",
        "2040-03-31",
        "Signed by: CN=a, O=a, C=JP",
        &fingerprint,
        "fuin open report.txt.sealed.p7m",
        "openssl cms -decrypt -binary -inform DER -in report.txt.sealed.p7m",
        "openssl cms -verify -binary -inform DER -in signed.p7m",
    ] {
        assert!(note_en.contains(said), "{said} is not in {note_en}");
    }
    let note_ja = note(&world, &["--lang", "ja"]);
    assert!(note_ja.contains("署名者: CN=a, O=a, C=JP") && note_ja.contains("特別な制限はありません"), "{note_ja}");
}

#[test]
fn a_cover_note_shows_nothing_that_the_sealed_file_hides() {
    let world = World::with_two_agencies();
    world.write("merger.txt", "content");
    let args = ["seal", "merger.txt", "-r", "b", "--label", "C3", "-o", "0001.p7m", "--cover-note", "-"];
    let run = world.ok("a", &[&args[..], &["--passphrase-file", "pw"]].concat());
    assert!(run.stdout.contains("fuin open 0001.p7m") && !run.stdout.contains("merger"), "{run:?}");
    assert!(run.stderr.contains("sealed merger.txt -> 0001.p7m"), "the report is talk then: {run:?}");
    // A name that a shell would take for something else.
    let args = ["seal", "merger.txt", "-r", "b", "--label", "C3", "-o", "a '$(id)'.p7m", "--cover-note", "-"];
    let run = world.ok("a", &[&args[..], &["--passphrase-file", "pw"]].concat());
    assert!(run.stdout.contains("fuin open 'a '\\''$(id)'\\''.p7m'\n"), "{run:?}");
}

#[test]
fn a_cover_note_replaces_nothing_and_goes_with_one_file() {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    world.write("note.txt", "mine");
    let seal = |more: &[&str], code: i32| {
        let run = world.fails("a", &[&SEAL[..], &["C2I2A1"], more].concat(), code);
        assert!(!world.exists("report.txt.sealed.p7m") && !world.exists("x"), "{run:?}");
    };
    seal(&["--cover-note", "note.txt"], 1);
    assert_eq!(world.read("note.txt"), b"mine");
    seal(&["--cover-note", "report.txt", "--overwrite"], 2);
    seal(&["--cover-note", "x", "-o", "./x"], 2);
    seal(&["--cover-note", "-", "-o", "-"], 2);
    seal(&["note.txt", "--cover-note", "x"], 2);
    assert_eq!(world.read("report.txt"), b"content");
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
