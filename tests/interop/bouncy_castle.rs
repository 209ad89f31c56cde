//! Bouncy Castle, behind tests/interop/java/BouncyCastle.java.

use super::parties::{
    BASELINE, FUINS_OWN, KINDS, content, opens, refuses_to_open, refuses_to_verify, seal, sign, verifies, world,
};
use super::peer::{BouncyCastle, has_openssl};
use crate::world::World;

/// The peer, and a world for it; its keys are converted by OpenSSL.
fn peer() -> Option<(BouncyCastle, World)> {
    let peer = BouncyCastle::find()?;
    has_openssl().then(|| (peer, world()))
}

#[test]
fn it_opens_and_verifies_what_is_sealed() {
    let Some((peer, world)) = peer() else { return };
    let content = content(200_000);
    for (signer, recipients) in [
        ("ecdsa-p384", &["ecdsa-p256"][..]),
        ("rsa-3072", &["ecdsa-p384"]),
        ("ecdsa-p256", &["rsa-3072"]),
        ("ecdsa-p256", &KINDS),
    ] {
        let file = format!("{signer}-to-{}.bin", recipients.len());
        world.write(&file, &content);
        let sealed = seal(&world, &file, signer, recipients);
        for recipient in recipients {
            peer.ok(&world, &format!("open {sealed} {recipient}.pem {recipient}.crt inner.p7m"));
            peer.ok(&world, &format!("verify inner.p7m {signer}.crt --content-to content.bin"));
            assert_eq!(world.read("content.bin"), content, "{sealed} opened by {recipient}");
        }
        std::fs::remove_file(world.path(&sealed)).unwrap();
    }
}

#[test]
fn it_verifies_what_is_signed() {
    let Some((peer, world)) = peer() else { return };
    let content = content(200_000);
    world.write("other.bin", b"other content");
    for signer in KINDS {
        let file = format!("{signer}.bin");
        world.write(&file, &content);
        let (detached, attached) = sign(&world, &file, signer);
        peer.ok(&world, &format!("verify {detached} {signer}.crt {file}"));
        peer.refuses(&world, &format!("verify {detached} {signer}.crt other.bin"));
        peer.ok(&world, &format!("verify {attached} {signer}.crt --content-to content.bin"));
        assert_eq!(world.read("content.bin"), content, "{attached}");
    }
}

/// Definite and indefinite lengths, with and without authenticated attributes.
const SEALED: [&str; 4] = ["", "--definite", "--attributes", "--definite --attributes"];

#[test]
fn what_it_seals_opens() {
    let Some((peer, world)) = peer() else { return };
    let content = content(5000);
    world.write("plain.bin", &content);
    for recipient in KINDS {
        peer.ok(&world, &format!("sign plain.bin {recipient}.pem {recipient}.crt {recipient}.signed.p7m"));
        for (number, form) in SEALED.into_iter().enumerate() {
            let (plain, signed) = (format!("{recipient}-{number}.p7m"), format!("{recipient}-{number}.sealed.p7m"));
            peer.ok(&world, &format!("seal {form} plain.bin {recipient}.crt {plain}"));
            let report = opens(&world, &plain, &content);
            assert_eq!(report["signers"].as_array().unwrap().len(), 0, "{plain}");
            refuses_to_open(&world, BASELINE, &plain, &[&FUINS_OWN[..], &["signature", "key-commitment"]].concat());

            peer.ok(&world, &format!("seal {form} {recipient}.signed.p7m {recipient}.crt {signed}"));
            let report = opens(&world, &signed, &content);
            assert_eq!(report["signers"].as_array().unwrap().len(), 1, "{signed}");
            refuses_to_open(&world, BASELINE, &signed, &[&FUINS_OWN[..], &["key-commitment"]].concat());
        }
    }
}

/// Forms of a signature; whether the content is outside.
const SIGNED: [(&str, bool); 5] = [
    ("", false),
    ("--definite --cades", false),
    ("--detached", true),
    ("--detached --definite --cades", true),
    ("--detached --sha384", true),
];

#[test]
fn what_it_signs_verifies() {
    let Some((peer, world)) = peer() else { return };
    let content = content(5000);
    world.write("plain.bin", &content);
    for signer in KINDS {
        for (number, (form, is_detached)) in SIGNED.into_iter().enumerate() {
            let signed = format!("{signer}-{number}.signed.p7m");
            peer.ok(&world, &format!("sign {form} plain.bin {signer}.pem {signer}.crt {signed}"));
            let detached = is_detached.then_some("plain.bin");
            verifies(&world, &signed, detached, &content);
            refuses_to_verify(&world, BASELINE, &signed, detached, &FUINS_OWN);
        }
    }
}
