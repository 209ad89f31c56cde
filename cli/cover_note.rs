//! The cover note: the text for the mail that a sealed file goes out with.
//!
//! It says how the file is to be handled, by which digest and whose signature it is known, and how to open it with and
//! without fuin. It says nothing that the sealed file does not show to everyone: no name of the file inside.

use std::io::{self, Write};
use std::path::Path;

use fuin::crypto::provider::DigestContext;
use fuin::crypto::{CryptoProvider, DigestAlgorithm};
use fuin::digest::hexadecimal;
use fuin::home::KeyEntry;
use fuin::label::vocabulary::{CONFIDENTIAL_UNTIL, KEEP_UNTIL};
use fuin::label::{Degree, Label, Language, RestrictionDefinition, Vocabulary};
use fuin::message::Messages;
use fuin::publisher::{Access, Overwrite, check_absent, parent, publish_bytes};
use fuin::seal::{OPENSSL_LIMIT, Sealed};
use fuin::{Context, Error};

use crate::args::SealArgs;
use crate::target::{self, Target};
use crate::terminal::escape;

/// Where a cover note goes.
pub(crate) struct CoverNote {
    target: Target,
    overwrite: Overwrite,
    language: Language,
}

/// What a cover note is written about.
pub(crate) struct About<'a> {
    pub(crate) context: &'a Context,
    pub(crate) sealed: &'a Sealed,
    pub(crate) signer: &'a KeyEntry,
    pub(crate) target: &'a Target,
    /// SHA-256 of the sealed file.
    pub(crate) digest: &'a str,
}

impl CoverNote {
    /// The cover note that the arguments ask for.
    ///
    /// # Errors
    /// [`Error::Usage`] for several files, or when note and sealed file would go to the same place.
    pub(crate) fn of(args: &SealArgs, language: Language) -> Result<Option<Self>, Error> {
        let Some(path) = &args.cover_note else { return Ok(None) };
        if args.files.len() > 1 {
            return Err(Error::usage("note-several-files", &[]));
        }
        let target = if target::is_pipe(path) { Target::Stdout } else { Target::File(path.clone()) };
        if target == Target::Stdout && args.output.output.as_deref().is_some_and(target::is_pipe) {
            return Err(Error::usage("note-and-file-on-stdout", &[]));
        }
        Ok(Some(Self { target, overwrite: target::overwrite(args.output.overwrite), language }))
    }

    /// Checks that it can be published beside the input and the sealed file, before any work is done for it.
    ///
    /// # Errors
    /// [`Error::Exists`] and the like; [`Error::Usage`] when it would be the sealed file or the input.
    pub(crate) fn check(&self, input: &Path, sealed: &Target) -> Result<(), Error> {
        self.target.check(input, self.overwrite)?;
        match (&self.target, sealed) {
            (Target::File(note), Target::File(sealed)) if is_same(note, sealed) => {
                Err(Error::usage("note-same-as-file", &[("path", &note.display())]))
            }
            (Target::File(note), _) => check_absent(note, self.overwrite),
            (Target::Stdout, _) => Ok(()),
        }
    }

    /// Publishes it.
    ///
    /// # Errors
    /// As publication does.
    pub(crate) fn publish(&self, about: &About<'_>) -> Result<(), Error> {
        let text = about.text(self.language)?;
        match &self.target {
            Target::File(path) => publish_bytes(path, text.as_bytes(), self.overwrite, Access::Ordinary),
            Target::Stdout => io::stdout().write_all(text.as_bytes()).map_err(Error::Stream),
        }
    }

    /// Whether stdout carries the note, so that the report goes elsewhere.
    pub(crate) fn is_on_stdout(&self) -> bool {
        self.target == Target::Stdout
    }
}

impl About<'_> {
    fn text(&self, language: Language) -> Result<String, Error> {
        let messages = Messages::new(language);
        let word = |key: &str| messages.text(key, &[]);
        let row = |key: &str, value: &str| messages.text(key, &[("value", &escape(value))]);
        let vocabulary = self.context.policies.vocabulary();
        let label = &self.sealed.label;
        let name = match self.target {
            Target::File(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            Target::Stdout => "FILE.sealed.p7m".to_owned(),
        };
        let mut lines = vec![word("note-heading"), String::new(), row("note-file", &name)];
        lines.push(row("note-digest", self.digest));
        lines.push(row("note-label", &vocabulary.short_form(&label.grades)));
        for language in [Language::Japanese, Language::English] {
            lines.push(format!("  {}", escape(&vocabulary.marking(label, language))));
        }
        lines.push(row("note-sender", &self.sealed.signer));
        if let Some(certificate) = &self.signer.certificate {
            lines.push(row("note-fingerprint", &fuin::home::fingerprint(certificate, &self.context.provider)?));
        }
        lines.extend([String::new(), word("note-restrictions")]);
        let restrictions = restriction_lines(label, vocabulary, messages);
        if restrictions.is_empty() {
            lines.push(format!("  {}", word("note-restrictions-none")));
        }
        lines.extend(restrictions);
        lines.extend([String::new(), word("note-check"), format!("  openssl dgst -sha256 {}", quoted(&name))]);
        lines.extend([String::new(), word("note-open-fuin"), format!("  fuin open {}", quoted(&name))]);
        lines.extend([String::new(), word("note-open-openssl")]);
        if self.sealed.content_len > OPENSSL_LIMIT {
            lines.push(format!("  {}", word("note-too-large-for-openssl")));
        } else {
            lines.push(format!("  {}", decrypt_command(&name)));
            lines.push(format!("  {VERIFY_COMMAND}"));
            lines.push(word("note-openssl-checks"));
        }
        lines.push(String::new());
        Ok(lines.join("\n"))
    }
}

/// What anyone can do who holds the key: the file of spec/cms-profile.md is CMS (RFC 5652, RFC 5083).
fn decrypt_command(name: &str) -> String {
    format!(
        "openssl cms -decrypt -binary -inform DER -in {} -recip CERTIFICATE.pem -inkey KEY.pem -out signed.p7m",
        quoted(name)
    )
}

const VERIFY_COMMAND: &str =
    "openssl cms -verify -binary -inform DER -in signed.p7m -CAfile CA.pem -purpose any -out content";

/// A line for each restriction and date: its wording in both languages, and who sees to it.
fn restriction_lines(label: &Label, vocabulary: &Vocabulary, messages: Messages) -> Vec<String> {
    let line = |(definition, value): (&RestrictionDefinition, String)| {
        let wording = |text: &str| text.replacen("{}", &value, 1);
        let (ja, en, id) = (wording(&definition.ja), wording(&definition.en), &definition.id);
        format!("  - {}\n    {}", escape(&format!("{ja} / {en} ({id})")), escape(&meaning(definition, messages)))
    };
    restrictions_of(label, vocabulary).into_iter().map(line).collect()
}

/// Each restriction and date of a label with its value. A label that is sealed has none that the vocabulary lacks.
pub(crate) fn restrictions_of<'a>(
    label: &Label,
    vocabulary: &'a Vocabulary,
) -> Vec<(&'a RestrictionDefinition, String)> {
    let stated = label.restrictions.iter().map(|it| {
        let value = it.parameter.as_ref().map(ToString::to_string).unwrap_or_default();
        (it.id.as_str(), value)
    });
    let dates = [(KEEP_UNTIL, label.keep_until), (CONFIDENTIAL_UNTIL, label.confidential_until)];
    let dates = dates.into_iter().filter_map(|(id, day)| Some((id, day?.to_string())));
    stated.chain(dates).filter_map(|(id, value)| Some((vocabulary.restriction(id)?, value))).collect()
}

/// Who holds anyone to a restriction: in the policy's words, or else by its degree.
pub(crate) fn meaning(definition: &RestrictionDefinition, messages: Messages) -> String {
    let (en, ja) = (definition.does_en.as_deref(), definition.does_ja.as_deref());
    let stated = match messages.language() {
        Language::English => en,
        Language::Japanese => ja.or(en),
    };
    if let Some(stated) = stated {
        return stated.to_owned();
    }
    let key = match definition.degree {
        Degree::Enforced => "note-degree-enforced",
        Degree::Checked => "note-degree-checked",
        Degree::Stated => "note-degree-stated",
    };
    messages.text(key, &[])
}

/// A name as a shell takes it, and as a terminal shows it. A name that begins with a dash is no option.
fn quoted(name: &str) -> String {
    let name = if name.starts_with('-') { format!("./{name}") } else { name.to_owned() };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    if name.chars().all(plain) { name } else { format!("'{}'", escape(&name).replace('\'', "'\\''")) }
}

/// Whether two names are the same one in the same directory, whether or not anything has it yet.
fn is_same(a: &Path, b: &Path) -> bool {
    let directory = |path: &Path| parent(path).canonicalize().ok();
    a.file_name() == b.file_name() && directory(a) == directory(b)
}

/// A writer that also digests what it passes on, where that is asked for.
pub(crate) struct Digesting<W> {
    inner: W,
    digest: Option<Box<dyn DigestContext>>,
}

impl<W> Digesting<W> {
    /// Digests with SHA-256 when there is a cover note to say it in.
    pub(crate) fn new(inner: W, note: Option<&CoverNote>, provider: &CryptoProvider) -> Result<Self, Error> {
        let digest = note.map(|_| provider.digest(DigestAlgorithm::Sha256).map(|sha256| sha256.start())).transpose()?;
        Ok(Self { inner, digest })
    }

    /// What was written to, and the digest of what was written, hexadecimal.
    pub(crate) fn finish(self) -> (W, String) {
        let digest = self.digest.map(|context| context.finish()).unwrap_or_default();
        (self.inner, hexadecimal(&digest))
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(octets)?;
        if let Some(digest) = &mut self.digest {
            digest.update(octets.get(..count).unwrap_or_default());
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_for_the_shell() {
        assert_eq!(quoted("report.pdf.sealed.p7m"), "report.pdf.sealed.p7m");
        assert_eq!(quoted("-rf"), "./-rf");
        assert_eq!(quoted("a b'; rm -rf ~"), "'a b'\\''; rm -rf ~'");
        assert_eq!(quoted("報告.p7m"), "'報告.p7m'");
        assert_eq!(quoted("a\u{202e}b"), "'a\\u{202e}b'");
    }
}
