//! What was looked up in this run, so that nothing is asked twice, and what became of the requests for one message.

use std::time::{Duration, Instant};

use fuin_fetch::Url;
use fuin_pki::Certificate;

use crate::evidence::Evidence;
use crate::services::NotFetched;

/// Octets of CRLs after which no further one is fetched for a message.
pub(super) const MAX_LISTS_LEN: usize = 32 * 1024 * 1024;
/// How many certificates are remembered from message to message.
const MAX_ASKED: usize = 256;
/// How many failures are told of one message.
const MAX_TOLD: usize = 16;
/// How many hosts are waited for in vain for one message, in each phase.
const MAX_WAITED: usize = 3;
/// How long a host that was waited for in vain is not asked for the next messages either.
const SILENT_FOR: Duration = Duration::from_secs(60);

/// All of it.
#[derive(Default)]
pub(super) struct Memory {
    asked: Vec<Asked>,
    issuers: Vec<Issuers>,
    pub(super) message: ThisMessage,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// A certificate that leads towards an anchor: anyone can make one that points anywhere.
    Issuers,
    /// Responses about certificates that have a path.
    Responders,
    /// CRLs of their issuers.
    Lists,
}

/// A certificate of which it was asked whether it is revoked.
pub(super) struct Asked {
    certificate: Certificate,
    /// What came back.
    pub(super) evidence: Evidence,
    /// How far it was looked.
    pub(super) depth: Depth,
    /// Whether this message has had it.
    pub(super) given: bool,
    /// What was asked for in vain.
    pub(super) failed: Vec<NotFetched>,
}

/// A certificate whose issuers' certificates were asked for.
struct Issuers {
    certificate: Certificate,
    found: Vec<Certificate>,
    failed: Vec<NotFetched>,
}

/// How far was looked for evidence about a certificate. Whatever came back may be of no use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Its issuers' responders were asked.
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
    silent: Vec<Silent>,
    /// How many were waited for in each phase.
    waited: Vec<Phase>,
    /// Since the last certificate.
    failed: Vec<NotFetched>,
    not_fetched: Vec<NotFetched>,
}

/// A host that did not answer.
struct Silent {
    host: String,
    since: Instant,
    code: &'static str,
    /// Whether this message was told of it.
    told: bool,
}

impl Memory {
    /// The next message begins.
    pub(super) fn begin_message(&mut self) {
        // What is worth remembering is small; a batch of hostile messages must not fill the memory.
        if self.message.lists >= MAX_LISTS_LEN || self.asked.len() >= MAX_ASKED || self.issuers.len() >= MAX_ASKED {
            self.asked.clear();
            self.issuers.clear();
        }
        let mut silent = std::mem::take(&mut self.message.silent);
        silent.retain(|host| host.since.elapsed() < SILENT_FOR);
        silent.truncate(MAX_ASKED);
        silent.iter_mut().for_each(|host| host.told = false);
        self.message = ThisMessage { silent, ..ThisMessage::default() };
        self.asked.iter_mut().for_each(|known| known.given = false);
    }

    /// What is known of a certificate, with what belongs to the message.
    pub(super) fn known(&mut self, certificate: &Certificate) -> (Option<&mut Asked>, &mut ThisMessage) {
        let known = self.asked.iter_mut().find(|known| known.certificate == *certificate);
        if let Some(known) = known.as_ref().filter(|known| !known.given) {
            self.message.tell(&known.failed);
        }
        (known, &mut self.message)
    }

    pub(super) fn keep(&mut self, certificate: &Certificate, evidence: Evidence, depth: Depth) {
        let failed = self.message.take_failed();
        self.asked.push(Asked { certificate: certificate.clone(), evidence, depth, given: true, failed });
    }

    /// The issuers' certificates that were found for a certificate before.
    pub(super) fn known_issuers(&mut self, certificate: &Certificate) -> Option<Vec<Certificate>> {
        let known = self.issuers.iter().find(|known| known.certificate == *certificate)?;
        self.message.tell(&known.failed);
        Some(known.found.clone())
    }

    pub(super) fn keep_issuers(&mut self, certificate: &Certificate, found: Vec<Certificate>) {
        let failed = self.message.take_failed();
        self.issuers.push(Issuers { certificate: certificate.clone(), found, failed });
    }
}

impl ThisMessage {
    /// Fetches, unless the host, or several others, have just been waited for in vain.
    pub(super) fn fetch<T>(
        &mut self,
        phase: Phase,
        url: &Url,
        fetch: impl FnOnce() -> Result<T, fuin_fetch::Error>,
    ) -> Option<T> {
        let host = url.authority();
        if let Some(silent) = self.silent.iter_mut().find(|silent| silent.host == host) {
            let (code, told) = (silent.code, std::mem::replace(&mut silent.told, true));
            if !told {
                self.fail(url, code, format!("{url}: its host did not answer shortly before"));
            }
            return None;
        }
        let waited = self.waited.iter().filter(|other| **other == phase).count();
        if waited >= MAX_WAITED {
            self.fail(url, "fetch.limit.silent-hosts", format!("{url}: not asked after {waited} hosts did not answer"));
            return None;
        }
        match fetch() {
            Ok(fetched) => Some(fetched),
            Err(error) => {
                if error.is_silence() {
                    let (code, since) = (error.code(), Instant::now());
                    self.silent.push(Silent { host, since, code, told: true });
                    self.waited.push(phase);
                }
                self.fail(url, error.code(), error.to_string());
                None
            }
        }
    }

    /// What failed since the last time.
    pub(super) fn take_failed(&mut self) -> Vec<NotFetched> {
        std::mem::take(&mut self.failed)
    }

    /// What the message has not got.
    pub(super) fn not_fetched(&self) -> Vec<NotFetched> {
        self.not_fetched.clone()
    }

    /// An address gave nothing.
    fn fail(&mut self, url: &Url, code: &'static str, problem: String) {
        let failed = NotFetched { address: url.to_string(), code, problem };
        self.tell(std::slice::from_ref(&failed));
        self.failed.push(failed);
    }

    fn tell(&mut self, failed: &[NotFetched]) {
        for told in failed {
            if self.not_fetched.len() < MAX_TOLD && !self.not_fetched.contains(told) {
                self.not_fetched.push(told.clone());
            }
        }
    }
}
