//! Everything that talks to a person.
//!
//! Results go to stdout, talk to stderr. Values are escaped where a report puts them together, line breaks included, and
//! every line once more as a whole: what came from a file, a certificate or the network cannot begin a line of its own,
//! move the cursor, hide text or reverse its direction. A closed pipe is quiet.

mod secret;

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::sync::OnceLock;

use fuin::label::Language;
use fuin::label::restriction::is_deceptive;
use fuin::message::Messages;
use fuin::{Error, PassPhrase};
use indicatif::{ProgressBar, ProgressStyle};
use zeroize::Zeroizing;

use crate::exit;
use crate::target::Target;

/// Content shorter than this gets no progress bar, in octets.
const PROGRESS_FROM: u64 = 64 << 20;
/// The longest pass phrase file, in octets.
const MAX_PASS_PHRASE: u64 = 4096;

/// Form and language of the talk.
pub(crate) struct Talk {
    pub(crate) json: bool,
    pub(crate) quiet: bool,
    pub(crate) language: Language,
}

impl Talk {
    /// Prints a result: text, or the same as one JSON object.
    pub(crate) fn result(&self, text: &str, json: &serde_json::Value) {
        if self.json {
            print_json(json);
        } else if !self.quiet {
            text.lines().for_each(|line| print_line(&escape(line)));
        }
    }

    /// Prints a result on stderr, when stdout carries content.
    pub(crate) fn aside(&self, text: &str, json: &serde_json::Value) {
        if self.json {
            say_line(&escape_json(&json.to_string()));
        } else if !self.quiet {
            text.lines().for_each(|line| say_line(&escape(line)));
        }
    }

    /// Prints the result of work whose content went to `target`.
    pub(crate) fn result_for(&self, target: &Target, text: &str, json: &serde_json::Value) {
        match target {
            Target::File(_) => self.result(text, json),
            Target::Stdout => self.aside(text, json),
        }
    }

    /// The messages in the language of the talk.
    pub(crate) const fn messages(&self) -> Messages {
        Messages::new(self.language)
    }

    /// Warns.
    pub(crate) fn warn(&self, text: &str) {
        if !self.quiet {
            say_line(&escape(&format!("fuin: {}: {text}", self.messages().text("talk-warning", &[]))));
        }
    }

    /// Reports an error: what, because, hint.
    pub(crate) fn error(&self, error: &Error, file: Option<&Path>, exit: u8) {
        let explanation = crate::report::error::Explanation::of(error).about(file);
        if self.json {
            print_json(&explanation.json(exit));
        }
        explanation.text(self.messages()).lines().for_each(|line| say_line(&escape(line)));
    }
}

/// Prints one JSON object on stdout.
pub(crate) fn print_json(json: &serde_json::Value) {
    print_line(&escape_json(&json.to_string()));
}

/// Replaces characters that change how the text around them is shown by `\u{…}`.
pub(crate) fn escape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if is_deceptive(c) {
            let _ = write!(plain, "\\u{{{:x}}}", u32::from(c));
        } else {
            plain.push(c);
        }
    }
    plain
}

/// The same for JSON, where every character may be written as its four hexadecimal digits; outside strings there are
/// none of them.
fn escape_json(json: &str) -> String {
    let mut plain = String::with_capacity(json.len());
    for c in json.chars() {
        if is_deceptive(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(plain, "\\u{unit:04x}");
            }
        } else {
            plain.push(c);
        }
    }
    plain
}

/// Says something to the person at the terminal, line by line.
pub(crate) fn say(text: &str) {
    text.lines().for_each(|line| say_line(&escape(line)));
}

/// Why stdout stopped taking what was printed; a reader that has gone away has seen enough.
static STDOUT_FAILED: OnceLock<String> = OnceLock::new();

fn print_line(line: &str) {
    let mut stdout = io::stdout().lock();
    let failed = |error: io::Error| (error.kind() != io::ErrorKind::BrokenPipe).then(|| error.to_string());
    if let Some(reason) = writeln!(stdout, "{line}").and_then(|()| stdout.flush()).err().and_then(failed) {
        let _first_one_counts = STDOUT_FAILED.set(reason);
    }
}

/// The exit code of a run that ended with `code`: what could not be printed was not done. Stdout is told of here, once.
pub(crate) fn after_printing(code: u8) -> u8 {
    match STDOUT_FAILED.get() {
        None => code,
        Some(reason) => {
            say_line(&escape(&Messages::ENGLISH.text("talk-stdout-failed", &[("reason", reason)])));
            if code == 0 { exit::code(fuin::Outcome::Environment) } else { code }
        }
    }
}

fn say_line(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Gets a pass phrase: the first line of a file, or an answer on the terminal.
pub(crate) fn pass_phrase(file: Option<&Path>, prompt: &str, asking: Asking<'_>) -> Result<PassPhrase, Error> {
    if let Some(path) = file {
        let content = fuin::storage::read_secret(path, MAX_PASS_PHRASE)?;
        let text = std::str::from_utf8(&content)
            .map_err(|_| Error::usage("usage-pass-phrase-not-text", &[("path", &path.display())]))?;
        let line = text.split('\n').next().unwrap_or_default();
        return Ok(PassPhrase::new(Zeroizing::new(line.trim_end_matches('\r').to_owned())));
    }
    if !io::stdin().is_terminal() {
        return Err(Error::usage("usage-pass-phrase-no-terminal", &[]));
    }
    let ask = |prompt: &str| secret::ask(prompt).map_err(Error::Stream);
    let first = ask(&format!("{}: ", escape(prompt)))?;
    if let Asking::Twice(again) = asking
        && *ask(&format!("{again}: "))? != *first
    {
        return Err(Error::usage("usage-pass-phrases-differ", &[]));
    }
    Ok(PassPhrase::new(first))
}

/// How often a pass phrase is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asking<'a> {
    /// Once: it opens something.
    Once,
    /// Twice, with this prompt: it closes something, and a slip would lock its owner out.
    Twice(&'a str),
}

/// A reader that shows how far it has come, on a terminal and for long content only.
pub(crate) struct Progress<R> {
    inner: R,
    bar: ProgressBar,
}

impl<R> Progress<R> {
    pub(crate) fn new(inner: R, len: u64, talk: &Talk) -> Self {
        let shown = len >= PROGRESS_FROM && !talk.quiet && io::stderr().is_terminal();
        let bar = if shown { ProgressBar::new(len) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self { inner, bar }
    }
}

impl<R> Drop for Progress<R> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl<R: Read> Read for Progress<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.bar.inc(count as u64);
        Ok(count)
    }
}

impl<R: io::Seek> io::Seek for Progress<R> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        let position = self.inner.seek(to)?;
        self.bar.set_position(position);
        Ok(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_deceive_is_spelled_out() {
        assert_eq!(escape("a\u{202e}b\u{1b}[2J機密性2"), "a\\u{202e}b\\u{1b}[2J機密性2");
        let json = serde_json::json!({ "name": "a\u{202e}b" }).to_string();
        assert_eq!(escape_json(&json), "{\"name\":\"a\\u202eb\"}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escape_json(&json)).unwrap()["name"], "a\u{202e}b");
    }
}
