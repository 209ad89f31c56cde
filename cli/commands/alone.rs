//! Judging by a policy that is not installed, where that can do no harm: nothing is made or opened by it.

use fuin::policy::Policies;
use fuin::policy_file::{self, Resolved};
use fuin::{Context, Error};

use super::Session;
use crate::args::AloneArgs;

/// The surroundings, and which uninstalled policy judges alone in them.
pub(crate) struct Judging {
    pub(crate) context: Context,
    /// Its name for people; none: the installed policies judge.
    pub(crate) uninstalled: Option<String>,
}

impl Session {
    /// The surroundings of a verb for which `--policy FILE` may stand alone.
    pub(crate) fn judging(&self, alone: &AloneArgs) -> Result<Judging, Error> {
        if !alone.alone {
            return Ok(Judging { context: self.context_without_home()?, uninstalled: None });
        }
        let path = self.additional_policy.as_ref();
        let path = path.ok_or_else(|| Error::usage("usage-alone-without-policy", &[]))?;
        let mut context = self.context_without_home()?;
        let resolved = policy_file::read(path, self.documents()?, &self.provider)?;
        let name = self.talk.messages().policy(resolved.policy.id(), resolved.policy.serial());
        context.policies = self.standing_alone(&context, resolved)?;
        // What is judged by nobody's policy is no request of the past either.
        context.recorder = None;
        self.recorder.replace(None);
        Ok(Judging { context, uninstalled: Some(name) })
    }

    /// The policy with what it extends, beside those of the machine: what the administrator settles judges everything.
    fn standing_alone(&self, context: &Context, resolved: Resolved) -> Result<Policies, Error> {
        let machine = self.machine()?;
        let of_machine: Vec<[u8; 32]> = machine
            .policies()
            .iter()
            .flat_map(|resolved| resolved.bases.iter().chain([&resolved.policy]))
            .map(|policy| policy.reference().sha256)
            .collect();
        let settled = context.policies.iter().filter(|policy| of_machine.contains(&policy.reference().sha256)).cloned();
        let own = resolved.bases.into_iter().rev().chain([resolved.policy]);
        let mut policies: Option<Policies> = None;
        for policy in settled.chain(own) {
            policies = Some(match policies {
                None => Policies::new(policy),
                Some(earlier) if earlier.iter().any(|known| known.reference() == policy.reference()) => earlier,
                Some(earlier) => earlier.with(policy),
            });
        }
        // There is at least the policy itself.
        policies.ok_or_else(|| Error::usage("usage-alone-without-policy", &[]))
    }
}
