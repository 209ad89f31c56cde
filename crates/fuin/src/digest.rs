//! SHA-256 and hexadecimal: how certificates, keys, policies and messages are named, in files and to people.

use fuin_crypto::{CryptoProvider, DigestAlgorithm};

use crate::error::Error;

/// SHA-256 (FIPS 180-4) of these octets.
///
/// # Errors
/// [`Error::Crypto`] when the provider lacks it.
pub fn sha256(octets: &[u8], provider: &CryptoProvider) -> Result<[u8; 32], Error> {
    let digest = provider.digest(DigestAlgorithm::Sha256)?.digest(octets);
    Ok(digest.try_into().map_err(|_| fuin_crypto::Error::Failed)?)
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// The octets that [`hexadecimal`] has written; nothing else is taken, so that one value has one text.
pub(crate) fn octets_of(text: &str) -> Option<Vec<u8>> {
    let digits = text.len().is_multiple_of(2) && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let octet = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    if digits { (0..text.len()).step_by(2).map(octet).collect() } else { None }
}

/// The SHA-256 that [`hexadecimal`] has written.
pub(crate) fn sha256_of(text: &str) -> Option<[u8; 32]> {
    octets_of(text)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_has_one_form() {
        assert_eq!(octets_of(&hexadecimal(&[0, 0x9a, 255])), Some(vec![0, 0x9a, 255]));
        assert_eq!(octets_of(""), Some(vec![]));
        for wrong in ["0", "0G", "AB", "é", "0x00", "+1"] {
            assert_eq!(octets_of(wrong), None, "{wrong}");
        }
        assert_eq!(sha256_of(&"ab".repeat(32)), Some([0xab; 32]));
        assert_eq!(sha256_of(&"ab".repeat(31)), None);
    }
}
