//! `fuin seal`: label, sign and encrypt a file for recipients.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use fuin::home::RecipientEntry;
use fuin::seal::{MAX_FILE, OPENSSL_LIMIT, SealRequest};
use fuin::{Context, Error};

use super::signer::Signer;
use super::{Session, label};
use crate::args::SealArgs;
use crate::report;
use crate::target::{self, Target};
use crate::terminal::Progress;

/// The name inside for what comes from a pipe and goes to one.
const UNNAMED: &str = "content";
const ENDING: &str = ".sealed.p7m";

pub(crate) fn run(session: &Session, args: &SealArgs) -> Result<u8, Error> {
    target::check_count(&args.files, &args.output)?;
    let home = session.home()?;
    let context = session.context(&home)?;
    let mut recipients: Vec<RecipientEntry> = Vec::new();
    for name in &args.recipient {
        let entry = home.recipient(name)?;
        if !recipients.iter().any(|known| known.certificate.der() == entry.certificate.der()) {
            recipients.push(entry);
        }
    }
    let entry = home.signing_key(args.identity.as_deref())?;
    let mut signer = Signer::new(&entry);
    let mut seal = |file: &PathBuf| seal_one(session, &context, args, &recipients, &mut signer, file).map(|()| 0);
    Ok(session.each(&args.files, &mut seal))
}

fn seal_one(
    session: &Session,
    context: &Context,
    args: &SealArgs,
    recipients: &[RecipientEntry],
    signer: &mut Signer<'_>,
    file: &Path,
) -> Result<(), Error> {
    let piped = target::is_pipe(file);
    let target = match target::named(args.output.output.as_deref())? {
        Some(target) => target,
        None if piped => return Err(Error::Ambiguous { what: "the output of a pipe needs a name: -o OUT".into() }),
        None => Target::File(target::with_ending(file, ENDING)),
    };
    let (input, len) = open_input(file)?;
    let name = inside_name(file, &target)?;
    let overwrite = target::overwrite(args.output.overwrite);
    let label = label::of_file(context, &args.label, (!piped).then_some(file))?;
    let request = SealRequest { label: label.as_ref(), recipients, signer: signer.entry, file_name: &name };
    let permitted = request.judge(context)?;
    target.check(file, overwrite)?;
    if let Some(label) = &label {
        label::warn_of_past_dates(session, label);
    }
    if len > OPENSSL_LIMIT {
        session.talk.warn("a recipient without fuin cannot decrypt a file of this size with OpenSSL (1.5 GiB)");
    }
    let key = signer.key(session, &args.pass_phrase)?;
    let mut input = Progress::new(input, len, &session.talk);
    let (sealed, sink) = permitted.write(context, key, &mut input, target.begin(overwrite)?)?;
    target.publish(sink, overwrite)?;
    drop(input);
    let report =
        report::seal::Report { file, target: &target, sealed: &sealed, vocabulary: context.policies.vocabulary() };
    report::warnings(&session.talk, &sealed.permission);
    session.talk.result_for(&target, &report.text(session.talk.language), &report.json());
    Ok(())
}

/// The name recipients see: the file's own; for a pipe that of the output without its ending.
fn inside_name(file: &Path, target: &Target) -> Result<String, Error> {
    if !target::is_pipe(file) {
        return target::bare_name(file).map(str::to_owned);
    }
    match target {
        Target::Stdout => Ok(UNNAMED.to_owned()),
        Target::File(path) => {
            let name = target::bare_name(path)?;
            let bare = name.strip_suffix(ENDING).or_else(|| name.strip_suffix(".p7m"));
            // The output's own name would make the opened file replace the sealed one.
            Ok(bare.filter(|bare| !bare.is_empty()).unwrap_or(UNNAMED).to_owned())
        }
    }
}

/// Opens the content and measures it; what is too large is refused before it is read.
pub(crate) fn open_input(file: &Path) -> Result<(Box<dyn Read + Send>, u64), Error> {
    if target::is_pipe(file) {
        return Ok((Box::new(io::stdin()), 0));
    }
    fuin::storage::check_file(file)?;
    let failed = |source| Error::Io { action: "read", path: file.to_owned(), source };
    let input = File::open(file).map_err(failed)?;
    let len = input.metadata().map_err(failed)?.len();
    if len > MAX_FILE {
        return Err(Error::TooLarge { name: file.display().to_string(), limit: MAX_FILE });
    }
    Ok((Box::new(input), len))
}
