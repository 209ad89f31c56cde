//! `fuin sign`: an official signature, beside the file or around it.

use std::io::{self, Write};
use std::path::Path;

use fuin::crypto::PrivateKey;
use fuin::home::KeyEntry;
use fuin::publisher::{Access, Draft};
use fuin::sign::{Content, SignRequest};
use fuin::{Context, Error};

use super::target::{self, Target};
use super::{Session, label, seal};
use crate::args::SignArgs;
use crate::report;
use crate::terminal::{Asking, Progress, pass_phrase};

pub(crate) fn run(session: &Session, args: &SignArgs) -> Result<u8, Error> {
    target::check_count(&args.files, &args.output)?;
    let home = session.home()?;
    let context = session.context(&home)?;
    let signer = home.signing_key(args.identity.as_deref())?;
    let mut key = None;
    Ok(session.each(&args.files, |file| sign_one(session, &context, args, &signer, &mut key, file).map(|()| 0)))
}

fn sign_one(
    session: &Session,
    context: &Context,
    args: &SignArgs,
    signer: &KeyEntry,
    key: &mut Option<PrivateKey>,
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
    let name = target::bare_name(file)?;
    let (input, len) = seal::open_input(file)?;
    let permitted = SignRequest { label: label.as_ref(), signer, file_name: name }.judge(context)?;
    if let Target::File(path) = &target {
        target::check_distinct(file, path)?;
        fuin::publisher::check_absent(path, overwrite)?;
    }
    let key = match key {
        Some(key) => key,
        None => {
            let prompt = format!("Pass phrase of the key {}", signer.name);
            let pass = pass_phrase(args.pass_phrase.passphrase_file.as_deref(), &prompt, Asking::Once)?;
            key.insert(signer.unlock(&pass, &session.provider)?)
        }
    };
    let mut input = Progress::new(input, len, &session.talk);
    let signed = match &target {
        Target::File(path) => {
            let draft = Draft::for_target(path, overwrite)?;
            let (signed, draft) = permitted.write(context, key, content, &mut input, draft)?;
            draft.publish(path, overwrite, Access::Ordinary)?;
            signed
        }
        Target::Stdout => {
            let (signed, mut out) = permitted.write(context, key, content, &mut input, io::stdout())?;
            out.flush().map_err(Error::Stream)?;
            signed
        }
    };
    drop(input);
    report::warnings(&session.talk, &signed.permission);
    let report =
        report::sign::Report { file, target: &target, signed: &signed, vocabulary: context.policies.vocabulary() };
    match target {
        Target::File(_) => session.talk.result(&report.text(session.talk.language), &report.json()),
        Target::Stdout => session.talk.aside(&report.text(session.talk.language)),
    }
    Ok(())
}
