//! The questions of `fuin seal FILE` and `fuin sign FILE`: for whom, which label, which restrictions, and one
//! confirmation of it all.
//!
//! They are asked on a terminal alone, and only for what the arguments and the sidecar leave open. What was answered
//! last for the folder is offered, never taken without an answer. Questions and answers stand on stderr.

mod confirmation;
mod label;
mod prompt;
mod recipients;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use fuin::home::RecipientEntry;
use fuin::label::Label;
use fuin::message::Messages;
use fuin::remembered::Remembered;
use fuin::{Context, Error, Home};

use crate::args::{LabelOptions, SealArgs, SignArgs};
use crate::commands::Session;
use crate::commands::label::of_file;
use crate::exit;
use crate::target;

pub(crate) use confirmation::Item;

/// What a run works with: stated by arguments and sidecars, or answered.
pub(crate) struct Answers {
    /// For whom; nobody when nothing is encrypted.
    pub(crate) recipients: Vec<RecipientEntry>,
    /// The label that was answered, for each file that has none otherwise.
    label: Option<Label>,
    source: Source,
}

/// Where a run's recipients and label come from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// From arguments and sidecars alone.
    Stated,
    /// Something was asked, so that all of it is to be confirmed.
    Asked,
}

/// Why questions ended without an answer to all of them.
pub(crate) enum Stop {
    /// Ctrl-C, Ctrl-D or Esc.
    Interrupted,
    /// No to the confirmation.
    Declined,
    /// Something that no answer mends.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Stop {
    /// Says what happened; returns the exit code.
    pub(crate) fn end(self, session: &Session) -> u8 {
        let messages = Messages::new(session.talk.language);
        let nothing = || session.talk.aside(&messages.text("ask-nothing-done", &[]), &serde_json::Value::Null);
        match self {
            Self::Interrupted => {
                nothing();
                exit::INTERRUPTED
            }
            Self::Declined => {
                nothing();
                exit::DECLINED
            }
            Self::Failed(error) => session.fail(&error),
        }
    }
}

/// The recipients and the label of a seal.
///
/// # Errors
/// What is missing where nobody can be asked; and as the questions end.
pub(crate) fn for_seal(session: &Session, home: &Home, context: &Context, args: &SealArgs) -> Result<Answers, Stop> {
    let mut recipients: Vec<RecipientEntry> = Vec::new();
    for name in &args.recipient {
        recipients::add(&mut recipients, home.recipient(name)?);
    }
    let Some(dialogue) = Dialogue::of(session) else {
        if recipients.is_empty() {
            return Err(missing_recipients(context, args).into());
        }
        return Ok(Answers { recipients, label: None, source: Source::Stated });
    };
    let unlabelled = unlabelled(context, &args.label, &args.files)?;
    if !recipients.is_empty() && !unlabelled {
        return Ok(Answers { recipients, label: None, source: Source::Stated });
    }
    let last = remembered(session, home, &args.files);
    if recipients.is_empty() {
        recipients = dialogue.ask_recipients(home.recipients()?, &last, session.now)?;
    }
    let label = unlabelled.then(|| dialogue.ask_label(context, &args.label, &last)).transpose()?;
    Ok(Answers { recipients, label, source: Source::Asked })
}

/// Whether files are to be deleted: shows them, and asks.
///
/// # Errors
/// [`Stop::Failed`] where nobody can be asked; [`Stop::Declined`], which is also what a plain Enter means.
pub(crate) fn to_dispose(session: &Session, lines: &[String]) -> Result<(), Stop> {
    let Some(dialogue) = Dialogue::of(session) else {
        return Err(Stop::Failed(Error::usage("usage-dispose-unconfirmed", &[])));
    };
    lines.iter().for_each(|line| crate::terminal::say(line));
    if dialogue.confirm(&dialogue.word("ask-confirm-dispose"))? { Ok(()) } else { Err(Stop::Declined) }
}

/// The label of a signature.
///
/// # Errors
/// As the questions end.
pub(crate) fn for_sign(session: &Session, home: &Home, context: &Context, args: &SignArgs) -> Result<Answers, Stop> {
    let stated = Answers { recipients: Vec::new(), label: None, source: Source::Stated };
    let Some(dialogue) = Dialogue::of(session) else { return Ok(stated) };
    if !unlabelled(context, &args.label, &args.files)? {
        return Ok(stated);
    }
    let label = dialogue.ask_label(context, &args.label, &remembered(session, home, &args.files))?;
    Ok(Answers { label: Some(label), source: Source::Asked, ..stated })
}

impl Answers {
    /// The label of a file: from arguments and sidecar, or else as answered.
    pub(crate) fn label(
        &self,
        context: &Context,
        options: &LabelOptions,
        file: Option<&Path>,
    ) -> Result<Option<Label>, Error> {
        Ok(of_file(context, options, file)?.or_else(|| self.label.clone()))
    }

    /// Whether something was asked, so that all of it is to be confirmed once.
    pub(crate) fn are_to_be_confirmed(&self) -> bool {
        self.source == Source::Asked
    }

    /// Shows what would be done and asks whether to do it.
    ///
    /// # Errors
    /// [`Stop::Declined`], which is also what a plain Enter means; as the question ends.
    pub(crate) fn confirm(&self, session: &Session, context: &Context, items: &[Item<'_>]) -> Result<(), Stop> {
        match Dialogue::of(session) {
            Some(dialogue) => dialogue.confirm_all(items, &self.recipients, context),
            None => Err(Stop::Interrupted),
        }
    }

    /// Keeps what was used for a file as the offer for the next one in its folder. Only on a terminal: what scripts do
    /// is no habit of a person's. A failure is only warned of, for the work itself is done.
    pub(crate) fn remember(&self, session: &Session, home: &Home, context: &Context, file: &Path, label: &Label) {
        if Dialogue::of(session).is_none() || target::is_pipe(file) {
            return;
        }
        let folder = fuin::publisher::parent(file);
        let mut remembered = home.remembered(folder).unwrap_or_default();
        remembered = remembered.with_label(label, context.policies.vocabulary());
        if !self.recipients.is_empty() {
            remembered.recipients = self.recipients.iter().map(|entry| entry.name.clone()).collect();
        }
        if let Err(error) = home.remember(folder, remembered) {
            warn_of_memory(session, &error);
        }
    }
}

/// A person at a terminal, and the words to talk with.
struct Dialogue {
    messages: Messages,
}

impl Dialogue {
    /// None in a script: then nothing is asked, whatever is missing.
    fn of(session: &Session) -> Option<Self> {
        let talk = &session.talk;
        let present = !talk.json && !talk.quiet && io::stdin().is_terminal() && io::stderr().is_terminal();
        present.then(|| Self { messages: Messages::new(talk.language) })
    }
}

/// Whether any of the files has no label from arguments or sidecar. Files that are not there are found out first.
fn unlabelled(context: &Context, options: &LabelOptions, files: &[PathBuf]) -> Result<bool, Error> {
    let mut missing = false;
    for file in files {
        let piped = target::is_pipe(file);
        if !piped {
            fuin::storage::check_file(file)?;
        }
        missing |= of_file(context, options, (!piped).then_some(file))?.is_none();
    }
    Ok(missing)
}

fn missing_recipients(context: &Context, args: &SealArgs) -> Error {
    if unlabelled(context, &args.label, &args.files).unwrap_or(false) {
        Error::usage("ask-recipients-and-label-missing", &[])
    } else {
        Error::usage("ask-recipients-missing", &[])
    }
}

/// What is offered for the folder of the first file; a memory that cannot be read offers nothing, and stops nobody.
fn remembered(session: &Session, home: &Home, files: &[PathBuf]) -> Remembered {
    let Some(file) = files.first() else { return Remembered::default() };
    home.remembered(fuin::publisher::parent(file)).unwrap_or_else(|error| {
        warn_of_memory(session, &error);
        Remembered::default()
    })
}

fn warn_of_memory(session: &Session, error: &Error) {
    let reason = error.to_string();
    session.talk.warn(&Messages::new(session.talk.language).text("ask-memory-unusable", &[("reason", &reason)]));
}
