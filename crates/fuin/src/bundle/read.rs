//! Reading a bundle that somebody sent. Nothing of it is verified here, but what it holds is told apart.

use std::io::{Read, Seek};

use fuin_crypto::CryptoProvider;

use super::content::Content;
use super::directory::{self, Entry, Method};
use super::{MAX_POLICIES, MEDIA_TYPE, META_INF, MIMETYPE, POLICY, Problem};
use crate::digest::sha256;
use crate::error::Error;
use crate::file_name;
use crate::inspect::MAX_DETACHED;
use crate::policy_file::MAX_POLICY_FILE;
use crate::signature::VerifiedStatement;

/// A document that is said to be this many times its compressed size is a trap, if it is also longer than
/// [`INNOCENT_LEN`]: what people write compresses less.
const MAX_RATIO: u64 = 256;
/// Up to this length, in octets, a document may compress as it will.
const INNOCENT_LEN: u64 = 16 * 1024 * 1024;

/// A bundle as it was read: one document, one signature, and what is beside them.
#[derive(Debug)]
pub struct UnverifiedBundle<R> {
    source: R,
    document: Entry,
    signature: Vec<u8>,
    policies: Vec<BundledPolicy>,
    /// Names in META-INF of which nothing is known here.
    others: Vec<String>,
}

/// A policy document in a bundle. It judges nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundledPolicy {
    /// What it is called in the bundle, without the folder.
    pub name: String,
    /// Its octets.
    pub bytes: Vec<u8>,
}

impl<R: Read + Seek> UnverifiedBundle<R> {
    /// Reads all of a bundle but its document.
    ///
    /// # Errors
    /// [`Error::Bundle`]; [`Error::Stream`].
    pub fn read(mut source: R) -> Result<Self, Error> {
        let entries = directory::read(&mut source)?;
        check_names(&entries)?;
        let sorted = Sorted::of(&entries)?;
        check_media_type(&mut source, sorted.mimetype)?;
        let signature = held(&mut source, sorted.signature, MAX_DETACHED)?;
        let mut policies = Vec::new();
        for entry in sorted.policies {
            let name = entry.name.strip_prefix(META_INF).unwrap_or(&entry.name).to_owned();
            policies.push(BundledPolicy { name, bytes: held(&mut source, entry, MAX_POLICY_FILE)? });
        }
        let document = sorted.document.clone();
        //= spec/bundle.md#reading
        //# A document of more than 16 MiB that is stated to be more than 256 times its compressed size MUST be refused before it is read.
        if document.len > INNOCENT_LEN && document.len > document.packed.saturating_mul(MAX_RATIO) {
            return Err(Problem::Limit { what: "times the compressed size", limit: MAX_RATIO }.into());
        }
        Ok(Self { source, document, signature, policies, others: sorted.others })
    }

    /// The document, from its beginning. It is unverified.
    ///
    /// # Errors
    /// [`Error::Stream`]. Reading fails with [`Problem`] where it is not as stated.
    pub fn content(&mut self) -> Result<Content<'_, R>, Error> {
        Content::start(&mut self.source, &self.document)
    }
}

impl<R> UnverifiedBundle<R> {
    /// What the document is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.document.name
    }

    /// Octets of the document, as stated.
    #[must_use]
    pub const fn content_len(&self) -> u64 {
        self.document.len
    }

    /// The detached signature.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The policies in it.
    #[must_use]
    pub fn policies(&self) -> &[BundledPolicy] {
        &self.policies
    }

    /// Entries in META-INF that are neither; they are not looked at.
    #[must_use]
    pub fn others(&self) -> &[String] {
        &self.others
    }

    /// Holds what stands beside the signature against what its signers state.
    pub(super) fn check_against(&self, statement: &VerifiedStatement, provider: &CryptoProvider) -> Result<(), Error> {
        let signed = statement.file_name.as_deref().and_then(document_name);
        //= spec/bundle.md#verifying
        //# A document with another name than its signers state MUST be refused, where a file can have that name.
        if let Some(signed) = signed.filter(|signed| *signed != self.document.name) {
            return Err(Problem::OtherName { found: self.document.name.clone(), signed }.into());
        }
        for policy in &self.policies {
            let digest = sha256(&policy.bytes, provider)?;
            //= spec/bundle.md#verifying
            //# A bundle with a policy document whose SHA-256 is in no signed policy reference MUST be refused.
            if !statement.made_under.iter().any(|reference| reference.sha256 == digest) {
                return Err(Problem::OtherPolicy { name: policy.name.clone() }.into());
            }
        }
        Ok(())
    }
}

/// The entries by what they are.
struct Sorted<'a> {
    mimetype: &'a Entry,
    document: &'a Entry,
    signature: &'a Entry,
    policies: Vec<&'a Entry>,
    others: Vec<String>,
}

impl<'a> Sorted<'a> {
    fn of(entries: &'a [Entry]) -> Result<Self, Error> {
        let Some((mimetype, rest)) = entries.split_first() else { return Err(Problem::MediaType.into()) };
        let (mut documents, mut signatures, mut policies, mut others) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for entry in rest {
            let Some(inner) = entry.name.strip_prefix(META_INF) else {
                documents.push(entry);
                continue;
            };
            let lower = inner.to_lowercase();
            if inner.is_empty() {
                // The folder itself, as some programs write it; check_names has seen that it holds nothing.
            } else if lower.contains("signature") && lower.ends_with(".p7s") {
                signatures.push(entry);
            } else if is_other_proof(&lower) {
                //= spec/bundle.md#reading
                //# A bundle with another kind of signature, timestamp or manifest MUST be refused.
                return Err(Problem::OtherProof { name: entry.name.clone() }.into());
            } else if inner.starts_with(POLICY.0) && inner.ends_with(POLICY.1) {
                policies.push(entry);
            } else {
                others.push(inner.to_owned());
            }
        }
        if policies.len() > MAX_POLICIES {
            return Err(Problem::Limit { what: "policies", limit: MAX_POLICIES as u64 }.into());
        }
        //= spec/bundle.md#reading
        //# A bundle that does not hold exactly one document and one `META-INF/*signature*.p7s` MUST be refused.
        let [document] = documents[..] else { return Err(Problem::Documents { found: documents.len() }.into()) };
        let [signature] = signatures[..] else { return Err(Problem::Signatures { found: signatures.len() }.into()) };
        Ok(Self { mimetype, document, signature, policies, others })
    }
}

/// Names in META-INF that EN 319 162-1 gives to proofs: one that is not looked at must not seem to be.
fn is_other_proof(lower: &str) -> bool {
    let named = ["signature", "timestamp", "evidencerecord", "manifest"];
    let ends = [".p7s", ".tst", ".xml", ".ers"];
    lower.ends_with(".p7s")
        || lower.ends_with(".tst")
        || lower.ends_with(".ers")
        || (named.iter().any(|word| lower.contains(word)) && ends.iter().any(|ending| lower.ends_with(ending)))
}

fn check_names(entries: &[Entry]) -> Result<(), Error> {
    let mut seen: Vec<String> = Vec::new();
    for entry in entries {
        let inner = entry.name.strip_prefix(META_INF).unwrap_or(&entry.name);
        let folder = entry.name == META_INF && entry.len == 0 && entry.packed == 0;
        //= spec/bundle.md#reading
        //# An entry with a name that is unsafe for a file, or in a folder other than META-INF, MUST be refused.
        if !folder && (file_name::safe(inner).is_none() || is_folder_name(&entry.name)) {
            return Err(Problem::Name { name: entry.name.clone() }.into());
        }
        let lower = entry.name.to_lowercase();
        //= spec/bundle.md#reading
        //# A bundle with two entries of one name MUST be refused, also where only case tells them apart.
        if seen.contains(&lower) {
            return Err(Problem::Duplicate { name: entry.name.clone() }.into());
        }
        seen.push(lower);
    }
    Ok(())
}

/// Whether a document of this name would be taken for the folder.
fn is_folder_name(name: &str) -> bool {
    name.eq_ignore_ascii_case(META_INF.trim_end_matches('/'))
}

/// A name that a document can have in a bundle.
pub(super) fn document_name(name: &str) -> Option<String> {
    let reserved = is_folder_name(name) || name.eq_ignore_ascii_case(MIMETYPE);
    file_name::safe(name).filter(|_| !reserved)
}

fn check_media_type<R: Read + Seek>(source: &mut R, entry: &Entry) -> Result<(), Error> {
    //= spec/bundle.md#reading
    //# A bundle that does not begin with its media type, stored as EN 319 162-1 (A.1) has it, MUST be refused.
    let stored = entry.method == Method::Stored && !entry.has_extra && entry.len == MEDIA_TYPE.len() as u64;
    if entry.name != MIMETYPE || !stored {
        return Err(Problem::MediaType.into());
    }
    let content = held(source, entry, entry.len)?;
    if content == MEDIA_TYPE.as_bytes() { Ok(()) } else { Err(Problem::MediaType.into()) }
}

/// A whole entry of at most `limit` octets.
fn held<R: Read + Seek>(source: &mut R, entry: &Entry, limit: u64) -> Result<Vec<u8>, Error> {
    //= spec/bundle.md#reading
    //# A signature of more than 16 MiB, or a policy document of more than 1 MiB, MUST be refused before it is read.
    if entry.len > limit {
        return Err(Problem::Limit { what: "octets in an entry of META-INF", limit }.into());
    }
    let mut octets = Vec::new();
    Content::start(source, entry)?.read_to_end(&mut octets).map_err(Error::from_stream)?;
    Ok(octets)
}
