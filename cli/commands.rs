//! One module for each verb; what they share: the session, the home, labels and targets.

mod administration;
mod alone;
mod bundle;
mod demo;
mod dispose;
mod extend;
mod handling;
mod inspect;
mod key;
pub(crate) mod label;
mod open;
mod policy;
mod recipient;
mod seal;
mod sign;
mod signer;
mod tsa;
mod verify;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fuin::crypto::CryptoProvider;
use fuin::label::Language;
use fuin::message::Messages;
use fuin::online::{Online, Reach};
use fuin::policy::Policies;
use fuin::policy_file::{self, Document};
use fuin::record::Recorder;
use fuin::{Context, Error, Home, Machine};
use jiff::Timestamp;

use crate::args::{Arguments, GlobalArgs, LanguageArg, Verb};
use crate::exit;
use crate::terminal::Talk;

/// What a verb works with.
pub(crate) struct Session {
    pub(crate) talk: Talk,
    pub(crate) provider: CryptoProvider,
    pub(crate) now: Timestamp,
    pub(crate) root: PathBuf,
    pub(crate) additional_policy: Option<PathBuf>,
    /// How far services are asked; none: nobody is, and nothing that was fetched before is used.
    pub(crate) reach: Option<Reach>,
    /// Where the settings of the machine are; none: they are not asked, as in a demonstration.
    pub(crate) machine: Option<&'static Path>,
    /// Where the verb's requests are recorded.
    pub(crate) recorder: RefCell<Option<Arc<Recorder>>>,
}

/// What the administrator settles. A constant: no flag, variable or home leads around it.
const MACHINE: &str = "/etc/fuin";

/// Does what the arguments say; returns the exit code.
pub(crate) fn run(arguments: Arguments) -> u8 {
    let session = Session::new(&arguments.global);
    let code = dispatch(&session, arguments.verb).unwrap_or_else(|error| session.fail(&error));
    session.warn_of_records();
    code
}

fn dispatch(session: &Session, verb: Verb) -> Result<u8, Error> {
    match verb {
        Verb::Seal(args) => seal::run(session, &args),
        Verb::Open(args) => open::run(session, &args),
        Verb::Sign(args) => sign::run(session, &args),
        Verb::Verify(args) => verify::run(session, &args),
        Verb::Bundle(args) => bundle::run(session, &args),
        Verb::Extend(args) => extend::run(session, &args),
        Verb::Tsa(verb) => tsa::run(session, &verb).map(done),
        Verb::Inspect(args) => inspect::run(session, &args),
        Verb::Dispose(args) => dispose::run(session, &args),
        Verb::Label(args) => label::run(session, &args).map(done),
        Verb::Init(args) => administration::init(session, &args).map(done),
        Verb::Key(verb) => key::run(session, &verb).map(done),
        Verb::Recipient(verb) => recipient::run(session, &verb).map(done),
        Verb::Anchor(verb) => administration::anchor(session, &verb).map(done),
        Verb::Crl(verb) => administration::crl(session, &verb).map(done),
        Verb::Ocsp(verb) => administration::ocsp(session, &verb).map(done),
        Verb::Policy(verb) => policy::run(session, &verb),
        Verb::Demo => demo::run(session).map(done),
    }
}

const fn done((): ()) -> u8 {
    0
}

impl Session {
    fn new(global: &GlobalArgs) -> Self {
        let language = match global.lang {
            Some(LanguageArg::En) => Language::English,
            Some(LanguageArg::Ja) => Language::Japanese,
            None => fuin::permission::language_of_locale(&locale()),
        };
        Self {
            talk: Talk { json: global.json, quiet: global.quiet, language },
            provider: fuin_crypto_aws_lc::provider(),
            now: now(),
            root: root(),
            additional_policy: global.policy.clone(),
            reach: Some(match (global.offline, global.refresh) {
                (true, _) => Reach::Kept,
                (false, true) => Reach::Anew,
                (false, false) => Reach::Network,
            }),
            machine: Some(Path::new(MACHINE)),
            recorder: RefCell::default(),
        }
    }

    /// Reports an error; returns its exit code.
    pub(crate) fn fail(&self, error: &Error) -> u8 {
        self.fail_on(error, None)
    }

    /// The same, naming the file of a batch that it is about.
    fn fail_on(&self, error: &Error, file: Option<&Path>) -> u8 {
        if is_interruption(error) {
            self.talk.aside(&self.talk.messages().text("ask-nothing-done", &[]), &serde_json::Value::Null);
            return exit::INTERRUPTED;
        }
        let code = exit::code(error.outcome());
        self.talk.error(error, file, code);
        code
    }

    /// A context at the present instant, for what comes after a service was asked: what that states is later than the
    /// beginning of the run.
    pub(crate) fn at_present(context: &Context) -> Context {
        Context { now: now().max(context.now), ..context.clone() }
    }

    /// The home, which must exist.
    pub(crate) fn home(&self) -> Result<Home, Error> {
        Home::open(&self.root)
    }

    /// The settings of the machine.
    pub(crate) fn machine(&self) -> Result<Machine, Error> {
        self.machine.map_or_else(|| Ok(Machine::none()), |root| Machine::at(root, &self.provider))
    }

    /// The surroundings of an operation in this home.
    pub(crate) fn context(&self, home: &Home) -> Result<Context, Error> {
        let mut context = Context::of_home(home, &self.machine()?, self.provider.clone(), self.now)?;
        if let Some(reach) = self.reach {
            context.services = Some(Arc::new(Online::of_home(home, &self.provider, self.now, reach)?));
        }
        self.tightened(context)
    }

    /// The surroundings for verbs that also work without a home: then nobody is trusted but by the machine.
    pub(crate) fn context_without_home(&self) -> Result<Context, Error> {
        match self.home() {
            Ok(home) => self.context(&home),
            Err(Error::NoHome { .. }) => {
                self.tightened(Context::without_home(&self.machine()?, self.provider.clone(), self.now)?)
            }
            Err(error) => Err(error),
        }
    }

    /// The policies at hand that others may extend, as documents.
    pub(crate) fn documents(&self) -> Result<Vec<Document>, Error> {
        let machine = self.machine()?;
        match self.home() {
            Ok(home) => home.policy_documents(&machine, &self.provider),
            Err(Error::NoHome { .. }) => Ok(machine.documents().to_vec()),
            Err(error) => Err(error),
        }
    }

    /// Warns when something could not be recorded: a later policy will not be tried on it.
    fn warn_of_records(&self) {
        let failure = self.recorder.borrow().as_ref().and_then(|recorder| recorder.take_failure());
        if let Some(error) = failure {
            let said = Messages::new(self.talk.language).error(&error);
            let because = said.because.first().map(|reason| format!(": {reason}")).unwrap_or_default();
            self.talk.warn(&format!("{}{because}", said.headline));
        }
    }

    fn tightened(&self, mut context: Context) -> Result<Context, Error> {
        if let Some(path) = &self.additional_policy {
            let resolved = policy_file::read(path, self.documents()?, &self.provider)?;
            context.policies = resolved.judging().fold(context.policies, Policies::with_new);
        }
        self.recorder.replace(context.recorder.clone());
        Ok(context)
    }

    /// Whether the home names a timestamp authority, even if it is not asked now.
    fn knows_timestamp_authority(&self) -> bool {
        let settings = self.home().and_then(|home| home.services());
        settings.is_ok_and(|settings| !settings.timestamp_authorities.is_empty())
    }

    /// Works on several files in turn, reporting each failure; returns the worst exit code.
    pub(crate) fn each(&self, files: &[PathBuf], mut work: impl FnMut(&PathBuf) -> Result<u8, Error>) -> u8 {
        let mut worst = 0;
        for file in files {
            // With one file there is no doubt which one is meant.
            let named = (files.len() > 1).then_some(file.as_path());
            let code = work(file).unwrap_or_else(|error| self.fail_on(&error, named));
            worst = exit::worse(worst, code);
            // Who breaks a question off does not want to be asked again for the next file.
            if code == exit::INTERRUPTED {
                break;
            }
        }
        worst
    }
}

/// Whether a person broke a question off.
fn is_interruption(error: &Error) -> bool {
    matches!(error, Error::Stream(source) if source.kind() == std::io::ErrorKind::Interrupted)
}

#[expect(clippy::disallowed_methods, reason = "the command reads the clock once, here, and passes it on")]
fn now() -> Timestamp {
    Timestamp::now()
}

#[expect(clippy::disallowed_methods, reason = "the command reads its environment here and passes it on")]
fn variable(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// A certificate in one line: its subject, and until when it is valid.
fn validity(messages: Messages, certificate: &fuin::pki::Certificate) -> String {
    let (subject, time) = (certificate.subject().to_string(), certificate.not_after().to_string());
    messages.text("certificate-until", &[("subject", &subject), ("time", &time)])
}

/// `FUIN_HOME`, or `fuin` in the XDG data directory.
fn root() -> PathBuf {
    if let Some(home) = variable("FUIN_HOME") {
        return home.into();
    }
    // A relative directory would be whatever stands in the current one (and the XDG specification says to ignore it).
    let absolute = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let data = absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share")));
    // Without any of them there is no home: the current directory is nobody's.
    data.map(|data| data.join("fuin")).unwrap_or_default()
}

fn locale() -> String {
    let first = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable);
    first.map(|value| value.to_string_lossy().into_owned()).unwrap_or_default()
}
