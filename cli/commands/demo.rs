//! `fuin demo`: two agencies, one file, everything that can happen to it; in a temporary directory, with the same
//! commands that anyone would type.

use std::fs;
use std::path::Path;

use clap::Parser;
use fuin::authority::{Authority, Certified, day, years_later};
use fuin::{Error, Home};

use super::{Session, dispatch};
use crate::args::Arguments;
use crate::terminal::Talk;

const FILE: &str = "report.txt";
const CONTENT: &str = "Draft budget of the joint programme, not for publication before the cabinet decides.\n";

/// One agency of the story.
struct Agency {
    home: &'static str,
    name: &'static str,
    key: &'static str,
    subject: &'static str,
}

const A: Agency = Agency { home: "a", name: "Ministry A", key: "tanaka", subject: "CN=Tanaka,O=Ministry A,C=JP" };
const B: Agency = Agency { home: "b", name: "Ministry B", key: "suzuki", subject: "CN=Suzuki,O=Ministry B,C=JP" };

pub(crate) fn run(session: &Session) -> Result<(), Error> {
    let directory = tempfile::tempdir().map_err(Error::Stream)?;
    let story = Story { session, root: directory.path() };
    std::env::set_current_dir(directory.path()).map_err(Error::Stream)?;
    let told = story.tell();
    // A directory cannot be removed from below on every system.
    std::env::set_current_dir("/").map_err(Error::Stream)?;
    drop(directory);
    told
}

struct Story<'a> {
    session: &'a Session,
    root: &'a Path,
}

impl Story<'_> {
    fn tell(&self) -> Result<(), Error> {
        write("pass-phrase", "correct horse battery staple\n")?;
        write(FILE, CONTENT)?;

        self.say("demo-set-up");
        for agency in [&A, &B] {
            self.set_up(agency)?;
        }
        self.say("demo-trust");
        self.fuin(&A, &["anchor", "add", "b-ca.crt"], 0)?;
        self.fuin(&B, &["anchor", "add", "a-ca.crt"], 0)?;
        self.fuin(&A, &["recipient", "add", "ministry-b", "suzuki.crt"], 0)?;

        self.say("demo-no-label");
        self.fuin(&A, &["seal", FILE, "-r", "ministry-b", "--passphrase-file", "pass-phrase"], 7)?;
        self.say("demo-seal");
        let label = ["--label", "C2I2A1", "--restrict", "no-copy"];
        let sealing = ["seal", FILE, "-r", "ministry-b", "--passphrase-file", "pass-phrase"];
        self.fuin(&A, &[&sealing[..], &label].concat(), 0)?;
        self.say("demo-inspect");
        self.fuin(&B, &["inspect", "report.txt.sealed.p7m"], 0)?;
        self.say("demo-open");
        let opening = ["open", "report.txt.sealed.p7m", "--passphrase-file", "pass-phrase", "-o", "received.txt"];
        self.fuin(&B, &opening, 0)?;
        let same = fs::read_to_string("received.txt").map_err(Error::Stream)? == CONTENT;
        self.say(if same { "demo-same" } else { "demo-not-same" });

        self.say("demo-sign");
        write("notice.txt", "Notice: the joint programme begins on 1 April.\n")?;
        self.fuin(&A, &["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pass-phrase"], 0)?;
        self.fuin(&B, &["verify", "notice.txt"], 0)?;

        self.say("demo-alter");
        write("notice.txt", "Notice: the joint programme begins on 2 April.\n")?;
        self.fuin(&B, &["verify", "notice.txt"], 4)?;
        flip_one_bit("report.txt.sealed.p7m")?;
        let opening = ["open", "report.txt.sealed.p7m", "--passphrase-file", "pass-phrase", "-o", "altered.txt"];
        self.fuin(&B, &opening, 4)?;
        let nothing = !Path::new("altered.txt").exists();
        self.say(if nothing { "demo-nothing-written" } else { "demo-something-written" });
        self.say("demo-yourself");
        Ok(())
    }

    fn set_up(&self, agency: &Agency) -> Result<(), Error> {
        let (provider, now) = (&self.session.provider, self.session.now);
        let request = format!("{}.csr", agency.key);
        let certificate = format!("{}.crt", agency.key);
        let authority_file = format!("{}-ca.crt", agency.home);
        let pass = ["--passphrase-file", "pass-phrase"];
        self.fuin(agency, &["init", "--agency", agency.name], 0)?;
        self.fuin(agency, &[&["key", "new", agency.key, "--algorithm", "ecdsa-p384"][..], &pass].concat(), 0)?;
        let requesting = ["key", "request", agency.key, "--subject", agency.subject, "-o", &request];
        self.fuin(agency, &[&requesting[..], &pass].concat(), 0)?;

        let values = [("agency", agency.name), ("authority", &*authority_file), ("certificate", &*certificate)];
        self.tell_line(&format!("\n# {}", self.session.talk.messages().text("demo-certify", &values)));
        let subject = format!("CN={} Authority,O={},C=JP", agency.name, agency.name);
        let authority = Authority::new(provider, &subject, now)?;
        let key = Home::open(&self.root.join(agency.home))?.key(agency.key)?;
        let today = day(now);
        let validity = (today.yesterday().unwrap_or(today), years_later(today, 2));
        let wanted = Certified { key: key.public_key(), subject: agency.subject, email: None, validity };
        write(&certificate, &authority.certify(&wanted)?)?;
        write(&authority_file, &authority.certificate_pem())?;

        self.fuin(agency, &["key", "import", agency.key, "--certificate", &certificate], 0)?;
        self.fuin(agency, &["anchor", "add", &authority_file], 0)
    }

    /// Types a command and runs it as the command itself would, in the agency's home; its exit code must be `expected`.
    fn fuin(&self, agency: &Agency, words: &[&str], expected: u8) -> Result<(), Error> {
        let typed: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        self.tell_line(&format!("\n$ FUIN_HOME={} fuin {}", agency.home, typed.join(" ")));
        let arguments = Arguments::try_parse_from(["fuin"].iter().chain(words))
            .map_err(|error| Error::usage("usage-demonstration", &[("problem", &error)]))?;
        let talk =
            Talk { json: self.session.talk.json, quiet: self.session.talk.quiet, language: self.session.talk.language };
        let session = Session {
            talk,
            provider: self.session.provider.clone(),
            now: self.session.now,
            root: self.root.join(agency.home),
            additional_policy: None,
            reach: None,
            // Its agencies are not of this machine, and their authorities nobody's.
            machine: None,
            recorder: std::cell::RefCell::default(),
        };
        let code = dispatch(&session, arguments.verb).unwrap_or_else(|error| session.fail(&error));
        if code == expected {
            return Ok(());
        }
        Err(Error::usage("usage-demonstration-exit", &[("expected", &expected), ("code", &code)]))
    }

    /// Says a message of the story.
    fn say(&self, key: &str) {
        self.tell_line(&format!("\n# {}", self.session.talk.messages().text(key, &[])));
    }

    /// The story is the result of this verb.
    fn tell_line(&self, text: &str) {
        self.session.talk.result(text, &serde_json::json!({ "story": text.trim() }));
    }
}

/// A word as a shell would need it.
fn quoted(word: &str) -> String {
    if word.contains(' ') { format!("\"{word}\"") } else { word.to_owned() }
}

#[expect(clippy::disallowed_methods, reason = "the demonstration's own files, in its own temporary directory")]
fn write(name: &str, content: &str) -> Result<(), Error> {
    fs::write(name, content).map_err(Error::Stream)
}

#[expect(clippy::disallowed_methods, reason = "as above")]
fn flip_one_bit(name: &str) -> Result<(), Error> {
    let mut content = fs::read(name).map_err(Error::Stream)?;
    let middle = content.len() / 2;
    if let Some(octet) = content.get_mut(middle) {
        *octet ^= 1;
    }
    fs::write(name, content).map_err(Error::Stream)
}
