//! AES-GCM in parts (SP 800-38D, RFC 5084): key lengths, the limit on the content, and no way on after a failure.

use fuin_crypto::provider::{Aead, AeadOpening, AeadSealing, NONCE_LEN, TAG_LEN};
use fuin_crypto::{ContentEncryptionAlgorithm, ContentEncryptionKey, Error};

use crate::evp_gcm::{Decryption, Encryption, Key};

pub(crate) const ALL: &[&dyn Aead] = &[&AesGcm::Aes256, &AesGcm::Aes128];

/// The longest content under one nonce, in octets (SP 800-38D, 5.2.1.1): 2^39 - 256 bits.
const MAX_CONTENT_LEN: u64 = (1 << 36) - 32;

enum AesGcm {
    Aes128,
    Aes256,
}

impl AesGcm {
    fn key<'a>(&self, cek: &'a ContentEncryptionKey) -> Result<Key<'a>, Error> {
        match self {
            Self::Aes128 => cek.expose().try_into().map(Key::Aes128),
            Self::Aes256 => cek.expose().try_into().map(Key::Aes256),
        }
        .map_err(|_| Error::Failed)
    }
}

impl Aead for AesGcm {
    fn algorithm(&self) -> ContentEncryptionAlgorithm {
        match self {
            Self::Aes128 => ContentEncryptionAlgorithm::Aes128Gcm,
            Self::Aes256 => ContentEncryptionAlgorithm::Aes256Gcm,
        }
    }

    fn seal(
        &self,
        key: &ContentEncryptionKey,
        nonce: &[u8; NONCE_LEN],
        additional: &[u8],
    ) -> Result<Box<dyn AeadSealing>, Error> {
        Ok(Box::new(InProgress::new(Encryption::start(&self.key(key)?, nonce, additional)?)))
    }

    fn open(
        &self,
        key: &ContentEncryptionKey,
        nonce: &[u8; NONCE_LEN],
        additional: &[u8],
    ) -> Result<Box<dyn AeadOpening>, Error> {
        Ok(Box::new(InProgress::new(Decryption::start(&self.key(key)?, nonce, additional)?)))
    }
}

/// A content in progress, as long as nothing failed.
struct InProgress<C> {
    /// Gone, and with it the key schedule, after the first failure.
    context: Option<C>,
    /// How many octets may still come.
    remaining: u64,
}

impl<C> InProgress<C> {
    const fn new(context: C) -> Self {
        Self { context: Some(context), remaining: MAX_CONTENT_LEN }
    }

    fn update(&mut self, part: &mut [u8], step: fn(&mut C, &mut [u8]) -> Result<(), Error>) -> Result<(), Error> {
        let mut context = self.context.take().ok_or(Error::Failed)?;
        let len = u64::try_from(part.len()).map_err(|_| Error::Failed)?;
        self.remaining = self.remaining.checked_sub(len).ok_or(Error::Failed)?;
        step(&mut context, part)?;
        self.context = Some(context);
        Ok(())
    }
}

impl AeadSealing for InProgress<Encryption> {
    fn update(&mut self, part: &mut [u8]) -> Result<(), Error> {
        self.update(part, Encryption::update)
    }

    fn finish(self: Box<Self>) -> Result<[u8; TAG_LEN], Error> {
        self.context.ok_or(Error::Failed)?.finish()
    }
}

impl AeadOpening for InProgress<Decryption> {
    fn update_unverified(&mut self, part: &mut [u8]) -> Result<(), Error> {
        self.update(part, Decryption::update)
    }

    fn finish(self: Box<Self>, tag: &[u8; TAG_LEN]) -> Result<(), Error> {
        self.context.ok_or(Error::Failed)?.finish(tag)
    }
}

#[cfg(test)]
mod tests {
    use fuin_crypto::Secret;

    use super::*;

    fn sealing() -> Result<InProgress<Encryption>, Error> {
        let cek = ContentEncryptionKey::new(Secret::new(vec![7; 32]));
        Encryption::start(&AesGcm::Aes256.key(&cek)?, &[0; NONCE_LEN], b"").map(InProgress::new)
    }

    #[test]
    fn the_limit_is_kept_to_the_octet() -> Result<(), Error> {
        let mut sealing = sealing()?;
        sealing.remaining = 20;
        AeadSealing::update(&mut sealing, &mut [0; 20])?;
        AeadSealing::update(&mut sealing, &mut [])?;
        assert_eq!(AeadSealing::update(&mut sealing, &mut [0; 1]), Err(Error::Failed));
        Ok(())
    }

    #[test]
    fn after_a_failure_there_is_no_tag() -> Result<(), Error> {
        let mut sealing = sealing()?;
        sealing.remaining = 3;
        let mut part = *b"plain";
        assert_eq!(AeadSealing::update(&mut sealing, &mut part), Err(Error::Failed));
        assert_eq!(&part, b"plain");
        assert_eq!(AeadSealing::update(&mut sealing, &mut [0; 1]), Err(Error::Failed));
        assert_eq!(Box::new(sealing).finish(), Err(Error::Failed));
        Ok(())
    }

    #[test]
    fn keys_of_another_length_are_refused() {
        for len in [0, 15, 16, 24, 31, 33] {
            let cek = ContentEncryptionKey::new(Secret::new(vec![7; len]));
            assert_eq!(AesGcm::Aes256.seal(&cek, &[0; NONCE_LEN], b"").err(), Some(Error::Failed), "{len}");
            assert_eq!(AesGcm::Aes128.open(&cek, &[0; NONCE_LEN], b"").is_ok(), len == 16, "{len}");
        }
    }
}
