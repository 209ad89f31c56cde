//! `fuin policy diff`: what changed from one policy to another.

use fuin::Error;
use fuin::policy::compare::compare;

use super::compare::{read, report};
use crate::args::PolicyDiffArgs;
use crate::commands::Session;
use crate::report::compare::{Question, Rows};

/// Shows what became stricter, weaker or another, and what came and went; exit code 0 whatever it is.
pub(super) fn run(session: &Session, args: &PolicyDiffArgs) -> Result<u8, Error> {
    let (old, new) = (read(session, &args.old)?, read(session, &args.new)?);
    report(session, Question::Diff, Rows::All, &compare(&new, &old), &args.html)?;
    Ok(0)
}
