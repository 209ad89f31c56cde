//! `fuin inspect`: what a file claims.

use std::path::Path;

use fuin::inspect::inspect;
use fuin::{Context, Error};

use super::Session;
use super::open::open_message;
use crate::args::InspectArgs;
use crate::report;

pub(crate) fn run(session: &Session, args: &InspectArgs) -> Result<u8, Error> {
    let context = session.context_without_home()?;
    Ok(session.each(&args.files, |file| inspect_one(session, &context, file).map(|()| 0)))
}

fn inspect_one(session: &Session, context: &Context, file: &Path) -> Result<(), Error> {
    let (input, _) = open_message(file)?;
    let claims = inspect(context, input)?;
    let report = report::inspect::Report { file, claims: &claims, vocabulary: context.policies.vocabulary() };
    session.talk.result(&report.text(session.talk.language), &report.json());
    Ok(())
}
