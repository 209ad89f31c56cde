//! The home: where one person's profile, keys, address book, trust anchors, CRLs and OCSP responses are
//! kept.
//!
//! ```text
//! profile.toml               agency
//! policy/*.toml              installed policies; none: the built-in baseline
//! policy/history/            every policy that was ever installed, and the highest serial of each
//! requests.jsonl             what was asked of the policies
//! keys/NAME/                 private.pem (encrypted), certificate.pem, chain.pem, key.toml
//! recipients/NAME/           certificate.pem (its chain after it), recipient.toml
//! anchors/FINGERPRINT.pem    crls/FINGERPRINT.crl    ocsp/FINGERPRINT.ocsp
//! services.toml              timestamp authorities, and which hosts may be asked
//! fetched/                   CRLs, responses and issuers' certificates from the network, while they are fresh
//! ```
//!
//! Directories are the owner's alone (0700), private keys 0600. Whatever is read from here is checked as if it came
//! from a stranger.

mod anchors;
mod keys;
mod policies;
mod recipients;
mod responses;
mod services;

use std::path::{Path, PathBuf};

use fuin_crypto::CryptoProvider;
use fuin_pki::Certificate;
use jiff::Timestamp;

use crate::digest::{hexadecimal, sha256};
use crate::error::Error;
use crate::installation::FirstPolicy;
use crate::pem;
use crate::publisher::{Access, Overwrite, publish_bytes};
use crate::storage;

pub use keys::{KeyEntry, NewKey};
pub use policies::{built_in, policies_without_home, read_policy};
pub use recipients::RecipientEntry;
pub use services::ServiceSettings;

/// The most octets a file of certificates may have.
pub const MAX_CERTIFICATE_FILE: u64 = 1024 * 1024;

/// A person's home directory of fuin.
#[derive(Debug, Clone)]
pub struct Home {
    root: PathBuf,
}

/// What a profile states.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Version of this file's format: 1.
    schema: u32,
    /// The agency's name, for people.
    pub agency: String,
}

impl Home {
    /// Creates a home, with a policy of its own where one is given.
    ///
    /// # Errors
    /// [`Error::NameTaken`] when there is one already.
    pub fn create(root: &Path, agency: &str, first: Option<&FirstPolicy>, now: Timestamp) -> Result<Self, Error> {
        if root.as_os_str().is_empty() {
            return Err(Error::NoHome { path: root.to_owned() });
        }
        let home = Self { root: root.to_owned() };
        let profile = Profile { schema: 1, agency: checked_agency(agency)?.to_owned() };
        let text = toml::to_string(&profile).map_err(|error| Error::file("profile", "the new home", error))?;
        if home.profile_path().symlink_metadata().is_ok() {
            return Err(Error::NameTaken { kind: "home", name: root.display().to_string() });
        }
        storage::create_private_directory(root)?;
        if let Some(first) = first {
            home.install_first(first, now)?;
        }
        // The profile is written last: a home without one does not exist.
        publish_bytes(&home.profile_path(), text.as_bytes(), Overwrite::Refuse, Access::Ordinary)?;
        Ok(home)
    }

    /// Opens an existing home.
    ///
    /// # Errors
    /// [`Error::NoHome`] when there is none; [`Error::File`] when its profile cannot be read.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let home = Self { root: root.to_owned() };
        match home.profile_path().metadata() {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound || root.as_os_str().is_empty() => {
                return Err(Error::NoHome { path: root.to_owned() });
            }
            Err(error) => return Err(Error::io("read", &home.profile_path(), error)),
        }
        home.profile()?;
        Ok(home)
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The profile.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn profile(&self) -> Result<Profile, Error> {
        storage::read_toml(&self.profile_path(), "profile")
    }

    /// Where requests are recorded.
    pub(crate) fn requests(&self) -> PathBuf {
        self.directory("requests.jsonl")
    }

    /// Where what was fetched is kept while it is fresh.
    pub(crate) fn fetched(&self) -> PathBuf {
        self.directory("fetched")
    }

    /// Where installed policies are.
    pub(crate) fn policy_directory(&self) -> PathBuf {
        self.directory(policies::POLICIES)
    }

    fn profile_path(&self) -> PathBuf {
        self.root.join("profile.toml")
    }

    fn directory(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }
}

/// Reads certificates from a file, DER or PEM: the first one is the subject's, the rest its chain.
///
/// # Errors
/// [`Error::File`] or [`Error::Certificate`].
pub fn read_certificates(path: &Path) -> Result<(Certificate, Vec<Certificate>), Error> {
    let content = storage::read_limited(path, MAX_CERTIFICATE_FILE)?;
    let name = path.display().to_string();
    let mut certificates = Vec::new();
    for der in pem::contents(&content, "CERTIFICATE", &name)? {
        let parsed = Certificate::from_der(&der).map_err(|source| Error::Certificate { name: name.clone(), source })?;
        certificates.push(parsed);
    }
    if certificates.is_empty() {
        return Err(Error::file("certificate", name, "it holds none"));
    }
    let first = certificates.remove(0);
    Ok((first, certificates))
}

/// SHA-256 of a certificate, hexadecimal: how people compare one over another channel.
///
/// # Errors
/// [`Error::Crypto`] when the provider lacks SHA-256.
pub fn fingerprint(certificate: &Certificate, provider: &CryptoProvider) -> Result<String, Error> {
    Ok(hexadecimal(&sha256(certificate.der(), provider)?))
}

/// A certificate by its name and what people compare.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CertificateFingerprint {
    /// Its subject.
    pub subject: String,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
}

impl CertificateFingerprint {
    /// That of this certificate.
    ///
    /// # Errors
    /// As [`fingerprint`].
    pub fn of(certificate: &Certificate, provider: &CryptoProvider) -> Result<Self, Error> {
        Ok(Self { subject: certificate.subject().to_string(), sha256: fingerprint(certificate, provider)? })
    }
}

fn encode_certificates<'a>(certificates: impl IntoIterator<Item = &'a Certificate>) -> String {
    certificates.into_iter().map(|certificate| pem::encode("CERTIFICATE", certificate.der()).to_string()).collect()
}

/// Checks a name for a key or recipient: it becomes the name of a directory.
pub(crate) fn checked_name(name: &str) -> Result<&str, Error> {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
    if name.is_empty() || name.len() > 100 || name.starts_with(['.', '-']) || !name.chars().all(allowed) {
        return Err(Error::Name { name: name.to_owned(), purpose: "a name (letters, digits, - _ . @)" });
    }
    Ok(name)
}

fn checked_agency(agency: &str) -> Result<&str, Error> {
    let deceptive = agency.chars().any(fuin_label::restriction::is_deceptive);
    if agency.trim().is_empty() || agency.chars().count() > 200 || deceptive {
        return Err(Error::Name { name: agency.to_owned(), purpose: "an agency's name" });
    }
    Ok(agency)
}
