//! Private keys from elsewhere: PKCS#12 (RFC 7292), encrypted and plain PKCS#8.

use fuin_crypto::{PrivateKeyInfo, Secret};
use p12_keystore::{KeyStore, Pkcs12ImportPolicy};

use super::{PassPhrase, file, iterations};
use crate::error::Error;
use crate::pem;

/// The largest key file that is read, in octets.
pub(crate) const MAX_KEY_FILE: u64 = 1024 * 1024;

/// Whether a private key that is not encrypted may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainKeys {
    /// Refuse: it may have been read by others on its way.
    Refused,
    /// The user has said so in the command.
    AcceptedByUser,
}

/// A private key, with the certificates that came along.
pub(crate) struct Imported {
    /// The key.
    pub(crate) key: PrivateKeyInfo,
    /// DER certificates, the key's own first when there are any.
    pub(crate) certificates: Vec<Vec<u8>>,
}

/// Opens a PKCS#12 file that holds exactly one private key.
///
/// # Errors
/// [`Error::File`] when it is none, holds no or several keys, or asks for too many iterations;
/// [`Error::PassPhrase`] when it does not open.
pub(crate) fn pkcs12(content: &[u8], pass_phrase: &PassPhrase, name: &str) -> Result<Imported, Error> {
    let malformed = |problem: &str| Error::file("PKCS#12", name, problem);
    if content.first() != Some(&0x30) {
        return Err(malformed("it is not DER"));
    }
    iterations::check(content, name)?;
    let store = KeyStore::from_pkcs12(content, pass_phrase.expose(), Pkcs12ImportPolicy::Relaxed)
        .map_err(|error| pkcs12_error(&error, name))?;
    let mut chains = store.entries().filter_map(|(_, entry)| match entry {
        p12_keystore::KeyStoreEntry::PrivateKeyChain(chain) => Some(chain),
        _ => None,
    });
    let chain = chains.next().ok_or_else(|| malformed("it holds no private key with a local key id"))?;
    if chains.next().is_some() {
        return Err(malformed("it holds several private keys"));
    }
    Ok(Imported {
        key: PrivateKeyInfo::new(Secret::copy_from(chain.key().as_der())),
        certificates: chain.certs().iter().map(|certificate| certificate.as_der().to_vec()).collect(),
    })
}

fn pkcs12_error(error: &p12_keystore::error::Error, name: &str) -> Error {
    use p12_keystore::error::Error as Reason;
    match error {
        Reason::MacError(_) | Reason::UnpadError | Reason::Pkcs5Error(_) => Error::PassPhrase { name: name.to_owned() },
        other => Error::file("PKCS#12", name, other),
    }
}

/// Reads a PKCS#8 key in PEM or DER: encrypted, or plain where the user has accepted that.
///
/// # Errors
/// [`Error::File`] when it is none, or is plain and that was not accepted; [`Error::PassPhrase`].
pub(crate) fn pkcs8(
    content: &[u8],
    pass_phrase: &PassPhrase,
    plain: PlainKeys,
    name: &str,
) -> Result<PrivateKeyInfo, Error> {
    if content.first() == Some(&0x30) {
        return Err(Error::file("private key", name, "give it as PEM"));
    }
    let blocks = pem::blocks(content, name)?;
    for block in &blocks {
        match (block.label.as_str(), plain) {
            ("ENCRYPTED PRIVATE KEY", _) => return file::decrypt(content, pass_phrase, name),
            ("PRIVATE KEY", PlainKeys::AcceptedByUser) => {
                return Ok(PrivateKeyInfo::new(Secret::copy_from(&block.der)));
            }
            ("PRIVATE KEY", PlainKeys::Refused) => {
                let problem =
                    "the key is not encrypted; if you accept that others may have read it, say --plaintext-key";
                return Err(Error::file("private key", name, problem));
            }
            ("EC PRIVATE KEY" | "RSA PRIVATE KEY", _) => {
                let problem = "it is an old format; convert it: openssl pkcs8 -topk8 -v2 aes256 -in OLD -out NEW";
                return Err(Error::file("private key", name, problem));
            }
            _ => {}
        }
    }
    Err(Error::file("private key", name, "it holds no private key"))
}
