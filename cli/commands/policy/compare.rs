//! `fuin policy compare`: whether an overlay is at least as strict as its baseline.

use std::path::Path;

use fuin::policy::Policy;
use fuin::policy::compare::{Comparison, compare};
use fuin::publisher::{Access, Overwrite, publish_bytes};
use fuin::{Error, Outcome, policy_file};

use crate::args::{HtmlArgs, PolicyCompareArgs};
use crate::commands::Session;
use crate::exit;
use crate::report::compare::{Question, Report, Rows};
use crate::target;

/// Compares; exit code 7 when the overlay is weaker.
pub(super) fn run(session: &Session, args: &PolicyCompareArgs) -> Result<u8, Error> {
    let overlay = policy_file::read(&args.overlay, session.documents()?, &session.provider)?;
    let baseline = match &args.baseline {
        Some(file) => read(session, file)?,
        // What it extends; a policy of its own is held against what is in force here.
        None => match overlay.bases.first() {
            Some(base) => base.clone(),
            None => in_force(session)?,
        },
    };
    let comparison = compare(&overlay.policy, &baseline);
    let rows = if args.all { Rows::All } else { Rows::Differing };
    report(session, Question::Compare, rows, &comparison, &args.html)?;
    Ok(if comparison.is_weaker() { exit::code(Outcome::Refused) } else { 0 })
}

pub(super) fn read(session: &Session, file: &Path) -> Result<Policy, Error> {
    Ok(policy_file::read(file, session.documents()?, &session.provider)?.policy)
}

/// The baseline of the policies that decide here.
fn in_force(session: &Session) -> Result<Policy, Error> {
    let policies = session.context_without_home()?.policies;
    let first = policies.iter().next().cloned();
    first.ok_or_else(|| Error::Unknown { kind: "policy", name: "baseline".to_owned() })
}

/// Prints the comparison, or writes it as a page.
pub(super) fn report(
    session: &Session,
    question: Question,
    rows: Rows,
    comparison: &Comparison,
    html: &HtmlArgs,
) -> Result<(), Error> {
    let messages = session.talk.messages();
    let report = Report { question, comparison, messages, rows };
    let mut text = report.text();
    if let Some(path) = &html.html {
        let overwrite = if html.overwrite { Overwrite::Replace } else { Overwrite::Refuse };
        target::check_no_label(path)?;
        publish_bytes(path, report.page().as_bytes(), overwrite, Access::Ordinary)?;
        let written = messages.text("compare-written", &[("path", &path.display().to_string())]);
        text = format!("{text}\n\n{written}");
    }
    session.talk.result(&text, &report.json());
    Ok(())
}
