//! `fuin label`, and the label that seal and sign use.

use std::io::{self, Read, Write};
use std::path::Path;

use fuin::circumstances::Circumstances;
use fuin::label::{Label, Vocabulary};
use fuin::publisher::{Access, Overwrite, publish_bytes};
use fuin::sidecar::Origin;
use fuin::{Context, Error, exchange, sidecar};

use super::Session;
use crate::args::{LabelArgs, LabelFormatArg, LabelOptions};
use crate::report;
use crate::target;

/// Shows or sets the label beside a plain file.
pub(crate) fn run(session: &Session, args: &LabelArgs) -> Result<(), Error> {
    let context = session.context_without_home()?;
    let vocabulary = context.policies.vocabulary();
    fuin::storage::check_file(&args.file)?;
    let beside = sidecar::read(&args.file, vocabulary)?;
    if let Some(format) = args.export {
        return export(session, args, beside, vocabulary, format);
    }
    let original = sidecar::read_original(&args.file)?;
    let label = if args.grades.is_none() && args.from.is_empty() && args.import.is_none() {
        beside
    } else {
        let label = kept(session, &context, args, new_label(&context, args, beside)?)?;
        let content = sidecar::encode_with_origin(&label, original.as_ref(), origin(args)?, vocabulary)?;
        publish_bytes(&sidecar::path_of(&args.file), &content, Overwrite::Replace, Access::Ordinary)?;
        Some(label)
    };
    let report = report::label::Report { file: &args.file, label: label.as_ref(), original, vocabulary };
    session.talk.result(&report.text(session.talk.language), &report.json());
    Ok(())
}

/// The label, when it asks for at least as much as those that the content was received under.
fn kept(session: &Session, context: &Context, args: &LabelArgs, label: Label) -> Result<Label, Error> {
    let home = match session.home() {
        Ok(home) => home,
        Err(Error::NoHome { .. }) => return Ok(label),
        Err(error) => return Err(error),
    };
    let mut circumstances = Circumstances::default();
    home.received()?.add_to(&mut circumstances, &args.file, context)?;
    let mut earlier = circumstances.earlier_labels.iter();
    earlier.try_fold(label, |label, earlier| sidecar::combine(label, Some(earlier), &context.policies))
}

/// Where the content comes from: what is made from received files was received too, as far as their labels go.
fn origin(args: &LabelArgs) -> Result<Origin, Error> {
    for file in std::iter::once(&args.file).chain(&args.from) {
        if sidecar::read_origin(file)? == Origin::Received {
            return Ok(Origin::Received);
        }
    }
    Ok(Origin::Own)
}

/// The label to set: what is stated, and at least what the file itself and those it is made from ask for already.
fn new_label(context: &Context, args: &LabelArgs, beside: Option<Label>) -> Result<Label, Error> {
    let vocabulary = context.policies.vocabulary();
    let mut least = beside;
    for source in &args.from {
        fuin::storage::check_file(source)?;
        let label = sidecar::read(source, vocabulary)?.ok_or_else(|| unlabelled(source))?;
        least = Some(match least {
            Some(least) => vocabulary.join(&least, &label)?,
            None => label,
        });
    }
    let stated = match (&args.grades, &args.import) {
        (Some(grades), _) => {
            let dates = dates(args.keep_until.as_deref(), args.confidential_until.as_deref());
            Some(vocabulary.parse_label(grades, &[&args.restrict[..], &dates].concat())?)
        }
        (None, Some(document)) => Some(imported(document, context)?),
        (None, None) => None,
    };
    match (stated, least) {
        (Some(stated), least) => sidecar::combine(stated, least.as_ref(), &context.policies),
        (None, Some(least)) => Ok(least),
        // Neither grades nor a source: there is nothing to set, and whoever calls this has looked.
        (None, None) => Err(Error::Label(fuin::label::Error::Text { what: "the label" })),
    }
}

/// The label that a document in a format of others states.
fn imported(document: &Path, context: &Context) -> Result<Label, Error> {
    let name = document.display().to_string();
    let content = if target::is_pipe(document) {
        let mut content = Vec::new();
        io::stdin().take(exchange::MAX_DOCUMENT.saturating_add(1)).read_to_end(&mut content).map_err(Error::Stream)?;
        content
    } else {
        fuin::storage::read_limited(document, exchange::MAX_DOCUMENT)?
    };
    if content.len() as u64 > exchange::MAX_DOCUMENT {
        return Err(Error::TooLarge { name, limit: exchange::MAX_DOCUMENT });
    }
    exchange::import(&content, &name, &context.policies)
}

/// Prints the label in a format of others.
fn export(
    session: &Session,
    args: &LabelArgs,
    label: Option<Label>,
    vocabulary: &Vocabulary,
    format: LabelFormatArg,
) -> Result<(), Error> {
    let label = label.ok_or_else(|| unlabelled(&args.file))?;
    let format = match format {
        LabelFormatArg::Sio => exchange::Format::SioLabel,
        LabelFormatArg::Xml => exchange::Format::Adatp4774,
    };
    // Who exports a label need not be its originator, so none is stated.
    let text = exchange::export(&label, vocabulary, format, session.now, None)?;
    if let Some(path) = args.output.as_deref().filter(|path| !target::is_pipe(path)) {
        target::check_distinct(&args.file, path)?;
        target::check_no_label(path)?;
        publish_bytes(path, text.as_bytes(), target::overwrite(args.overwrite), Access::Ordinary)?;
    } else if !session.talk.json {
        // It is for programs, to the octet; the formats let no control character through.
        return io::stdout().write_all(text.as_bytes()).map_err(Error::Stream);
    }
    if session.talk.json {
        let report = report::label::Report { file: &args.file, label: Some(&label), original: None, vocabulary };
        let mut json = report.json();
        json["export"] = text.into();
        session.talk.result("", &json);
    }
    Ok(())
}

fn unlabelled(file: &Path) -> Error {
    Error::usage("label-source-unlabelled", &[("path", &file.display())])
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
            let values = [("what", what), ("day", &*day.to_string())];
            session.talk.warn(&session.talk.messages().text("warn-past-date", &values));
        }
    }
}
