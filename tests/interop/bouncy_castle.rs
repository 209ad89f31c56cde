//! Bouncy Castle, behind tests/interop/java/BouncyCastle.java.

use super::parties::{
    BASELINE, FUINS_OWN, RECIPIENTS, SIGNERS, content, opens, opens_with, refuses_to_open, refuses_to_verify, seal,
    sign, verifies, world_with_curve25519,
};
use super::peer::{BouncyCastle, has_openssl};
use crate::world::World;

/// The peer, and a world for it; its keys are converted by OpenSSL.
fn peer() -> Option<(BouncyCastle, World)> {
    let peer = BouncyCastle::find()?;
    has_openssl().then(|| (peer, world_with_curve25519()))
}

#[test]
fn it_opens_and_verifies_what_is_sealed() {
    let Some((peer, world)) = peer() else { return };
    let content = content(200_000);
    let (mut verbs, mut outputs) = (Vec::new(), Vec::new());
    for (signer, recipients) in [
        ("ecdsa-p384", &["ecdsa-p256"][..]),
        ("rsa-3072", &["ecdsa-p384"]),
        ("ecdsa-p256", &["rsa-3072"]),
        ("ed25519", &["x25519"]),
        ("ecdsa-p384", &RECIPIENTS),
    ] {
        let file = format!("{signer}-to-{}.bin", recipients.len());
        world.write(&file, &content);
        let sealed = seal(&world, &file, signer, recipients);
        for recipient in recipients {
            let out = format!("{file}-{recipient}");
            verbs.push(format!("open {sealed} {recipient}.pem {recipient}.crt {out}.p7m"));
            verbs.push(format!("verify {out}.p7m {signer}.crt --content-to {out}"));
            outputs.push(out);
        }
    }
    peer.ok(&world, &verbs);
    outputs.iter().for_each(|out| assert_eq!(world.read(out), content, "{out}"));
}

#[test]
fn it_verifies_what_is_signed() {
    let Some((peer, world)) = peer() else { return };
    let content = content(200_000);
    world.write("other.bin", b"other content");
    let mut verbs = Vec::new();
    for signer in SIGNERS {
        let file = format!("{signer}.bin");
        world.write(&file, &content);
        let (detached, attached) = sign(&world, &file, signer);
        verbs.push(format!("verify {detached} {signer}.crt {file}"));
        verbs.push(format!("verify {attached} {signer}.crt --content-to {signer}.content"));
        peer.refuses(&world, format!("verify {detached} {signer}.crt other.bin"));
    }
    peer.ok(&world, &verbs);
    SIGNERS.iter().for_each(|signer| assert_eq!(world.read(&format!("{signer}.content")), content, "{signer}"));
}

/// Definite and indefinite lengths, with and without authenticated attributes.
const SEALED: [&str; 4] = ["", "--definite", "--attributes", "--definite --attributes"];

#[test]
fn what_it_seals_opens() {
    let Some((peer, world)) = peer() else { return };
    let content = content(5000);
    world.write("plain.bin", &content);
    let (mut verbs, mut messages) = (Vec::new(), Vec::new());
    for (signer, recipient) in SIGNERS.into_iter().zip(RECIPIENTS) {
        verbs.push(format!("sign plain.bin {signer}.pem {signer}.crt {recipient}.signed.p7m"));
        for (number, form) in SEALED.into_iter().enumerate() {
            for (inner, signers) in [("plain.bin", 0), (&format!("{recipient}.signed.p7m"), 1)] {
                let message = format!("{recipient}-{number}-{signers}.p7m");
                verbs.push(format!("seal {form} {inner} {recipient}.crt {message}"));
                messages.push((message, signers));
            }
        }
    }
    peer.ok(&world, &verbs);
    for (message, signers) in messages {
        let report = opens(&world, &message, &content);
        assert_eq!(report["signers"].as_array().unwrap().len(), signers, "{message}");
        let missing = [&FUINS_OWN[..], &["key-commitment"], &["signature"][signers..]].concat();
        refuses_to_open(&world, BASELINE, &message, &missing);
    }
}

#[test]
fn one_message_of_several_recipients_opens_with_each_key() {
    let Some((peer, world)) = peer() else { return };
    let content = content(3 << 20);
    world.write("plain.bin", &content);
    peer.ok(
        &world,
        &[
            "sign plain.bin ecdsa-p256.pem ecdsa-p256.crt signed.p7m".into(),
            format!("seal signed.p7m {} all.p7m", RECIPIENTS.map(|kind| format!("{kind}.crt")).join(",")),
        ],
    );
    RECIPIENTS.iter().for_each(|kind| opens_with(&world, "all.p7m", kind, &content));
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
    let (mut verbs, mut messages) = (Vec::new(), Vec::new());
    for signer in SIGNERS {
        for (number, (form, is_detached)) in SIGNED.into_iter().enumerate() {
            let signed = format!("{signer}-{number}.signed.p7m");
            verbs.push(format!("sign {form} plain.bin {signer}.pem {signer}.crt {signed}"));
            messages.push((signed, is_detached.then_some("plain.bin")));
        }
    }
    peer.ok(&world, &verbs);
    for (signed, detached) in messages {
        verifies(&world, &signed, detached, &content);
        refuses_to_verify(&world, BASELINE, &signed, detached, &FUINS_OWN);
    }
}
