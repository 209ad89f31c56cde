//! OpenSSL decrypts and verifies what fuin seals and signs.

use super::super::parties::{KINDS, content, seal, sign, world};
use super::super::peer::{has_openssl, openssl, openssl_ok};
use super::{TRUST, accepts_syntax};
use crate::world::World;

//= spec/cms-profile.md#sealed-file
//= type=test
//# What a writer encrypts MUST be a whole ContentInfo with SignedData, under the content type id-data.
#[test]
fn every_recipient_opens_what_every_signer_seals() {
    if !has_openssl() {
        return;
    }
    let world = world();
    let content = content(1000);
    for signer in KINDS {
        for recipient in KINDS {
            let file = format!("{signer}-to-{recipient}.bin");
            world.write(&file, &content);
            let sealed = seal(&world, &file, signer, &[recipient]);
            accepts_syntax(&world, &sealed);
            opens(&world, &sealed, recipient, &content);
        }
    }
}

#[test]
fn each_of_three_mixed_recipients_opens_one_message_in_segments() {
    if !has_openssl() {
        return;
    }
    let world = world();
    for len in [0, 3 << 20] {
        let (file, content) = (format!("of-{len}.bin"), content(len));
        world.write(&file, &content);
        let sealed = seal(&world, &file, "ecdsa-p384", &KINDS);
        accepts_syntax(&world, &sealed);
        for recipient in KINDS {
            opens(&world, &sealed, recipient, &content);
        }
    }
}

#[test]
fn signatures_of_every_signer_verify() {
    if !has_openssl() {
        return;
    }
    let world = world();
    let content = content(200_000);
    world.write("other.bin", b"other content");
    for signer in KINDS {
        let file = format!("{signer}.bin");
        world.write(&file, &content);
        let (detached, attached) = sign(&world, &file, signer);
        accepts_syntax(&world, &detached);
        accepts_syntax(&world, &attached);
        for cades in ["", "-cades"] {
            let verify = format!("cms -verify -binary -inform DER {TRUST} {cades} -out verified.bin");
            for words in [format!("{verify} -in {detached} -content {file}"), format!("{verify} -in {attached}")] {
                openssl_ok(&world, &words);
                assert_eq!(world.read("verified.bin"), content, "{words}");
            }
            let other = openssl(&world, &format!("{verify} -in {detached} -content other.bin"));
            assert_ne!(other.code, 0, "other content verifies");
        }
    }
}

/// The recipient decrypts with its key alone, and what it finds is signed under the authority.
fn opens(world: &World, sealed: &str, recipient: &str, content: &[u8]) {
    let decrypt = "cms -decrypt -binary -inform DER -out inner.p7m";
    openssl_ok(world, &format!("{decrypt} -in {sealed} -recip {recipient}.crt -inkey {recipient}.pem"));
    accepts_syntax(world, "inner.p7m");
    openssl_ok(world, &format!("cms -verify -binary -inform DER {TRUST} -in inner.p7m -out content.bin"));
    assert_eq!(world.read("content.bin"), content, "{sealed} opened by {recipient}");
}
