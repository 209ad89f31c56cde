//! `fuin label`, and the label that seal and sign use.

use std::path::Path;

use fuin::label::Label;
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
    let label = match &args.grades {
        None => beside,
        Some(grades) => {
            let stated = vocabulary.parse_label(grades, &args.restrict)?;
            let label = sidecar::combine(stated, beside.as_ref(), &context.policies)?;
            let content = sidecar::encode(&label, vocabulary)?;
            let path = sidecar::path_of(&args.file);
            publish_bytes(&path, &content, Overwrite::Replace, Access::Ordinary)?;
            Some(label)
        }
    };
    let report = report::label::Report { file: &args.file, label: label.as_ref(), vocabulary };
    session.talk.result(&report.text(session.talk.language), &report.json());
    Ok(())
}

/// The label for a file: from the arguments, from the sidecar beside it, or both together; none when neither says
/// anything, which the policy then refuses.
pub(crate) fn of_file(context: &Context, options: &LabelOptions, file: Option<&Path>) -> Result<Option<Label>, Error> {
    let vocabulary = context.policies.vocabulary();
    let beside = match file {
        Some(file) => sidecar::read(file, vocabulary)?,
        None => None,
    };
    let mut restrictions = options.restrict.clone();
    restrictions.extend(options.keep_until.iter().map(|day| format!("keep-until={day}")));
    restrictions.extend(options.confidential_until.iter().map(|day| format!("confidential-until={day}")));
    match (&options.label, beside) {
        (Some(grades), beside) => {
            let stated = vocabulary.parse_label(grades, &restrictions)?;
            sidecar::combine(stated, beside.as_ref(), &context.policies).map(Some)
        }
        (None, Some(beside)) => {
            let stated = vocabulary.parse_label(&vocabulary.short_form(&beside.grades), &restrictions)?;
            let joined = stated.join(&beside)?;
            vocabulary.check(&joined)?;
            Ok(Some(joined))
        }
        (None, None) => {
            // Without grades there is no label; but a wrong restriction should not hide behind that.
            restrictions.iter().try_for_each(|text| vocabulary.parse_restriction(text).map(drop))?;
            Ok(None)
        }
    }
}
