//! What was looked up in this run, so that nothing is asked twice, and what became of the requests for one message.

use fuin_fetch::Url;
use fuin_pki::Certificate;

use crate::evidence::Evidence;
use crate::services::NotFetched;

/// Octets of CRLs after which no further one is fetched for a message.
pub(super) const MAX_LISTS_LEN: usize = 32 * 1024 * 1024;
/// How many certificates are remembered from message to message.
const MAX_ASKED: usize = 256;
/// How many failures are told of one message.
const MAX_TOLD: usize = 8;

/// All of it.
#[derive(Default)]
pub(super) struct Memory {
    asked: Vec<Asked>,
    pub(super) message: ThisMessage,
}

/// A certificate that was looked up.
pub(super) struct Asked {
    certificate: Certificate,
    /// What came back.
    pub(super) evidence: Evidence,
    /// How far it was looked.
    pub(super) depth: Depth,
    /// Whether this message has had it.
    pub(super) given: bool,
}

/// How far was looked for evidence about a certificate. Whatever came back may be of no use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Its issuers and their responders were asked.
    Responders,
    /// Its CRLs were fetched too.
    Lists,
    /// And fetched again, where they had been kept from an earlier run.
    Anew,
}

/// What belongs to one message.
#[derive(Default)]
pub(super) struct ThisMessage {
    /// Octets of the CRLs that were fetched.
    pub(super) lists: usize,
    /// Hosts that did not answer: waiting for each of them once is enough.
    silent: Vec<String>,
    not_fetched: Vec<NotFetched>,
}

impl Memory {
    /// The next message begins.
    pub(super) fn begin_message(&mut self) {
        // What is worth remembering is small; a batch of hostile messages must not fill the memory.
        if self.message.lists >= MAX_LISTS_LEN || self.asked.len() >= MAX_ASKED {
            self.asked.clear();
        }
        self.message = ThisMessage::default();
        self.asked.iter_mut().for_each(|known| known.given = false);
    }

    /// What is known of a certificate, with what belongs to the message.
    pub(super) fn known(&mut self, certificate: &Certificate) -> (Option<&mut Asked>, &mut ThisMessage) {
        (self.asked.iter_mut().find(|known| known.certificate == *certificate), &mut self.message)
    }

    pub(super) fn keep(&mut self, certificate: &Certificate, evidence: Evidence, depth: Depth) {
        self.asked.push(Asked { certificate: certificate.clone(), evidence, depth, given: true });
    }
}

impl ThisMessage {
    /// Fetches, unless the host has just been waited for in vain.
    pub(super) fn fetch<T>(&mut self, url: &Url, fetch: impl FnOnce() -> Result<T, fuin_fetch::Error>) -> Option<T> {
        let host = url.authority();
        if self.silent.contains(&host) {
            return None;
        }
        match fetch() {
            Ok(fetched) => Some(fetched),
            Err(error) => {
                if error.is_silence() {
                    self.silent.push(host);
                }
                self.tell(url, &error);
                None
            }
        }
    }

    /// An address gave nothing.
    pub(super) fn tell(&mut self, url: &Url, error: &fuin_fetch::Error) {
        let told = NotFetched { address: url.to_string(), code: error.code(), problem: error.to_string() };
        if self.not_fetched.len() < MAX_TOLD && !self.not_fetched.contains(&told) {
            self.not_fetched.push(told);
        }
    }

    pub(super) fn not_fetched(&self) -> Vec<NotFetched> {
        self.not_fetched.clone()
    }
}
