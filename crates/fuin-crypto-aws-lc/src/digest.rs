//! SHA-2 (FIPS 180-4).

use aws_lc_rs::digest;
use fuin_crypto::DigestAlgorithm;
use fuin_crypto::provider::{Digest, DigestContext};

pub(crate) const ALL: &[&dyn Digest] = &[
    &Sha2 { algorithm: DigestAlgorithm::Sha256, implementation: &digest::SHA256 },
    &Sha2 { algorithm: DigestAlgorithm::Sha384, implementation: &digest::SHA384 },
    &Sha2 { algorithm: DigestAlgorithm::Sha512, implementation: &digest::SHA512 },
];

struct Sha2 {
    algorithm: DigestAlgorithm,
    implementation: &'static digest::Algorithm,
}

impl Digest for Sha2 {
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
