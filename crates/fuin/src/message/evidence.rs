//! Which messages say why a timestamp proves nothing, and why something could not be fetched.

use fuin_pki::PathError;

use super::error::said;
use super::{Messages, path};
use crate::services::NotFetched;
use crate::timestamps::TimestampProblem;

impl Messages {
    /// Why a timestamp proves nothing.
    #[must_use]
    pub fn timestamp_problem(self, problem: &TimestampProblem) -> String {
        let part = match problem {
            TimestampProblem::NotAuthentic => said("timestamp-not-authentic", []),
            TimestampProblem::Unsupported { algorithm } => said("timestamp-unsupported", [("algorithm", algorithm)]),
            TimestampProblem::Future { time } => said("timestamp-future", [("time", time)]),
            TimestampProblem::BeforeCertificate { time, not_before } => {
                said("timestamp-before-certificate", [("time", time), ("first", not_before)])
            }
            TimestampProblem::NotTrusted(source) if matches!(**source, PathError::ExtendedKeyUsage { .. }) => {
                said("timestamp-not-an-authority", [("certificate", &source.certificate())])
            }
            TimestampProblem::NotTrusted(source) => {
                let reason = path::because(source);
                said("timestamp-not-trusted", [("reason", &self.filled(&reason.key, &reason.values))])
            }
            TimestampProblem::Refused(violations) => {
                let lines = violations.violations.iter().map(|violation| self.violation(violation).line);
                said("timestamp-refused", [("reasons", &lines.collect::<Vec<_>>().join("; "))])
            }
        };
        self.filled(&part.key, &part.values)
    }

    /// Why an address gave nothing.
    #[must_use]
    pub fn not_fetched(self, told: &NotFetched) -> String {
        let reason = match told.code {
            "fetch.limit.silence" | "fetch.limit.time" | "fetch.limit.run-time" => "time",
            "fetch.connect.refused" | "fetch.connect.proxy" | "fetch.answer.interrupted" => "connection",
            "fetch.connect.host" => "host",
            "fetch.inner.host" | "fetch.inner.address" => "inner",
            "fetch.limit.silent-hosts" => "others",
            "fetch.offline" => "offline",
            "fetch.tls" => "tls",
            "fetch.answer.media-type" | "fetch.answer.http" | "fetch.answer.status" | "fetch.answer.empty" => "answer",
            "fetch.limit.size" | "fetch.limit.header" => "size",
            _ => "other",
        };
        self.text("not-fetched", &[("address", &told.address), ("reason", reason), ("problem", &told.problem)])
    }
}
