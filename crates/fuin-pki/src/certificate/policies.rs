//! The extensions about certificate policies (RFC 5280, 4.2.1.4, 4.2.1.5, 4.2.1.11 and 4.2.1.14).

use std::collections::BTreeSet;

use fuin_crypto::Oid;

use crate::der::{self, Element, Reader};

/// anyPolicy.
const ANY_POLICY: &[u8] = &[0x55, 0x1d, 32, 0];

/// The policy that stands for all policies.
pub(crate) const fn any_policy() -> Oid {
    Oid::from_static(ANY_POLICY)
}

/// What a certificate says about policies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Policies {
    /// certificatePolicies.
    pub(crate) policies: Option<BTreeSet<Oid>>,
    /// policyMappings: issuerDomainPolicy and subjectDomainPolicy.
    pub(crate) mappings: Vec<(Oid, Oid)>,
    /// requireExplicitPolicy of policyConstraints.
    pub(crate) require_explicit: Option<u32>,
    /// inhibitPolicyMapping of policyConstraints.
    pub(crate) inhibit_mapping: Option<u32>,
    /// inhibitAnyPolicy.
    pub(crate) inhibit_any: Option<u32>,
}

/// Reads CertificatePolicies. A policy may occur once; its qualifiers are text for people and are only read over.
pub(super) fn certificate_policies(value: &mut Reader<'_>) -> Option<BTreeSet<Oid>> {
    let structure = "certificatePolicies";
    let mut elements = value.expect(der::SEQUENCE).ok()?.reader(structure);
    let mut policies = BTreeSet::new();
    while !elements.is_empty() {
        let mut fields = elements.expect(der::SEQUENCE).ok()?.reader(structure);
        let policy = fields.expect(der::OBJECT_IDENTIFIER).ok()?.oid(structure).ok()?;
        if let Some(qualifiers) = fields.optional(der::SEQUENCE).ok()? {
            qualifier_infos(&qualifiers)?;
        }
        fields.finish().ok()?;
        policies.insert(policy).then_some(())?;
    }
    (!policies.is_empty()).then_some(policies)
}

fn qualifier_infos(list: &Element<'_>) -> Option<()> {
    let mut elements = list.reader("policyQualifiers");
    (!elements.is_empty()).then_some(())?;
    while !elements.is_empty() {
        let mut fields = elements.expect(der::SEQUENCE).ok()?.reader("policyQualifiers");
        fields.expect(der::OBJECT_IDENTIFIER).ok()?;
        fields.any().ok()?;
        fields.finish().ok()?;
    }
    Some(())
}

/// Reads PolicyMappings.
pub(super) fn policy_mappings(value: &mut Reader<'_>) -> Option<Vec<(Oid, Oid)>> {
    let structure = "policyMappings";
    let mut elements = value.expect(der::SEQUENCE).ok()?.reader(structure);
    let mut mappings = Vec::new();
    while !elements.is_empty() {
        let mut fields = elements.expect(der::SEQUENCE).ok()?.reader(structure);
        let mut next = || fields.expect(der::OBJECT_IDENTIFIER).ok()?.oid(structure).ok();
        mappings.push((next()?, next()?));
        fields.finish().ok()?;
    }
    (!mappings.is_empty()).then_some(mappings)
}

/// Reads PolicyConstraints: requireExplicitPolicy and inhibitPolicyMapping, of which one must be there.
pub(super) fn policy_constraints(value: &mut Reader<'_>) -> Option<(Option<u32>, Option<u32>)> {
    let mut fields = value.expect(der::SEQUENCE).ok()?.reader("policyConstraints");
    let mut skip_certs = |tag| match fields.optional(tag).ok()? {
        Some(element) => element.small_integer("SkipCerts").ok().map(Some),
        None => Some(None),
    };
    let constraints = (skip_certs(0x80)?, skip_certs(0x81)?);
    fields.finish().ok()?;
    (constraints != (None, None)).then_some(constraints)
}

/// Reads InhibitAnyPolicy.
pub(super) fn inhibit_any_policy(value: &mut Reader<'_>) -> Option<u32> {
    value.expect(der::INTEGER).ok()?.small_integer("inhibitAnyPolicy").ok()
}
