//! Warnings of certificates that end soon: whoever is told a year ahead has the time for a new one.

use fuin_policy::{Gravity, Warning};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Judgement;

/// How long before a certificate ends it is mentioned, in days.
const MENTIONED: i32 = 365;
/// How long before the end it asks to be seen, in days.
const URGENT: i32 = 60;

impl Judgement<'_> {
    /// Warns of certificates that are valid until `not_after`, where that is within a year. `subject` names them, as
    /// `recipient b`.
    pub(crate) fn note_end(&mut self, subject: &str, not_after: Timestamp) {
        let (today, end) = (day(self.now), day(not_after));
        let left = today.until(end).map_or(i32::MAX, |span| span.get_days());
        let Some(policy) = self.policies.iter().next().filter(|_| left <= MENTIONED) else { return };
        self.warnings.push(Warning {
            policy: policy.id().to_owned(),
            serial: policy.serial(),
            rule: "certificates".to_owned(),
            clause: None,
            code: "policy.certificate.expires",
            gravity: if left <= URGENT { Gravity::Warning } else { Gravity::Note },
            arguments: vec![("subject", subject.to_owned()), ("end", end.to_string())],
            until: Some(end),
        });
    }
}

fn day(instant: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(instant).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The gravity of the warning for a certificate that ends on a day, judged on 2027-04-01.
    fn gravity(end: &str) -> Option<Gravity> {
        let policies = crate::home::built_in(&fuin_crypto_aws_lc::provider()).unwrap();
        let mut judgement = Judgement::new(&policies, "2027-04-01T09:00:00Z".parse().unwrap());
        judgement.note_end("signer a", format!("{end}T23:59:59Z").parse().unwrap());
        let warnings = judgement.finish().unwrap().warnings;
        let ours = warnings.iter().find(|warning| warning.code == "policy.certificate.expires");
        assert!(ours.is_none_or(|warning| warning.until.unwrap().to_string() == end));
        ours.map(|warning| warning.gravity)
    }

    #[test]
    fn an_end_within_a_year_is_noted_and_within_sixty_days_warned_of() {
        assert_eq!(gravity("2028-04-02"), None);
        assert_eq!(gravity("2028-03-31"), Some(Gravity::Note));
        assert_eq!(gravity("2027-06-01"), Some(Gravity::Note));
        assert_eq!(gravity("2027-05-31"), Some(Gravity::Warning));
        assert_eq!(gravity("2027-04-01"), Some(Gravity::Warning));
    }
}
