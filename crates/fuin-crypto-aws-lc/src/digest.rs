//! SHA-2 (FIPS 180-4); SHA-1 for OCSP's identifiers (RFC 5019, 2.1.1) and nothing else.

use aws_lc_rs::digest;
use fuin_crypto::DigestAlgorithm;
use fuin_crypto::provider::{Digest, DigestContext, IdentificationDigest};

pub(crate) const ALL: &[&dyn Digest] = &[
    &Sha { algorithm: DigestAlgorithm::Sha256, implementation: &digest::SHA256 },
    &Sha { algorithm: DigestAlgorithm::Sha384, implementation: &digest::SHA384 },
    &Sha { algorithm: DigestAlgorithm::Sha512, implementation: &digest::SHA512 },
];

pub(crate) const IDENTIFICATION: &[IdentificationDigest] = &[IdentificationDigest::new(&Sha {
    algorithm: DigestAlgorithm::Sha1,
    implementation: &digest::SHA1_FOR_LEGACY_USE_ONLY,
})];

/// One of the Secure Hash Standard.
struct Sha {
    algorithm: DigestAlgorithm,
    implementation: &'static digest::Algorithm,
}

impl Digest for Sha {
    fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    fn start(&self) -> Box<dyn DigestContext> {
        Box::new(Context(digest::Context::new(self.implementation)))
    }

    fn digest(&self, data: &[u8]) -> Vec<u8> {
        digest::digest(self.implementation, data).as_ref().to_vec()
    }
}

struct Context(digest::Context);

impl DigestContext for Context {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.0.finish().as_ref().to_vec()
    }
}
