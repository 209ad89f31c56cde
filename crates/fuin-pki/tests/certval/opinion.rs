//! The opinion of certval on one path.

use certval::{
    CertificationPath, CertificationPathResults, CertificationPathSettings, PDVCertificate, PDVTrustAnchorChoice,
    PkiEnvironment, TimeOfInterest, enforce_trust_anchor_constraints, validate_path_rfc5280,
};

use crate::generator::Case;
use crate::shared::TIME;

/// Whether certval accepts this chain, from the anchor down.
///
/// A certificate that this crate cannot read is refused before: certval passes over extensions that it cannot decode,
/// and takes one of two.
pub(crate) fn accepts(case: &Case, chain: &[Vec<u8>]) -> Result<(), String> {
    let mut environment = PkiEnvironment::new();
    environment.populate_5280_pki_environment();
    let mut settings = CertificationPathSettings::new();
    let time: jiff::Timestamp = TIME.parse().unwrap();
    settings.set_time_of_interest(TimeOfInterest::from_unix_secs(u64::try_from(time.as_second()).unwrap()).unwrap());
    // Otherwise a target with the anchor's key is valid whatever its signature.
    settings.set_require_ta_store(false);
    settings.set_enforce_trust_anchor_constraints(true);
    settings.set_initial_explicit_policy_indicator(case.require_explicit);
    settings.set_initial_policy_mapping_inhibit_indicator(case.inhibit_mapping);
    settings.set_initial_inhibit_any_policy_indicator(case.inhibit_any);
    if let Some(policies) = &case.acceptable {
        settings.set_initial_policy_set(policies.iter().map(|text| (*text).to_owned()).collect());
    }
    let text = |error: &dyn std::fmt::Debug| format!("{error:?}");
    let (anchor, below) = chain.split_first().unwrap();
    let anchor = PDVTrustAnchorChoice::try_from(anchor.as_slice()).map_err(|error| text(&error))?;
    let settings = enforce_trust_anchor_constraints(&settings, &anchor).map_err(|error| text(&error))?;
    let certificates: Result<Vec<_>, _> = below.iter().map(|der| PDVCertificate::try_from(der.as_slice())).collect();
    let mut certificates = certificates.map_err(|error| text(&error))?;
    let target = certificates.pop().unwrap();
    let path = CertificationPath::new(anchor, certificates, target);
    let mut results = CertificationPathResults::new();
    validate_path_rfc5280(&environment, &settings, &path, &mut results).map_err(|error| text(&error))
}
