//! Ed25519 keys (RFC 8032, RFC 8410): signing, and which public keys are none.

use std::sync::Arc;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use fuin_crypto::{Error, PrivateKey, PublicKey, SignatureAlgorithm, SigningKey};

use super::MALFORMED;
use super::pkcs8::Seed;
use crate::unsupported;

pub(super) fn load(seed: &Seed) -> Result<PrivateKey, Error> {
    // "Unchecked" is the public half, which is derived here and compared by the caller where one came along.
    let pair = Ed25519KeyPair::from_seed_unchecked(&**seed).map_err(|_| MALFORMED)?;
    let spki = pair.public_key().as_der().map_err(|_| MALFORMED)?;
    let public_key = PublicKey::from_spki(spki.as_ref())?;
    let key = Arc::new(Ed25519Key { pair, public_key: public_key.clone() });
    Ok(PrivateKey { signing: Some(key), decryption: None, public_key })
}

struct Ed25519Key {
    pair: Ed25519KeyPair,
    public_key: PublicKey,
}

impl SigningKey for Ed25519Key {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn algorithms(&self) -> &[SignatureAlgorithm] {
        &[SignatureAlgorithm::Ed25519]
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        if algorithm != SignatureAlgorithm::Ed25519 {
            return Err(unsupported(format!("signing by {} with {}", algorithm.name(), algorithm.digest())));
        }
        Ok(self.pair.try_sign(message).map_err(|_| Error::Failed)?.as_ref().to_vec())
    }
}

/// Whether a public key is one of the points of order 1, 2, 4 or 8 in any encoding, the sign bit aside.
///
/// RFC 8032 lets them be, and under them a signature says nothing: the one of a point of order 1 fits every message.
pub(crate) fn has_small_order(public_key: &[u8]) -> bool {
    let Ok(mut y) = <[u8; 32]>::try_from(public_key) else { return false };
    y[31] &= 0x7f;
    SMALL_ORDER.contains(&y)
}

/// The coordinates y of the points of small order, little-endian, with the encodings that are not reduced modulo
/// p = 2^255 - 19 and still decode.
const SMALL_ORDER: [[u8; 32]; 7] = [
    // 0, of order 4; 1, of order 1; p - 1, of order 2; p, which is 0; p + 1, which is 1.
    ends(0x00, 0x00, 0x00),
    ends(0x01, 0x00, 0x00),
    ends(0xec, 0xff, 0x7f),
    ends(0xed, 0xff, 0x7f),
    ends(0xee, 0xff, 0x7f),
    // The two of order 8.
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
];

/// 32 octets: the first, thirty alike, the last.
const fn ends(first: u8, between: u8, last: u8) -> [u8; 32] {
    let mut octets = [between; 32];
    octets[0] = first;
    octets[31] = last;
    octets
}
