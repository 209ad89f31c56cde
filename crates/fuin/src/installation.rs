//! Installing signed policies in a home.
//!
//! A policy is installed when its authority signed it, when it is no weaker than what it extends and than what its
//! predecessor extended, and when its serial is not smaller than any that was seen. What was installed once is kept, so
//! that overlays of an earlier serial go on, and so that a deleted file does not make its serial forgotten.

mod history;
mod signature;

use std::fs::File;
use std::path::{Path, PathBuf};

use fuin_crypto::CryptoProvider;
use fuin_policy::compare::{Relation, compare};
use fuin_policy::{Authority, Policies, Policy, PolicyReference};
use jiff::Timestamp;

use crate::context::Context;
use crate::digest::{hexadecimal, sha256};
use crate::error::Error;
use crate::home::{Home, KeyEntry, checked_name};
use crate::machine::Machine;
use crate::policy_file::{Compared, Document, Judged, Resolved, Shelf, check_all, check_not_weaker, effective, unique};
use crate::publisher::{Access, Overwrite, publish_bytes};
use crate::storage;
use history::History;

pub use history::HistoryEntry;
pub use signature::{MEDIA_TYPE, PermittedPolicySignature, PolicySignatureRequest, VerifiedPolicySignature};

/// A policy document with the signature over it.
#[derive(Debug, Clone)]
pub struct SignedDocument {
    /// The policy.
    pub document: Document,
    /// The detached signature, DER.
    pub signature: Vec<u8>,
}

/// What was installed.
#[derive(Debug, Clone)]
pub struct Installed {
    /// Which policy.
    pub policy: PolicyReference,
    /// The serial that it replaces.
    pub replaces: Option<u64>,
    /// How it compares with what it replaces; an authority may loosen its own policy, and whoever installs it is told.
    pub relation: Option<Relation>,
    /// Who may sign the next serial, where nobody named anyone before: the authority's name, and SHA-256 of its keys.
    pub first_authority: Option<(String, Vec<String>)>,
    /// The subject of the certificate of the authority that signed it.
    pub signer: String,
}

impl Home {
    /// Installs policies together: all of them, or none.
    ///
    /// # Errors
    /// [`Error::Policy`]; [`Error::File`] when cases of a policy fail; whatever verifying the signature finds;
    /// [`Error::NotPolicySignature`], [`Error::NotTheAuthority`], [`Error::NoAuthority`]; [`Error::Serial`];
    /// [`Error::Weaker`]; [`Error::Baselines`], [`Error::LabelPolicies`] when the policies would not go together.
    pub fn install(
        &self,
        signed: &[SignedDocument],
        machine: &Machine,
        context: &Context,
    ) -> Result<Vec<Installed>, Error> {
        let provider = &context.provider;
        let _lock = self.lock_policies()?;
        let mut history = History::read(&self.history())?;
        let before = self.installed(machine, provider)?;
        let new = self.resolve_new(signed, machine, provider)?;
        let mut installed = Vec::new();
        for (signed, resolved) in signed.iter().zip(&new) {
            let current = before.iter().chain(machine.policies());
            let current = current.map(|known| &known.policy).find(|known| known.id() == resolved.policy.id());
            check_cases(resolved)?;
            history.check(&resolved.policy)?;
            check_begun(&resolved.policy, context.now)?;
            let verified = signature::verify(context, signed, &resolved.policy)?;
            check_authority(resolved, current, &verified, provider)?;
            check_bases(resolved, &before)?;
            check_self_authorised(resolved, current, &context.policies)?;
            let predecessor =
                current.or_else(|| context.policies.iter().find(|known| known.id() == resolved.policy.id()));
            installed.push(Installed {
                policy: resolved.policy.reference(),
                replaces: predecessor.map(Policy::serial),
                relation: predecessor.map(|known| compare(&resolved.policy, known).relation()),
                first_authority: first_authority(resolved, current),
                signer: verified.signer().to_owned(),
            });
        }
        check_together(&before, &new, machine, provider)?;
        for ((signed, resolved), done) in signed.iter().zip(&new).zip(&installed) {
            history.keep(&signed.document, Some(&signed.signature), resolved, Some(&done.signer), context.now)?;
        }
        // What overlays extend comes first: in between, the set is one that can be read.
        let mut order: Vec<_> = signed.iter().zip(&new).collect();
        order.sort_by_key(|(_, resolved)| resolved.bases.len());
        for (signed, resolved) in order {
            let path = self.path_of(&resolved.policy, &before)?;
            publish_bytes(&path, &signed.document.bytes, Overwrite::Replace, Access::Ordinary)?;
        }
        Ok(installed)
    }

    /// Every installation of a policy, oldest first.
    ///
    /// # Errors
    /// [`Error::File`] when the record cannot be read.
    pub fn policy_history(&self) -> Result<Vec<HistoryEntry>, Error> {
        Ok(History::read(&self.history())?.entries())
    }

    /// Refuses installed policies that were changed, or put into their place, by anything but an installation.
    pub(crate) fn check_installed(&self, installed: &[Resolved]) -> Result<(), Error> {
        let history = History::read(&self.history())?;
        //= spec/policy.md#signed-policies
        //# An installed policy that is not, octet for octet, one that was installed MUST be refused.
        if let Some(altered) = installed.iter().find(|resolved| !history.knows(&resolved.policy)) {
            return Err(Error::PolicyAltered { name: altered.name.clone() });
        }
        //= spec/policy.md#signed-policies
        //# A policy that was installed and is gone MUST be an error.
        let present = |id: &str| installed.iter().any(|resolved| resolved.policy.id() == id);
        match history.entries().into_iter().find(|entry| !present(&entry.id)) {
            Some(gone) => Err(Error::PolicyAltered { name: format!("{} (serial {})", gone.id, gone.serial) }),
            None => Ok(()),
        }
    }

    /// The policies that judge here, an overlay that is weaker than what it extends included: to install a better one.
    ///
    /// # Errors
    /// As [`Home::policies`], but for [`Error::Weaker`].
    pub fn policies_to_replace(&self, machine: &Machine, provider: &CryptoProvider) -> Result<Policies, Error> {
        let home = self.installed(machine, provider)?;
        effective(&Judged { machine: machine.policies(), home: &home }, provider)
    }

    /// Puts the policy of a new home in its place.
    pub(crate) fn install_first(&self, first: &FirstPolicy, now: Timestamp) -> Result<(), Error> {
        let FirstPolicy { document, resolved } = first;
        storage::create_private_directory(&self.history())?;
        History::read(&self.history())?.keep(document, None, resolved, None, now)?;
        let path = self.path_of(&resolved.policy, &[])?;
        publish_bytes(&path, &document.bytes, Overwrite::Refuse, Access::Ordinary)
    }

    fn resolve_new(
        &self,
        signed: &[SignedDocument],
        machine: &Machine,
        provider: &CryptoProvider,
    ) -> Result<Vec<Resolved>, Error> {
        let documents: Vec<Document> = signed.iter().map(|signed| signed.document.clone()).collect();
        let mut beside = self.beside(&documents, machine, provider)?;
        beside.extend(self.documents(provider)?);
        let mut shelf = Shelf::new(beside, provider);
        let new = documents.iter().map(|document| shelf.resolve(document)).collect::<Result<Vec<_>, _>>()?;
        unique(&new)?;
        Ok(new)
    }

    /// The file of a policy: the one that has it already, or a new one named for it.
    fn path_of(&self, policy: &Policy, before: &[Resolved]) -> Result<PathBuf, Error> {
        match before.iter().find(|known| known.policy.id() == policy.id()) {
            Some(known) => Ok(PathBuf::from(&known.name)),
            None => Ok(self.policy_directory().join(format!("{}.toml", checked_name(policy.id())?))),
        }
    }

    /// One installation at a time.
    fn lock_policies(&self) -> Result<File, Error> {
        let directory = self.history();
        storage::create_private_directory(&directory)?;
        let failed = |error: std::io::Error| Error::io("lock", &directory, error);
        let lock = File::open(&directory).map_err(failed)?;
        rustix::fs::flock(&lock, rustix::fs::FlockOperation::LockExclusive).map_err(|error| failed(error.into()))?;
        Ok(lock)
    }
}

/// The policy that a home is created with. It is not signed: whoever creates a home decides whose policy it follows.
#[derive(Debug)]
pub struct FirstPolicy {
    document: Document,
    resolved: Resolved,
}

impl FirstPolicy {
    /// Reads and checks it.
    ///
    /// # Errors
    /// [`Error::Policy`] when it cannot be used; [`Error::Weaker`] when it is weaker than what it extends;
    /// [`Error::LabelPolicies`] when it does not go together with the machine's.
    pub fn read(path: &Path, machine: &Machine, provider: &CryptoProvider) -> Result<Self, Error> {
        let document = Document::read(path, provider)?;
        let resolved = Shelf::new(machine.documents().to_vec(), provider).resolve(&document)?;
        checked_name(resolved.policy.id())?;
        check_bases(&resolved, &[])?;
        check_together(&[], std::slice::from_ref(&resolved), machine, provider)?;
        Ok(Self { document, resolved })
    }
}

/// Refuses a policy whose own cases fail.
///
/// # Errors
/// [`Error::File`] with every case that fails.
pub fn check_cases(resolved: &Resolved) -> Result<(), Error> {
    //= spec/policy.md#signed-policies
    //# A policy whose cases fail MUST be neither signed nor installed.
    resolved.policy.check_cases().map_err(|failed| {
        let failed: Vec<String> = failed.iter().map(ToString::to_string).collect();
        Error::file("policy", &resolved.name, failed.join("; "))
    })
}

/// Refuses a policy before its first day: nothing could be sealed or signed until then.
fn check_begun(policy: &Policy, now: Timestamp) -> Result<(), Error> {
    let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
    //= spec/policy.md#signed-policies
    //# A policy MUST NOT be installed before its issue date.
    if today < policy.issued() {
        return Err(Error::NotYetIssued { id: policy.id().to_owned(), issued: policy.issued() });
    }
    Ok(())
}

/// Refuses a policy that is weaker than anything it extends, or than anything its predecessor extended.
///
/// # Errors
/// [`Error::Weaker`].
pub fn check_bases(resolved: &Resolved, before: &[Resolved]) -> Result<(), Error> {
    let predecessor = before.iter().find(|known| known.policy.id() == resolved.policy.id());
    //= spec/policy.md#signed-policies
    //# A policy that is weaker than what it extends, or than what its predecessor extends, MUST be neither signed nor
    //# installed.
    for base in resolved.bases.iter().chain(predecessor.into_iter().flat_map(|known| &known.bases)) {
        check_not_weaker(&resolved.policy, base, &resolved.name)?;
    }
    Ok(())
}

/// Whether the policies go together once the new ones have taken the places of those with their ids.
fn check_together(
    before: &[Resolved],
    new: &[Resolved],
    machine: &Machine,
    provider: &CryptoProvider,
) -> Result<(), Error> {
    let kept = before.iter().filter(|old| new.iter().all(|new| new.policy.id() != old.policy.id()));
    let home: Vec<Resolved> = kept.chain(new).cloned().collect();
    effective(&Judged { machine: machine.policies(), home: &home }, provider)?;
    let all: Vec<Resolved> = machine.policies().iter().chain(&home).cloned().collect();
    check_all(&all, Compared::nowhere())
}

/// Whether the key that signed is the authority's: as the installed policy of this id names it; for the first one, as
/// the policy that it extends does; where neither names any, as the policy itself does.
fn check_authority(
    resolved: &Resolved,
    current: Option<&Policy>,
    verified: &VerifiedPolicySignature,
    provider: &CryptoProvider,
) -> Result<(), Error> {
    let id = || resolved.policy.id().to_owned();
    let authority = authority_over(resolved, current).ok_or_else(|| Error::NoAuthority { id: id() })?;
    let mut found = Vec::new();
    for key in verified.keys() {
        let digest = sha256(key, provider)?;
        //= spec/policy.md#signed-policies
        //# The key of a signer of the policy MUST be one that the authority names.
        if authority.keys.contains(&digest) {
            return Ok(());
        }
        found.push(hexadecimal(&digest));
    }
    Err(Error::NotTheAuthority { id: id(), authority: authority.name.clone(), keys: found })
}

/// The authority that a policy is the first to name.
fn first_authority(resolved: &Resolved, current: Option<&Policy>) -> Option<(String, Vec<String>)> {
    let above = current.or(resolved.bases.first()).and_then(Policy::authority);
    let authority = resolved.policy.authority().filter(|_| above.is_none())?;
    Some((authority.name.clone(), authority.keys.iter().map(|key| hexadecimal(key)).collect()))
}

/// Refuses a baseline that nobody but itself gives an authority, unless it is at least as strict as the one in force:
/// otherwise anyone's key would do to loosen everything.
fn check_self_authorised(resolved: &Resolved, current: Option<&Policy>, in_force: &Policies) -> Result<(), Error> {
    let above = current.or(resolved.bases.first()).and_then(Policy::authority);
    let Some(baseline) = in_force.iter().next().filter(|_| above.is_none() && resolved.bases.is_empty()) else {
        return Ok(());
    };
    //= spec/policy.md#signed-policies
    //# A baseline whose authority only it names itself MUST NOT be installed when it is weaker than the one in force.
    check_not_weaker(&resolved.policy, current.unwrap_or(baseline), &resolved.name)
}

/// SHA-256 of a key's SubjectPublicKeyInfo, as an authority names it.
///
/// # Errors
/// [`Error::Crypto`] when the provider lacks SHA-256.
pub fn key_digest(key: &KeyEntry, provider: &CryptoProvider) -> Result<[u8; 32], Error> {
    sha256(key.public_key().spki(), provider)
}

/// Who may sign a policy.
#[must_use]
pub fn authority_over<'a>(resolved: &'a Resolved, current: Option<&'a Policy>) -> Option<&'a Authority> {
    let above = current.or(resolved.bases.first()).and_then(Policy::authority);
    above.or_else(|| resolved.bases.first().and_then(Policy::authority)).or_else(|| resolved.policy.authority())
}
