//! The world of the tests from inside the library: one process and keys that are opened once, for tests with thousands
//! of messages.

use std::io::{Cursor, Read, Seek};

use fuin::crypto::PrivateKey;
use fuin::home::KeyEntry;
use fuin::open::{Opened, open};
use fuin::verify::{Verified, verify_attached, verify_detached};
use fuin::{Context, Error, Home, Machine, PassPhrase};

use crate::world::{PASS, World, now};

#[path = "../../cli/exit.rs"]
mod exit;

/// An agency of the world with all its keys open.
pub(crate) struct Agency {
    pub(crate) context: Context,
    pub(crate) keys: Vec<KeyEntry>,
    private: Vec<PrivateKey>,
}

impl Agency {
    /// The agency whose home has this name.
    pub(crate) fn of(world: &World, home: &str) -> Self {
        let home = Home::open(&world.path(home)).expect("home");
        let context =
            Context::of_home(&home, &Machine::none(), fuin_crypto_aws_lc::provider(), now()).expect("context");
        let keys = home.keys().expect("keys");
        let pass_phrase = PassPhrase::new(PASS.to_owned().into());
        let unlock = |key: &KeyEntry| key.unlock(&pass_phrase, &context.provider).expect("the pass phrase");
        let private = keys.iter().map(unlock).collect();
        Self { context, keys, private }
    }

    /// The entry of the key of this name.
    pub(crate) fn entry(&self, name: &str) -> &KeyEntry {
        self.keys.iter().find(|key| key.name == name).expect("a key of this name")
    }

    /// The open key of this name.
    pub(crate) fn private(&self, name: &str) -> &PrivateKey {
        let at = self.keys.iter().position(|key| key.name == name).expect("a key of this name");
        self.private.get(at).expect("opened with the others")
    }

    /// The DER certificate of the key of this name.
    pub(crate) fn certificate(&self, name: &str) -> &[u8] {
        self.entry(name).certificate.as_ref().expect("certified").der()
    }

    /// Opens a message with every key; the content as it came, to be believed only with `Ok`.
    pub(crate) fn open(&self, message: &[u8]) -> (Result<Opened, Error>, Vec<u8>) {
        self.open_with(&self.keys, Cursor::new(message))
    }

    /// Opens a message with some of the keys.
    pub(crate) fn open_with(
        &self,
        keys: &[KeyEntry],
        message: impl Read + Seek + Send,
    ) -> (Result<Opened, Error>, Vec<u8>) {
        let mut content = Vec::new();
        let mut unlock = |key: &KeyEntry| Ok(self.private(&key.name).clone());
        let opened = open(&self.context, keys, &mut unlock, message, &mut content);
        (opened, content)
    }

    /// Verifies a message with its content inside.
    pub(crate) fn verify(&self, message: &[u8]) -> Result<Verified, Error> {
        verify_attached(&self.context, message, &mut std::io::sink())
    }

    /// Verifies a detached signature.
    pub(crate) fn verify_detached(&self, signature: &[u8], mut content: &[u8]) -> Result<Verified, Error> {
        verify_detached(&self.context, signature, &mut content)
    }
}

/// The exit code that the command has for a result, by the command's own table.
pub(crate) fn exit_of<T>(result: &Result<T, Error>) -> u8 {
    result.as_ref().map_or_else(|error| exit::code(error.outcome()), |_| 0)
}
