//! `fuin verify`: valid, invalid or cannot tell, with the reason.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use fuin::inspect::MAX_DETACHED;
use fuin::publisher::{self, Draft};
use fuin::validation::Validation;
use fuin::verify::{Verified, validate_attached, validate_detached};
use fuin::{Context, Error, sidecar};
use jiff::Timestamp;

use super::alone::Judging;
use super::open::open_message;
use super::{Session, bundle};
use crate::args::VerifyArgs;
use crate::report;
use crate::target::{self, Target};
use crate::terminal::Progress;

pub(crate) fn run(session: &Session, args: &VerifyArgs) -> Result<u8, Error> {
    let single = args.signature.is_some() || args.content.is_some() || args.output.is_some() || args.report.is_some();
    if single && args.files.len() > 1 {
        return Err(Error::usage("usage-one-file", &[]));
    }
    let Judging { mut context, uninstalled } = session.judging(&args.alone)?;
    if let Some(policy) = uninstalled {
        session.talk.warn(&session.talk.messages().text("explain-uninstalled", &[("policy", &policy)]));
    }
    if let Some(at) = &args.at {
        context.now = parse_time(at)?;
    }
    Ok(session.each(&args.files, |file| verify_one(session, &context, args, file)))
}

fn verify_one(session: &Session, context: &Context, args: &VerifyArgs, file: &Path) -> Result<u8, Error> {
    let message = message_of(args.signature.as_deref(), args.content.as_deref(), file)?;
    if let Some(out) = &args.report {
        check_page(&message, out, args)?;
    }
    let validation = match message {
        Message::Detached { signature, content } => {
            if args.output.is_some() {
                return Err(Error::usage("usage-no-output-beside", &[]));
            }
            // One that was found beside the content is a file: a pipe in its place would be waited for.
            if args.signature.is_none() {
                fuin::storage::check_regular(&signature)?;
            }
            let message = fuin::storage::read_limited(&signature, MAX_DETACHED)?;
            let (input, len) = open_content(&content)?;
            validate_detached(context, &message, &mut Progress::new(input, len, &session.talk))
        }
        Message::Attached(path) => verify_to(session, context, args, &path)?,
        Message::Bundle(path) => bundle::verify_to(session, context, &path, args.output.as_deref(), args.overwrite)?,
    };
    let Some(report) = report::verify::Report::of(file, &validation, context) else {
        return validation.outcome.map(|_| 0);
    };
    if let Ok(verified) = &validation.outcome {
        report::warnings(&session.talk, &verified.statement.permission);
    }
    report::useless_timestamps(&session.talk, &validation.findings);
    if let Some(out) = &args.report {
        write_page(context, &report.page(session.talk.language), out, args.overwrite)?;
    }
    let to_stdout = args.output.as_deref().is_some_and(target::is_pipe);
    let (text, json) = (report.text(session.talk.language), report.json());
    if to_stdout {
        session.talk.aside(&text, &json)
    } else {
        session.talk.result(&text, &json)
    }
    let Err(error) = &validation.outcome else { return Ok(0) };
    let code = crate::exit::code(error.outcome());
    // The report holds the error; whoever asked for errors only has seen no report.
    if session.talk.quiet && !session.talk.json {
        session.talk.error(error, Some(file), code);
    }
    Ok(code)
}

/// Refuses a page that would replace what it is about, before anything is done.
fn check_page(message: &Message, out: &Path, args: &VerifyArgs) -> Result<(), Error> {
    let inputs = match message {
        Message::Detached { signature, content } => vec![signature, content],
        Message::Attached(path) | Message::Bundle(path) => vec![path],
    };
    for input in inputs {
        target::check_distinct(input, out)?;
    }
    if let Some(output) = args.output.as_deref().filter(|output| !target::is_pipe(output)) {
        target::check_apart(output, out)?;
        target::check_apart(&sidecar::path_of(output), out)?;
    }
    publisher::check_absent(out, target::overwrite(args.overwrite))
}

/// Publishes the report as a page.
fn write_page(context: &Context, page: &str, out: &Path, overwrite: bool) -> Result<(), Error> {
    let overwrite = target::overwrite(overwrite);
    fuin::dispose::permit_replacing(out, overwrite, context, &fuin::circumstances::Circumstances::default())?;
    publisher::publish_bytes(out, page.as_bytes(), overwrite, publisher::Access::Ordinary)
}

/// Verifies an attached signature, and publishes its content where that is asked for.
fn verify_to(
    session: &Session,
    context: &Context,
    args: &VerifyArgs,
    path: &Path,
) -> Result<Validation<Verified>, Error> {
    let (input, len) = open_message(path)?;
    let input = Progress::new(input, len, &session.talk);
    let overwrite = target::overwrite(args.overwrite);
    match target::named(args.output.as_deref())? {
        None => Ok(validate_attached(context, input, &mut io::sink())),
        Some(Target::File(out)) => {
            target::check_distinct(path, &out)?;
            publisher::check_absent(&sidecar::path_of(&out), overwrite)?;
            fuin::dispose::permit_replacing(&out, overwrite, context, &fuin::circumstances::Circumstances::default())?;
            let mut draft = Draft::for_target(&out, overwrite)?;
            let validation = validate_attached(context, input, &mut draft);
            let Ok(verified) = &validation.outcome else { return Ok(validation) };
            let vocabulary = context.policies.vocabulary();
            let original = verified.statement.original.as_ref();
            let encode = |label| sidecar::encode_with_original(label, original, vocabulary);
            let label = verified.statement.label.as_ref().map(encode).transpose()?;
            publisher::publish_with_sidecar(draft, &out, label.as_deref(), overwrite)?;
            Ok(validation)
        }
        Some(Target::Stdout) => {
            let mut draft = Draft::in_directory(publisher::parent(path))?;
            let validation = validate_attached(context, input, &mut draft);
            if validation.outcome.is_err() {
                return Ok(validation);
            }
            io::copy(&mut draft.into_reader()?, &mut io::stdout()).map_err(Error::Stream)?;
            Ok(validation)
        }
    }
}

/// What is to be verified.
pub(super) enum Message {
    Detached { signature: PathBuf, content: PathBuf },
    Attached(PathBuf),
    Bundle(PathBuf),
}

/// What a file is, where its signature or content may be named beside it.
pub(super) fn message_of(signature: Option<&Path>, content: Option<&Path>, file: &Path) -> Result<Message, Error> {
    if let Some(signature) = signature {
        return Ok(Message::Detached { signature: signature.to_owned(), content: file.to_owned() });
    }
    if let Some(content) = content {
        return Ok(Message::Detached { signature: file.to_owned(), content: content.to_owned() });
    }
    let ending = file.extension().and_then(|ending| ending.to_str());
    if ending == Some("p7s") {
        let content = file.with_extension("");
        if !content.exists() {
            return Err(Error::usage("usage-content-missing", &[("path", &content.display())]));
        }
        return Ok(Message::Detached { signature: file.to_owned(), content });
    }
    let beside = target::with_ending(file, ".p7s");
    if ending != Some("p7m") && beside.exists() {
        return Ok(Message::Detached { signature: beside, content: file.to_owned() });
    }
    if bundle::is_bundle_file(file)? {
        return Ok(Message::Bundle(file.to_owned()));
    }
    if ending != Some("p7m") && !target::is_pipe(file) && !begins_as_message(file)? {
        return Err(Error::usage("usage-signature-missing", &[("path", &file.display())]));
    }
    Ok(Message::Attached(file.to_owned()))
}

/// Whether the file begins as a message does: with a SEQUENCE.
fn begins_as_message(file: &Path) -> Result<bool, Error> {
    use std::io::Read;
    fuin::storage::check_file(file)?;
    let failed = |source| Error::Io { action: "read", path: file.to_owned(), source };
    let mut first = [0];
    let count = File::open(file).map_err(failed)?.read(&mut first).map_err(failed)?;
    Ok(count == 1 && first == [0x30])
}

pub(super) fn open_content(content: &Path) -> Result<(File, u64), Error> {
    fuin::storage::check_file(content)?;
    let failed = |source| Error::Io { action: "read", path: content.to_owned(), source };
    let file = File::open(content).map_err(failed)?;
    let len = file.metadata().map_err(failed)?.len();
    Ok((file, len))
}

fn parse_time(text: &str) -> Result<Timestamp, Error> {
    let beginning =
        || jiff::tz::TimeZone::UTC.to_timestamp(text.parse::<jiff::civil::Date>().ok()?.at(0, 0, 0, 0)).ok();
    let time = text.parse().ok().or_else(beginning);
    time.ok_or_else(|| Error::usage("usage-time", &[("text", &text)]))
}
