//! The shipped policies, loaded under the digests of their exact bytes.
#![allow(dead_code, reason = "each suite uses its own part")]

use fuin_crypto::DigestAlgorithm;
use fuin_policy::{JP_COMMON_STANDARDS, Policy};

pub(crate) const MINISTRY: &[u8] = include_bytes!("../../../../policies/jp-ministry-example.toml");
pub(crate) const CNSA: &[u8] = include_bytes!("../../../../policies/us-cnsa-2.0.toml");
pub(crate) const NIST: &[u8] = include_bytes!("../../../../policies/nist-transition.toml");
pub(crate) const ETSI: &[u8] = include_bytes!("../../../../policies/eu-etsi-119-312.toml");

/// Every shipped policy: its file name without the ending, and its bytes.
pub(crate) const ALL: [(&str, &[u8]); 5] = [
    ("jp-common-standards", JP_COMMON_STANDARDS),
    ("jp-ministry-example", MINISTRY),
    ("us-cnsa-2.0", CNSA),
    ("nist-transition", NIST),
    ("eu-etsi-119-312", ETSI),
];

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let digest = fuin_crypto_aws_lc::provider().digest(DigestAlgorithm::Sha256).unwrap().digest(bytes);
    digest.try_into().unwrap()
}

fn load(bytes: &[u8], bases: &[Policy]) -> Policy {
    Policy::parse_with(bytes, sha256(bytes), bases).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn jp_common_standards() -> Policy {
    load(JP_COMMON_STANDARDS, &[])
}

pub(crate) fn jp_ministry_example() -> Policy {
    load(MINISTRY, &[jp_common_standards()])
}

pub(crate) fn us_cnsa_2_0() -> Policy {
    load(CNSA, &[])
}

pub(crate) fn nist_transition() -> Policy {
    load(NIST, &[])
}

pub(crate) fn eu_etsi_119_312() -> Policy {
    load(ETSI, &[])
}
