//! The form of a kept answer: lines of text, an empty line, the content.

use jiff::Timestamp;

/// The longest head of an entry, in octets.
pub(crate) const MAX_HEAD: u64 = 1024;
const MAGIC: &str = "fuin-fetch cache 1";

/// An answer that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) fetched: Timestamp,
    pub(crate) fresh_until: Timestamp,
    pub(crate) media_type: Option<String>,
    pub(crate) content: Vec<u8>,
}

impl Entry {
    /// An entry that is exactly as it was written, and written for this key.
    pub(crate) fn parse(octets: &[u8], key: &str, digest: impl FnOnce(&[u8]) -> String) -> Option<Self> {
        let window = octets.get(..octets.len().min(usize::try_from(MAX_HEAD).ok()?))?;
        let end = window.windows(2).position(|it| it == b"\n\n")?;
        let head = std::str::from_utf8(octets.get(..end)?).ok()?;
        let content = octets.get(end.checked_add(2)?..)?;
        let mut lines = head.split('\n');
        let mut value = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        let magic = value("format")?;
        let found_key = value("key")?;
        let fetched = Timestamp::from_second(value("fetched")?.parse().ok()?).ok()?;
        let fresh_until = Timestamp::from_second(value("fresh-until")?.parse().ok()?).ok()?;
        let media_type = Some(value("media-type")?).filter(|it| *it != "-").map(str::to_owned);
        let found_digest = value("sha-256")?;
        let whole = magic == MAGIC && found_key == key && lines.next().is_none() && found_digest == digest(content);
        whole.then(|| Self { fetched, fresh_until, media_type, content: content.to_vec() })
    }

    pub(crate) fn to_octets(&self, key: &str, digest: &str) -> Vec<u8> {
        let media_type = self.media_type.as_deref().unwrap_or("-");
        let (fetched, fresh_until) = (self.fetched.as_second(), self.fresh_until.as_second());
        let mut octets = format!(
            "format {MAGIC}\nkey {key}\nfetched {fetched}\nfresh-until {fresh_until}\nmedia-type {media_type}\nsha-256 {digest}\n\n"
        )
        .into_bytes();
        octets.extend_from_slice(&self.content);
        octets
    }
}
