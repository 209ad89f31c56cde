//! The shipped policies, loaded under the digests of their exact bytes.
#![allow(dead_code, reason = "each suite uses its own part")]

use fuin_crypto::DigestAlgorithm;
use fuin_policy::{Policy, SHIPPED};

/// The document of a shipped policy.
pub(crate) fn document(id: &str) -> &'static [u8] {
    SHIPPED.iter().find(|(known, _)| *known == id).unwrap_or_else(|| panic!("{id} is not shipped")).1
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let digest = fuin_crypto_aws_lc::provider().digest(DigestAlgorithm::Sha256).unwrap().digest(bytes);
    digest.try_into().unwrap()
}

/// A shipped policy on top of those that are shipped before it.
pub(crate) fn policy(id: &str) -> Policy {
    let all = all();
    all.into_iter().find(|policy| policy.id() == id).unwrap_or_else(|| panic!("{id} is not shipped"))
}

pub(crate) fn all() -> Vec<Policy> {
    let mut loaded = Vec::new();
    for (id, bytes) in SHIPPED {
        let policy = Policy::parse_with(bytes, sha256(bytes), &loaded).unwrap_or_else(|error| panic!("{id}: {error}"));
        loaded.push(policy);
    }
    loaded
}
