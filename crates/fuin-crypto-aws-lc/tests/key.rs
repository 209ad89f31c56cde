//! Private keys: those of OpenSSL, new ones, and hostile ones.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use fuin_crypto::{DigestAlgorithm, Error, KeyAlgorithm, PrivateKey, PrivateKeyInfo, Secret, SignatureAlgorithm};
use fuin_crypto_aws_lc::provider;

const EC_P256: &[u8] = include_bytes!("data/ec-p256.der");
const EC_P384: &[u8] = include_bytes!("data/ec-p384.der");
const RSA_3072: &[u8] = include_bytes!("data/rsa-3072.der");

fn load(pkcs8: &[u8]) -> Result<PrivateKey, Error> {
    provider().key_loader.load(&PrivateKeyInfo::new(Secret::copy_from(pkcs8)))
}

fn refusal(pkcs8: &[u8]) -> String {
    load(pkcs8).err().unwrap().to_string()
}

#[test]
fn keys_of_openssl_load_with_their_public_half() {
    for (pkcs8, spki, kind) in [
        (EC_P256, &include_bytes!("data/ec-p256.spki.der")[..], KeyAlgorithm::EcP256),
        (
            include_bytes!("data/ec-p256-without-point.der"),
            include_bytes!("data/ec-p256.spki.der"),
            KeyAlgorithm::EcP256,
        ),
        (EC_P384, include_bytes!("data/ec-p384.spki.der"), KeyAlgorithm::EcP384),
        (RSA_3072, include_bytes!("data/rsa-3072.spki.der"), KeyAlgorithm::Rsa { bits: 3072 }),
    ] {
        let key = load(pkcs8).unwrap();
        assert_eq!(key.public_key.spki(), spki);
        assert_eq!(key.public_key.algorithm(), kind);
        assert_eq!(key.signing.unwrap().public_key(), &key.public_key);
        assert_eq!(key.decryption.unwrap().public_key(), &key.public_key);
    }
}

#[test]
fn signatures_of_openssl_verify() {
    for (pkcs8, algorithm, signature) in [
        (EC_P256, SignatureAlgorithm::EcdsaP256Sha256, &include_bytes!("data/ec-p256.sig")[..]),
        (EC_P384, SignatureAlgorithm::EcdsaP384Sha384, include_bytes!("data/ec-p384.sig")),
        (RSA_3072, SignatureAlgorithm::RsaPssSha256, include_bytes!("data/rsa-3072.pss.sig")),
    ] {
        let key = load(pkcs8).unwrap().public_key;
        let scheme = provider().signature_scheme(algorithm).unwrap();
        assert_eq!(scheme.verify(&key, b"signed by openssl", signature), Ok(()));
        assert_eq!(scheme.verify(&key, b"signed by OpenSSL", signature), Err(Error::Failed));
    }
}

fn assert_signs(key: &PrivateKey, expected: &[SignatureAlgorithm]) {
    let signing = key.signing.as_ref().unwrap();
    assert_eq!(signing.algorithms(), expected);
    for algorithm in provider().signature_schemes.iter().map(|scheme| scheme.algorithm()) {
        let signed = signing.sign(algorithm, b"message");
        if !expected.contains(&algorithm) {
            assert!(matches!(signed, Err(Error::Unsupported { .. })), "{algorithm:?}");
            continue;
        }
        let mut signature = signed.unwrap();
        let scheme = provider().signature_scheme(algorithm).unwrap();
        assert_eq!(scheme.verify(&key.public_key, b"message", &signature), Ok(()), "{algorithm:?}");
        assert_eq!(scheme.verify(&key.public_key, b"massage", &signature), Err(Error::Failed), "{algorithm:?}");
        *signature.last_mut().unwrap() ^= 1;
        assert_eq!(scheme.verify(&key.public_key, b"message", &signature), Err(Error::Failed), "{algorithm:?}");
        assert_eq!(scheme.verify(&key.public_key, b"message", b""), Err(Error::Failed), "{algorithm:?}");
    }
}

#[test]
fn new_keys_load_and_sign() {
    use SignatureAlgorithm::{
        EcdsaP256Sha256, EcdsaP384Sha384, RsaPkcs1Sha256, RsaPssSha256, RsaPssSha384, RsaPssSha512,
    };
    let rsa = [RsaPssSha256, RsaPssSha384, RsaPssSha512, RsaPkcs1Sha256];
    for (kind, schemes) in [
        (KeyAlgorithm::EcP256, &[EcdsaP256Sha256][..]),
        (KeyAlgorithm::EcP384, &[EcdsaP384Sha384]),
        (KeyAlgorithm::Rsa { bits: 3072 }, &rsa),
        (KeyAlgorithm::Rsa { bits: 4096 }, &rsa),
    ] {
        let pkcs8 = provider().key_loader.generate(kind).unwrap();
        let key = load(pkcs8.expose()).unwrap();
        assert_eq!(key.public_key.algorithm(), kind);
        assert_signs(&key, schemes);
        let other = provider().key_loader.generate(KeyAlgorithm::EcP256).unwrap();
        assert_ne!(other.expose(), pkcs8.expose());
    }
}

#[test]
fn kinds_not_offered_are_named() {
    let loader = provider().key_loader;
    for kind in [KeyAlgorithm::EcP521, KeyAlgorithm::Rsa { bits: 1024 }, KeyAlgorithm::Rsa { bits: 2048 }] {
        assert!(matches!(loader.generate(kind), Err(Error::Unsupported { .. })), "{kind:?}");
    }
    assert_eq!(refusal(include_bytes!("data/ec-p521.der")), "aws-lc-rs does not implement ecdsa-p521");
    assert_eq!(refusal(include_bytes!("data/rsa-1024.der")), "aws-lc-rs does not implement rsa-1024");
    assert_eq!(
        refusal(include_bytes!("data/rsa-pss-2048.der")),
        "aws-lc-rs does not implement RSA keys restricted to PSS"
    );
    assert_eq!(
        refusal(include_bytes!("data/ec-p256-explicit.der")),
        "aws-lc-rs does not implement elliptic curves given by parameters"
    );
}

/// The inside of an outer SEQUENCE of less than 128 octets.
fn inside(pkcs8: &[u8]) -> &[u8] {
    assert_eq!(usize::from(pkcs8[1]), pkcs8.len() - 2);
    &pkcs8[2..]
}

fn sequence(content: &[u8]) -> Vec<u8> {
    let len = u8::try_from(content.len()).unwrap();
    let header = if len < 128 { vec![0x30, len] } else { vec![0x30, 0x81, len] };
    [&header, content].concat()
}

/// The same key as OneAsymmetricKey version 2, with attributes and a public key.
fn version_2(version: u8, point: &[u8], attributes: &[u8]) -> Vec<u8> {
    let mut content = inside(include_bytes!("data/ec-p256-without-point.der")).to_vec();
    content[2] = version;
    content.extend_from_slice(attributes);
    content.extend_from_slice(&[0x81, 66, 0]);
    content.extend_from_slice(point);
    sequence(&content)
}

#[test]
fn version_2_loads_when_its_public_key_is_right() {
    let expected = load(EC_P256).unwrap().public_key;
    let attributes = hex::decode("a00d300b0603550403310403020780").unwrap();
    assert_eq!(load(&version_2(1, expected.key(), &[])).unwrap().public_key, expected);
    assert_eq!(load(&version_2(1, expected.key(), &attributes)).unwrap().public_key, expected);

    let other = load(provider().key_loader.generate(KeyAlgorithm::EcP256).unwrap().expose()).unwrap().public_key;
    for wrong in [version_2(1, other.key(), &[]), version_2(0, expected.key(), &[]), version_2(2, expected.key(), &[])]
    {
        assert_eq!(refusal(&wrong), "malformed PrivateKeyInfo");
    }
}

#[test]
fn an_embedded_point_must_belong_to_the_scalar() {
    let mut altered = EC_P256.to_vec();
    let other = load(provider().key_loader.generate(KeyAlgorithm::EcP256).unwrap().expose()).unwrap().public_key;
    let start = altered.len() - 65;
    assert_eq!(&altered[start..], load(EC_P256).unwrap().public_key.key());
    altered[start..].copy_from_slice(other.key());
    assert_eq!(refusal(&altered), "malformed PrivateKeyInfo");
}

#[test]
fn a_scalar_out_of_range_is_refused() {
    let key = include_bytes!("data/ec-p256-without-point.der");
    for scalar in [[0; 32], [0xff; 32]] {
        let mut altered = key.to_vec();
        let start = altered.len() - 32;
        altered[start..].copy_from_slice(&scalar);
        assert_eq!(refusal(&altered), "malformed PrivateKeyInfo");
    }
}

#[test]
fn an_inconsistent_rsa_key_is_refused() {
    // The last octets are the CRT coefficient; octets further in belong to primes and exponents.
    for back in [1, 200, 500, 800, 1000, 1300] {
        let mut altered = RSA_3072.to_vec();
        let at = altered.len() - back;
        altered[at] ^= 4;
        assert_eq!(refusal(&altered), "malformed PrivateKeyInfo", "{back} octets from the end");
    }
}

#[test]
fn garbage_is_refused_without_panic() {
    for garbage in [&b""[..], b"\x30", b"\x30\x00", b"\x30\x80\x00\x00", &[0xff; 200], b"-----BEGIN PRIVATE KEY-----"] {
        assert_eq!(refusal(garbage), "malformed PrivateKeyInfo");
    }
    for key in [EC_P256, EC_P384, RSA_3072] {
        for len in 0..key.len() {
            assert_eq!(refusal(&key[..len]), "malformed PrivateKeyInfo", "cut at {len}");
        }
        assert_eq!(refusal(&[key, &[0]].concat()), "malformed PrivateKeyInfo");
    }
    for key in [EC_P256, EC_P384, RSA_3072] {
        for at in 0..key.len() {
            let mut altered = key.to_vec();
            altered[at] ^= 0x10;
            // Any answer but a panic; what loads must still be a key that works.
            if let Ok(loaded) = load(&altered) {
                let signing = loaded.signing.unwrap();
                let signature = signing.sign(signing.algorithms()[0], b"message").unwrap();
                let scheme = provider().signature_scheme(signing.algorithms()[0]).unwrap();
                assert_eq!(scheme.verify(&loaded.public_key, b"message", &signature), Ok(()), "octet {at}");
            }
        }
    }
}

#[test]
fn what_is_lacking_is_named_with_the_provider() {
    let lacking = provider().digest(DigestAlgorithm::Sha224).err().unwrap();
    assert_eq!(lacking.to_string(), "aws-lc-rs does not implement sha-224");
}
