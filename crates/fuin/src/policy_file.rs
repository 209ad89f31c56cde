//! Policy documents that extend each other, and the set of policies that they make.
//!
//! An overlay names the policy that it extends by id and SHA-256. It is looked for among the documents at hand and those
//! that fuin ships; no name leads to a file or to the network.

mod comparison;
mod set;

use std::path::Path;

use fuin_crypto::CryptoProvider;
use fuin_policy::{Policy, SHIPPED};

use crate::digest::sha256;
use crate::error::Error;
use crate::storage;

pub use comparison::check_not_weaker;
pub(crate) use comparison::{Compared, check_all};
pub use set::standing_alone;
pub(crate) use set::{Judged, effective, unique};

/// The largest policy document that is read, in octets.
pub const MAX_POLICY_FILE: u64 = 1024 * 1024;

/// How many documents may extend each other in a row; the policy language has the same limit.
const MAX_DEPTH: usize = 8;

/// A policy document, not read yet.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file it came from, for messages.
    pub name: String,
    /// Its exact octets.
    pub bytes: Vec<u8>,
    /// Their SHA-256.
    pub sha256: [u8; 32],
}

impl Document {
    /// A document of these octets.
    ///
    /// # Errors
    /// [`Error::Crypto`] when the provider lacks SHA-256.
    pub fn new(name: String, bytes: Vec<u8>, provider: &CryptoProvider) -> Result<Self, Error> {
        let sha256 = sha256(&bytes, provider)?;
        Ok(Self { name, bytes, sha256 })
    }

    /// Takes a document from a file, without looking into it.
    ///
    /// # Errors
    /// As [`storage::read_limited`].
    pub fn read(path: &Path, provider: &CryptoProvider) -> Result<Self, Error> {
        Self::new(path.display().to_string(), storage::read_limited(path, MAX_POLICY_FILE)?, provider)
    }
}

/// A policy with everything that it extends.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The file it came from.
    pub name: String,
    /// The policy.
    pub policy: Policy,
    /// What it extends, nearest first; none for a baseline.
    pub bases: Vec<Policy>,
}

impl Resolved {
    /// The baseline below it: itself when it extends nothing.
    #[must_use]
    pub fn baseline(&self) -> &Policy {
        self.bases.last().unwrap_or(&self.policy)
    }

    /// Everything of it that judges: what it extends, the baseline first, and the policy itself.
    pub fn judging(&self) -> impl Iterator<Item = &Policy> {
        self.bases.iter().rev().chain([&self.policy])
    }
}

/// The documents in which bases are looked for, read as they are needed.
pub(crate) struct Shelf<'a> {
    provider: &'a CryptoProvider,
    documents: Vec<Document>,
    shipped: bool,
    read: Vec<Policy>,
}

impl<'a> Shelf<'a> {
    pub(crate) const fn new(documents: Vec<Document>, provider: &'a CryptoProvider) -> Self {
        Self { provider, documents, shipped: false, read: Vec::new() }
    }

    /// Reads a document with everything that it extends.
    ///
    /// # Errors
    /// [`Error::Policy`] naming the document that cannot be used, be it the one asked for or one below it.
    pub(crate) fn resolve(&mut self, document: &Document) -> Result<Resolved, Error> {
        let policy = self.policy(document, 0)?;
        let mut bases: Vec<Policy> = Vec::new();
        let mut above = policy.extends().cloned();
        while let Some(base) = above.as_ref().and_then(|extends| self.known(&extends.sha256)) {
            above = base.extends().cloned();
            bases.push(base.clone());
            // A document cannot contain its own digest, but nothing here depends on that.
            if bases.len() > MAX_DEPTH {
                break;
            }
        }
        Ok(Resolved { name: document.name.clone(), policy, bases })
    }

    fn policy(&mut self, document: &Document, depth: usize) -> Result<Policy, Error> {
        if let Some(known) = self.known(&document.sha256) {
            return Ok(known.clone());
        }
        let base = Policy::extended_by(&document.bytes).and_then(|sha256| self.document(&sha256)).transpose()?;
        if let Some(base) = base.filter(|_| depth < MAX_DEPTH) {
            self.policy(&base, depth.saturating_add(1))?;
        }
        //= spec/policy.md#which-policy-applies
        //# A policy that cannot be used MUST be an error, never passed over.
        let policy = Policy::parse_with(&document.bytes, document.sha256, &self.read)
            .map_err(|source| Error::Policy { name: document.name.clone(), source })?;
        self.read.push(policy.clone());
        Ok(policy)
    }

    fn known(&self, sha256: &[u8; 32]) -> Option<&Policy> {
        self.read.iter().find(|policy| policy.reference().sha256 == *sha256)
    }

    fn document(&mut self, sha256: &[u8; 32]) -> Option<Result<Document, Error>> {
        let found = |documents: &[Document]| documents.iter().find(|document| document.sha256 == *sha256).cloned();
        if let Some(document) = found(&self.documents) {
            return Some(Ok(document));
        }
        if !self.shipped {
            self.shipped = true;
            for (name, bytes) in SHIPPED {
                match Document::new(format!("{name}, built in"), bytes.to_vec(), self.provider) {
                    Ok(document) => self.documents.push(document),
                    Err(error) => return Some(Err(error)),
                }
            }
        }
        found(&self.documents).map(Ok)
    }
}

/// The document of a SHA-256, among these and those that fuin ships. It is not looked into.
///
/// # Errors
/// [`Error::Crypto`] when the provider lacks SHA-256.
pub fn find(sha256: &[u8; 32], among: &[Document], provider: &CryptoProvider) -> Result<Option<Document>, Error> {
    Shelf::new(among.to_vec(), provider).document(sha256).transpose()
}

/// Reads one policy file, with what it extends of `beside` and of what fuin ships.
///
/// # Errors
/// [`Error::Policy`] when it cannot be used, with every mistake in it.
pub fn read(path: &Path, beside: Vec<Document>, provider: &CryptoProvider) -> Result<Resolved, Error> {
    resolve(&Document::read(path, provider)?, beside, provider)
}

/// The same of a document that was read already.
///
/// # Errors
/// As [`read`].
pub fn resolve(document: &Document, beside: Vec<Document>, provider: &CryptoProvider) -> Result<Resolved, Error> {
    Shelf::new(beside, provider).resolve(document)
}
