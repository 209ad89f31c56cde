//! `fuin sign`: an official signature, beside the file or around it.

use std::path::Path;

use fuin::sign::{Content, SignRequest};
use fuin::{Context, Error};

use super::signer::Signer;
use super::{Session, label, seal};
use crate::args::SignArgs;
use crate::report;
use crate::target::{self, Target};
use crate::terminal::Progress;

pub(crate) fn run(session: &Session, args: &SignArgs) -> Result<u8, Error> {
    target::check_count(&args.files, &args.output)?;
    let home = session.home()?;
    let context = session.context(&home)?;
    let entry = home.signing_key(args.identity.as_deref())?;
    let mut signer = Signer::new(&entry);
    Ok(session.each(&args.files, |file| sign_one(session, &context, args, &mut signer, file).map(|()| 0)))
}

fn sign_one(
    session: &Session,
    context: &Context,
    args: &SignArgs,
    signer: &mut Signer<'_>,
    file: &Path,
) -> Result<(), Error> {
    if target::is_pipe(file) {
        return Err(Error::Ambiguous { what: "a signature needs a file; a pipe has no name to sign".into() });
    }
    let (content, ending) =
        if args.attached { (Content::Attached, ".signed.p7m") } else { (Content::Detached, ".p7s") };
    let target = match target::named(args.output.output.as_deref())? {
        Some(target) => target,
        None => Target::File(target::with_ending(file, ending)),
    };
    let overwrite = target::overwrite(args.output.overwrite);
    let label = label::of_file(context, &args.label, Some(file))?;
    let (input, len) = seal::open_input(file)?;
    let name = target::bare_name(file)?;
    let permitted = SignRequest { label: label.as_ref(), signer: signer.entry, file_name: name }.judge(context)?;
    target.check(file, overwrite)?;
    if let Some(label) = &label {
        label::warn_of_past_dates(session, label);
    }
    let key = signer.key(session, &args.pass_phrase)?;
    let mut input = Progress::new(input, len, &session.talk);
    let (signed, sink) = permitted.write(context, key, content, &mut input, target.begin(overwrite)?)?;
    target.publish(sink, overwrite)?;
    drop(input);
    report::warnings(&session.talk, &signed.permission);
    let report =
        report::sign::Report { file, target: &target, signed: &signed, vocabulary: context.policies.vocabulary() };
    session.talk.result_for(&target, &report.text(session.talk.language), &report.json());
    Ok(())
}
