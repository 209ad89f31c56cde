//! RSAES-OAEP (RFC 8017, 7.1), with MGF1 over the same digest and an empty label.
//!
//! SHA-1 is offered because others still write it and a policy may have to read it; the baseline policy does not.

use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OAEP_SHA384_MGF1SHA384, OAEP_SHA512_MGF1SHA512, OaepAlgorithm,
    OaepPublicEncryptingKey, PublicEncryptingKey,
};
use fuin_crypto::provider::KeyTransport;
use fuin_crypto::{ContentEncryptionKey, Error, KeyAlgorithm, KeyTransportAlgorithm, PublicKey};

pub(crate) const ALL: &[&dyn KeyTransport] = &[
    &Oaep(KeyTransportAlgorithm::RsaOaepSha256, &OAEP_SHA256_MGF1SHA256),
    &Oaep(KeyTransportAlgorithm::RsaOaepSha384, &OAEP_SHA384_MGF1SHA384),
    &Oaep(KeyTransportAlgorithm::RsaOaepSha512, &OAEP_SHA512_MGF1SHA512),
    &Oaep(KeyTransportAlgorithm::RsaOaepSha1, &OAEP_SHA1_MGF1SHA1),
];

/// What aws-lc-rs calls a transport, for both sides.
pub(crate) fn oaep(algorithm: KeyTransportAlgorithm) -> Option<&'static OaepAlgorithm> {
    match algorithm {
        KeyTransportAlgorithm::RsaOaepSha1 => Some(&OAEP_SHA1_MGF1SHA1),
        KeyTransportAlgorithm::RsaOaepSha256 => Some(&OAEP_SHA256_MGF1SHA256),
        KeyTransportAlgorithm::RsaOaepSha384 => Some(&OAEP_SHA384_MGF1SHA384),
        KeyTransportAlgorithm::RsaOaepSha512 => Some(&OAEP_SHA512_MGF1SHA512),
        _ => None,
    }
}

struct Oaep(KeyTransportAlgorithm, &'static OaepAlgorithm);

impl KeyTransport for Oaep {
    fn algorithm(&self) -> KeyTransportAlgorithm {
        self.0
    }

    fn encrypt(&self, recipient: &PublicKey, cek: &ContentEncryptionKey) -> Result<Vec<u8>, Error> {
        if !matches!(recipient.algorithm(), KeyAlgorithm::Rsa { .. }) {
            return Err(Error::Failed);
        }
        let key = PublicEncryptingKey::from_der(recipient.spki()).map_err(|_| Error::Failed)?;
        let key = OaepPublicEncryptingKey::new(key).map_err(|_| Error::Failed)?;
        let mut ciphertext = vec![0; key.ciphertext_size()];
        let written = key.encrypt(self.1, cek.expose(), &mut ciphertext, None).map_err(|_| Error::Failed)?.len();
        ciphertext.truncate(written);
        Ok(ciphertext)
    }
}
