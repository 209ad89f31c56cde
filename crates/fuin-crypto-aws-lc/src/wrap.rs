//! AES key wrap without padding (RFC 3394).

use aws_lc_rs::key_wrap::{AES_128, AES_256, AesBlockCipher, AesKek, KeyWrap as _};
use fuin_crypto::provider::KeyWrap;
use fuin_crypto::{ContentEncryptionKey, Error, KeyEncryptionKey, KeyWrapAlgorithm, Secret};
use zeroize::Zeroizing;

pub(crate) const ALL: &[&dyn KeyWrap] =
    &[&AesWrap(KeyWrapAlgorithm::Aes256Wrap, &AES_256), &AesWrap(KeyWrapAlgorithm::Aes128Wrap, &AES_128)];

/// Octets that wrapping adds: the integrity value (RFC 3394, 2.2.3).
const INTEGRITY_VALUE_LEN: usize = 8;

struct AesWrap(KeyWrapAlgorithm, &'static AesBlockCipher);

impl KeyWrap for AesWrap {
    fn algorithm(&self) -> KeyWrapAlgorithm {
        self.0
    }

    fn wrap(&self, kek: &KeyEncryptionKey, cek: &ContentEncryptionKey) -> Result<Vec<u8>, Error> {
        let kek = AesKek::new(self.1, kek.expose()).map_err(|_| Error::Failed)?;
        let mut wrapped = vec![0; cek.len().saturating_add(INTEGRITY_VALUE_LEN)];
        let written = kek.wrap(cek.expose(), &mut wrapped).map_err(|_| Error::Failed)?.len();
        wrapped.truncate(written);
        Ok(wrapped)
    }

    fn unwrap(&self, kek: &KeyEncryptionKey, wrapped: &[u8]) -> Result<ContentEncryptionKey, Error> {
        let kek = AesKek::new(self.1, kek.expose()).map_err(|_| Error::Failed)?;
        let len = wrapped.len().checked_sub(INTEGRITY_VALUE_LEN).ok_or(Error::Failed)?;
        let mut cek = Zeroizing::new(vec![0; len]);
        let written = kek.unwrap(wrapped, &mut cek).map_err(|_| Error::Failed)?.len();
        cek.truncate(written);
        Ok(ContentEncryptionKey::new(Secret::new(std::mem::take(&mut *cek))))
    }
}
