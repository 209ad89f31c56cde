//! pyHanko, behind tests/interop/python/pyhanko_peer.py: Ed25519, which OpenSSL 3.0 does not do in CMS, beside ECDSA.

mod timestamps;

use super::parties::{BASELINE, FUINS_OWN, content, refuses_to_verify, sign, verifies, world_with_curve25519};
use super::peer::{PyHanko, has_openssl};
use crate::world::World;

/// Keys, with the digest and the mechanism that pyHanko has to see.
const SIGNERS: [(&str, &str, &str); 3] = [
    ("ed25519", "sha512", "ed25519"),
    ("ecdsa-p256", "sha256", "sha256_ecdsa"),
    ("ecdsa-p384", "sha384", "sha384_ecdsa"),
];

/// The peer, and a world for it; its keys are converted by OpenSSL.
fn peer() -> Option<(PyHanko, World)> {
    let peer = PyHanko::find()?;
    has_openssl().then(|| (peer, world_with_curve25519()))
}

#[test]
fn it_verifies_what_is_signed() {
    let Some((peer, world)) = peer() else { return };
    world.write("other.bin", b"other content");
    for (signer, digest, mechanism) in SIGNERS {
        let file = format!("{signer}.bin");
        world.write(&file, content(200_000));
        let (detached, _) = sign(&world, &file, signer);
        peer.ok(&world, &["verify", &detached, &file, "ca.crt", digest, mechanism]);
        peer.refuses(&world, &["verify", &detached, "other.bin", "ca.crt", digest, mechanism]);
    }
}

#[test]
fn what_it_signs_verifies() {
    let Some((peer, world)) = peer() else { return };
    let content = content(5000);
    world.write("plain.bin", &content);
    for (signer, digest, _) in SIGNERS {
        let (key, certificate, out) = (format!("{signer}.pem"), format!("{signer}.crt"), format!("{signer}.p7s"));
        peer.ok(&world, &["sign", "plain.bin", &key, &certificate, digest, &out]);
        verifies(&world, &out, Some("plain.bin"), &content);
        refuses_to_verify(&world, BASELINE, &out, Some("plain.bin"), &FUINS_OWN);
    }
}
