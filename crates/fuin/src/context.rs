//! What every operation needs from its surroundings, passed explicitly.

use fuin_crypto::CryptoProvider;
use fuin_pki::{Certificate, Crl, TrustAnchor};
use fuin_policy::Policies;
use jiff::Timestamp;

use crate::error::Error;
use crate::home::Home;

/// Provider, policies, trust and time of one operation.
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
    /// The time of the operation.
    pub now: Timestamp,
}

impl Context {
    /// The surroundings that a home provides, at the time `now`.
    ///
    /// # Errors
    /// Whatever of the home cannot be read: nothing is passed over.
    pub fn of_home(home: &Home, provider: CryptoProvider, now: Timestamp) -> Result<Self, Error> {
        let chains = home.recipients()?.into_iter().flat_map(|entry| entry.chain);
        let own_chains = home.keys()?.into_iter().flat_map(|entry| entry.chain);
        let mut intermediates: Vec<Certificate> = Vec::new();
        for certificate in chains.chain(own_chains) {
            if !intermediates.iter().any(|known| known.der() == certificate.der()) {
                intermediates.push(certificate);
            }
        }
        Ok(Self {
            policies: home.policies(&provider)?,
            anchors: home.anchors(&provider)?,
            intermediates,
            crls: home.crls()?,
            provider,
            now,
        })
    }
}
