//! The key store of a home.

use std::path::{Path, PathBuf};

use fuin_crypto::{CryptoProvider, KeyAlgorithm, PrivateKey, PublicKey};
use fuin_pki::Certificate;

use super::{Home, MAX_CERTIFICATE_FILE, checked_name, encode_certificates, read_certificates};
use crate::error::Error;
use crate::key::import::{self, Imported, MAX_KEY_FILE, PlainKeys};
use crate::key::{KeyUse, PassPhrase, file};
use crate::publisher::{Access, Overwrite, publish_bytes};
use crate::{pem, storage};

/// A key of the home, locked.
#[derive(Debug, Clone)]
pub struct KeyEntry {
    /// The key's name.
    pub name: String,
    /// What it may be used for.
    pub usage: KeyUse,
    /// What kind of key it is.
    pub algorithm: KeyAlgorithm,
    /// Its certificate, once imported.
    pub certificate: Option<Certificate>,
    /// Certificates of the path below the anchor.
    pub chain: Vec<Certificate>,
    public_key: PublicKey,
    private: PathBuf,
}

/// Where a new key comes from.
pub enum NewKey<'a> {
    /// Generated here.
    Generate(KeyAlgorithm),
    /// The content of a PKCS#12 file, under the same pass phrase.
    Pkcs12(&'a [u8]),
    /// The content of a PEM file, PKCS#8.
    Pem(&'a [u8], PlainKeys),
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    schema: u32,
    r#use: KeyUse,
}

impl Home {
    /// Adds a private key, encrypted under `pass_phrase`, with the certificates that came along.
    ///
    /// # Errors
    /// [`Error::NameTaken`]; [`Error::PassPhrase`], [`Error::File`] for what cannot be imported;
    /// [`Error::Crypto`] for a kind of key the provider does not offer; [`Error::Usage`] for a use that its kind has not.
    pub fn add_key(
        &self,
        name: &str,
        source: NewKey<'_>,
        usage: KeyUse,
        pass_phrase: &PassPhrase,
        provider: &CryptoProvider,
    ) -> Result<KeyEntry, Error> {
        let directory = self.directory("keys").join(checked_name(name)?);
        let private = directory.join("private.pem");
        if private.symlink_metadata().is_ok() {
            return Err(Error::NameTaken { kind: "key", name: name.to_owned() });
        }
        if pass_phrase.is_empty() {
            return Err(Error::file("pass phrase", name, "it is empty"));
        }
        let imported = match source {
            NewKey::Generate(algorithm) => {
                Imported { key: provider.key_loader.generate(algorithm)?, certificates: Vec::new() }
            }
            NewKey::Pkcs12(content) => import::pkcs12(content, pass_phrase, name)?,
            NewKey::Pem(content, plain) => {
                Imported { key: import::pkcs8(content, pass_phrase, plain, name)?, certificates: Vec::new() }
            }
        };
        let loaded = provider.key_loader.load(&imported.key)?;
        let kind = loaded.public_key.algorithm();
        let cannot = || Error::usage("usage-key-use", &[("kind", &kind.name()), ("use", &usage)]);
        let usage = usage.of_kind(kind).ok_or_else(cannot)?;
        let mut certificates = Vec::new();
        for der in &imported.certificates {
            let parsed = Certificate::from_der(der);
            certificates.push(parsed.map_err(|source| Error::Certificate { name: name.to_owned(), source })?);
        }
        let file = toml::to_string(&KeyFile { schema: 1, r#use: usage });
        let file = file.map_err(|error| Error::file("key", name, error))?;
        let encrypted = file::encrypt(provider, &imported.key, pass_phrase)?;
        storage::create_private_directory(&directory)?;
        let public = pem::encode("PUBLIC KEY", loaded.public_key.spki());
        publish_bytes(&directory.join("public.pem"), public.as_bytes(), Overwrite::Replace, Access::Ordinary)?;
        publish_bytes(&directory.join("key.toml"), file.as_bytes(), Overwrite::Replace, Access::Ordinary)?;
        publish_bytes(&private, encrypted.as_bytes(), Overwrite::Refuse, Access::Private)?;
        if !certificates.is_empty() {
            let own = certificates.remove(0);
            // A chain may end in its root, which is for the trust anchors to say.
            certificates.retain(|certificate| certificate.subject() != certificate.issuer());
            self.set_certificate(name, &own, &certificates)?;
        }
        self.key(name)
    }

    /// Gives a key its certificate and the path below the anchor.
    ///
    /// # Errors
    /// [`Error::OtherKey`] when the certificate is for another key.
    pub fn set_certificate(&self, name: &str, certificate: &Certificate, chain: &[Certificate]) -> Result<(), Error> {
        let entry = self.key(name)?;
        let matches = certificate.public_key().is_ok_and(|key| *key == entry.public_key);
        if !matches {
            return Err(Error::OtherKey { name: name.to_owned() });
        }
        let directory = self.directory("keys").join(name);
        let chain = encode_certificates(chain);
        publish_bytes(&directory.join("chain.pem"), chain.as_bytes(), Overwrite::Replace, Access::Ordinary)?;
        let text = encode_certificates([certificate]);
        publish_bytes(&directory.join("certificate.pem"), text.as_bytes(), Overwrite::Replace, Access::Ordinary)
    }

    /// The key of this name.
    ///
    /// # Errors
    /// [`Error::Unknown`]; [`Error::File`] when its files cannot be read.
    pub fn key(&self, name: &str) -> Result<KeyEntry, Error> {
        let unknown = || Error::Unknown { kind: "key", name: name.to_owned() };
        let directory = self.directory("keys").join(checked_name(name).map_err(|_| unknown())?);
        let private = directory.join("private.pem");
        if !private.is_file() {
            return Err(unknown());
        }
        let KeyFile { r#use: usage, .. } = storage::read_toml(&directory.join("key.toml"), "key")?;
        let public_key = read_public_key(&directory.join("public.pem"))?;
        let certificate = directory.join("certificate.pem");
        let certificate = if certificate.exists() {
            storage::check_regular(&certificate)?;
            Some(read_certificates(&certificate)?.0)
        } else {
            None
        };
        if certificate.as_ref().is_some_and(|found| !found.public_key().is_ok_and(|key| *key == public_key)) {
            return Err(Error::OtherKey { name: name.to_owned() });
        }
        let chain = read_chain(&directory.join("chain.pem"))?;
        let algorithm = public_key.algorithm();
        Ok(KeyEntry { name: name.to_owned(), usage, algorithm, certificate, chain, public_key, private })
    }

    /// All keys, by name.
    ///
    /// # Errors
    /// [`Error::File`] when one cannot be read.
    pub fn keys(&self) -> Result<Vec<KeyEntry>, Error> {
        let names = storage::list(&self.directory("keys"))?;
        // A directory without a private key is what an interrupted creation left; it can be created again.
        let whole = |name: &String| self.directory("keys").join(name).join("private.pem").is_file();
        names.iter().filter(|name| whole(name)).map(|name| self.key(name)).collect()
    }

    /// The key to sign with: the named one, or the only one that has a certificate and may sign.
    ///
    /// # Errors
    /// [`Error::Unknown`]; [`Error::Usage`] when there is no or more than one such key.
    pub fn signing_key(&self, name: Option<&str>) -> Result<KeyEntry, Error> {
        if let Some(name) = name {
            let entry = self.key(name)?;
            if !entry.usage.signs() {
                return Err(Error::usage("usage-decryption-only", &[("key", &name)]));
            }
            return Ok(entry);
        }
        let mut usable: Vec<_> =
            self.keys()?.into_iter().filter(|entry| entry.usage.signs() && entry.certificate.is_some()).collect();
        match (usable.pop(), usable.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(last), false) => {
                let names: Vec<_> =
                    usable.iter().map(|entry| entry.name.as_str()).chain([last.name.as_str()]).collect();
                Err(Error::usage("usage-several-keys", &[("keys", &names.join(", "))]))
            }
            (None, _) => Err(Error::NoSigningKey),
        }
    }
}

impl KeyEntry {
    /// The public half.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// Opens the private key.
    ///
    /// # Errors
    /// [`Error::PassPhrase`], [`Error::File`], or [`Error::OtherKey`] when the file holds another key than it should.
    pub fn unlock(&self, pass_phrase: &PassPhrase, provider: &CryptoProvider) -> Result<PrivateKey, Error> {
        let content = storage::read_secret(&self.private, MAX_KEY_FILE)?;
        let info = file::decrypt(&content, pass_phrase, &self.name)?;
        let key = provider.key_loader.load(&info)?;
        if key.public_key != self.public_key {
            return Err(Error::OtherKey { name: self.name.clone() });
        }
        Ok(key)
    }
}

fn read_public_key(path: &Path) -> Result<PublicKey, Error> {
    storage::check_regular(path)?;
    let name = path.display().to_string();
    let content = storage::read_limited(path, MAX_CERTIFICATE_FILE)?;
    let der = pem::contents(&content, "PUBLIC KEY", &name)?.into_iter().next().unwrap_or_default();
    PublicKey::from_spki(&der).map_err(|error| Error::file("public key", name, error))
}

fn read_chain(path: &Path) -> Result<Vec<Certificate>, Error> {
    let empty = !path.metadata().is_ok_and(|metadata| metadata.len() > 0);
    if empty {
        return Ok(Vec::new());
    }
    let (first, rest) = read_certificates(path)?;
    Ok(std::iter::once(first).chain(rest).collect())
}
