//! What the administrator of a machine settles for everyone who uses it.
//!
//! ```text
//! policy/*.toml          policies that judge beside those of every home
//! anchors/*.pem|*.crt    trust anchors
//! machine.toml           schema = 1, and under [lock] whether a home may have anchors of its own
//! ```
//!
//! Nothing here is passed over: a file that cannot be read, that has another name than these, or that others than the
//! system could have changed is an error.

mod files;

use std::path::{Path, PathBuf};

use fuin_crypto::CryptoProvider;
use fuin_pki::{Certificate, TrustAnchor};

use crate::error::Error;
use crate::home::MAX_CERTIFICATE_FILE;
use crate::pem;
use crate::policy_file::{Document, MAX_POLICY_FILE, Resolved, Shelf, unique};
use files::Directory;

/// The owner of what is the system's.
const SYSTEM: u32 = 0;
/// The largest `machine.toml`, in octets.
const MAX_SETTINGS: u64 = 64 * 1024;

/// The settings of a machine. Without any, everything is left to the home.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    root: PathBuf,
    documents: Vec<Document>,
    policies: Vec<Resolved>,
    anchors: Vec<TrustAnchor>,
    lock: AnchorLock,
}

/// Whose trust anchors count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnchorLock {
    /// The machine's alone.
    Machine,
    /// Those of the home too.
    #[default]
    Add,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    schema: u32,
    #[serde(default)]
    lock: Lock,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Lock {
    anchors: Option<AnchorLock>,
}

impl Machine {
    /// No settings: for what concerns nobody's files, such as a demonstration.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The settings in a directory; none when there is no such directory.
    ///
    /// # Errors
    /// [`Error::Unprotected`] for what others than the system could have changed; [`Error::Io`], [`Error::File`],
    /// [`Error::Certificate`] and [`Error::Policy`] for what cannot be read; [`Error::Baselines`].
    pub fn at(root: &Path, provider: &CryptoProvider) -> Result<Self, Error> {
        Self::owned_by(SYSTEM, root, provider)
    }

    fn owned_by(owner: u32, root: &Path, provider: &CryptoProvider) -> Result<Self, Error> {
        let Some(directory) = Directory::open(root, owner)? else { return Ok(Self::none()) };
        for name in directory.names()? {
            if !["policy", "anchors", "machine.toml"].contains(&name.as_str()) {
                return Err(unexpected(&root.join(name)));
            }
        }
        let mut documents = Vec::new();
        for (path, bytes) in entries(root, "policy", &["toml"], MAX_POLICY_FILE, owner)? {
            documents.push(Document::new(path.display().to_string(), bytes, provider)?);
        }
        let mut shelf = Shelf::new(documents.clone(), provider);
        let policies = documents.iter().map(|document| shelf.resolve(document)).collect::<Result<Vec<_>, _>>()?;
        unique(&policies)?;
        let mut anchors = Vec::new();
        for (path, bytes) in entries(root, "anchors", &["pem", "crt"], MAX_CERTIFICATE_FILE, owner)? {
            anchors.extend(read_anchors(&path, &bytes)?);
        }
        let settings = settings(&directory)?;
        let default = if anchors.is_empty() { AnchorLock::Add } else { AnchorLock::Machine };
        let lock = settings.lock.anchors.unwrap_or(default);
        Ok(Self { root: root.to_owned(), documents, policies, anchors, lock })
    }

    /// The policies that judge on this machine beside those of any home.
    #[must_use]
    pub fn policies(&self) -> &[Resolved] {
        &self.policies
    }

    /// Its documents, which those of a home may extend.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// Its trust anchors.
    #[must_use]
    pub fn anchors(&self) -> &[TrustAnchor] {
        &self.anchors
    }

    /// Whose trust anchors count.
    #[must_use]
    pub const fn lock(&self) -> AnchorLock {
        self.lock
    }

    /// Refuses trust anchors of a home where only the machine's count.
    ///
    /// # Errors
    /// [`Error::AnchorsLocked`].
    pub fn permit_own_anchors(&self) -> Result<(), Error> {
        match self.lock {
            AnchorLock::Add => Ok(()),
            //= spec/policy.md#which-policy-applies
            //# Where the machine's trust anchors alone count, adding one to a home MUST be refused.
            AnchorLock::Machine => Err(Error::AnchorsLocked { path: self.root.join("anchors") }),
        }
    }
}

/// The files of a subdirectory; none when it does not exist.
fn entries(
    root: &Path,
    name: &str,
    endings: &[&str],
    limit: u64,
    owner: u32,
) -> Result<Vec<(PathBuf, Vec<u8>)>, Error> {
    let Some(directory) = Directory::open(&root.join(name), owner)? else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for name in directory.names()? {
        let path = directory.path().join(&name);
        //= spec/policy.md#which-policy-applies
        //# A file of the machine's settings that is none of these, or cannot be used, MUST be an error.
        if !endings.iter().any(|ending| path.extension().is_some_and(|found| found == *ending)) {
            return Err(unexpected(&path));
        }
        let bytes = directory.read(&name, limit)?;
        files.push((path, bytes));
    }
    Ok(files)
}

fn settings(directory: &Directory) -> Result<Settings, Error> {
    const NAME: &str = "machine.toml";
    if !directory.names()?.iter().any(|name| name == NAME) {
        return Ok(Settings::default());
    }
    let bytes = directory.read(NAME, MAX_SETTINGS)?;
    let path = directory.path().join(NAME);
    let malformed = |problem: String| Error::file("machine settings", path.display().to_string(), problem);
    let text = std::str::from_utf8(&bytes).map_err(|_| malformed("not UTF-8".into()))?;
    let settings: Settings = toml::from_str(text).map_err(|error| malformed(error.message().to_owned()))?;
    if settings.schema == 1 {
        return Ok(settings);
    }
    Err(malformed(format!("schema {} is not known", settings.schema)))
}

/// Every certificate of a file: an administrator may keep several authorities in one.
fn read_anchors(path: &Path, bytes: &[u8]) -> Result<Vec<TrustAnchor>, Error> {
    let name = path.display().to_string();
    let mut anchors = Vec::new();
    for der in pem::contents(bytes, "CERTIFICATE", &name)? {
        let parsed = Certificate::from_der(&der);
        let certificate = parsed.map_err(|source| Error::Certificate { name: name.clone(), source })?;
        if !certificate.basic_constraints().is_some_and(|constraints| constraints.ca) {
            return Err(Error::file("trust anchor", name, "its certificate is not a certification authority's"));
        }
        anchors.push(TrustAnchor::from_certificate(certificate));
    }
    if anchors.is_empty() {
        return Err(Error::file("trust anchor", name, "it holds no certificate"));
    }
    Ok(anchors)
}

fn unexpected(path: &Path) -> Error {
    Error::file("machine settings", path.display().to_string(), "nothing of this name belongs here")
}

#[cfg(test)]
mod tests;
