//! OpenSSL, as `openssl cms` and `openssl asn1parse`.

mod cover_note;
mod defaults;
mod reads;
mod timestamps;
mod writes;

use super::peer::openssl_ok;
use crate::world::World;

/// How OpenSSL is told to trust the world's authority, whatever its certificates are for.
const TRUST: &str = "-CAfile ca.crt -purpose any";

/// OpenSSL reads the syntax of a message down to its leaves.
fn accepts_syntax(world: &World, message: &str) {
    openssl_ok(world, &format!("asn1parse -inform DER -in {message}"));
    openssl_ok(world, &format!("cms -cmsout -print -noout -inform DER -in {message}"));
}
