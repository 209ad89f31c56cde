//! `fuin policy`: check; one module for each other verb.

mod compare;
mod diff;
pub(crate) mod explain;
mod guide;
mod install;
mod show;
mod sign;
mod try_requests;

use fuin::installation::check_cases;
use fuin::{Error, policy_file};
use serde_json::json;

use super::Session;
use crate::args::PolicyVerb;

pub(crate) fn run(session: &Session, verb: &PolicyVerb) -> Result<u8, Error> {
    match verb {
        PolicyVerb::Show(args) => show::run(session, args).map(|()| 0),
        PolicyVerb::Check { file } => check(session, file),
        PolicyVerb::Explain(args) => explain::run(session, args),
        PolicyVerb::Guide(args) => guide::run(session, args).map(|()| 0),
        PolicyVerb::Compare(args) => compare::run(session, args),
        PolicyVerb::Diff(args) => diff::run(session, args),
        PolicyVerb::Sign(args) => sign::run(session, args),
        PolicyVerb::Install(args) => install::run(session, args),
        PolicyVerb::History => install::history(session),
        PolicyVerb::Try(args) => try_requests::run(session, args),
    }
}

/// Checks a policy file: what is malformed is an error with line and column, a failing case of its own too.
fn check(session: &Session, file: &std::path::Path) -> Result<u8, Error> {
    let resolved = policy_file::read(file, session.documents()?, &session.provider)?;
    check_cases(&resolved)?;
    let messages = session.talk.messages();
    let name = messages.policy(resolved.policy.id(), resolved.policy.serial());
    let text = messages.text("policy-checked", &[("policy", &name)]);
    session.talk.result(&crate::terminal::escape(&text), &json!({ "policy": resolved.policy.id(), "ok": true }));
    Ok(0)
}
