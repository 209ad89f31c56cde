//! Signatures of every level with timestamps, for the peers, and whom they concern.

use super::parties::{FOREIGN, FOREIGN_POLICY, content};
use super::peer;
use crate::tsa::Pki;
use crate::world::World;

/// What is signed, and something else of the same length.
pub(super) const CONTENT: &str = "notice.bin";
pub(super) const OTHER: &str = "other.bin";

/// The levels with a timestamp.
pub(super) const LEVELS: [&str; 3] = ["T", "LT", "LTA"];

/// An agency `a`, whose certificate is for signatures and whose key the peers have as `a.pem`; its authorities, with a
/// CRL; and a home that asks nothing of messages made elsewhere.
pub(super) fn scene() -> Option<(World, Pki)> {
    let world = World::new();
    let pki = Pki::new(&world)?;
    pki.agency(&world, "a", 300);
    world.write("pki/signer.ext", "keyUsage = critical, digitalSignature\n");
    pki.openssl("x509 -req -CA ca.crt -CAkey ca.key -sha384 -days 300 -extfile signer.ext -in a.csr -out a.crt");
    world.ok("a", &["key", "import", "a", "--certificate", "pki/a.crt"]);
    world.ok("a", &["tsa", "set", &pki.address]);
    world.ok("a", &["crl", "add", pki.crl()]);
    peer::openssl_ok(&world, "pkey -in a/keys/a/private.pem -passin file:pw -out a.pem");
    world.ok(FOREIGN, &["init", "--agency", FOREIGN, "--install-policy", FOREIGN_POLICY]);
    world.ok(FOREIGN, &["anchor", "add", "ca.crt"]);
    world.write(CONTENT, content(5000));
    world.write(OTHER, [content(4999), vec![7]].concat());
    Some((world, pki))
}

/// A detached and an attached signature of this level: LTA as agencies come by it, by raising one of level LT.
pub(super) fn signatures(world: &World, level: &str) -> (String, String) {
    let (detached, attached) = (format!("{level}.p7s"), format!("{level}.signed.p7m"));
    let first = if level == "LTA" { "LT" } else { level };
    let sign = ["sign", CONTENT, "--label", "C2I2A1", "--passphrase-file", "pw", "--level", first, "--overwrite"];
    world.ok("a", &sign);
    world.ok("a", &[&sign[..], &["--attached", "-o", &attached]].concat());
    if level == "LTA" {
        world.ok("a", &["extend", CONTENT, &attached, "--level", level]);
    }
    world.write(&detached, world.read(&format!("{CONTENT}.p7s")));
    (detached, attached)
}
