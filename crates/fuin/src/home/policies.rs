//! Which policies apply: the machine's, those installed in the home, or the built-in baseline.

use std::path::{Path, PathBuf};

use fuin_crypto::CryptoProvider;
use fuin_policy::{Policies, Policy};

use super::Home;
use crate::error::Error;
use crate::machine::Machine;
use crate::policy_file::{self, Compared, Document, Judged, Resolved, Shelf, check_all, effective, unique};
use crate::storage;

/// Where installed policies lie.
pub(crate) const POLICIES: &str = "policy";

impl Home {
    /// The policies that judge here: those of the machine and those installed in this home, with what they extend;
    /// without any, the built-in baseline.
    ///
    /// # Errors
    /// [`Error::Policy`] when one cannot be used: an installed policy is never passed over; [`Error::Baselines`],
    /// [`Error::LabelPolicies`] when they do not go together; [`Error::Weaker`] for an overlay that is weaker than what
    /// it extends; [`Error::PolicyAltered`] for one that is not as it was installed.
    pub fn policies(&self, machine: &Machine, provider: &CryptoProvider) -> Result<Policies, Error> {
        let installed = self.installed(machine, provider)?;
        self.check_installed(&installed)?;
        let all: Vec<Resolved> = machine.policies().iter().chain(&installed).cloned().collect();
        check_all(&all, Compared::read(&self.history().join("compared.toml")))?;
        effective(&Judged { machine: machine.policies(), home: &installed }, provider)
    }

    /// The installed policies, with what they extend.
    ///
    /// # Errors
    /// [`Error::Policy`], [`Error::Baselines`].
    pub fn installed(&self, machine: &Machine, provider: &CryptoProvider) -> Result<Vec<Resolved>, Error> {
        let documents = self.documents(provider)?;
        let mut shelf = Shelf::new(self.beside(&documents, machine, provider)?, provider);
        let installed = documents.iter().map(|document| shelf.resolve(document)).collect::<Result<Vec<_>, _>>()?;
        unique(&installed)?;
        Ok(installed)
    }

    /// Every document that a policy may extend here: installed now or before, or the machine's.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn policy_documents(&self, machine: &Machine, provider: &CryptoProvider) -> Result<Vec<Document>, Error> {
        self.beside(&self.documents(provider)?, machine, provider)
    }

    /// The documents of installed policies.
    pub(crate) fn documents(&self, provider: &CryptoProvider) -> Result<Vec<Document>, Error> {
        let directory = self.directory(POLICIES);
        let mut documents = Vec::new();
        for name in storage::list(&directory)?.into_iter().filter(|name| name.ends_with(".toml")) {
            let path = directory.join(name);
            storage::check_regular(&path)?;
            documents.push(Document::read(&path, provider)?);
        }
        Ok(documents)
    }

    /// What the documents of this home may extend: each other, the machine's, and earlier serials.
    pub(crate) fn beside(
        &self,
        documents: &[Document],
        machine: &Machine,
        provider: &CryptoProvider,
    ) -> Result<Vec<Document>, Error> {
        let mut beside: Vec<Document> = documents.iter().chain(machine.documents()).cloned().collect();
        let history = self.history();
        for name in storage::list(&history)?.into_iter().filter(|name| is_document(name)) {
            let path = history.join(name);
            storage::check_regular(&path)?;
            beside.push(Document::read(&path, provider)?);
        }
        Ok(beside)
    }

    /// Where every policy that was ever installed is kept.
    pub(crate) fn history(&self) -> PathBuf {
        self.directory(POLICIES).join("history")
    }
}

/// Whether a name in the history is a document's: `ID-SERIAL.toml`.
fn is_document(name: &str) -> bool {
    let serial = name.strip_suffix(".toml").and_then(|stem| stem.rsplit_once('-')).map(|(_, serial)| serial);
    serial.is_some_and(|serial| serial.parse::<u64>().is_ok())
}

/// The policies that judge where there is no home.
///
/// # Errors
/// As [`Home::policies`].
pub fn policies_without_home(machine: &Machine, provider: &CryptoProvider) -> Result<Policies, Error> {
    check_all(machine.policies(), Compared::nowhere())?;
    effective(&Judged { machine: machine.policies(), home: &[] }, provider)
}

/// The built-in baseline alone.
///
/// # Errors
/// [`Error::Policy`] when it cannot be used, which the tests rule out.
pub fn built_in(provider: &CryptoProvider) -> Result<Policies, Error> {
    policies_without_home(&Machine::none(), provider)
}

/// Reads a policy file; it may extend what fuin ships.
///
/// # Errors
/// [`Error::Policy`] when it cannot be used, with every mistake in it.
pub fn read_policy(path: &Path, provider: &CryptoProvider) -> Result<Policy, Error> {
    policy_file::read(path, Vec::new(), provider).map(|resolved| resolved.policy)
}
