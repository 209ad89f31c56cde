//! Which policies apply: those installed in the home, or the built-in baseline.

use std::path::Path;

use fuin_crypto::{CryptoProvider, DigestAlgorithm};
use fuin_policy::{JP_COMMON_STANDARDS, Policies, Policy};

use super::Home;
use crate::error::Error;
use crate::storage;

/// The largest policy file that is read, in octets.
const MAX_POLICY_FILE: u64 = 1024 * 1024;

impl Home {
    /// The policies of this home: the installed ones, the first by name being the baseline; without any, the
    /// built-in baseline.
    ///
    /// # Errors
    /// [`Error::Policy`] when one cannot be used: an installed policy is never passed over.
    pub fn policies(&self, provider: &CryptoProvider) -> Result<Policies, Error> {
        let directory = self.directory("policy");
        let mut policies: Option<Policies> = None;
        for name in storage::list(&directory)?.into_iter().filter(|name| name.ends_with(".toml")) {
            let path = directory.join(name);
            storage::check_regular(&path)?;
            let policy = read_policy(&path, provider)?;
            policies = Some(match policies {
                None => Policies::new(policy),
                Some(earlier) => earlier.with(policy),
            });
        }
        policies.map_or_else(|| built_in(provider), Ok)
    }
}

/// The built-in baseline alone.
///
/// # Errors
/// [`Error::Policy`] when it cannot be used, which the tests rule out.
pub fn built_in(provider: &CryptoProvider) -> Result<Policies, Error> {
    parse(JP_COMMON_STANDARDS, "built in", provider).map(Policies::new)
}

/// Reads a policy file.
///
/// # Errors
/// [`Error::Policy`] when it cannot be used, with every mistake in it.
pub fn read_policy(path: &Path, provider: &CryptoProvider) -> Result<Policy, Error> {
    let bytes = storage::read_limited(path, MAX_POLICY_FILE)?;
    parse(&bytes, &path.display().to_string(), provider)
}

/// Reads and checks a policy that is to be installed; returns its file name and its exact bytes.
pub(super) fn read_for_installation(path: &Path, provider: &CryptoProvider) -> Result<(String, Vec<u8>), Error> {
    let bytes = storage::read_limited(path, MAX_POLICY_FILE)?;
    let policy = parse(&bytes, &path.display().to_string(), provider)?;
    Ok((format!("{}.toml", super::checked_name(policy.id())?), bytes))
}

fn parse(bytes: &[u8], name: &str, provider: &CryptoProvider) -> Result<Policy, Error> {
    let digest = provider.digest(DigestAlgorithm::Sha256)?.digest(bytes);
    let digest = digest.try_into().map_err(|_| fuin_crypto::Error::Failed)?;
    Policy::parse(bytes, digest).map_err(|source| Error::Policy { name: name.to_owned(), source })
}
