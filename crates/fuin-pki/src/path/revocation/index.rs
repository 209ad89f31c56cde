//! The evidence of a request, found by what it is about, and the signatures that have been verified.

use std::collections::HashMap;

use fuin_crypto::SignatureAlgorithm;

use super::super::CertificationPath;
use super::super::request::PathRequest;
use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::ocsp::{OcspAnswer, OcspResponse, may_be_responder};
use crate::signature::SignatureFailure;

/// The evidence by what it is about.
pub(super) struct Index<'a> {
    /// Complete and delta CRLs by the comparable octets of their issuer, the newest first.
    pub(super) lists: HashMap<&'a [u8], Vec<&'a Crl>>,
    /// Answers by the serial number they are about, the newest first.
    pub(super) answers: HashMap<&'a [u8], Vec<(&'a OcspResponse, &'a OcspAnswer)>>,
    /// Certificates of the request that may be a CRL issuer's, by the comparable octets of their subject.
    pub(super) by_subject: HashMap<&'a [u8], Vec<&'a Certificate>>,
    /// Certificates of the request that may be a responder's.
    pub(super) responders: Vec<&'a Certificate>,
}

impl<'a> Index<'a> {
    pub(super) fn new(request: &'a PathRequest<'a>) -> Self {
        let mut index =
            Self { lists: HashMap::new(), answers: HashMap::new(), by_subject: HashMap::new(), responders: Vec::new() };
        for crl in request.crls {
            index.lists.entry(crl.issuer().comparable()).or_default().push(crl);
        }
        for lists in index.lists.values_mut() {
            lists.sort_by_key(|crl| std::cmp::Reverse(crl.this_update()));
        }
        for response in request.ocsp {
            for answer in response.answers() {
                index.answers.entry(&answer.id.serial).or_default().push((response, answer));
            }
        }
        for answers in index.answers.values_mut() {
            answers.sort_by_key(|(_, answer)| std::cmp::Reverse(answer.this_update));
        }
        if !request.crls.is_empty() || !request.ocsp.is_empty() {
            for certificate in std::iter::once(request.target).chain(request.intermediates) {
                index.by_subject.entry(certificate.subject().comparable()).or_default().push(certificate);
                if may_be_responder(certificate) {
                    index.responders.push(certificate);
                }
            }
        }
        index
    }
}

/// A signed document, by its place in memory, and the key it was verified under.
type Verification = (*const u8, Vec<u8>);

/// What has been found out, by this validation or one within it.
#[derive(Default)]
pub(super) struct Cache {
    pub(super) signatures: HashMap<Verification, Result<SignatureAlgorithm, SignatureFailure>>,
    /// The paths of CRL issuers that are not of the path itself, by certificate, anchor and instant.
    pub(super) issuers: HashMap<(Vec<u8>, Vec<u8>, i64), Option<CertificationPath>>,
    /// How many such paths have been looked for.
    pub(super) searches: usize,
}
