//! `fuin inspect`: what a file claims, and what the policy would say of it.

use std::io::Seek;
use std::path::Path;

use fuin::explain::explain_message;
use fuin::home::KeyEntry;
use fuin::inspect::inspect;
use fuin::{Context, Error};

use super::Session;
use super::alone::Judging;
use super::open::open_message;
use super::policy::explain::own_keys;
use crate::args::InspectArgs;
use crate::exit;
use crate::report::{self, explain::About};

pub(crate) fn run(session: &Session, args: &InspectArgs) -> Result<u8, Error> {
    let judging = session.judging(&args.alone)?;
    let keys = if args.check { Some(own_keys(session)?) } else { None };
    Ok(session.each(&args.files, |file| match &keys {
        Some(keys) => check_one(session, &judging, keys, file),
        None => inspect_one(session, &judging.context, file).map(|()| 0),
    }))
}

fn inspect_one(session: &Session, context: &Context, file: &Path) -> Result<(), Error> {
    let (input, _) = open_message(file)?;
    let claims = inspect(context, input)?;
    let report = report::inspect::Report { file, claims: &claims, vocabulary: context.policies.vocabulary() };
    session.talk.result(&report.text(session.talk.language), &report.json());
    Ok(())
}

/// The claims, and what the policy would say of them; its exit code when it would refuse.
fn check_one(session: &Session, judging: &Judging, keys: &[KeyEntry], file: &Path) -> Result<u8, Error> {
    let context = &judging.context;
    let (mut input, _) = open_message(file)?;
    let claims = inspect(context, &mut input)?;
    input.rewind().map_err(Error::Stream)?;
    let (explanation, judged) = explain_message(context, keys, &mut input)?;
    let claimed = report::inspect::Report { file, claims: &claims, vocabulary: context.policies.vocabulary() };
    let check = report::explain::Report {
        explanation: &explanation,
        about: About::Claims { judged },
        policies: &context.policies,
        uninstalled: judging.uninstalled.as_deref(),
    };
    let text = format!("{}\n{}", claimed.text(session.talk.language), check.text(session.talk.messages()));
    let mut json = claimed.json();
    report::open::merge(&mut json, serde_json::json!({ "check": check.json() }));
    session.talk.result(&text, &json);
    Ok(explanation.decision.map_or_else(|refusal| exit::code(Error::from(refusal).outcome()), |_| 0))
}
