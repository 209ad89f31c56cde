//! An OCSP response to be, every field open to change.

use fuin_crypto::DigestAlgorithm;
use fuin_pki::{Certificate, OcspResponse};

use crate::support::der::{bits, context, integer, name, null, octets, oid, sequence, time, tlv};
use crate::support::{Extension, Party, extensions, identifier, provider};

pub(super) const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
const ARCHIVE_CUTOFF: &str = "1.3.6.1.5.5.7.48.1.6";

#[derive(Clone, Copy)]
pub(super) enum Status {
    Good,
    /// The date, and the code of the reason.
    Revoked(&'static str, Option<u8>),
    Unknown,
}

/// One answer.
#[derive(Clone)]
pub(super) struct AnswerTemplate {
    pub(super) id: Vec<u8>,
    pub(super) status: Vec<u8>,
    pub(super) updates: (String, Option<String>),
    pub(super) extensions: Vec<Extension>,
}

#[derive(Clone)]
pub(super) struct ResponseTemplate {
    pub(super) signer: Party,
    pub(super) response_status: u8,
    pub(super) response_type: String,
    pub(super) version: Option<u8>,
    pub(super) responder: Vec<u8>,
    pub(super) produced_at: String,
    pub(super) answers: Vec<AnswerTemplate>,
    pub(super) extensions: Vec<Extension>,
    pub(super) certificates: Vec<Vec<u8>>,
}

/// A CertID over SHA-256.
pub(super) fn identified(certificate: &Certificate, issuer: &Certificate) -> Vec<u8> {
    let digest = provider().digest(DigestAlgorithm::Sha256).unwrap();
    let fields = [
        sequence(&[oid("2.16.840.1.101.3.4.2.1"), null()]),
        octets(&digest.digest(issuer.subject().der())),
        octets(&digest.digest(issuer.public_key().unwrap().key())),
        integer(certificate.serial()),
    ];
    sequence(&fields)
}

impl Status {
    pub(super) fn der(self) -> Vec<u8> {
        match self {
            Self::Good => tlv(0x80, &[]),
            Self::Unknown => tlv(0x82, &[]),
            Self::Revoked(date, reason) => {
                let reason = reason.map(|code| context(0, &tlv(0x0a, &[code])));
                tlv(0xa1, &[time(date), reason.unwrap_or_default()].concat())
            }
        }
    }
}

impl ResponseTemplate {
    /// By `signer`, named by its name, that `certificate` issued by `issuer` is good.
    pub(super) fn new(signer: &Party, certificate: &Certificate, issuer: &Certificate) -> Self {
        let answer = AnswerTemplate {
            id: identified(certificate, issuer),
            status: Status::Good.der(),
            updates: ("20260601000000Z".into(), Some("20260602000000Z".into())),
            extensions: Vec::new(),
        };
        Self {
            signer: signer.clone(),
            response_status: 0,
            response_type: BASIC.into(),
            version: None,
            responder: context(1, &name(&signer.name)),
            produced_at: "20260601060000Z".into(),
            answers: vec![answer],
            extensions: Vec::new(),
            certificates: Vec::new(),
        }
    }

    pub(super) fn status(self, status: Status) -> Self {
        self.answer(|answer| answer.status = status.der())
    }

    /// With the first answer changed.
    pub(super) fn answer(mut self, change: impl FnOnce(&mut AnswerTemplate)) -> Self {
        change(&mut self.answers[0]);
        self
    }

    pub(super) fn updates(self, this: &str, next: Option<&str>) -> Self {
        self.answer(|answer| answer.updates = (this.into(), next.map(str::to_owned)))
    }

    pub(super) fn archive_cutoff(self, cutoff: &str) -> Self {
        self.answer(|answer| answer.extensions.push((ARCHIVE_CUTOFF.into(), false, time(cutoff))))
    }

    pub(super) fn produced_at(mut self, instant: &str) -> Self {
        self.produced_at = instant.into();
        self
    }

    pub(super) fn nonce(mut self, nonce: &[u8]) -> Self {
        self.extensions.push((NONCE.into(), false, octets(nonce)));
        self
    }

    pub(super) fn carrying(mut self, certificate: &Certificate) -> Self {
        self.certificates.push(certificate.der().to_vec());
        self
    }

    pub(super) fn change(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// The ResponseData.
    fn data(&self) -> Vec<u8> {
        let answer = |answer: &AnswerTemplate| {
            let mut fields = vec![answer.id.clone(), answer.status.clone(), time(&answer.updates.0)];
            fields.extend(answer.updates.1.as_deref().map(|next| context(0, &time(next))));
            let list = &answer.extensions;
            fields.extend((!list.is_empty()).then(|| context(1, &extensions(list))));
            sequence(&fields)
        };
        let mut fields = Vec::new();
        fields.extend(self.version.map(|version| context(0, &integer(&[version]))));
        fields.extend([self.responder.clone(), time(&self.produced_at)]);
        fields.push(sequence(&self.answers.iter().map(answer).collect::<Vec<_>>()));
        fields.extend((!self.extensions.is_empty()).then(|| context(1, &extensions(&self.extensions))));
        sequence(&fields)
    }

    pub(super) fn der(&self) -> Vec<u8> {
        let data = self.data();
        let signature = self.signer.key.sign(self.signer.scheme, &data).unwrap();
        let mut fields = vec![data, identifier(self.signer.scheme), bits(0, &signature)];
        fields.extend((!self.certificates.is_empty()).then(|| context(0, &sequence(&self.certificates))));
        let bytes = sequence(&[oid(&self.response_type), octets(&sequence(&fields))]);
        sequence(&[tlv(0x0a, &[self.response_status]), context(0, &bytes)])
    }

    pub(super) fn build(&self) -> OcspResponse {
        OcspResponse::from_der(&self.der()).unwrap()
    }
}
