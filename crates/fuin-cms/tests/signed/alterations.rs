//! Every cut and every flipped bit of a small message is refused, and none makes anything panic.

use fuin_cms::Error;
use fuin_cms::signed::{SignerRequest, sign_detached};
use fuin_crypto::{PublicKey, SignatureAlgorithm};

use crate::support::*;

const CONTENT: &[u8] = b"letter";

fn accept_attached(message: &[u8], key: &PublicKey) -> Result<(), Error> {
    let (signed, _) = read(message)?;
    verify(&signed, &[key]).map(drop)
}

fn accept_detached(message: &[u8], key: &PublicKey) -> Result<(), Error> {
    verify(&read_detached(message, CONTENT)?, &[key]).map(drop)
}

fn nothing_else_is_accepted(message: &[u8], accept: impl Fn(&[u8]) -> Result<(), Error>) {
    accept(message).unwrap();
    for cut in 0..message.len() {
        let error = accept(&message[..cut]).unwrap_err();
        assert!(matches!(error, Error::Malformed { .. } | Error::DetachedContent), "cut at {cut}: {error}");
    }
    let mut altered = message.to_vec();
    for at in 0..message.len() {
        for bit in 0..8 {
            altered[at] ^= 1 << bit;
            if accept(&altered).is_ok() {
                panic!("bit {bit} of octet {at} flipped, and still accepted");
            }
            altered[at] ^= 1 << bit;
        }
    }
    altered.push(0);
    assert!(accept(&altered).is_err());
}

#[test]
fn of_an_attached_message() {
    let key = public_key("p256");
    let message = sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, CONTENT);
    nothing_else_is_accepted(&message, |message| accept_attached(message, &key));
}

#[test]
fn of_a_detached_message() {
    let key = public_key("p256");
    let sign = |request: &SignerRequest<'_>| sign_detached(&provider(), &mut &CONTENT[..], request);
    let message = with_request("p256", SignatureAlgorithm::EcdsaP256Sha256, sign).unwrap();
    nothing_else_is_accepted(&message, |message| accept_detached(message, &key));
}
