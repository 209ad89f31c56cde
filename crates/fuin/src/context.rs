//! What every operation needs from its surroundings, passed explicitly.

use std::sync::Arc;

use fuin_crypto::CryptoProvider;
use fuin_pki::{Certificate, Crl, OcspResponse, TrustAnchor};
use fuin_policy::Policies;
use jiff::Timestamp;

use crate::error::Error;
use crate::evidence::KnownEvidence;
use crate::home::{Home, policies_without_home};
use crate::machine::Machine;
use crate::record::{Record, Recorder};
use crate::services::Services;

/// Provider, policies, trust and time of one operation.
#[derive(Clone)]
pub struct Context {
    /// The primitives.
    pub provider: CryptoProvider,
    /// The policies that decide.
    pub policies: Policies,
    /// Whom to trust.
    pub anchors: Vec<TrustAnchor>,
    /// Certificates that may help to reach an anchor.
    pub intermediates: Vec<Certificate>,
    /// Revocation data at hand.
    pub crls: Vec<Crl>,
    /// OCSP responses at hand.
    pub ocsp: Vec<OcspResponse>,
    /// Whom to ask over the network; none: nobody.
    pub services: Option<Arc<dyn Services>>,
    /// What validated paths have rested on: its signatures need not be computed again.
    pub known_evidence: Arc<KnownEvidence>,
    /// The time of the operation.
    pub now: Timestamp,
    /// Where requests are recorded; none: nowhere.
    pub recorder: Option<Arc<Recorder>>,
}

impl Context {
    /// A message begins: whoever is asked over the network has the time and requests of one message for it.
    pub(crate) fn begin_message(&self) {
        if let Some(services) = &self.services {
            services.begin_message();
        }
    }

    /// The surroundings that a machine and a home on it provide, at the time `now`.
    ///
    /// # Errors
    /// Whatever of the home cannot be read: nothing is passed over. [`Error::Weaker`] for an installed policy.
    pub fn of_home(home: &Home, machine: &Machine, provider: CryptoProvider, now: Timestamp) -> Result<Self, Error> {
        let policies = home.policies(machine, &provider)?;
        Self::judging_by(policies, home, machine, provider, now)
    }

    /// The same for installing a policy: an installed one that is weaker than what it extends judges too, so that a
    /// better one can take its place.
    ///
    /// # Errors
    /// As [`Context::of_home`].
    pub fn for_installation(
        home: &Home,
        machine: &Machine,
        provider: CryptoProvider,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let policies = home.policies_to_replace(machine, &provider)?;
        Self::judging_by(policies, home, machine, provider, now)
    }

    /// The surroundings without a home: nobody is trusted but by the machine.
    ///
    /// # Errors
    /// [`Error::Weaker`] for a policy of the machine's.
    pub fn without_home(machine: &Machine, provider: CryptoProvider, now: Timestamp) -> Result<Self, Error> {
        Ok(Self {
            policies: policies_without_home(machine, &provider)?,
            anchors: machine.anchors().to_vec(),
            intermediates: Vec::new(),
            crls: Vec::new(),
            ocsp: Vec::new(),
            services: None,
            known_evidence: Arc::default(),
            provider,
            now,
            recorder: None,
        })
    }

    fn judging_by(
        policies: Policies,
        home: &Home,
        machine: &Machine,
        provider: CryptoProvider,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let chains = home.recipients()?.into_iter().flat_map(|entry| entry.chain);
        let own_chains = home.keys()?.into_iter().flat_map(|entry| entry.chain);
        let mut intermediates: Vec<Certificate> = Vec::new();
        for certificate in chains.chain(own_chains) {
            if !intermediates.iter().any(|known| known.der() == certificate.der()) {
                intermediates.push(certificate);
            }
        }
        let anchors = home.anchors(machine, &provider)?;
        let recorder = Some(Arc::new(Recorder::of(home)));
        Ok(Self {
            policies,
            anchors,
            intermediates,
            crls: home.crls()?,
            ocsp: home.ocsp_responses()?,
            services: None,
            known_evidence: Arc::default(),
            provider,
            now,
            recorder,
        })
    }

    /// Records a request with its answer, where requests are recorded.
    pub(crate) fn record(&self, record: Option<&Record>) {
        if let (Some(recorder), Some(record)) = (&self.recorder, record) {
            recorder.append(record);
        }
    }
}
