//! `fuin open`: verify and decrypt a sealed file; publish its content and label only when everything is proved.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use fuin::circumstances::Circumstances;
use fuin::crypto::PrivateKey;
use fuin::home::KeyEntry;
use fuin::open::{self, OpenRequest, Opened, Unlock};
use fuin::publisher::{self, Draft};
use fuin::quarantine::Distrusted;
use fuin::received::{Received, Reserved};
use fuin::sidecar::Origin;
use fuin::{Context, Error, Home, Outcome, PassPhrase, sidecar};

use super::{Session, handling};
use crate::args::OpenArgs;
use crate::report;
use crate::target::{self, Target};
use crate::terminal::{Asking, Progress, pass_phrase};

pub(crate) fn run(session: &Session, args: &OpenArgs) -> Result<u8, Error> {
    target::check_count(&args.files, &args.output)?;
    let home = session.home()?;
    let context = session.context(&home)?;
    let keys = match &args.identity {
        Some(name) => vec![certified(home.key(name)?)?],
        None => home.keys()?,
    };
    let (stated, mut received) = (handling::stated(&context, &args.handling)?, home.received()?);
    let mut pass: Option<PassPhrase> = None;
    Ok(session.each(&args.files, |file| {
        let mut unlock = |key: &KeyEntry| unlock(session, args, &mut pass, key);
        let opening = Opening { session, home: &home, context: &context, args, keys: &keys, stated: &stated };
        opening.run(&mut received, &mut unlock, file)
    }))
}

/// A key that is named must have a certificate: messages name certificates, not keys.
fn certified(key: KeyEntry) -> Result<KeyEntry, Error> {
    if key.certificate.is_none() {
        return Err(Error::usage("usage-no-certificate", &[("key", &key.name)]));
    }
    Ok(key)
}

/// Opens a key; a pass phrase that was given once serves for every file of the run.
fn unlock(
    session: &Session,
    args: &OpenArgs,
    pass: &mut Option<PassPhrase>,
    key: &KeyEntry,
) -> Result<PrivateKey, Error> {
    let given = match pass {
        Some(given) => given,
        None => {
            let prompt = session.talk.messages().text("pass-phrase-of-key", &[("key", &key.name)]);
            pass.insert(pass_phrase(args.pass_phrase.passphrase_file.as_deref(), &prompt, Asking::Once)?)
        }
    };
    key.unlock(given, &session.provider)
}

/// What the files of a run are opened with.
struct Opening<'a> {
    session: &'a Session,
    home: &'a Home,
    context: &'a Context,
    args: &'a OpenArgs,
    keys: &'a [KeyEntry],
    stated: &'a Circumstances,
}

/// How one attempt at a file ended.
enum Attempt {
    Published,
    /// Into quarantine: it counts as not opened.
    Quarantined(u8),
    /// Another process opened the same message since the record was read: it has to be judged anew.
    OpenedMeanwhile,
}

impl Opening<'_> {
    fn run(&self, received: &mut Received, unlock: &mut Unlock<'_>, file: &Path) -> Result<u8, Error> {
        let (mut input, len) = open_message(file)?;
        loop {
            input.rewind().map_err(|source| Error::Io { action: "read", path: file.to_owned(), source })?;
            let attempt = self.attempt(received, unlock, file, (&input, len)).inspect_err(|error| {
                if matches!(error.outcome(), Outcome::NotTrusted | Outcome::CannotTell) {
                    report::warn_of_not_fetched(&self.session.talk, self.context);
                }
            });
            match attempt? {
                Attempt::Published => return Ok(0),
                Attempt::Quarantined(code) => return Ok(code),
                Attempt::OpenedMeanwhile => *received = self.home.received()?,
            }
        }
    }

    fn attempt(
        &self,
        received: &mut Received,
        unlock: &mut Unlock<'_>,
        file: &Path,
        (input, len): (&File, u64),
    ) -> Result<Attempt, Error> {
        let Self { session, context, args, .. } = *self;
        let named = target::named(args.output.output.as_deref())?;
        let overwrite = target::overwrite(args.output.overwrite);
        let directory = match &named {
            Some(Target::File(path)) => {
                target::check_distinct(file, path)?;
                publisher::check_absent(path, overwrite)?;
                publisher::check_absent(&sidecar::path_of(path), overwrite)?;
                publisher::parent(path).to_owned()
            }
            Some(Target::Stdout) => temporary_directory(),
            None => PathBuf::from("."),
        };
        let mut circumstances = self.stated.clone();
        if named != Some(Target::Stdout) {
            circumstances.places = fuin::places::of_directory(&directory);
        }
        let mut draft = Draft::in_directory(&directory)?;
        let request = OpenRequest { keys: self.keys, circumstances: &circumstances, received: Some(received) };
        let input = Progress::new(input, len, &session.talk);
        let opened = match request.open_or_distrust(context, unlock, input, &mut draft)? {
            open::Opening::Opened(opened) => opened,
            open::Opening::Distrusted(found) => {
                return self.distrusted(*found, received, named, draft, (file, &circumstances));
            }
        };
        // Held until the message is recorded as opened.
        let _reserved = match self.reserve(received, &opened)? {
            Reservation::Free(reserved) => reserved,
            Reservation::Taken => return Ok(Attempt::OpenedMeanwhile),
        };
        let target = match named {
            Some(target) => target,
            None => Target::File(PathBuf::from(inside_name(opened.statement.file_name.as_deref(), file)?)),
        };
        let vocabulary = context.policies.vocabulary();
        report::warnings(&session.talk, &opened.statement.permission);
        report::timestamps(&session.talk, &opened.statement);
        if opened.statement.signers.iter().any(|signer| signer.path.revocation_unknown()) {
            report::warn_of_not_fetched(&session.talk, context);
        }
        let report =
            report::open::Report { file, target: &target, opened: &opened, vocabulary, circumstances: &circumstances };
        match &target {
            Target::File(path) => {
                target::check_distinct(file, path)?;
                let original = opened.statement.original.as_ref();
                let origin = opened.reception.as_ref().map_or(Origin::Received, |reception| reception.origin);
                let encode = |label| sidecar::encode_with_origin(label, original, origin, vocabulary);
                let label = opened.statement.label.as_ref().map(encode).transpose()?;
                handling::check_replaced(&target, args.output.overwrite, context, &circumstances)?;
                publisher::publish_with_sidecar(draft, path, label.as_deref(), overwrite)?;
            }
            Target::Stdout => {
                io::copy(&mut draft.into_reader()?, &mut io::stdout()).map_err(Error::Stream)?;
            }
        }
        // Last of all: what was not published was not read. A kill in between is a message that can be opened once more.
        if let (Some(reception), Some(label)) = (&opened.reception, &opened.statement.label) {
            received.remember(reception, label, context)?;
        }
        session.talk.result_for(&target, &report.text(session.talk.language), &report.json());
        Ok(Attempt::Published)
    }

    /// The sender is not trusted: nothing is published but into quarantine, where that is asked for and permitted.
    fn distrusted(
        &self,
        found: Distrusted,
        received: &mut Received,
        named: Option<Target>,
        draft: Draft,
        (file, circumstances): (&Path, &Circumstances),
    ) -> Result<Attempt, Error> {
        let Self { session, context, home, .. } = *self;
        if !self.args.quarantine {
            if found.permitted(context).is_ok() {
                let values = [("file", &*file.display().to_string())];
                session.talk.warn(&session.talk.messages().text("warn-quarantine-possible", &values));
            }
            return Err(found.reason);
        }
        let target = match named {
            Some(Target::File(path)) => path,
            Some(Target::Stdout) => return Err(Error::usage("usage-quarantine-stdout", &[])),
            None => PathBuf::from(inside_name(found.stated.file_name.as_deref(), file)?),
        };
        // Held until the message is recorded as opened.
        let _reserved = home.reserve_received()?;
        let message = found.reception.as_ref().map(|reception| &reception.message);
        let earlier = home.received()?;
        if message.is_some_and(|message| earlier.has_opened(message) && !received.has_opened(message)) {
            return Ok(Attempt::OpenedMeanwhile);
        }
        let path = found.publish(context, (home, received), circumstances, draft, (file, &target))?;
        let report = report::quarantine::Report { file, path: &path, found: &found, context };
        session.talk.result(&report.text(session.talk.language), &report.json());
        Ok(Attempt::Quarantined(crate::exit::code(found.reason.outcome())))
    }

    /// Makes sure that a message with restrictions is published by one process at a time: of two that open it at once,
    /// the second is judged with what the first recorded.
    fn reserve(&self, received: &Received, opened: &Opened) -> Result<Reservation, Error> {
        let restricted = opened.statement.label.as_ref().is_some_and(|label| !label.restrictions.is_empty());
        let Some(reception) = opened.reception.as_ref().filter(|_| restricted) else {
            return Ok(Reservation::Free(None));
        };
        let reserved = self.home.reserve_received()?;
        let since = self.home.received()?.has_opened(&reception.message) && !received.has_opened(&reception.message);
        Ok(if since { Reservation::Taken } else { Reservation::Free(Some(reserved)) })
    }
}

enum Reservation {
    /// Nobody else; with the lock, where one is needed.
    Free(Option<Reserved>),
    /// Somebody opened the message since this process looked.
    Taken,
}

/// The name inside; for a message without one, its own name without the ending.
fn inside_name(stated: Option<&str>, file: &Path) -> Result<String, Error> {
    let unusable = |name: &str| Error::Name { name: name.to_owned(), purpose: "a file name here" };
    match stated {
        Some(name) => fuin::file_name::safe(name).ok_or_else(|| unusable(name)),
        None => {
            let name = target::bare_name(file)?;
            let bare = name.strip_suffix(".sealed.p7m").or_else(|| name.strip_suffix(".p7m"));
            bare.and_then(fuin::file_name::safe).ok_or_else(|| unusable(name))
        }
    }
}

/// A message that can be read twice: a file, or a pipe that was spooled.
pub(crate) fn open_message(file: &Path) -> Result<(File, u64), Error> {
    let failed = |source| Error::Io { action: "read", path: file.to_owned(), source };
    let seekable = |mut input: File| {
        let len = input.metadata().map_err(failed)?.len();
        // A named pipe or device cannot be read twice either.
        if input.rewind().is_ok() && input.metadata().is_ok_and(|metadata| metadata.is_file()) {
            return Ok((input, len));
        }
        let spooled = fuin::storage::spool(input.by_ref())?;
        let len = spooled.metadata().map_err(failed)?.len();
        Ok((spooled, len))
    };
    if target::is_pipe(file) {
        let spooled = fuin::storage::spool(io::stdin())?;
        let len = spooled.metadata().map_err(failed)?.len();
        return Ok((spooled, len));
    }
    fuin::storage::check_file(file)?;
    seekable(File::open(file).map_err(failed)?)
}

fn temporary_directory() -> PathBuf {
    std::env::temp_dir()
}
