//! The signer of a run: its key is opened once, when it is first needed.

use fuin::Error;
use fuin::crypto::PrivateKey;
use fuin::home::KeyEntry;

use super::Session;
use crate::args::PassPhraseArgs;
use crate::terminal::{Asking, pass_phrase};

pub(crate) struct Signer<'a> {
    pub(crate) entry: &'a KeyEntry,
    key: Option<PrivateKey>,
}

impl<'a> Signer<'a> {
    pub(crate) const fn new(entry: &'a KeyEntry) -> Self {
        Self { entry, key: None }
    }

    /// The opened key; asks for its pass phrase the first time.
    pub(crate) fn key(&mut self, session: &Session, args: &PassPhraseArgs) -> Result<&PrivateKey, Error> {
        let key = match self.key.take() {
            Some(key) => key,
            None => {
                let prompt = session.talk.messages().text("pass-phrase-of-key", &[("key", &self.entry.name)]);
                let pass = pass_phrase(args.passphrase_file.as_deref(), &prompt, Asking::Once)?;
                self.entry.unlock(&pass, &session.provider)?
            }
        };
        Ok(self.key.insert(key))
    }
}
