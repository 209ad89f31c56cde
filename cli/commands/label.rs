//! `fuin label`, and the label that seal and sign use.

use std::path::Path;

use fuin::label::Label;
use fuin::message::Messages;
use fuin::publisher::{Access, Overwrite, publish_bytes};
use fuin::{Context, Error, sidecar};

use super::Session;
use crate::args::{LabelArgs, LabelOptions};
use crate::report;

/// Shows or sets the label beside a plain file.
pub(crate) fn run(session: &Session, args: &LabelArgs) -> Result<(), Error> {
    let context = session.context_without_home()?;
    let vocabulary = context.policies.vocabulary();
    fuin::storage::check_file(&args.file)?;
    let beside = sidecar::read(&args.file, vocabulary)?;
    let label = if args.grades.is_none() && args.from.is_empty() {
        beside
    } else {
        let label = new_label(session, &context, args, beside)?;
        let content = sidecar::encode(&label, vocabulary)?;
        publish_bytes(&sidecar::path_of(&args.file), &content, Overwrite::Replace, Access::Ordinary)?;
        Some(label)
    };
    let report = report::label::Report { file: &args.file, label: label.as_ref(), vocabulary };
    session.talk.result(&report.text(session.talk.language), &report.json());
    Ok(())
}

/// The label to set: what is stated, and at least what the file itself and those it is made from ask for already.
fn new_label(session: &Session, context: &Context, args: &LabelArgs, beside: Option<Label>) -> Result<Label, Error> {
    let vocabulary = context.policies.vocabulary();
    let mut least = beside;
    for source in &args.from {
        fuin::storage::check_file(source)?;
        let label = sidecar::read(source, vocabulary)?.ok_or_else(|| {
            let (messages, path) = (Messages::new(session.talk.language), source.display().to_string());
            Error::Ambiguous { what: messages.text("label-source-unlabelled", &[("path", &path)]) }
        })?;
        least = Some(match least {
            Some(least) => vocabulary.join(&least, &label)?,
            None => label,
        });
    }
    match (&args.grades, least) {
        (Some(grades), least) => {
            let dates = dates(args.keep_until.as_deref(), args.confidential_until.as_deref());
            let stated = vocabulary.parse_label(grades, &[&args.restrict[..], &dates].concat())?;
            sidecar::combine(stated, least.as_ref(), &context.policies)
        }
        (None, Some(least)) => Ok(least),
        // Neither grades nor a source: there is nothing to set, and whoever calls this has looked.
        (None, None) => Err(Error::Label(fuin::label::Error::Text { what: "the label" })),
    }
}

/// The label for a file: from the arguments, from the sidecar beside it, or both together; none when neither says
/// anything, which the policy then refuses.
pub(crate) fn of_file(context: &Context, options: &LabelOptions, file: Option<&Path>) -> Result<Option<Label>, Error> {
    let vocabulary = context.policies.vocabulary();
    let beside = match file {
        Some(file) => sidecar::read(file, vocabulary)?,
        None => None,
    };
    let restrictions = restrictions(options);
    match (&options.label, beside) {
        (Some(grades), beside) => {
            let stated = vocabulary.parse_label(grades, &restrictions)?;
            sidecar::combine(stated, beside.as_ref(), &context.policies).map(Some)
        }
        (None, Some(beside)) => {
            let stated = vocabulary.parse_label(&vocabulary.short_form(&beside.grades), &restrictions)?;
            // What is not stated stays as it is; a date that is stated may not be an earlier one.
            let mut label = vocabulary.join(&stated, &beside)?;
            label.keep_until = stated.keep_until.or(beside.keep_until);
            label.confidential_until = stated.confidential_until.or(beside.confidential_until);
            vocabulary.check(&label)?;
            sidecar::combine(label, Some(&beside), &context.policies).map(Some)
        }
        (None, None) => {
            // Without grades there is no label; but a wrong restriction should not hide behind that.
            restrictions.iter().try_for_each(|text| vocabulary.parse_restriction(text).map(drop))?;
            Ok(None)
        }
    }
}

/// The restrictions that arguments state, the label's dates included.
pub(crate) fn restrictions(options: &LabelOptions) -> Vec<String> {
    let mut restrictions = options.restrict.clone();
    restrictions.extend(dates(options.keep_until.as_deref(), options.confidential_until.as_deref()));
    restrictions
}

/// The dates of a label as the restrictions that state them.
fn dates(keep_until: Option<&str>, confidential_until: Option<&str>) -> Vec<String> {
    let keep = keep_until.map(|day| format!("keep-until={day}"));
    keep.into_iter().chain(confidential_until.map(|day| format!("confidential-until={day}"))).collect()
}

/// Warns of dates that have passed already: they ask for nothing any more.
pub(crate) fn warn_of_past_dates(session: &Session, label: &Label) {
    let today = fuin::authority::day(session.now);
    for (what, day) in [("keep-until", label.keep_until), ("confidential-until", label.confidential_until)] {
        if let Some(day) = day.filter(|day| *day < today) {
            session.talk.warn(&format!("{what} {day} is past already"));
        }
    }
}
