//! HKDF (RFC 5869).

use aws_lc_rs::hkdf;
use fuin_crypto::provider::Hkdf;
use fuin_crypto::{DigestAlgorithm, Error, Secret};
use zeroize::Zeroizing;

pub(crate) const ALL: &[&dyn Hkdf] = &[
    &HkdfSha2 { digest: DigestAlgorithm::Sha256, implementation: hkdf::HKDF_SHA256 },
    &HkdfSha2 { digest: DigestAlgorithm::Sha384, implementation: hkdf::HKDF_SHA384 },
    &HkdfSha2 { digest: DigestAlgorithm::Sha512, implementation: hkdf::HKDF_SHA512 },
];

struct HkdfSha2 {
    digest: DigestAlgorithm,
    implementation: hkdf::Algorithm,
}

/// Output length in octets, the way aws-lc-rs asks for it.
struct OutputLen(usize);

impl hkdf::KeyType for OutputLen {
    fn len(&self) -> usize {
        self.0
    }
}

impl Hkdf for HkdfSha2 {
    fn digest(&self) -> DigestAlgorithm {
        self.digest
    }

    fn derive(&self, salt: &[u8], input: &[u8], info: &[u8], len: usize) -> Result<Secret, Error> {
        // Checked before the output is allocated (RFC 5869, 2.3).
        if len > self.digest.output_len().saturating_mul(255) {
            return Err(Error::Failed);
        }
        let key = hkdf::Salt::new(self.implementation, salt).extract(input);
        let info = [info];
        let expanded = key.expand(&info, OutputLen(len)).map_err(|_| Error::Failed)?;
        let mut output = Zeroizing::new(vec![0; len]);
        expanded.fill(&mut output).map_err(|_| Error::Failed)?;
        Ok(Secret::new(std::mem::take(&mut *output)))
    }
}
