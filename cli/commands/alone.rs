//! Judging by a policy that is not installed, where that can do no harm: nothing is made or opened by it.

use fuin::policy_file;
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
        context.policies = policy_file::standing_alone(&resolved, &self.machine()?, &self.provider)?;
        // What is judged by nobody's policy is no request of the past either.
        context.recorder = None;
        self.recorder.replace(None);
        Ok(Judging { context, uninstalled: Some(name) })
    }
}
