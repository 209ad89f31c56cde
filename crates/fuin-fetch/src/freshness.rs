//! How long an answer may be used again (RFC 9111, 4.2).

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

/// The fields of an answer that say so, as they came.
#[derive(Debug, Default)]
pub(crate) struct Stated {
    /// All `Cache-Control` fields.
    pub(crate) cache_control: Vec<String>,
    pub(crate) expires: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) age: Option<String>,
}

impl Stated {
    /// How long the answer stays fresh from now on: what the server says, else `unstated`, never over `max`.
    pub(crate) fn lifetime(&self, now: Timestamp, unstated: SignedDuration, max: SignedDuration) -> SignedDuration {
        let stated = match self.directives() {
            Directives::NotKept => SignedDuration::ZERO,
            Directives::MaxAge(seconds) => seconds_of(seconds).saturating_sub(self.age()),
            Directives::Silent => match &self.expires {
                Some(expires) => self.until(expires, now).saturating_sub(self.age()),
                None => unstated,
            },
        };
        stated.clamp(SignedDuration::ZERO, max.max(SignedDuration::ZERO))
    }

    fn directives(&self) -> Directives {
        let mut least: Option<u64> = None;
        for directive in self.cache_control.iter().flat_map(|it| it.split(',')) {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-store" | "no-cache" => return Directives::NotKept,
                "max-age" => {
                    // What cannot be read is stale (RFC 9111, 4.2.1).
                    let seconds = value.trim().trim_matches('"').parse().unwrap_or(0);
                    least = Some(least.map_or(seconds, |least| least.min(seconds)));
                }
                _ => {}
            }
        }
        least.map_or(Directives::Silent, Directives::MaxAge)
    }

    fn age(&self) -> SignedDuration {
        let Some(age) = &self.age else { return SignedDuration::ZERO };
        age.trim().parse().map_or(SignedDuration::MAX, seconds_of)
    }

    /// From `Date` to `Expires`; a time that cannot be read is over (RFC 9111, 5.3).
    fn until(&self, expires: &str, now: Timestamp) -> SignedDuration {
        let date = self.date.as_deref().and_then(http_date).unwrap_or(now);
        http_date(expires).map_or(SignedDuration::ZERO, |expires| expires.duration_since(date))
    }
}

enum Directives {
    NotKept,
    MaxAge(u64),
    Silent,
}

fn seconds_of(seconds: u64) -> SignedDuration {
    SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// An HTTP date (RFC 9110, 5.6.7) in the one form that is still sent.
fn http_date(text: &str) -> Option<Timestamp> {
    DateTimeParser::new().parse_timestamp(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNSTATED: SignedDuration = SignedDuration::from_secs(60);
    const MAX: SignedDuration = SignedDuration::from_hours(1);

    fn lifetime(cache_control: &[&str], expires: Option<&str>, date: Option<&str>, age: Option<&str>) -> i64 {
        let own = |it: Option<&str>| it.map(str::to_owned);
        let cache_control = cache_control.iter().map(|it| (*it).to_owned()).collect();
        let stated = Stated { cache_control, expires: own(expires), date: own(date), age: own(age) };
        let now = "2026-11-24T12:00:00Z".parse().unwrap();
        stated.lifetime(now, UNSTATED, MAX).as_secs()
    }

    #[test]
    fn the_server_says_how_long_within_bounds() {
        assert_eq!(lifetime(&[], None, None, None), 60);
        assert_eq!(lifetime(&["public, max-age=300"], None, None, None), 300);
        assert_eq!(lifetime(&["Max-Age=\"300\"", "max-age=200"], None, None, None), 200);
        assert_eq!(lifetime(&["max-age=300"], None, None, Some("100")), 200);
        assert_eq!(lifetime(&["max-age=300"], None, None, Some("400")), 0);
        assert_eq!(lifetime(&["max-age=18446744073709551615"], None, None, None), 3600);
        assert_eq!(lifetime(&[], Some("Tue, 24 Nov 2026 12:10:00 GMT"), None, None), 600);
        let date = Some("Tue, 24 Nov 2026 12:09:00 GMT");
        assert_eq!(lifetime(&[], Some("Tue, 24 Nov 2026 12:10:00 GMT"), date, None), 60);
        assert_eq!(lifetime(&["max-age=30"], Some("Tue, 24 Nov 2026 12:10:00 GMT"), None, None), 30);
    }

    #[test]
    fn what_is_not_to_be_kept_or_cannot_be_read_is_stale() {
        assert_eq!(lifetime(&["max-age=300", "NO-STORE"], None, None, None), 0);
        assert_eq!(lifetime(&["no-cache=\"x\""], None, None, None), 0);
        assert_eq!(lifetime(&["max-age=soon"], None, None, None), 0);
        assert_eq!(lifetime(&["max-age=-1"], None, None, None), 0);
        assert_eq!(lifetime(&["max-age=300"], None, None, Some("old")), 0);
        for expires in ["0", "never", "Tue, 24 Nov 2026 11:59:59 GMT", ""] {
            assert_eq!(lifetime(&[], Some(expires), None, None), 0, "{expires}");
        }
    }
}
