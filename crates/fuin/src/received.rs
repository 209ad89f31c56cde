//! What was opened here: the home's memory of received content and of the messages it came in, for the restrictions that
//! only a memory can hold anyone to. `received.jsonl`, the owner's alone, newest last.
//!
//! Content is known by the digest that its signature is about, a message by its signatures: nobody changes those without
//! making another message. Whatever is changed in the content escapes. What is read
//! back is as hostile as anything else: a line that is none is an error, never passed over.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use fuin_crypto::provider::DigestContext;
use fuin_crypto::{CryptoProvider, DigestAlgorithm};
use fuin_label::Label;
use fuin_policy::Past;

use crate::circumstances::Circumstances;
use crate::context::Context;
use crate::digest::{hexadecimal, octets_of, sha256_of};
use crate::error::Error;
use crate::home::Home;
use crate::record::file::{append_line, earlier, lock, malformed, read_lines};
use crate::sidecar::{self, Origin, Sidecar};

/// How large the file grows before it is turned over, in octets; the one before is kept too.
const MAX_FILE: u64 = 8 * 1024 * 1024;
/// The longest line, in octets.
const MAX_LINE: u64 = 1024 * 1024;
const WHAT: &str = "record of received content";

/// What a message was recognised by when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reception {
    /// SHA-256 over the signatures of the message.
    pub message: [u8; 32],
    /// The digest of the content that its signature is about.
    pub content: ContentDigest,
    /// The length of the content in octets.
    pub octets: u64,
    /// Whether others sealed it.
    pub origin: Origin,
}

/// A digest of content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentDigest {
    /// The algorithm.
    pub algorithm: DigestAlgorithm,
    /// The digest.
    pub octets: Vec<u8>,
}

/// What was received, as the home remembers it.
#[derive(Debug)]
pub struct Received {
    path: PathBuf,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    reception: Reception,
    label: Sidecar,
    /// Where it stands, for errors.
    file: PathBuf,
    line: usize,
}

/// The form of a line.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// Version of this form: 1.
    schema: u32,
    /// When it was opened.
    time: String,
    /// SHA-256 over the signatures of the message, hexadecimal.
    message: String,
    /// The name of the digest algorithm, a colon, and the digest of the content, hexadecimal.
    content: String,
    /// Length of the content in octets.
    octets: u64,
    /// Whether others sealed it.
    received: bool,
    /// The label, as beside a file.
    label: Sidecar,
}

/// The right to record that a message was opened: one process of a home has it at a time, until this is dropped.
#[derive(Debug)]
pub struct Reserved(#[expect(dead_code, reason = "the lock is held as long as the file is open")] File);

impl Home {
    /// Waits for the right to record that a message was opened. Whoever has it looks at the record once more before it
    /// publishes anything: of two processes that open one message at once, the second then sees the first.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::NotRegular`].
    pub fn reserve_received(&self) -> Result<Reserved, Error> {
        lock(&self.root().join("received.lock")).map(Reserved)
    }

    /// What was received here. A home that never received anything has no record.
    ///
    /// # Errors
    /// [`Error::File`] naming the line that is none; [`Error::Io`] or [`Error::NotRegular`].
    pub fn received(&self) -> Result<Received, Error> {
        let path = self.root().join("received.jsonl");
        let mut entries = Vec::new();
        for file in [earlier(&path), path.clone()] {
            if file.symlink_metadata().is_err() {
                continue;
            }
            crate::storage::check_regular(&file)?;
            let len = file.metadata().map_err(|error| Error::io("read", &file, error))?.len();
            if len > MAX_FILE {
                return Err(Error::TooLarge { name: file.display().to_string(), limit: MAX_FILE });
            }
            read_lines(&file, WHAT, MAX_LINE, |line, text| {
                //= spec/label.md#what-fuin-does-about-restrictions
                //# A line of the record that cannot be read MUST be an error that names the line.
                let parsed = parse(text).map_err(|problem| malformed(WHAT, &file, line, problem))?;
                entries.push(Entry { reception: parsed.0, label: parsed.1, file: file.clone(), line });
                Ok(())
            })?;
        }
        Ok(Received { path, entries })
    }
}

impl Received {
    /// Whether a message was opened here before.
    #[must_use]
    pub fn has_opened(&self, message: &[u8; 32]) -> bool {
        self.entries.iter().any(|entry| entry.reception.message == *message)
    }

    /// Adds to the circumstances of sealing a file what is remembered of its content: by the sidecar beside it, and by
    /// its digest. It is digested only when content of its length was received.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::File`] for a sidecar that cannot be read, or a recorded label that is no label here.
    pub fn add_to(&self, circumstances: &mut Circumstances, file: &Path, context: &Context) -> Result<(), Error> {
        if sidecar::read_origin(file)? == Origin::Received && !circumstances.past.contains(&Past::Received) {
            circumstances.past.push(Past::Received);
        }
        self.add_entries(circumstances, &self.same_content(file, &context.provider)?, context)
    }

    /// Watches content that can be read only once, so that it can be recognised when all of it has gone by.
    ///
    /// # Errors
    /// [`Error::Crypto`] when the provider lacks a digest of the record.
    pub fn watch<R: Read>(&self, content: R, provider: &CryptoProvider) -> Result<Watched<R>, Error> {
        let mut contexts = Vec::new();
        for algorithm in algorithms(self.of_others()) {
            contexts.push((algorithm, provider.digest(algorithm)?.start()));
        }
        Ok(Watched { content, octets: 0, contexts })
    }

    /// Adds to the circumstances of sealing what is remembered of watched content, as [`Received::add_to`] does of a
    /// file; says whether anything is.
    ///
    /// # Errors
    /// [`Error::File`] for a recorded label that is no label here.
    pub fn add_watched<R>(
        &self,
        circumstances: &mut Circumstances,
        watched: Watched<R>,
        context: &Context,
    ) -> Result<bool, Error> {
        let octets = watched.octets;
        let digests: Vec<ContentDigest> = watched.contexts.into_iter().map(finished).collect();
        let same = |entry: &&Entry| {
            octets != 0 && entry.reception.octets == octets && digests.contains(&entry.reception.content)
        };
        let entries: Vec<&Entry> = self.of_others().filter(same).collect();
        self.add_entries(circumstances, &entries, context)?;
        Ok(!entries.is_empty())
    }

    /// What others sealed.
    fn of_others(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.reception.origin == Origin::Received)
    }

    fn add_entries(
        &self,
        circumstances: &mut Circumstances,
        entries: &[&Entry],
        context: &Context,
    ) -> Result<(), Error> {
        for entry in entries {
            let label = entry.label.label(context.policies.vocabulary());
            let label = label.map_err(|problem| malformed(WHAT, &entry.file, entry.line, problem))?;
            if !circumstances.earlier_labels.contains(&label) {
                circumstances.earlier_labels.push(label);
            }
        }
        if !entries.is_empty() && !circumstances.past.contains(&Past::Received) {
            circumstances.past.push(Past::Received);
        }
        Ok(())
    }

    fn same_content(&self, file: &Path, provider: &CryptoProvider) -> Result<Vec<&Entry>, Error> {
        let failed = |error| Error::io("read", file, error);
        let metadata = file.metadata().map_err(failed)?;
        let same_len = |entry: &&Entry| entry.reception.octets == metadata.len();
        let mut candidates: Vec<&Entry> = self.of_others().filter(same_len).collect();
        // A pipe cannot be read twice (it is watched instead), and no content tells nothing.
        if candidates.is_empty() || !metadata.is_file() || metadata.len() == 0 {
            return Ok(Vec::new());
        }
        let algorithms = algorithms(candidates.iter().copied());
        let digests = digest(File::open(file).map_err(failed)?, &algorithms, provider, failed)?;
        candidates.retain(|entry| digests.contains(&entry.reception.content));
        Ok(candidates)
    }

    /// Records that a message was opened: once its content is published, and not before, since what was never published
    /// was never read.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::NotRegular`].
    pub fn remember(&mut self, reception: &Reception, label: &Label, context: &Context) -> Result<(), Error> {
        let mut form = Sidecar::of(label, context.policies.vocabulary());
        let mut line = encode(reception, &form, context)?;
        if line.len() as u64 > MAX_LINE {
            // A group whose members are not known keeps everyone out: the restriction only gets stricter.
            form = form.without_members();
            line = encode(reception, &form, context)?;
        }
        append_line(&self.path, &line, MAX_FILE)?;
        self.entries.push(Entry { reception: reception.clone(), label: form, file: self.path.clone(), line: 0 });
        Ok(())
    }
}

/// Content on its way, with digests of what has gone by.
pub struct Watched<R> {
    content: R,
    octets: u64,
    contexts: Vec<(DigestAlgorithm, Box<dyn DigestContext>)>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.content.read(out)?;
        let part = out.get(..count).unwrap_or_default();
        self.contexts.iter_mut().for_each(|(_, context)| context.update(part));
        self.octets = self.octets.saturating_add(count as u64);
        Ok(count)
    }
}

/// The digest algorithms of entries, each once.
fn algorithms<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<DigestAlgorithm> {
    let mut algorithms: Vec<DigestAlgorithm> = Vec::new();
    for entry in entries {
        let algorithm = entry.reception.content.algorithm;
        if !algorithms.contains(&algorithm) {
            algorithms.push(algorithm);
        }
    }
    algorithms
}

fn finished((algorithm, context): (DigestAlgorithm, Box<dyn DigestContext>)) -> ContentDigest {
    ContentDigest { algorithm, octets: context.finish() }
}

fn encode(reception: &Reception, label: &Sidecar, context: &Context) -> Result<Vec<u8>, Error> {
    let ContentDigest { algorithm, octets } = &reception.content;
    let line = Line {
        schema: 1,
        time: context.now.to_string(),
        message: hexadecimal(&reception.message),
        content: format!("{}:{}", algorithm.name(), hexadecimal(octets)),
        octets: reception.octets,
        received: reception.origin == Origin::Received,
        label: label.clone(),
    };
    let mut line = serde_json::to_vec(&line).map_err(|error| Error::file(WHAT, "received.jsonl", error))?;
    line.push(b'\n');
    Ok(line)
}

fn parse(text: &[u8]) -> Result<(Reception, Sidecar), String> {
    let line: Line = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    if line.schema != 1 {
        return Err(format!("schema {} is not known", line.schema));
    }
    let message = sha256_of(&line.message).ok_or("the message is no SHA-256")?;
    let (name, digest) = line.content.split_once(':').ok_or("the content is no digest")?;
    let algorithm = DigestAlgorithm::ALL.iter().copied().find(|known| known.name() == name);
    let algorithm = algorithm.ok_or("the digest algorithm of the content is not known")?;
    let octets = octets_of(digest).filter(|octets| octets.len() == algorithm.output_len());
    let octets = octets.ok_or("the content is no digest")?;
    let origin = if line.received { Origin::Received } else { Origin::Own };
    let content = ContentDigest { algorithm, octets };
    Ok((Reception { message, content, octets: line.octets, origin }, line.label))
}

/// The digests of a file, in one reading.
fn digest(
    mut file: impl Read,
    algorithms: &[DigestAlgorithm],
    provider: &CryptoProvider,
    failed: impl Fn(std::io::Error) -> Error,
) -> Result<Vec<ContentDigest>, Error> {
    let mut contexts = Vec::new();
    for algorithm in algorithms {
        contexts.push((*algorithm, provider.digest(*algorithm)?.start()));
    }
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                let part = buffer.get(..count).unwrap_or_default();
                contexts.iter_mut().for_each(|(_, context)| context.update(part));
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Ok(contexts.into_iter().map(finished).collect())
}

#[cfg(test)]
mod tests;
