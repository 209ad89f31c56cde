//! Whether an overlay is at least as strict as what it extends, asked once for each pair of documents.
//!
//! The set of policies refuses whatever one of them refuses, so a weaker overlay loosens nothing. It is not used all the
//! same: whoever wrote it believes that something is permitted which is not.

use std::path::{Path, PathBuf};

use fuin_policy::Policy;
use fuin_policy::compare::compare;

use super::Resolved;
use crate::digest::hexadecimal;
use crate::error::Error;
use crate::publisher::{Access, Overwrite, publish_bytes};
use crate::storage;

/// Refuses a policy that is weaker than another.
///
/// # Errors
/// [`Error::Weaker`] with every finding.
pub fn check_not_weaker(policy: &Policy, base: &Policy, name: &str) -> Result<(), Error> {
    let comparison = compare(policy, base);
    if !comparison.is_weaker() {
        return Ok(());
    }
    Err(Error::Weaker { name: name.to_owned(), comparison: Box::new(comparison) })
}

/// Which pairs have been compared, kept in a file: comparing costs more than deciding.
pub(crate) struct Compared {
    path: Option<PathBuf>,
    pairs: Vec<Pair>,
    changed: bool,
}

/// An overlay that is at least as strict as a base, each by its SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    overlay: String,
    base: String,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    /// The version that compared: another one may know better.
    version: String,
    #[serde(default)]
    compared: Vec<Pair>,
}

/// More pairs than any home has; older ones are compared anew.
const MAX_PAIRS: usize = 200;

impl Compared {
    /// What the file says. One that cannot be read says nothing: then everything is compared anew.
    pub(crate) fn read(path: &Path) -> Self {
        let file = storage::read_toml::<File>(path, "list of comparisons").ok();
        let current = file.filter(|file| file.schema == 1 && file.version == env!("CARGO_PKG_VERSION"));
        Self {
            path: Some(path.to_owned()),
            pairs: current.map(|file| file.compared).unwrap_or_default(),
            changed: false,
        }
    }

    /// Nothing is remembered.
    pub(crate) const fn nowhere() -> Self {
        Self { path: None, pairs: Vec::new(), changed: false }
    }

    fn check(&mut self, resolved: &Resolved, base: &Policy) -> Result<(), Error> {
        let digest = |policy: &Policy| hexadecimal(&policy.reference().sha256);
        let pair = Pair { overlay: digest(&resolved.policy), base: digest(base) };
        if pair.overlay == pair.base || self.pairs.contains(&pair) {
            return Ok(());
        }
        check_not_weaker(&resolved.policy, base, &resolved.name)?;
        self.pairs.push(pair);
        self.changed = true;
        Ok(())
    }

    /// Keeps what was found. A home that cannot be written compares anew each time.
    fn keep(mut self) {
        let Some(path) = self.path.filter(|_| self.changed) else { return };
        let compared = self.pairs.split_off(self.pairs.len().saturating_sub(MAX_PAIRS));
        let file = File { schema: 1, version: env!("CARGO_PKG_VERSION").to_owned(), compared };
        let Ok(text) = toml::to_string(&file) else { return };
        let directory = path.parent().map(storage::create_private_directory);
        if matches!(directory, Some(Ok(()))) {
            let _ = publish_bytes(&path, text.as_bytes(), Overwrite::Replace, Access::Private);
        }
    }
}

/// Compares every overlay with what it extends, and with the newest serial of the baseline below it.
///
/// # Errors
/// [`Error::Weaker`] for the first that is weaker.
pub(crate) fn check_all(documents: &[Resolved], mut compared: Compared) -> Result<(), Error> {
    for overlay in documents.iter().filter(|resolved| !resolved.bases.is_empty()) {
        let newest = documents.iter().map(Resolved::baseline).filter(|other| other.id() == overlay.baseline().id());
        let newest = newest.max_by_key(|other| other.serial());
        //= spec/policy.md#which-policy-applies
        //# An overlay that is weaker than what it extends MUST NOT be used.
        for base in overlay.bases.iter().chain(newest) {
            compared.check(overlay, base)?;
        }
    }
    compared.keep();
    Ok(())
}
