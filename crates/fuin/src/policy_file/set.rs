//! The set of policies that judges: the machine's and the home's, with everything that they extend.

use fuin_crypto::CryptoProvider;
use fuin_policy::{JP_COMMON_STANDARDS, Policies, Policy};

use super::{Document, Resolved, Shelf};
use crate::error::Error;
use crate::machine::Machine;

/// Whose documents judge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged<'a> {
    /// The machine's.
    pub(crate) machine: &'a [Resolved],
    /// The home's.
    pub(crate) home: &'a [Resolved],
}

/// The set that judges. The baseline is the machine's, else the home's, else the built-in one; everything else judges in
/// addition.
///
/// # Errors
/// [`Error::Baselines`] for two baselines of one place, [`Error::LabelPolicies`] when machine and home do not share
/// their vocabulary.
pub(crate) fn effective(judged: &Judged<'_>, provider: &CryptoProvider) -> Result<Policies, Error> {
    let (machine, home) = (baseline(judged.machine)?, baseline(judged.home)?);
    if let (Some(machine), Some(home)) = (machine, home)
        && machine.baseline().vocabulary().policy != home.baseline().vocabulary().policy
    {
        //= spec/policy.md#which-policy-applies
        //# Policies of machine and home that have different label policies MUST be refused together.
        return Err(Error::LabelPolicies { machine: machine.name.clone(), home: home.name.clone() });
    }
    let built_in = match machine.or(home) {
        Some(_) => None,
        None => Some(built_in(provider)?),
    };
    let baseline = machine.or(home).map(Resolved::baseline).or(built_in.as_ref());
    let Some(baseline) = baseline else { return Err(fuin_crypto::Error::Failed.into()) };
    let mut policies = Policies::new(baseline.clone());
    //= spec/policy.md#which-policy-applies
    //# The policies of the machine MUST judge every operation, beside those of the home.
    for resolved in judged.machine.iter().chain(judged.home) {
        //= spec/policy.md#which-policy-applies
        //# What an overlay extends MUST judge beside it.
        policies = resolved.judging().fold(policies, Policies::with_new);
    }
    Ok(policies)
}

/// The set in which a policy judges alone, without those of the home; those of the machine judge everything.
///
/// # Errors
/// [`Error::LabelPolicies`] when the machine's policies have another vocabulary.
pub fn standing_alone(policy: &Resolved, machine: &Machine, provider: &CryptoProvider) -> Result<Policies, Error> {
    effective(&Judged { machine: machine.policies(), home: std::slice::from_ref(policy) }, provider)
}

/// The document of one place whose baseline is the baseline there. After a baseline was renewed, overlays may still
/// extend an earlier serial of it: the highest one is the baseline, and the others judge too.
fn baseline(documents: &[Resolved]) -> Result<Option<&Resolved>, Error> {
    let mut highest: Option<&Resolved> = None;
    for resolved in documents {
        let Some(known) = highest else {
            highest = Some(resolved);
            continue;
        };
        let (known_baseline, baseline) = (known.baseline(), resolved.baseline());
        //= spec/policy.md#which-policy-applies
        //# Two baselines with different ids in one place MUST be an error that names both.
        if known_baseline.id() != baseline.id() {
            return Err(Error::Baselines { first: known.name.clone(), second: resolved.name.clone() });
        }
        if baseline.serial() > known_baseline.serial() {
            highest = Some(resolved);
        }
    }
    Ok(highest)
}

/// Refuses two documents of one place that have the same id.
///
/// # Errors
/// [`Error::Baselines`] naming both.
pub(crate) fn unique(documents: &[Resolved]) -> Result<(), Error> {
    for (at, resolved) in documents.iter().enumerate() {
        let twin = documents.iter().take(at).find(|earlier| earlier.policy.id() == resolved.policy.id());
        if let Some(twin) = twin {
            return Err(Error::Baselines { first: twin.name.clone(), second: resolved.name.clone() });
        }
    }
    Ok(())
}

fn built_in(provider: &CryptoProvider) -> Result<Policy, Error> {
    let document = Document::new("built in".into(), JP_COMMON_STANDARDS.to_vec(), provider)?;
    Shelf::new(Vec::new(), provider).resolve(&document).map(|resolved| resolved.policy)
}
